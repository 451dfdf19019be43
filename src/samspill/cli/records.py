"""samspill load | export | reindex: many FHIR resources in and out of the record store, and its index made anew."""

import argparse
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from samspill.cli.contracts import ServerSettings, Wiring
from samspill.cli.serve import DEMO
from samspill.fhir.store.contracts import Store, StoreFailure
from samspill.kernel.clock import now
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import say

if TYPE_CHECKING:
    from samspill.fhir.bulk.contracts import LoadReport, Refusal

SHOWN_MAX = 10
"""Refused resources that are printed; all of them stand in the report."""

_DEMO_HELP = "bruk demoens data, som «samspill demo» viser"


def register(commands: Any) -> None:
    """Add the commands."""
    load = commands.add_parser(
        "load",
        help="last FHIR-ressurser fra filer (NDJSON, Bundle, én ressurs; også .gz)",
        epilog="Abonnementer får ikke beskjed om det som lastes.",
    )
    load.add_argument("paths", nargs="+", type=Path, metavar="STI", help="fil eller mappe")
    load.add_argument("--report", type=Path, metavar="FIL", help="hvor det som ikke ble tatt inn, skrives (NDJSON)")
    load.add_argument(
        "--workers", type=_count, metavar="ANTALL", help="hjelpeprosesser; ellers én færre enn maskinens kjerner"
    )
    load.add_argument("--again", action="store_true", help="les også filer som er lastet før")
    load.add_argument("--demo", action="store_true", help=_DEMO_HELP)
    load.set_defaults(act=act_load)
    export = commands.add_parser("export", help="skriv FHIR-ressursene til en mappe, én NDJSON-fil per type")
    export.add_argument("folder", type=Path, metavar="MAPPE", help="en ny mappe, eller en der eksporten ble avbrutt")
    export.add_argument("--type", action="append", metavar="TYPE", default=[], help="bare denne typen; kan gjentas")
    export.add_argument(
        "--since", type=_moment, metavar="TIDSPUNKT", help="bare det som er skrevet siden, som 2026-11-22T08:00:00Z"
    )
    export.add_argument("--gzip", action="store_true", help="pakk filene")
    export.add_argument("--demo", action="store_true", help=_DEMO_HELP)
    export.set_defaults(act=act_export)
    reindex = commands.add_parser("reindex", help="bygg søkeindeksen på nytt; tjenesten kan være i gang")
    reindex.add_argument("--demo", action="store_true", help=_DEMO_HELP)
    reindex.set_defaults(act=act_reindex)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError("skriv et helt tall, 0 eller mer")
    return int(text)


def _moment(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("skriv et tidspunkt, for eksempel 2026-11-22T08:00:00Z") from error
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("skriv også tidssone, for eksempel Z")
    return int(moment.timestamp() * 1_000_000)


def act_load(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Load, and say what was not taken and why; exit 1 when something was not."""
    from samspill.fhir.bulk import api as bulk  # noqa: PLC0415  (the engine takes a moment to import)
    from samspill.fhir.identifiers import identifier_checks  # noqa: PLC0415

    settings = _settings(arguments, wiring)
    how = bulk.Loading(
        level=settings.fhir_validation,
        bases=frozenset(wiring.fhir_bases(port=settings.port)),
        profiles=settings.fhir_profiles,
        workers=_workers(arguments.workers),
        again=arguments.again,
        checks=identifier_checks(settings.takes_numbers),
    )
    report_path = arguments.report or settings.data / "loads" / f"{now():%Y%m%dT%H%M%S%fZ}.refused.ndjson"
    total = sum(path.stat().st_size for path in bulk.find_files(arguments.paths))
    with _store(wiring) as store, _Report(report_path) as refused, _bar() as bar:
        task = bar.add_task("Laster", total=total)

        def told(path: Path, size: int, so_far: object) -> None:  # noqa: ARG001
            bar.update(task, description=path.name, advance=size)

        def told_index(_: str) -> None:
            bar.update(task, description="Bygger indeksen")

        report = bulk.load(store, arguments.paths, how=how, refused=refused, told=told, told_index=told_index)
    _tell(report, refused)
    return 1 if report.refused else 0


def _workers(asked: int | None) -> int:
    import os  # noqa: PLC0415

    return asked if asked is not None else max(1, (os.cpu_count() or 1) - 1)


class _Report:
    """The file with all that was not taken; it is made when there is something to write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shown: list[Refusal] = []
        self._file: TextIO | None = None

    def __enter__(self) -> "_Report":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def __call__(self, refusal: "Refusal") -> None:
        if len(self.shown) < SHOWN_MAX:
            self.shown.append(refusal)
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8")
        self._file.write(json.dumps(asdict(refusal), ensure_ascii=False) + "\n")


def _tell(report: "LoadReport", refused: _Report) -> None:
    for file in report.files:
        if file.was_done:
            _print(say("%(path)s er lastet før, og er ikke lest på nytt.", path=str(file.path)))
        elif file.from_line > 1:
            _print(say("%(path)s gikk videre fra linje %(line)s.", path=str(file.path), line=file.from_line))
    rate = round((report.written + report.unchanged) / report.seconds) if report.seconds else 0
    _print(
        say(
            "%(written)s skrevet, %(unchanged)s uendret, %(refused)s ikke tatt inn. %(seconds)s s, %(rate)s/s.",
            written=report.written, unchanged=report.unchanged, refused=report.refused,
            seconds=f"{report.seconds:.1f}".replace(".", ","), rate=rate,
        )
    )  # fmt: skip
    for one in refused.shown:
        entry = f", entry[{one.entry}]" if one.entry >= 0 else ""
        element = f" {one.element}:" if one.element and not one.reason.startswith(one.element) else ""
        _print(f"  {one.file}, linje {one.line}{entry}:{element} {one.reason}")
    if refused.shown:
        _print(say("Alt som ikke ble tatt inn, står i %(path)s.", path=str(refused.path)))


def act_export(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Export, and say what was written."""
    from samspill.fhir.bulk import api as bulk  # noqa: PLC0415
    from samspill.fhir.definitions.api import resource_types  # noqa: PLC0415

    _settings(arguments, wiring)
    for name in arguments.type:
        if name not in resource_types():
            raise Refused(
                say("«%(type)s» er ikke en ressurstype i FHIR R4.", type=name), remedy=say("Rett skrivemåten.")
            )
    with _store(wiring) as store, _bar() as bar:
        task = bar.add_task("Skriver", total=None)
        note = bulk.export_to(
            store, arguments.folder, types=tuple(arguments.type), since=arguments.since, packed=arguments.gzip,
            told=lambda so_far: bar.update(task, description=f"Skriver: {so_far.count} ressurser"),
        )  # fmt: skip
    _print(
        say(
            "Skrev til %(folder)s. Ressurser: %(count)s. Filer: %(files)s.",
            count=note.count,
            files=len(note.files),
            folder=str(arguments.folder),
        )
    )
    return 0


def act_reindex(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Make the index anew."""
    from samspill.fhir.bulk import api as bulk  # noqa: PLC0415

    settings = _settings(arguments, wiring)
    with _store(wiring) as store, _bar() as bar:
        task = bar.add_task("Bygger indeksen", total=None)
        done = bulk.reindex(
            store, bases=frozenset(wiring.fhir_bases(port=settings.port)),
            told=lambda count: bar.update(task, description=f"Bygger indeksen: {count} ressurser"),
        )  # fmt: skip
    _print(say("Indeksen er bygd på nytt. Ressurser: %(count)s.", count=done))
    return 0


def _settings(arguments: argparse.Namespace, wiring: Wiring) -> ServerSettings:
    defaults: Mapping[str, str] | None = DEMO if arguments.demo else None
    return wiring.read_settings(defaults)


@contextmanager
def _store(wiring: Wiring) -> Iterator[Store]:
    """Open the record store, close it in the end, and say what to do when it cannot go on."""
    store = wiring.open_record_store()
    try:
        yield store
    except StoreFailure as error:
        raise Refused(
            say("Journalen kan ikke brukes akkurat nå."),
            why=say("Lageret sier: %(error)s", error=str(error)),
            remedy=say("Rydd plass eller vent litt, og kjør kommandoen én gang til. Den går videre der den slapp."),
        ) from error
    except KeyboardInterrupt as error:
        raise Refused(
            say("Stoppet før alt var gjort."), remedy=say("Kjør kommandoen én gang til. Den går videre der den slapp.")
        ) from error
    finally:
        store.close()


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _print(text: object) -> None:
    print(text)  # noqa: T201
