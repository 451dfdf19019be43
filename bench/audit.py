"""What the audit log costs, and how fast it is verified: ``python -m bench.audit [ENTRIES]``.

Durable entries a second through the store's own writer with group commit (synchronous=FULL), 64 callers who each wait
for their own; beside it, in the same run and in turns, the same writer without leaves and tree. Then the whole log is
verified; beside it, the same rows only read. pymerkle's SQLite tree, the obvious comparison, is GPL and so not here;
it was measured at 187 entries a second elsewhere. Verifying waits for nobody, so its target is held against what a core
of its own would do, by the CPU it used; appending waits for the disk, so its target is held against the clock.
"""

import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter, process_time, time_ns
from typing import Any

from rich.console import Console
from rich.table import Table

from samspill.access.audit.contracts import AuditEntry
from samspill.fhir.auditing import reading
from samspill.fhir.auditing.api import verify
from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store
from samspill.fhir.store.schema import audit_row
from samspill.fhir.store.sqlite.log import Log, Noted

ENTRIES = 60_000
CALLERS = 64
TURNS = 5
APPEND_MIN, VERIFY_MIN = 5_000, 50_000

ENTRY = AuditEntry(
    "oslo-legevakt", "read", "Observation", "0b1d6d0e-8f1c-4d39-9f66-2b4b2a1c7d10", 200, "6f1f5d7c2e339a0f", 1,
    kind="opened", name="Kari Prøve", role="lege", organisation="979873190", purpose="TREAT",
    patient="5f0c3f57-4c8a-4a70-9a0e-0e1d3f0a9b11", decision="3c7c1a90", rule="ongoing-encounter",
)  # fmt: skip


def plainly(log: Log, notes: Sequence[Noted]) -> None:
    """Write the rows as ``Log.append`` does, without a leaf and a tree."""
    rows = [audit_row(entry, at) for entry, at, _ in notes]
    places = ", ".join("?" * len(rows[0]))
    cursor: Any = log._cursor  # noqa: SLF001
    names = [row[1] for row in cursor.execute("PRAGMA table_info(audit)").fetchall()][1:]
    cursor.executemany(f"INSERT INTO audit ({', '.join(names)}) VALUES ({places})", rows)


def append(store: Store, count: int) -> tuple[float, float]:
    """Write entries, so many waiting at once; return entries a second, and microseconds of CPU an entry."""
    done: SimpleQueue[Any] = SimpleQueue()
    began, used = perf_counter(), process_time()
    for number in range(count + CALLERS):
        if number >= CALLERS:
            done.get().result()
        if number < count:
            store.note(ENTRY).add_done_callback(done.put)
    return count / (perf_counter() - began), (process_time() - used) / count * 1e6


def timed(act: Callable[[], int]) -> tuple[float, float]:
    began, used = perf_counter(), process_time()
    count = act()
    return count / (perf_counter() - began), (process_time() - used) / count * 1e6


def read_only(store: Store) -> int:
    with store.snapshot() as view:
        return sum(len(rows) for rows in reading.rows(view))


def checked(store: Store) -> int:
    verdict = verify(store, key=None)
    assert not verdict.faults, verdict.faults
    return verdict.size


def opened(folder: Path, name: str) -> Store:
    return open_store(str(folder / f"{name}.sqlite3"), clock=lambda: time_ns() // 1000)


def main() -> int:
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    found: dict[str, list[tuple[float, float]]] = {}
    sealing = Log.append
    with tempfile.TemporaryDirectory(prefix="samspill-bench-audit-") as folder:
        sealed, plain = opened(Path(folder), "sealed"), opened(Path(folder), "plain")
        for _ in range(TURNS):
            Log.append = plainly  # type: ignore[method-assign]
            found.setdefault("append, no tree", []).append(append(plain, entries // TURNS))
            Log.append = sealing  # type: ignore[method-assign]
            found.setdefault("append, sealed", []).append(append(sealed, entries // TURNS))
        for _ in range(TURNS):
            found.setdefault("read only", []).append(timed(lambda: read_only(sealed)))
            found.setdefault("verify", []).append(timed(lambda: checked(sealed)))
        plain.close()
        sealed.close()
    show(found, entries)
    appended, verified = median(found["append, sealed"], 0), 1e6 / median(found["verify"], 1)
    held = appended >= APPEND_MIN and verified >= VERIFY_MIN
    print(
        f"Targets: append {APPEND_MIN}/s: {appended:.0f} by the clock; "
        f"verify {VERIFY_MIN}/s: {verified:.0f} a second of CPU: {'held' if held else 'MISSED'}."
    )
    return 0 if held else 1


def median(turns: Sequence[tuple[float, float]], column: int) -> float:
    return statistics.median(turn[column] for turn in turns)


def show(found: dict[str, list[tuple[float, float]]], entries: int) -> None:
    table = Table(title=f"{entries} entries, {CALLERS} waiting at once, {TURNS} turns each")
    for column in ("act", "entries/s, best", "median", "worst", "CPU µs an entry, median"):
        table.add_column(column)
    for act, turns in found.items():
        rates = sorted(rate for rate, _ in turns)
        numbers = (rates[-1], median(turns, 0), rates[0])
        table.add_row(act, *(f"{number:,.0f}".replace(",", " ") for number in numbers), f"{median(turns, 1):.1f}")
    Console().print(table)


if __name__ == "__main__":
    raise SystemExit(main())
