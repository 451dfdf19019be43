"""The threads that write: one unit, one transaction each; PostgreSQL puts their commits together.

A unit that met another one (deadlock, the same resource made twice) is run again. So is one whose connection was lost
before its commit was sent. When it was lost in the commit, it is seen, once the database is back, whether the last
version that the unit wrote is there: all of it is, or nothing. So a caller learns what happened, and nothing is written
twice. (PostgreSQL's own answer by the transaction's number is not enough: after a crash the numbers of transactions
that left nothing behind are given out again.)
"""

import random
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any

import psycopg
from psycopg import errors

from samspill.fhir.definitions.api import type_number
from samspill.fhir.store.contracts import StoreBusy, Stored, StoreUnavailable, StoreUncertain, Transaction
from samspill.fhir.store.postgres.connections import (
    AWAY_SECONDS,
    Link,
    is_lost,
    is_passing,
    meaning,
)
from samspill.fhir.store.postgres.quick import Connection
from samspill.fhir.store.postgres.transactions import Early, PostgresTransaction
from samspill.fhir.store.stamping import whole_milliseconds

WAITING_MAX = 4096
WRITERS = 8
"""Connections that write. More of them than cores: most of the time they wait for the disk."""

TRIES_MAX = 10

Work = Callable[[Transaction], Any]


_WITNESS = """
SELECT at, sequence, body FROM resource WHERE type = $1 AND id = $2 AND version = $3
UNION ALL
SELECT v.at, v.sequence, v.body FROM resource r JOIN version v ON v.key = r.key
WHERE r.type = $1 AND r.id = $2 AND v.version = $3
"""


class Lost(Exception):
    """The connection was lost in the commit."""


def _in_turn(work: Work) -> Work:
    """Let units that have met others follow each other: a deadlock takes a second to be seen, so one is enough."""

    def in_turn(tx: Transaction) -> Any:
        tx.lock("samspill: units that have met others")
        return work(tx)

    return in_turn


class Clock:
    """The time, never going backwards within this process."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._latest = 0

    def now(self, *, floor: int = 0) -> int:
        """Return microseconds since 1970 UTC, whole milliseconds."""
        self._latest = max(whole_milliseconds(self._clock()), self._latest, floor)
        return self._latest


class Writers:
    """The queue and its threads."""

    def __init__(self, address: str, clock: Clock) -> None:
        self._waiting: SimpleQueue[tuple[Work, Future[Any]] | None] = SimpleQueue()
        self._closed = False
        self._threads = [Writer(address, clock, self._waiting, place) for place in range(WRITERS)]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Work) -> "Future[Any]":
        """Let a unit wait for a writer.

        Raises:
            StoreBusy: too many wait already.
            StoreUnavailable: the store is closed.
        """
        if self._closed:
            raise StoreUnavailable("The record store is closed.")
        if self._waiting.qsize() >= WAITING_MAX:
            raise StoreBusy(f"{WAITING_MAX} changes are waiting to be written.")
        future: Future[Any] = Future()
        self._waiting.put((work, future))
        return future

    def close(self) -> None:
        """Write what was accepted, and end."""
        self._closed = True
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()


class Writer(Thread):
    """One connection that writes."""

    def __init__(self, address: str, clock: Clock, waiting: "SimpleQueue[Any]", place: int) -> None:
        super().__init__(name=f"record-writer-{place}", daemon=True)
        self._link = Link(address)
        self._clock = clock
        self._waiting = waiting

    def run(self) -> None:
        """Write unit after unit."""
        while (unit := self._waiting.get()) is not None:
            work, future = unit
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(self._persist(work))
                except BaseException as error:  # noqa: BLE001  (it belongs to the caller; the thread must go on)
                    future.set_exception(meaning(error))
            del unit, work, future
        self._link.close()

    def _persist(self, work: Work) -> Any:
        """Run a unit until it is written, cannot be, or has been tried enough."""
        floor, until, met = 0, time.monotonic() + AWAY_SECONDS, False
        for attempt in range(TRIES_MAX):
            transaction = PostgresTransaction(self._link.open(until=until), self._clock.now(floor=floor))
            try:
                return self._run(_in_turn(work) if met else work, transaction)
            except Early as early:
                floor = early.at
            except Lost as lost:
                value, committed = lost.args
                if self._was_committed(transaction, until):
                    return value
                failure: BaseException = committed
            except Exception as error:
                if not is_lost(error) and not is_passing(error):
                    raise
                failure = error
                met = met or is_passing(error)
                time.sleep(random.uniform(0, 0.002 * 2**attempt))  # noqa: S311  (parts those who met)
        raise failure

    def _run(self, work: Work, transaction: PostgresTransaction) -> Any:
        connection = transaction.connection
        value, committing = None, False
        try:
            with connection.pipeline():
                connection.execute("BEGIN", prepare=False)
                value = work(transaction)
                transaction.flush()
                committing = True
                connection.execute("COMMIT", prepare=False)
        except BaseException as error:
            self._undo(connection, error)
            if committing and is_lost(error):
                raise Lost(value, error) from error
            raise
        return value

    def _undo(self, connection: Connection, error: BaseException) -> None:
        try:
            if is_lost(error):
                connection.close()
            if not connection.closed:
                connection.execute("ROLLBACK", prepare=False)
        except psycopg.Error:
            connection.close()

    def _was_committed(self, transaction: PostgresTransaction, until: float) -> bool:
        """Look whether what a unit wrote is there, once it can no longer come."""
        witness = transaction.witness
        while witness is not None and time.monotonic() < until:
            try:
                if not self._is_under_way(transaction.number, until):
                    return self._is_there(witness, until)
            except psycopg.OperationalError:
                continue
            time.sleep(0.05)  # the server has not yet seen that we are gone
        raise StoreUncertain("The database went away while it committed.")

    def _is_under_way(self, number: str | None, until: float) -> bool:
        try:
            row = self._link.open(until=until).execute("SELECT pg_xact_status($1::text::xid8)", (number,)).fetchone()
        except errors.InvalidParameterValue:  # a number not given out (again) since the crash
            return False
        return row == ("in progress",)

    def _is_there(self, witness: Stored, until: float) -> bool:
        values = (type_number(witness.resource_type), witness.id, witness.version)
        rows = self._link.open(until=until).execute(_WITNESS, values).fetchall()
        return (witness.at, witness.sequence, witness.body) in rows
