"""Loads files: workers prepare chunk after chunk, one writer stores them in order, each commit says how far it came.

The place in a file is written in the same transaction as what stands before it. So a load that was killed goes on where
it had come, and a file with the same content, under any name, is not read a second time. What is loaded again from
another file is compared with what is stored, and written only when it differs.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Any

from samspill.fhir.bulk import sources, writing
from samspill.fhir.bulk.contracts import BulkRefused, FileReport, LoadReport, Refusal
from samspill.fhir.bulk.preparing import Made, check_more, made, prepare
from samspill.fhir.bulk.sources import Line
from samspill.fhir.store.contracts import Store, Transaction
from samspill.fhir.store.loads import Loaded, add_load
from samspill.kernel.texts import say

SMALL_BYTES = 400_000
"""Below it, starting a worker (half a second) costs more than it saves."""

LARGE_BYTES = 100_000_000
"""From it on the store is set for a large load: some 150,000 resources."""

Told = Callable[[Path, int, FileReport], None]
"""Hears (file, bytes of lines done since the last time, how the file has gone so far)."""


@dataclass(frozen=True, slots=True)
class Loading:
    """How to load.

    Attributes:
        level: how closely each resource is looked at: ``off``, ``base`` or ``profile``.
        bases: the server's own base addresses; references that begin with one are local.
        workers: processes that prepare; 0 means that the writing process does it itself.
        way: ``load`` (the command) or ``import`` (the FHIR operation).
        actor: whom the audit names.
        again: whether a file that was loaded to its end is read once more.
        profiles: files and folders with the profiles to look for; every process that prepares reads them.
        on_change: called inside each unit of work with the versions it wrote.
        checks: by resource type, what more is checked before one is stored; it raises the fault.
    """

    level: str = "base"
    bases: frozenset[str] = frozenset()
    workers: int = 1
    way: str = "load"
    actor: str = "samspill load"
    again: bool = False
    profiles: tuple[Path, ...] = ()
    on_change: writing.OnChange | None = None
    checks: Mapping[str, Callable[[dict[str, Any]], None]] = field(default_factory=dict)


def load(
    store: Store,
    paths: Sequence[Path],
    *,
    how: Loading,
    refused: Callable[[Refusal], None],
    told: Told | None = None,
    told_index: Callable[[str], None] = lambda _: None,
) -> LoadReport:
    """Load files and folders.

    Args:
        store: an open store.
        paths: files, or folders whose NDJSON and JSON files are meant.
        how: how to load.
        refused: hears of every fault of every resource that is not taken.
        told: hears how it goes, after each commit.
        told_index: hears the name of each index that is made at the end of a large load.

    Raises:
        BulkRefused: a file is not there or cannot be read; what was written before stays written.
        StoreFailure: the store cannot go on; the same call does, from where it had come.
    """
    begun = perf_counter()
    files = sources.find_files(paths)
    report = LoadReport()
    is_large = sum(path.stat().st_size for path in files) >= LARGE_BYTES
    with store.loading(told=told_index) if is_large else nullcontext(), _pool(files, how) as pool:
        for path in files:
            one = FileReport(path)
            report.files.append(one)
            _load_file(store, one, how, pool, refused, told)
    if report.written:
        store.analyse()
    report.seconds = perf_counter() - begun
    return report


def _pool(files: Sequence[Path], how: Loading) -> "AbstractContextManager[Executor | None]":
    if not how.workers or sum(path.stat().st_size for path in files) < SMALL_BYTES:
        return nullcontext()
    return ProcessPoolExecutor(how.workers, mp_context=get_context("spawn"), initializer=_begin_worker)


def _begin_worker() -> None:
    """Let Ctrl+C reach the writing process alone, which then ends the others in order; end with it if it is killed."""
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _load_file(
    store: Store,
    report: FileReport,
    how: Loading,
    pool: Executor | None,
    refused: Callable[[Refusal], None],
    told: Told | None,
) -> None:
    name = f"load:{sources.fingerprint(report.path)}"
    with store.snapshot() as snapshot:
        place = writing.place_of(snapshot, name)
    if place == writing.DONE and not how.again:
        report.was_done = True
        return
    after = max(place, 0)
    report.from_line = after + 1
    chunks = sources.chunks(sources.lines_of(report.path), after=after)
    writer = _Writer(store, name, report, how)
    for lines, size in _prepared(chunks, how, pool):
        for line in lines:
            if how.checks:
                check_more(line, how.checks)
            report.refused += line.refused
            for fault in line.faults:
                refused(Refusal(str(report.path), line.line, fault.entry, fault.element, fault.code, fault.reason))
        writer.add(lines)
        if told is not None:
            told(report.path, size, report)
    writer.finish()


def _prepared(chunks: Iterator[list[Line]], how: Loading, pool: Executor | None) -> Iterator[tuple[list[Made], int]]:
    """Yield prepared chunks in their order, with the bytes they were made from; a few are prepared ahead."""
    work = partial(prepare, level=how.level, bases=how.bases, profiles=how.profiles)
    if pool is None:
        for chunk in chunks:
            yield made(work(chunk)), sum(len(body) for _, body in chunk)
        return
    ahead: deque[tuple[Future[bytes], int]] = deque()
    try:
        for chunk in chunks:
            ahead.append((pool.submit(work, chunk), sum(len(body) for _, body in chunk)))
            if len(ahead) > how.workers + 2:
                future, size = ahead.popleft()
                yield made(future.result()), size
        while ahead:
            future, size = ahead.popleft()
            yield made(future.result()), size
    except BrokenProcessPool as error:
        raise BulkRefused(
            say("En hjelpeprosess stoppet før lastingen var ferdig."),
            why=say("Maskinen avsluttet den, oftest fordi minnet tok slutt."),
            remedy=say("Kjør kommandoen én gang til. Den går videre der den slapp."),
        ) from error


class _Writer:
    """Hands units to the store in order, one at a time under way."""

    def __init__(self, store: Store, name: str, report: FileReport, how: Loading) -> None:
        self._store = store
        self._name = name
        self._report = report
        self._how = how
        self._begun = perf_counter()
        self._under_way: tuple[Future[Any], writing.Unit] | None = None

    def add(self, lines: list[Made]) -> None:
        """Write some lines; what was given before them is durable when this returns."""
        # Resources of the unit before may stand here again, so it is looked for what is stored once that is.
        self._wait()
        with self._store.snapshot() as snapshot:
            unit = writing.unit_of(snapshot, self._name, lines)
        on_change = self._how.on_change
        self._under_way = self._store.write(lambda tx: unit.write(tx, on_change)), unit

    def finish(self) -> None:
        """Wait for the last unit, and write that the file is done."""
        self._wait()
        entry = writing.audit(self._how.actor, self._name)
        report, us = self._report, int((perf_counter() - self._begun) * 1_000_000)
        counts = (report.written, report.unchanged, report.refused, report.from_line, us)

        def end(tx: Transaction) -> None:
            writing.remember(tx, self._name, writing.DONE)
            add_load(tx, Loaded(self._how.way, report.path.name, *counts))
            tx.note(entry)

        self._store.write(end).result()

    def _wait(self) -> None:
        if self._under_way is None:
            return
        future, unit = self._under_way
        future.result()
        self._under_way = None
        self._report.written += len(unit.changed)
        self._report.unchanged += unit.unchanged
