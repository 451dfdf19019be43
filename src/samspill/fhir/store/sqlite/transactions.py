"""One unit of work on the writer's connection."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from samspill.access.audit.api import canonical
from samspill.fhir.definitions.api import type_number
from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.store.contracts import AuditEntry, Method, Prepared, Stored
from samspill.fhir.store.reading import COLUMNS
from samspill.fhir.store.schema import INDEX_TABLES, columns_of
from samspill.fhir.store.sqlite.connections import Cursor
from samspill.fhir.store.sqlite.log import Noted
from samspill.fhir.store.sqlite.snapshots import SqliteReading
from samspill.fhir.store.stamping import stamped


def _insert(table: str, columns: Sequence[str], word: str = "INSERT") -> str:
    return f"{word} INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})"


# a resource may say the same thing twice (two equal codings): one row is enough
INDEXING = tuple(_insert(table, columns_of(table), "INSERT OR IGNORE") for table in INDEX_TABLES)
UNINDEXING = tuple(f"DELETE FROM {table} WHERE key = ?" for table in INDEX_TABLES)
QUEUEING = _insert("outbox", columns_of("outbox")[1:])
_PLACE = "SELECT key, version, method FROM resource WHERE type = ? AND id = ?"
_ADD = _insert("resource", ("key", "type", "id", "version", "at", "sequence", "method", "body"))
_KEEP = f"INSERT INTO version ({COLUMNS}) SELECT {COLUMNS} FROM resource WHERE key = ?"
_REPLACE = "UPDATE resource SET version = ?, at = ?, sequence = ?, method = ?, body = ? WHERE key = ?"

_CREATE, _UPDATE, _DELETE = int(Method.CREATE), int(Method.UPDATE), int(Method.DELETE)


@dataclass(slots=True)
class Counters:
    """The highest key, the highest sequence and the latest time in the store."""

    key: int = 0
    sequence: int = 0
    at: int = 0


class SqliteTransaction(SqliteReading):
    """A unit of work; index rows and outbox rows are kept until somebody reads or the unit ends.

    Attributes:
        at: the time of everything it writes.
        notes: its audit entries; the writer appends them to the log when the unit has gone well.
    """

    def __init__(self, cursor: Cursor, counters: Counters, at: int) -> None:
        super().__init__(cursor)
        self.at = at
        self.notes: list[Noted] = []
        self._counters = counters
        self._indexed: set[int] = set()
        self._index: tuple[list[Any], ...] = ([], [], [], [], [])
        self._jobs: list[tuple[Any, ...]] = []

    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query; it sees what the unit has written."""
        self.flush()
        return super().select(sql, values)

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Run a query whose rows do not fit in memory."""
        self.flush()
        return super().stream(sql, values)

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement of the store itself; return its rows, if it returns any."""
        return self.select(sql, values)

    def lock(self, name: str) -> None:
        """Do nothing: there is one writer."""

    def expect(self, resources: Sequence[tuple[str, str]]) -> None:
        """Do nothing: a look-up takes five microseconds, and there is nobody to meet."""

    def put(self, prepared: Prepared) -> Stored:
        """Write the next version of a resource."""
        execute = self._cursor.execute
        number = type_number(prepared.resource_type)
        place = execute(_PLACE, (number, prepared.id)).fetchone()
        counters = self._counters
        if place is None:
            key, version, method = counters.key + 1, 1, _CREATE
        else:
            key, version, method = place[0], place[1] + 1, _CREATE if place[2] == _DELETE else _UPDATE
        body = stamped(prepared, version, self.at)
        sequence = counters.sequence + 1
        if place is None:
            execute(_ADD, (key, number, prepared.id, version, self.at, sequence, method, body))
            counters.key = key
        else:
            execute(_KEEP, (key,))
            execute(_REPLACE, (version, self.at, sequence, method, body, key))
            self._unindex(key)
        counters.sequence = sequence
        self.index(key, prepared.rows)
        return Stored(key, prepared.resource_type, prepared.id, version, self.at, sequence, Method(method), body)

    def delete(self, resource_type: str, id: str) -> Stored | None:  # noqa: A002  (FHIR says id)
        """Write a delete as the next version; ``None`` when there is nothing to delete."""
        execute = self._cursor.execute
        place = execute(_PLACE, (type_number(resource_type), id)).fetchone()
        if place is None or place[2] == _DELETE:
            return None
        key, version = place[0], place[1] + 1
        execute(_KEEP, (key,))
        sequence = self._counters.sequence = self._counters.sequence + 1
        execute(_REPLACE, (version, self.at, sequence, _DELETE, b"", key))
        self._unindex(key)
        return Stored(key, resource_type, id, version, self.at, sequence, Method.DELETE, b"")

    def note(self, entry: AuditEntry) -> None:
        """Write one audit row, after the unit's own rows; one that cannot be written fails here."""
        self.notes.append((entry, self.at, canonical(entry, self.at)))

    def enqueue(self, topic: str, subject: str, payload: bytes) -> None:
        """Write one outbox row."""
        self._jobs.append((topic, subject, payload, self.at, self.at, 0, 0, 0, ""))

    def index(self, key: int, rows: IndexRows) -> None:
        """Write a resource's index rows, at the latest when the unit ends."""
        tokens, strings, dates, quantities, references = self._index
        tokens += [(key, *row) for row in rows.token]
        strings += [(key, *row) for row in rows.string]
        dates += [(key, *row) for row in rows.date]
        quantities += [(key, *row) for row in rows.quantity]
        references += [(key, *row) for row in rows.reference]
        self._indexed.add(key)

    def reindex(self, version: Stored, rows: IndexRows) -> None:
        """Write a resource's index rows anew, unless it has changed since it was read."""
        found = self._cursor.execute("SELECT version FROM resource WHERE key = ?", (version.key,)).fetchone()
        if found == (version.version,):
            self._unindex(version.key)
            self.index(version.key, rows)

    def _unindex(self, key: int) -> None:
        if key in self._indexed:
            self.flush()
        for statement in UNINDEXING:
            self._cursor.execute(statement, (key,))

    def flush(self) -> None:
        """Write what is kept back."""
        many = self._cursor.executemany
        if self._indexed:
            for statement, rows in zip(INDEXING, self._index, strict=True):
                if rows:
                    many(statement, rows)
                    rows.clear()
            self._indexed.clear()
        if self._jobs:
            many(QUEUEING, self._jobs)
            self._jobs.clear()
