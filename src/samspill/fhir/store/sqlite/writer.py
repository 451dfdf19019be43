"""The one thread that writes: it takes what is waiting, runs it as one transaction, and tells everybody at once.

A commit with synchronous=FULL waits for the disk (0.15 ms when quiet, 5 ms beside others), whatever it holds; so the
more callers there are, the less each of them pays. Each unit stands between SAVEPOINTs (5 microseconds): a unit that
fails undoes itself and no other.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from time import perf_counter
from typing import Any

from pysqlite3 import dbapi2

from samspill.access.audit.api import canonical
from samspill.fhir.contracts import Soon
from samspill.fhir.store.contracts import AuditEntry, StoreBusy, StoreUnavailable, Transaction
from samspill.fhir.store.sqlite.checkpoints import Checkpoints
from samspill.fhir.store.sqlite.connections import Connection, meaning
from samspill.fhir.store.sqlite.log import Log, Noted
from samspill.fhir.store.sqlite.transactions import Counters, SqliteTransaction
from samspill.fhir.store.stamping import whole_milliseconds

WAITING_MAX = 4096
"""Units that may wait; the next one is told to come back."""

GROUP_MAX = 512
"""Units in one commit."""

GROUP_SECONDS_MAX = 0.02
"""How long a group goes on taking units in: those that came first are waiting for the commit."""

GATHERED_MAX = 32
"""Audit rows that are handed over together, so that the first to be answered never waits long for the last."""

ANALYSE_CHANGES = 20_000
"""Changed rows after which the query planner gets its first figures; from then on when twice as many have changed."""

ANALYSE_CHANGES_MAX = 5_000_000
"""Changed rows after which it gets new figures at the latest."""

_OPTIMISE = "PRAGMA optimize=0x10002"
"""Analyses the tables that have grown tenfold since they last were. ANALYZE itself counts every index whole, whatever
``analysis_limit`` says: everybody waited for seconds at ten million resources."""

Work = Callable[[Transaction], Any]
Unit = tuple["Work | AuditEntry", "Future[Any]"]
"""What to run, or an audit row alone; and who waits for it."""

_NEWEST = "SELECT sequence, at FROM resource ORDER BY sequence DESC LIMIT 1"


class _GroupLost(Exception):
    """SQLite undid the whole transaction, units that had gone well included."""


class Writer(Thread):
    """Runs units of work on its own connection."""

    def __init__(
        self,
        connection: Connection,
        clock: Callable[[], int],
        checkpoints: Checkpoints,
        renew_readers: Callable[[], None],
    ) -> None:
        super().__init__(name="record-writer", daemon=True)
        self._connection = connection
        self._cursor = connection.cursor()
        self._clock = clock
        self._checkpoints = checkpoints
        self._renew_readers = renew_readers
        self._analyse_at = ANALYSE_CHANGES
        self._waiting: SimpleQueue[Unit | None] = SimpleQueue()
        self._gathered: deque[Unit] = deque()
        self._counters = Counters()
        self._log = Log(self._cursor)
        self._notes: list[Noted] = []
        self._others_version = -1
        self._closing = False
        self._ended = False

    def submit(self, work: Work | AuditEntry, soon: Soon | None = None) -> "Future[Any]":
        """Let a unit wait for the next group.

        With ``soon`` it first waits for others of its thread. Handed over one by one, each would wake this thread, to
        take the interpreter from that one, commit for it alone, and make the pages stale that readers remember: with 8
        callers at once, a quarter more CPU for each read and search.

        Raises:
            StoreBusy: too many wait already.
            StoreUnavailable: the store is closed.
        """
        if self._waiting.qsize() + len(self._gathered) >= WAITING_MAX:
            raise StoreBusy(f"{WAITING_MAX} changes are waiting to be written.")
        if self._closing:
            raise StoreUnavailable("The record store is closed.")
        future: Future[Any] = Future()
        if soon is None:
            self._put((work, future))
        else:
            self._gather((work, future), soon)
        return future

    def _put(self, unit: Unit) -> None:
        self._waiting.put(unit)
        if self._ended:  # it came between the last group and the end
            self._refuse_the_rest()

    def _gather(self, unit: Unit, soon: Soon) -> None:
        self._gathered.append(unit)
        if len(self._gathered) == 1:
            soon(self._hand_over)
        elif len(self._gathered) == GATHERED_MAX:
            self._hand_over()

    def _hand_over(self) -> None:
        with suppress(IndexError):  # popping is what two threads can do at once; there are two when the store is closed
            while True:
                self._put(self._gathered.popleft())

    def close(self) -> None:
        """Write what was accepted, and end."""
        self._closing = True
        self._hand_over()
        self._waiting.put(None)
        self.join()

    def run(self) -> None:
        """Write group after group."""
        while (first := self._waiting.get()) is not None:
            group = [first]
            outcomes = self._group(group)
            for (_, future), (value, error) in zip(group, outcomes, strict=True):
                _tell(future, value, error)
            del group, outcomes, first
            self._keep_house()
        self._ended = True
        self._refuse_the_rest()

    def _keep_house(self) -> None:
        """Do what need not be waited for; what fails here (a full disk) is tried again later, and loses nothing."""
        with suppress(dbapi2.Error):
            self._checkpoints.written(self._connection)
            if self._connection.total_changes >= self._analyse_at:
                self._analyse_at = self._connection.total_changes + min(self._analyse_at * 2, ANALYSE_CHANGES_MAX)
                self._connection.execute(_OPTIMISE).fetchall()
                self._renew_readers()

    def _group(self, group: list[Unit]) -> list[tuple[Any, BaseException | None]]:
        """Run and commit the first unit and what comes while it runs; ``group`` gets all that were taken."""
        try:
            self._begin()
            outcomes = self._run_all(group)
            self._connection.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001  (it is told to those who wait; the thread must go on)
            failure = meaning(error.__cause__ if isinstance(error, _GroupLost) and error.__cause__ else error)
            self._undo()
            return [(None, failure)] * len(group)
        return outcomes

    def _begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._others_version:  # another process has written since
            self._others_version = version
            self._count()
            self._log.catch_up()

    def _count(self) -> None:
        key = self._connection.execute("SELECT max(key) FROM resource").fetchone()[0] or 0
        sequence, at = self._connection.execute(_NEWEST).fetchone() or (0, 0)
        self._counters = Counters(key, sequence, max(at, self._counters.at))

    def _undo(self) -> None:
        self._others_version = -1
        self._log.forget()
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _run_all(self, group: list[Unit]) -> list[tuple[Any, BaseException | None]]:
        until = perf_counter() + GROUP_SECONDS_MAX
        outcomes: list[tuple[Any, BaseException | None]] = []
        alone: list[tuple[int, AuditEntry]] = []
        self._notes.clear()
        unit: Unit | None = group[0]
        while unit is not None:
            work, future = unit
            if isinstance(work, AuditEntry):  # it has no future of its own to fail, so it is written even if cancelled
                alone.append((len(outcomes), work))
                outcomes.append((None, None))
            elif future.set_running_or_notify_cancel():
                outcomes.append(self._run_one(work))
            else:
                outcomes.append((None, None))
            unit = self._next(group, until)
        self._note(alone, outcomes)
        if self._notes:
            self._log.append(self._notes)
        return outcomes

    def _next(self, group: list[Unit], until: float) -> Unit | None:
        if len(group) >= GROUP_MAX or perf_counter() > until:
            return None
        try:
            unit = self._waiting.get_nowait()
        except Empty:
            return None
        if unit is None:  # the closing mark: it must be the last thing taken
            self._waiting.put(None)
            return None
        group.append(unit)
        return unit

    def _run_one(self, work: Work) -> tuple[Any, BaseException | None]:
        connection, execute, counters = self._connection, self._cursor.execute, self._counters
        kept = counters.key, counters.sequence
        transaction = SqliteTransaction(self._cursor, counters, self._now())
        execute("SAVEPOINT unit")
        try:
            value = work(transaction)
            transaction.flush()
        except BaseException as error:
            transaction.end()
            if not connection.in_transaction:
                raise _GroupLost from error
            execute("ROLLBACK TO unit")
            execute("RELEASE unit")
            counters.key, counters.sequence = kept
            return None, meaning(error)
        transaction.end()
        execute("RELEASE unit")
        self._notes += transaction.notes
        return value, None

    def _now(self) -> int:
        now = whole_milliseconds(max(self._clock(), self._counters.at))
        self._counters.at = now
        return now

    def _note(self, alone: list[tuple[int, AuditEntry]], outcomes: list[tuple[Any, BaseException | None]]) -> None:
        """Take the audit entries that stand alone; one that cannot be written fails alone."""
        at = self._now() if alone else 0
        for place, entry in alone:
            try:
                self._notes.append((entry, at, canonical(entry, at)))
            except UnicodeEncodeError as error:
                outcomes[place] = (None, error)

    def _refuse_the_rest(self) -> None:
        """Answer those who came between the last group and the end."""
        while True:
            try:
                unit = self._waiting.get_nowait()
            except Empty:
                return
            if unit is not None:
                _tell(unit[1], None, StoreUnavailable("The record store is closed."))


def _tell(future: "Future[Any]", value: Any, error: BaseException | None) -> None:
    """Say how it went, unless the caller has stopped waiting."""
    if future.cancelled() or (not future.running() and not future.set_running_or_notify_cancel()):
        return
    if error is None:
        future.set_result(value)
    else:
        future.set_exception(error)
