"""Consistent views for reading: a pool of connections that cannot write, one read transaction per view.

In WAL mode a reader never waits for the writer, nor the writer for a reader; a view held open long (an export) only
keeps the write-ahead log from being started over. Measured: a point read in its own view takes 13 microseconds.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from pysqlite3 import dbapi2

from samspill.fhir.definitions.api import type_number
from samspill.fhir.store.contracts import Dialect, Stored, TooLong
from samspill.fhir.store.reading import CURRENT, Reading, stored
from samspill.fhir.store.sqlite.connections import Cursor, meaning, reading

IDLE_MAX = 32
"""Connections kept for the next reader."""


class SqliteReading(Reading):
    """Reads through one connection."""

    dialect = Dialect.SQLITE

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._streams: list[Cursor] = []

    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query."""
        rows: list[tuple[Any, ...]] = self._cursor.execute(sql, values).fetchall()
        return rows

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Run a query whose rows do not fit in memory."""
        cursor = self._cursor.connection.execute(sql, values)
        self._streams.append(cursor)
        return cursor  # type: ignore[no-any-return]

    def end(self) -> None:
        """Close what is still being read; the view is of no use afterwards."""
        for cursor in self._streams:
            cursor.close()
        self._cursor = None


class Readers:
    """The connections for reading; safe to share between threads (a list's pop and append are atomic)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[tuple[int, Cursor]] = []
        self._generation = 0
        self._closed = False

    def snapshot(self) -> "Lease":
        """Return a view to open with ``with``."""
        return Lease(self)

    def current(self, resource_type: str, name: str) -> Stored | None:
        """Read the newest version of one resource; one statement is its own view."""
        try:
            generation, cursor = self.take()
            row = cursor.execute(CURRENT, (type_number(resource_type), name)).fetchone()
            cursor.fetchall()  # the row is the only one, but only its end ends the view
        except Exception as error:
            raise meaning(error) from error
        self.give(generation, cursor)
        return stored(row) if row else None

    def take(self) -> tuple[int, Cursor]:
        """Return a connection that nobody else uses, by its one cursor: a new one each time costs as much as a read."""
        while self._idle:
            try:
                generation, cursor = self._idle.pop()
            except IndexError:
                break
            if generation == self._generation:
                return generation, cursor
            cursor.connection.close()
        return self._generation, reading(self._path).cursor()

    def give(self, generation: int, cursor: Cursor) -> None:
        """Take a connection back."""
        if self._closed or generation != self._generation or len(self._idle) >= IDLE_MAX:
            cursor.connection.close()
        else:
            self._idle.append((generation, cursor))

    def renew(self) -> None:
        """Let every later view use a new connection: an old one does not see the planner's new figures."""
        self._generation += 1

    def close(self) -> None:
        """Close the connections that nobody uses; the others are closed when they are given back."""
        self._closed = True
        while self._idle:
            self._idle.pop()[1].connection.close()


class Lease:
    """A view between ``with`` and its end."""

    __slots__ = ("_cursor", "_generation", "_readers", "_snapshot")

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def __enter__(self) -> SqliteReading:
        try:
            self._generation, self._cursor = self._readers.take()
            self._cursor.execute("BEGIN")
        except Exception as error:
            raise meaning(error) from error
        self._snapshot = SqliteReading(self._cursor)
        return self._snapshot

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._snapshot.end()
        self._cursor.execute("COMMIT")
        self._readers.give(self._generation, self._cursor)
        _tell(error)


GLANCE_STEPS = 40_000
"""Instructions of SQLite's machine, about a millisecond; a query of a glance may take one to two of them."""


class GlanceReading(SqliteReading):
    """Reads without a transaction: each call of SQLite gives the interpreter away, and most glances need one only."""

    is_whole = False

    def hold(self) -> None:
        """Begin a transaction, which the glance's end ends."""
        if not self.is_whole:
            self._cursor.execute("BEGIN")
            self.is_whole = True


class Glance(Lease):
    """A view whose queries are stopped when they take long, for the thread that others wait for."""

    __slots__ = ()

    def __enter__(self) -> SqliteReading:
        try:
            self._generation, self._cursor = self._readers.take()
        except Exception as error:
            raise meaning(error) from error
        self._cursor.connection.set_progress_handler(_Patience(), GLANCE_STEPS)
        self._snapshot = GlanceReading(self._cursor)
        return self._snapshot

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cursor.connection.set_progress_handler(None, 0)
        self._snapshot.end()
        if self._snapshot.is_whole:
            self._cursor.execute("COMMIT")
        self._readers.give(self._generation, self._cursor)
        if isinstance(error, dbapi2.OperationalError) and "interrupted" in str(error):
            raise TooLong from error
        _tell(error)


def _tell(error: BaseException | None) -> None:
    """Raise the store's word for what a query met, when it has one."""
    if isinstance(error, dbapi2.Error) and (told := meaning(error)) is not error:
        raise told from error


class _Patience:
    """Stops a query the second time it is asked: SQLite counts a kept statement's earlier runs along the first time."""

    __slots__ = ("_asked",)

    def __init__(self) -> None:
        self._asked = 0

    def __call__(self) -> bool:
        self._asked += 1
        return self._asked > 1
