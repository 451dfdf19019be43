"""samspill plan read | import: what a plan document says, and bringing it to review."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from samspill.cli.contracts import Finding, Level, ServerSettings, Wiring
from samspill.cli.running import address_of_server
from samspill.cli.serve import DEMO
from samspill.documents import api as documents
from samspill.kernel.clock import now
from samspill.kernel.communities import OSLO, Community, load_community
from samspill.kernel.people import Capacity, Person
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import Text, say
from samspill.plan.importing import api as importing
from samspill.plan.importing.contracts import Flag, FoundMeasure, FoundPlan

CHUNK_BYTES = 1024 * 1024


def register(commands: Any) -> None:
    """Add the commands."""
    plan = commands.add_parser("plan", help="les og importer planer")
    acts = plan.add_subparsers(title="kommandoer", metavar="KOMMANDO", required=True)
    read = acts.add_parser("read", help="vis hva Samspill forstår av en plan, uten å lagre noe")
    read.add_argument("files", nargs="+", type=Path, metavar="FIL", help="planen; flere filer er samme plan")
    read.add_argument("--json", action="store_true", help="skriv alt som JSON (plan-gold/1)")
    read.set_defaults(act=act_read)
    bring = acts.add_parser("import", help="les en plan og gjør den klar til gjennomgang i nettleseren")
    bring.add_argument("files", nargs="+", type=Path, metavar="FIL", help="planen; flere filer er samme plan")
    bring.add_argument("--som", metavar="ROLLE", default="", help="id-en til rollen som importerer")
    bring.add_argument("--demo", action="store_true", help="importer i demoen som «samspill demo» viser")
    bring.set_defaults(act=act_import)


def act_read(arguments: argparse.Namespace, _: Wiring) -> int:
    """Print what was understood; exit 1 when the file holds no plan."""
    found = importing.understand([documents.read(path=path) for path in arguments.files])
    if arguments.json:
        print(json.dumps(importing.to_gold(found), ensure_ascii=False, indent=2))  # noqa: T201
    else:
        for line in _summary(found):
            print(line)  # noqa: T201
    return 1 if found.refusal else 0


def _summary(found: FoundPlan) -> Iterator[object]:
    if found.refusal:
        yield found.refusal
        return
    yield found.title.text if found.title else say("Plan uten tittel")
    yield _size(len(found.areas), len(found.measures))
    doubtful = [measure for measure in found.measures if _flags_of(measure)]
    yield _doubt(len(doubtful), len(found.measures))
    yield from (notice.text for notice in found.notices)


def _flags_of(measure: FoundMeasure) -> set[Flag]:
    """Return every doubt about a measure: its own, and those of its values."""
    deadline = (measure.deadline.words,) if measure.deadline else ()
    cells = (cell.text for cell in measure.cells)
    said = (
        measure.title,
        measure.responsible,
        measure.remark,
        *measure.bullets,
        *measure.sub_points,
        *deadline,
        *cells,
    )
    return {*measure.flags, *(flag for value in said if value for flag in value.flags)}


def _doubt(doubtful: int, measures: int) -> Text:
    if doubtful == 0:
        return say("Ingen av tiltakene har noe som må ses over.")
    if doubtful == 1:
        return say("1 av %(measures)s tiltak har noe som må ses over.", measures=measures)
    return say("%(doubtful)s av %(measures)s tiltak har noe som må ses over.", doubtful=doubtful, measures=measures)


def act_import(arguments: argparse.Namespace, wiring: Wiring) -> int:
    """Read the plan and print where to review it; exit 1 when it cannot be read."""
    settings = wiring.prepare(DEMO if arguments.demo else None)
    _check_ready(wiring.examine())
    # Needs the settings that prepare has just read.
    from samspill.plan.review import api as review  # noqa: PLC0415
    from samspill.plan.review.contracts import Incoming, RunState  # noqa: PLC0415

    community = load_community(settings.community or OSLO)
    person = _person(community, arguments.som)
    folder = review.ImportFolder(settings.data / "imports", file_bytes_max=settings.import_mb_max * 1024 * 1024)
    incoming = [Incoming(name=path.name, chunks=_chunks(path)) for path in arguments.files]
    run, is_new = review.receive(incoming=incoming, folder=folder, by=person, at=now())
    if is_new or run.state in {RunState.STOPPED, RunState.REFUSED}:
        _read_with_bar(review.begin(run_id=run.id, folder=folder, by=person, clock=now))
    return _tell(int(run.id), community, person, place=_told_place(settings, int(run.id), demo=arguments.demo))


def _read_with_bar(attempt: Any) -> None:
    from samspill.plan.review import api as review  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Leser", total=None)

        def told(reading: Any) -> None:
            bar.update(task, description=reading.file, completed=reading.done, total=reading.of or None)

        review.supervise(attempt, told=told)


def _tell(run_id: int, community: Community, person: Person, *, place: Text) -> int:
    from samspill.plan.review import api as review  # noqa: PLC0415
    from samspill.plan.review.contracts import RunId, RunState  # noqa: PLC0415

    run = review.run(run_id=RunId(run_id), by=person, at=now())
    if run.state is RunState.REFUSED:
        what, *rest = run.refusal
        raise Refused(what, why=rest[0] if len(rest) > 1 else None, remedy=rest[-1] if rest else None)
    if run.state is RunState.STOPPED:
        raise Refused(
            say("Lesingen stoppet før den var ferdig."),
            why=say("Leseren ble avsluttet av maskinen."),
            remedy=say("Kjør kommandoen en gang til. Filen er tatt vare på."),
        )
    if run.state is not RunState.READY:
        _print(say("%(title)s er «%(state)s» fra før.", title=run.title, state=review.run_state_word(run.state)))
        _print(place)
        return 0
    whole = review.review(run_id=run.id, register=community.organisations, by=person, at=now())
    areas = sum(view.row.kind == "area" for view in whole.rows)
    _print(run.title)
    _print(_size(areas, whole.tally.measures))
    _print(_waiting(whole.tally.waiting))
    for flag, count in Counter(flag for view in whole.rows for flag in view.row.flags).most_common():
        _print(f"  {count}: {review.flag_text(flag)}")
    if whole.rows[0].waits:
        always = say("Det som gjelder hele planen, må noen alltid se over.")
        _print(f"  1: {always}")
    _print(place)
    return 0


def _size(areas: int, measures: int) -> Text:
    if areas == 1:
        return say("1 område, %(measures)s tiltak.", measures=measures)
    return say("%(areas)s områder, %(measures)s tiltak.", areas=areas, measures=measures)


def _waiting(count: int) -> Text:
    if count == 0:
        return say("Alt som må vurderes, er vurdert.")
    if count == 1:
        return say("1 rad må vurderes. Grunnene:")
    return say("%(count)s rader må vurderes. En rad kan ha flere grunner:", count=count)


def _check_ready(findings: tuple[Finding, ...]) -> None:
    missing = next((finding for finding in findings if finding.level is Level.MISSING), None)
    if missing is not None:
        raise Refused(missing.text, remedy=missing.remedy)


def _person(community: Community, person_id: str) -> Person:
    keepers = [person for person in community.people if person.may(Capacity.KEEP_PLAN)]
    if not person_id and keepers:
        return keepers[0]
    found = community.person(person_id)
    if found is None:
        known = ", ".join(person.id for person in keepers)
        raise Refused(
            say("Fellesskapet har ingen rolle «%(role)s» som kan importere.", role=person_id),
            remedy=say("Velg en av disse med --som: %(known)s.", known=known),
        )
    return found


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise documents.Unreadable(
            say("Filen «%(name)s» kunne ikke åpnes.", name=path.name),
            why=say("Systemet sier: %(error)s.", error=error.strerror or str(error)),
            remedy=say("Sjekk navnet og mappen, og prøv igjen."),
        ) from error


def _told_place(settings: ServerSettings, run_id: int, *, demo: bool) -> Text:
    """Say where the review is: the whole address when a server answers, else its path and how to start one."""
    path = f"/plan/import/{run_id}/"
    server = address_of_server(settings)
    if server:
        return say("Gå gjennom den her: %(address)s", address=f"{server}{path}")
    command = "samspill demo" if demo else "samspill serve"
    return say(
        "Gå gjennom den i nettleseren: Start Samspill med «%(command)s», og åpne %(path)s på adressen som da vises.",
        command=command,
        path=path,
    )


def _print(text: object) -> None:
    print(text)  # noqa: T201
