"""Measure the FHIR engine beside the peer that installs from PyPI: same data, same client, one run.

    python -m bench.fhir                                    everything, some 20 minutes
    python -m bench.fhir --bundles 40 --seconds 1 --warm-up 0.5 --only sqlite     a first look, under a minute

Every server is started here, on a free port of this machine, in a group of processes of its own, and ended again. The
table goes to standard output and, with ``--out``, all figures to a JSON file; progress goes to standard error.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

from scripts import fhir_clients
from tests.journeys.fhir_clients.serving import samspill_environment

from bench.fhir_parts import cells, machine
from bench.fhir_parts.people import people, with_ids
from bench.fhir_parts.places import PLACES, Place, work_folder
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
            if name == "sqlite" and not wishes.no_load:
                measure_load(folder, column, wishes.bundles)
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
    parser.add_argument("--no-load", action="store_true", help="leave `samspill load` out")
    parser.add_argument("--out", type=Path, help="file for all figures, as JSON")
    return parser


def measure(place: Place, data: Path, column: Column, wishes: argparse.Namespace) -> None:
    """Measure one server; what it answers wrongly or not at all is kept among the column's failures."""
    say(f"{place.name}:")
    column.load_before, column.fsync_ms = machine.load(), machine.fsync_ms(data)
    try:
        with place.serve(data) as running:
            cell, stored = cells.fill(running, wishes.bundles)
            keep(column, cell)
            cells.check_filled(running, wishes.bundles)
            column.disk_mb = machine.disk_mb(data) + machine.disk_mb(data.with_name(f"{data.name}-postgresql"))
            for work in cells.works(stored):
                cells.check_work(running, work)
                for at_once in wishes.at_once:
                    keep(column, cells.loop(running, work, at_once, seconds=wishes.seconds, warm_up=wishes.warm_up))
            keep(column, cells.export(running))
            column.memory_mb = machine.memory_mb(running.roots)
        column.cold_start_seconds = statistics.median(cold_start(place, data) for _ in range(COLD_STARTS))
    except cells.WrongAnswer as wrong:
        column.failures.append(str(wrong))
        say(f"  {wrong}")


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


def measure_load(folder: Path, column: Column, bundles: int) -> None:
    """Load the same resources from ndjson files into an empty store, one type a file."""
    source = folder / "ndjson"
    resources, size = write_ndjson(source, bundles)
    data = folder / "loaded"
    data.mkdir()
    environment = samspill_environment(data)
    subprocess.run([sys.executable, "-m", "samspill", "init"], env=environment, check=True, stdout=subprocess.DEVNULL)
    before, used = machine.read(()), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "samspill", "load", str(source)], env=environment, capture_output=True, check=False
    )
    after, used_then = machine.read(()), resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        column.failures.append(f"samspill load ended with {done.returncode}: {done.stderr.decode()[-500:]}")
        return
    cpu = used_then.ru_utime + used_then.ru_stime - used.ru_utime - used.ru_stime
    seconds = after.wall - before.wall
    room = seconds * 2
    others = max(0.0, 100 * (after.machine - before.machine - cpu) / room)
    cell = cells.Cell(
        "samspill load", 1, resources / seconds, seconds * 1000, seconds * 1000, cpu * 1000 / resources, others
    )
    keep(column, cell)
    say(f"  {size / 1e6:.0f} MB of resources became {machine.disk_mb(data):.0f} MB of data")
    try:
        with PLACES["sqlite"].serve(data) as running:
            cells.check_filled(running, bundles)
    except cells.WrongAnswer as wrong:
        column.failures.append(f"after samspill load: {wrong}")


def write_ndjson(target: Path, bundles: int) -> tuple[int, int]:
    """Write one ndjson file a type; return how many resources and bytes."""
    target.mkdir()
    files = {}
    count = size = 0
    try:
        for resources in people(bundles):
            for kind, line in with_ids(resources):
                if kind not in files:
                    files[kind] = (target / f"{kind}.ndjson").open("wb")
                size += files[kind].write(line + b"\n")
                count += 1
    finally:
        for file in files.values():
            file.close()
    return count, size


def say(sentence: str) -> None:
    """Tell whoever waits."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
