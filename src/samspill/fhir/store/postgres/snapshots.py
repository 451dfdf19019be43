"""Consistent views for reading: a pool of connections, one REPEATABLE READ transaction per view.

The transaction is begun in the same round trip as its first query.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from threading import BoundedSemaphore
from types import TracebackType
from typing import Any, TypeVar

import psycopg

from samspill.fhir.store.contracts import Dialect, StoreBusy, TooLong
from samspill.fhir.store.postgres.connections import AWAY_SECONDS, connect_again, is_lost, meaning
from samspill.fhir.store.postgres.quick import Connection
from samspill.fhir.store.postgres.statements import numbered
from samspill.fhir.store.reading import Reading

READERS_MAX = 48
"""Views at once; PostgreSQL's default is 100 connections for everybody."""

WAIT_SECONDS = 10.0
FETCH_ROWS = 1000

T = TypeVar("T")
Rows = psycopg.Cursor[tuple[Any, ...]]

_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class PostgresReading(Reading):
    """Reads through one connection, which is given by ``_connection``."""

    dialect = Dialect.POSTGRESQL
    CLOCK_SKEW = 600_000_000
    """Ten minutes: a unit's time is when it began, its sequence when it wrote, and other machines have other clocks."""

    _connection: Connection
    _streams = 0

    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query."""
        return self._connection.execute(numbered(sql), values, binary=True).fetchall()

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Run a query whose rows do not fit in memory; the server keeps them."""
        self._streams += 1
        name = f"stream_{self._streams}"
        self._declare(f"DECLARE {name} NO SCROLL CURSOR FOR {numbered(sql)}", values)
        return self._fetched(name)

    def _declare(self, sql: str, values: Sequence[Any]) -> None:
        self._connection.execute(sql, values, prepare=False)

    def _fetched(self, name: str) -> Iterator[tuple[Any, ...]]:
        while rows := self._connection.execute(f"FETCH {FETCH_ROWS} FROM {name}", prepare=False).fetchall():
            yield from rows
        self._connection.execute(f"CLOSE {name}", prepare=False)


class Readers:
    """The connections for reading; safe to share between threads (a list's pop and append are atomic)."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._idle: list[Connection] = []
        self._room = BoundedSemaphore(READERS_MAX)
        self._closed = False

    def first(self, connection: Connection, run: Callable[[Connection], T]) -> tuple[Connection, T]:
        """Run what comes first on a connection; an idle one may have died with the server, so then on a new one."""
        try:
            return connection, run(connection)
        except psycopg.Error as error:
            if not is_lost(error):
                raise
            connection.close()
        another = connect_again(self.address, until=time.monotonic() + AWAY_SECONDS)
        try:
            return another, run(another)
        except BaseException:
            another.close()
            raise

    def take(self) -> Connection:
        """Return a connection that nobody else uses.

        Raises:
            StoreBusy: too many read at once.
        """
        if not self._room.acquire(timeout=WAIT_SECONDS):
            raise StoreBusy(f"{READERS_MAX} others are reading.")
        try:
            return self._idle.pop() if self._idle else self._opened()
        except IndexError:
            return self._opened()

    def _opened(self) -> Connection:
        try:
            return connect_again(self.address, until=time.monotonic() + AWAY_SECONDS)
        except BaseException:
            self._room.release()
            raise

    def give(self, connection: Connection) -> None:
        """Take a connection back."""
        if not connection.closed:
            if self._closed:
                connection.close()
            else:
                self._idle.append(connection)
        self._room.release()

    def close(self) -> None:
        """Close the connections that nobody uses; the others are closed when they are given back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()


class Snapshot(PostgresReading):
    """A view between ``with`` and its end."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._kept: Connection | None = None
        self._begun = False

    def __enter__(self) -> "Snapshot":
        self._kept = self._readers.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection, self._kept = self._connection, None
        try:
            if self._begun and not connection.closed:
                connection.execute("ROLLBACK", prepare=False)
        except psycopg.Error:
            connection.close()
        finally:
            self._readers.give(connection)

    @property
    def _connection(self) -> Connection:  # type: ignore[override]
        assert self._kept is not None, "the view has ended"  # noqa: S101
        return self._kept

    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query."""
        try:
            if self._begun:
                return self._connection.quick.rows(numbered(sql), values)
            return self._begin(numbered(sql), values).fetchall()
        except psycopg.Error as error:
            raise meaning(error) from error

    def _declare(self, sql: str, values: Sequence[Any]) -> None:
        if self._begun:
            super()._declare(sql, values)
        else:
            self._begin(sql, values)

    def _begin(self, sql: str, values: Sequence[Any]) -> Rows:
        """Begin and run in one round trip."""
        self._kept, cursor = self._readers.first(self._connection, lambda connection: _begun(connection, sql, values))
        self._begun = True
        return cursor


class Glance(PostgresReading):
    """A view without a transaction: a query of its own is one round trip, where a transaction takes two."""

    is_whole = False

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def __enter__(self) -> "Glance":
        self._connection = self._readers.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._readers.give(self._connection)

    def hold(self) -> None:
        """Give up: a thread that may wait opens a whole view."""
        raise TooLong

    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query."""
        try:
            self._connection, rows = self._readers.first(
                self._connection, lambda connection: connection.quick.rows(numbered(sql), values)
            )
        except psycopg.Error as error:
            raise meaning(error) from error
        return rows


def _begun(connection: Connection, sql: str, values: Sequence[Any]) -> Rows:
    try:
        with connection.pipeline():
            connection.execute(_BEGIN, prepare=False)
            return connection.execute(sql, values, binary=True)
    except psycopg.Error as error:
        if not is_lost(error):
            connection.execute("ROLLBACK", prepare=False)
        raise
