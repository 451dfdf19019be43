"""Measure the FHIR engine beside the peer that installs from PyPI: same data, same client, one run.

    python -m bench.fhir                                    everything, some 20 minutes
    python -m bench.fhir --bundles 40 --seconds 1 --warm-up 0.5 --only sqlite     a first look, under a minute
    python -m bench.fhir --bundles 200000 --fill load --only sqlite               ten million resources

Every server is started here, on a free port of this machine, in a group of processes of its own, and ended again. The
table goes to standard output and, with ``--out``, all figures to a JSON file; progress goes to standard error.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from scripts import fhir_clients
from tests.journeys.fhir_clients.serving import NotStarted, samspill, samspill_environment

from bench.fhir_parts import cells, machine
from bench.fhir_parts.people import people, with_ids
from bench.fhir_parts.places import PLACES, Place, Running, work_folder
from bench.fhir_parts.table import Column, markdown

BUNDLES = 887
AT_ONCE = (1, 8, 32)
COLD_STARTS = 3


def main() -> int:
    """Measure what the words ask for, print the tables, and return 1 when a server could not be measured whole."""
    wishes = _parser().parse_args()
    fhir_clients.main()
    columns = []
    with work_folder() as folder:
        for name in wishes.only:
            place = PLACES[name]
            column = Column(place.name, place.ours)
            columns.append(column)
            data = folder / name
            data.mkdir()
            measure(place, data, column, wishes)
            if name == "sqlite" and wishes.fill == "transactions":
                loaded = folder / "loaded"
                loaded.mkdir()
                try_load(place, loaded, column, wishes.bundles)
    print(f"Machine: {machine.described()}. Date: {time.strftime('%Y-%m-%d %H:%M')}.")
    print(f"{wishes.bundles * 50:,} resources of {wishes.bundles} bundles; {wishes.seconds:g} s a cell ", end="")
    print(f"after {wishes.warm_up:g} s of warming up.\n")
    print("\n".join(markdown(columns)))
    if wishes.out:
        wishes.out.write_text(json.dumps([asdict(column) for column in columns], indent=1), encoding="utf-8")
    return 1 if any(column.failures for column in columns) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundles", type=int, default=BUNDLES, help="patients, of 50 resources each")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long a cell is measured")
    parser.add_argument("--warm-up", type=float, default=2.0, help="how long before that")
    parser.add_argument("--at-once", type=int, nargs="+", default=AT_ONCE, help="calls under way at once")
    parser.add_argument("--only", nargs="+", choices=PLACES, default=list(PLACES), help="servers to measure")
    parser.add_argument(
        "--fill", choices=("transactions", "load"), default="transactions", help="how the store is filled (load: ours)"
    )
    parser.add_argument("--out", type=Path, help="file for all figures, as JSON")
    return parser


def measure(place: Place, data: Path, column: Column, wishes: argparse.Namespace) -> None:
    """Measure one server; what it answers wrongly or not at all is kept among the column's failures."""
    say(f"{place.name}:")
    column.load_before, column.fsync_ms = machine.load(), machine.fsync_ms(data)
    try:
        loaded = measure_load(data, column, wishes.bundles) if wishes.fill == "load" else None
        with place.serve(data) as running:
            stored = loaded or fill(running, column, wishes.bundles)
            cells.check_filled(running, wishes.bundles)
            column.disk_mb = machine.disk_mb(data) + machine.disk_mb(data.with_name(f"{data.name}-postgresql"))
            for work in cells.works(stored):
                cells.check_work(running, work)
                for at_once in wishes.at_once:
                    keep(column, cells.loop(running, work, at_once, seconds=wishes.seconds, warm_up=wishes.warm_up))
            keep(column, cells.export(running))
            column.memory_mb = machine.memory_mb(running.roots)
        column.cold_start_seconds = statistics.median(cold_start(place, data) for _ in range(COLD_STARTS))
    except (cells.WrongAnswer, NotStarted) as wrong:
        column.failures.append(str(wrong))
        say(f"  {wrong}")


def fill(running: Running, column: Column, bundles: int) -> cells.Stored:
    """Store everything by transactions, and keep that cell."""
    cell, stored = cells.fill(running, bundles)
    keep(column, cell)
    return stored


def keep(column: Column, cell: cells.Cell) -> None:
    """Keep a cell, and say it."""
    column.cells.append(cell)
    say(
        f"  {cell.work:38} c={cell.at_once:<2} {cell.per_second:>9,.0f}/s  p50 {cell.p50_ms:.1f}  p99 {cell.p99_ms:.1f}"
        f"  CPU {cell.cpu_ms:.2f} ms  others {cell.others_percent:.0f} %  {cell.errors or ''}"
    )


def cold_start(place: Place, data: Path) -> float:
    """Start the server on what is stored; return the seconds to its first answer."""
    with place.serve(data) as running:
        return running.server.start_seconds


def try_load(place: Place, data: Path, column: Column, bundles: int) -> None:
    """Measure ``samspill load`` into a store of its own, and ask a server afterwards whether everything came."""
    try:
        measure_load(data, column, bundles)
        with place.serve(data) as running:
            cells.check_filled(running, bundles)
    except (cells.WrongAnswer, NotStarted) as wrong:
        column.failures.append(f"samspill load: {wrong}")
        say(f"  {wrong}")


def measure_load(data: Path, column: Column, bundles: int) -> cells.Stored:
    """Load the resources from ndjson files, one a type, into an empty store with ``samspill load``; return their ids.

    Raises:
        NotStarted: the command ended badly.
    """
    source = data.with_name(f"{data.name}-ndjson")
    written = write_ndjson(source, bundles)
    environment = samspill_environment(data)
    samspill("init", environment=environment)
    before, used = machine.read(()), resource.getrusage(resource.RUSAGE_CHILDREN)
    samspill("load", str(source), environment=environment)
    after, used_then = machine.read(()), resource.getrusage(resource.RUSAGE_CHILDREN)
    shutil.rmtree(source)
    cpu = used_then.ru_utime + used_then.ru_stime - used.ru_utime - used.ru_stime
    seconds = after.wall - before.wall
    others = max(0.0, 100 * (after.machine - before.machine - cpu) / (seconds * (os.cpu_count() or 1)))
    per_resource = cpu * 1000 / written.resources
    rate = written.resources / seconds
    keep(column, cells.Cell("samspill load", 1, rate, seconds * 1000, seconds * 1000, per_resource, others))
    say(f"  {written.size / 1e6:.0f} MB of resources became {machine.disk_mb(data):.0f} MB of data")
    return written.stored


@dataclass(slots=True)
class Written:
    """What was written to files: how many resources and bytes, and the ids."""

    resources: int = 0
    size: int = 0
    stored: cells.Stored = field(default_factory=cells.Stored)


def write_ndjson(target: Path, bundles: int) -> Written:
    """Write one ndjson file a type; of the ids, keep those that are read and searched for."""
    target.mkdir()
    written = Written()
    kept = {"Patient": written.stored.patients, "Observation": written.stored.observations}
    with ExitStack() as open_files:
        files: dict[str, BinaryIO] = {}
        for resources in people(bundles):
            for (identity, _), (kind, line) in zip(resources, with_ids(resources), strict=True):
                if kind not in files:
                    files[kind] = open_files.enter_context((target / f"{kind}.ndjson").open("wb"))
                written.size += files[kind].write(line + b"\n")
                written.resources += 1
                if kind in kept:
                    kept[kind].append(identity)
    return written


def say(sentence: str) -> None:
    """Tell whoever waits."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
