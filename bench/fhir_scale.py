"""What size does to the record store: the same searches on a small store and on a large one, in turns in one run.

    python -m bench.fhir_scale                                       44,350 and 443,500 resources, some ten minutes
    python -m bench.fhir_scale --bundles 887 200000 --keep FOLDER    ten million resources; an hour, 30 GB of disk

A store that lies in the folder already is measured as it is. Both servers run at once and are asked in turns, so that
what else the machine does meets both alike.
"""

import argparse
import json
import random
import shutil
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw
from tests.journeys.fhir_clients.serving import samspill, samspill_environment

from bench.fhir import say, write_ndjson
from bench.fhir_parts import cells, machine
from bench.fhir_parts.places import Running, samspill_on_sqlite, work_folder

BUNDLES = (887, 8870)
ROUNDS = 3
AT_ONCE = 8
SAMPLE = 20_000
"""Ids kept of each type: they are read and searched for; more than the small store has, so nothing is warm by luck."""
SLOWER_MAX = 1.5
INDEX_MAX = 2.0
RESOURCES = ("resource", "version")
"""Tables that hold the resources themselves; all others are index, but for what is written as the server runs."""
SIZES = """
    SELECT pages.name, coalesce(known.tbl_name, pages.name), pages.pgsize
    FROM dbstat AS pages LEFT JOIN sqlite_schema AS known USING (name) WHERE pages.aggregate = 1
"""
BESIDES = ("audit", "outbox", "event", "loaded", "progress", "sqlite_")


@dataclass(frozen=True, slots=True)
class Size:
    """A store on disk, in megabytes: the resources as they were sent, the table they lie in, and their index."""

    sent: float
    kept: float
    index: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One store: how many resources, how large, and by work the calls a second of each round."""

    resources: int
    size: Size
    load_seconds: float
    rates: dict[str, list[float]]
    slow_ms: dict[str, list[float]]


def main() -> int:
    """Load what is missing, measure, print the tables; 1 when something is above its bound."""
    wishes = _parser().parse_args()
    with _folder(wishes.keep) as folder:
        stores = [Loaded(folder / str(bundles), bundles) for bundles in wishes.bundles]
        for store in stores:
            store.load()
        measured = measure(stores, rounds=wishes.rounds, seconds=wishes.seconds)
    print(f"Machine: {machine.described()}. Date: {time.strftime('%Y-%m-%d %H:%M')}.")
    print(
        f"{AT_ONCE} calls at once, {wishes.rounds} rounds of {wishes.seconds:g} s in turns; median (lowest-highest).\n"
    )
    print("\n".join(markdown(measured)))
    return 0 if holds(measured) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--bundles", type=int, nargs="+", default=BUNDLES, help="patients a store, of 50 resources each"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns")
    parser.add_argument("--seconds", type=float, default=4.0, help="how long a turn lasts for each work")
    parser.add_argument("--keep", type=Path, help="folder where the stores stay, or lie already")
    return parser


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with work_folder() as folder:
            yield folder
    else:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep


class Loaded:
    """A store in a folder of its own; beside it stands what was loaded."""

    def __init__(self, folder: Path, bundles: int) -> None:
        self.data = folder / "data"
        self.bundles = bundles
        self.resources = bundles * cells.RESOURCES_A_PATIENT
        self.load_seconds = 0.0
        self.stored = cells.Stored()
        self._folder = folder
        self._note = folder / "loaded.json"
        self._sent = 0

    def load(self) -> None:
        """Load it with ``samspill load``, unless it lies there."""
        if not self._note.exists():
            self._make()
        note = json.loads(self._note.read_text(encoding="utf-8"))
        self.stored = cells.Stored(note["patients"], note["observations"])
        self.load_seconds, self._sent = note["seconds"], note["bytes"]

    def _make(self) -> None:
        self.data.mkdir(parents=True)
        source = self._folder / "ndjson"
        say(f"{self.resources:,} resources: writing files")
        written = write_ndjson(source, self.bundles)
        environment = samspill_environment(self.data)
        samspill("init", environment=environment)
        say("loading")
        start = time.perf_counter()
        samspill("load", str(source), environment=environment)
        seconds = time.perf_counter() - start
        shutil.rmtree(source)
        note = {"seconds": seconds, "bytes": written.size, **sample(written.stored)}
        self._note.write_text(json.dumps(note), encoding="utf-8")

    def size(self) -> Size:
        """Return what its tables take, as SQLite counts the pages of each (``dbstat``)."""
        path = self.data / "record.sqlite3"
        kept = index = 0
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        for name, table, size in connection.execute(SIZES):
            if name in RESOURCES:
                kept += size
            elif not table.startswith(BESIDES):
                index += size
        connection.close()
        return Size(self._sent / 1e6, kept / 1e6, index / 1e6)


def sample(stored: cells.Stored, *, seed: int = 11) -> dict[str, list[str]]:
    """Return some ids of each type, at random."""
    chance = random.Random(seed)
    return {
        "patients": chance.sample(stored.patients, min(SAMPLE, len(stored.patients))),
        "observations": chance.sample(stored.observations, min(SAMPLE, len(stored.observations))),
    }


def measure(stores: Sequence[Loaded], *, rounds: int, seconds: float) -> list[Measured]:
    """Serve all stores at once and ask them in turns, work after work."""
    measured = [Measured(store.resources, store.size(), store.load_seconds, {}, {}) for store in stores]
    with ExitStack() as serving:
        running = [serving.enter_context(samspill_on_sqlite(store.data)) for store in stores]
        for one, store in zip(running, stores, strict=True):
            cells.check_filled(one, store.bundles)
        works = [[work for work in cells.works(store.stored) if work.name != "create"] for store in stores]
        for together in zip(*works, strict=True):
            _turns(together, running, measured, rounds, seconds)
    return measured


def _turns(
    works: Sequence[cells.Work], running: Sequence[Running], measured: list[Measured], rounds: int, seconds: float
) -> None:
    for _ in range(rounds):
        for work, server, store in zip(works, running, measured, strict=True):
            cell = cells.loop(server, work, AT_ONCE, seconds=seconds, warm_up=1.0)
            store.rates.setdefault(work.name, []).append(cell.per_second)
            store.slow_ms.setdefault(work.name, []).append(cell.p99_ms)
            told = f"{cell.per_second:>7,.0f}/s  p99 {cell.p99_ms:.1f} ms  {cell.errors or ''}"
            say(f"  {store.resources:>11,} {work.name:38} {told}")


def slower(small: Measured, large: Measured, work: str) -> float:
    """Return how many times as long a call takes in the large store."""
    return statistics.median(small.rates[work]) / statistics.median(large.rates[work])


def holds(measured: Sequence[Measured]) -> bool:
    """Answer whether everything is within its bound."""
    small, *larger = measured
    quick = all(slower(small, large, work) <= SLOWER_MAX for large in larger for work in small.rates)
    return quick and all(store.size.index <= INDEX_MAX * store.size.sent for store in measured)


def markdown(measured: Sequence[Measured]) -> Iterator[str]:
    """Yield the lines of the tables."""
    small, *larger = measured
    heads = [f"{store.resources:,} resources" for store in measured]
    slow = [f"{store.resources:,} slower by (at most {SLOWER_MAX})" for store in larger]
    yield f"| work, calls/s (p99 ms) | {' | '.join([*heads, *slow])} |"
    yield f"|---|{'--:|' * (len(heads) + len(slow))}"
    for work in small.rates:
        rates = [f"{_spread(store.rates[work])} ({statistics.median(store.slow_ms[work]):.1f})" for store in measured]
        yield f"| `{work}` | {' | '.join([*rates, *(f'{slower(small, large, work):.2f} x' for large in larger)])} |"
    yield ""
    yield "| store | sent MB | table MB | index MB | index beside sent (at most 2) | `samspill load`, resources/s |"
    yield "|---|--:|--:|--:|--:|--:|"
    for store in measured:
        size = store.size
        speed = f"{store.resources / store.load_seconds:,.0f}" if store.load_seconds else "-"
        yield (
            f"| {store.resources:,} | {size.sent:,.0f} | {size.kept:,.0f} | {size.index:,.0f} "
            f"| {size.index / size.sent:.2f} x | {speed} |"
        )


def _spread(rates: Sequence[float]) -> str:
    return f"{statistics.median(rates):,.0f} ({min(rates):,.0f}-{max(rates):,.0f})"


if __name__ == "__main__":
    raise SystemExit(main())
