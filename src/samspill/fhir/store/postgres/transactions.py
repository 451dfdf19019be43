"""One unit of work on a writer's connection.

READ COMMITTED, so that what is read after ``lock`` is what the last holder of the name wrote (with REPEATABLE READ the
view would be as old as the wait). The newest version of each resource is locked when it is put. Everything written is
kept until somebody reads or the unit ends, and then sent as one statement per table, in one round trip with the commit.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import psycopg

from samspill.fhir.definitions.api import type_number
from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.index.naming import part_of
from samspill.fhir.store.contracts import AuditEntry, Method, Prepared, Stored
from samspill.fhir.store.postgres.quick import Connection
from samspill.fhir.store.postgres.snapshots import PostgresReading
from samspill.fhir.store.postgres.statements import arrays, inserting, numbered, together, unnesting
from samspill.fhir.store.reading import COLUMNS, CURRENT, stored
from samspill.fhir.store.schema import INDEX_TABLES, PART_BITS, audit_row, columns_of, place_of
from samspill.fhir.store.stamping import stamped

_CHANGED = ("key", "type", "id", "version", "at", "sequence", "method", "body")
_CURRENT = f"{CURRENT} FOR UPDATE"
_PLACE = """
WITH found AS MATERIALIZED (SELECT key, version, method, at FROM resource WHERE type = $1 AND id = $2 FOR UPDATE)
SELECT found.key, found.version, found.method, found.at, nextval('record_sequence'), pg_current_xact_id()::text,
  CASE WHEN found.key IS NULL OR ($3 >= 0 AND found.key >> 48 <> $3) THEN nextval('record_key') END
FROM (VALUES (1)) AS one LEFT JOIN found ON true
"""
_PLACES = """
SELECT type, id, key, version, method, at FROM resource
WHERE (type, id) IN (SELECT * FROM unnest($1::int[], $2::text[])) ORDER BY type, id FOR UPDATE
"""
_RESERVE = """
SELECT nextval('record_sequence'), nextval('record_key'), pg_current_xact_id()::text FROM generate_series(1, $1)
"""
_ADD = inserting("resource", _CHANGED)
_KEEP = f"INSERT INTO version ({COLUMNS}) SELECT {COLUMNS} FROM resource WHERE key = ANY($1::bigint[])"
_REPLACE = f"""
UPDATE resource AS r SET key = n.key, version = n.version, at = n.at, sequence = n.sequence, method = n.method,
  body = n.body
FROM {unnesting("resource", ("key", *_CHANGED))} AS n (was, {", ".join(_CHANGED)}) WHERE r.key = n.was
"""
_MOVE_VERSIONS = "UPDATE version SET key = $2 WHERE key = $1"
_MOVE = "UPDATE resource SET key = $2 WHERE key = $1"
INDEXING = tuple(inserting(table, ending=" ON CONFLICT DO NOTHING") for table in INDEX_TABLES)
AUDITING = inserting("audit", columns_of("audit")[1:])
_QUEUEING = inserting("outbox", columns_of("outbox")[1:])
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"

_CREATE, _UPDATE, _DELETE = int(Method.CREATE), int(Method.UPDATE), int(Method.DELETE)


class Early(Exception):
    """The unit's time is before that of a version it follows: it must be run again, not before ``at``."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


@dataclass(slots=True)
class Kept:
    """What a unit has written and not yet sent."""

    added: list[tuple[Any, ...]] = field(default_factory=list)
    replaced: list[tuple[Any, ...]] = field(default_factory=list)
    moved: list[tuple[int, int]] = field(default_factory=list)
    unindexed: list[int] = field(default_factory=list)
    index: tuple[list[Any], ...] = field(default_factory=lambda: ([], [], [], [], []))
    notes: list[tuple[Any, ...]] = field(default_factory=list)
    jobs: list[tuple[Any, ...]] = field(default_factory=list)

    def statements(self) -> Iterator[tuple[str, Sequence[Any]]]:
        """Give what must be sent: first what makes room, then what takes it."""
        room = [(_KEEP, [row[0] for row in self.replaced])] if self.replaced else []
        for place in sorted(set(map(place_of, self.unindexed))):
            keys = [key for key in self.unindexed if place_of(key) == place]
            room += [(statement, keys) for statement in unindexing(place)]
        if room:
            yield together(tuple(statement for statement, _ in room)), [values for _, values in room]
        for was, key in self.moved:
            yield _MOVE_VERSIONS, (was, key)
        news = ((_REPLACE, self.replaced), (_ADD, self.added), *zip(INDEXING, self.index, strict=True))
        new = [(statement, arrays(rows)) for statement, rows in (*news, (AUDITING, self.notes)) if rows]
        if new:
            yield together(tuple(statement for statement, _ in new)), [value for _, values in new for value in values]
        # a subject's rows get their numbers in the order they are committed, since its lock is held until then
        for subject in sorted({f"outbox {job[0]} {job[1]}" for job in self.jobs}):
            yield _LOCK, (subject,)
        if self.jobs:
            yield _QUEUEING, arrays(self.jobs)


@lru_cache
def unindexing(place: int) -> tuple[str, ...]:
    """Return what takes index rows out of the tables of some parts; by name, or all would be locked and looked at."""
    return tuple(f"DELETE FROM {table}_p{place} WHERE key = ANY($1::bigint[])" for table in INDEX_TABLES)


class PostgresTransaction(PostgresReading):
    """A unit of work.

    Attributes:
        number: PostgreSQL's number for the transaction; ``None`` until something is put or deleted.
        witness: the last version it wrote, by which it is seen later whether it was committed.
    """

    def __init__(self, connection: Connection, at: int) -> None:
        self._connection = self.connection = connection
        self.at = at
        self.number: str | None = None
        self.witness: Stored | None = None
        self._kept = Kept()
        self._touched: set[tuple[int, str]] = set()
        self._expected: dict[tuple[int, str], tuple[Any, ...]] = {}
        self._reserved: deque[tuple[Any, ...]] = deque()

    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query; it sees what the unit has written."""
        self.flush()
        return super().select(sql, values)

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Run a query whose rows do not fit in memory."""
        self.flush()
        return super().stream(sql, values)

    def current(self, resource_type: str, id: str) -> Stored | None:  # noqa: A002  (FHIR says id)
        """Return the newest version, and let no other unit write the next one before this unit has ended."""
        rows = self.select(_CURRENT, (type_number(resource_type), id))
        return stored(rows[0]) if rows else None

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement of the store itself; return its rows, if it returns any."""
        self.flush()
        cursor = self._connection.execute(numbered(sql), values)
        try:
            return cursor.fetchall()
        except psycopg.ProgrammingError as error:
            if error.sqlstate is not None:
                raise
            return []  # the driver says so of a statement without rows

    def lock(self, name: str) -> None:
        """Wait until no other transaction holds this name."""
        self._connection.execute(_LOCK, (name,))

    def expect(self, resources: Sequence[tuple[str, str]]) -> None:
        """Look up and lock the newest versions of several resources together, always in the same order."""
        self.flush()
        names = sorted({(type_number(resource_type), name) for resource_type, name in resources})
        if not names:
            return
        rows = self._connection.execute(_PLACES, arrays(names))
        reserved = self._connection.execute(_RESERVE, (len(names),)).fetchall()
        found = {(number, name): tuple(row) for number, name, *row in rows.fetchall()}
        self._expected.update({place: found.get(place, (None, None, None, None)) for place in names})
        self._reserved.extend(reserved)

    def put(self, prepared: Prepared) -> Stored:
        """Write the next version of a resource."""
        number, part = type_number(prepared.resource_type), part_of(prepared.rows.patients)
        was, version, gone, sequence, serial = self._place(number, prepared.id, part)
        key = was if serial is None else part << PART_BITS | serial
        method = _CREATE if was is None or gone else _UPDATE
        body = stamped(prepared, version, self.at)
        row = (key, number, prepared.id, version, self.at, sequence, method, body)
        if was is None:
            self._kept.added.append(row)
        else:
            self._replace(was, row)
        self._index(key, prepared.rows)
        made = Stored(key, prepared.resource_type, prepared.id, version, self.at, sequence, Method(method), body)
        self.witness = made
        return made

    def delete(self, resource_type: str, id: str) -> Stored | None:  # noqa: A002  (FHIR says id)
        """Write a delete as the next version; ``None`` when there is nothing to delete."""
        number = type_number(resource_type)
        key, version, gone, sequence, _ = self._place(number, id, -1)
        if key is None or gone:
            return None
        self._replace(key, (key, number, id, version, self.at, sequence, _DELETE, b""))
        self.witness = Stored(key, resource_type, id, version, self.at, sequence, Method.DELETE, b"")
        return self.witness

    def note(self, entry: AuditEntry) -> None:
        """Write one audit row."""
        self._kept.notes.append(audit_row(entry, self.at))

    def enqueue(self, topic: str, subject: str, payload: bytes) -> None:
        """Write one outbox row."""
        self._kept.jobs.append((topic, subject, payload, self.at, self.at, 0, 0, 0, ""))

    def reindex(self, version: Stored, rows: IndexRows) -> None:
        """Write a resource's index rows anew, in its right part, unless it has changed since it was read."""
        sql = "SELECT version FROM resource WHERE key = ? FOR UPDATE"
        if self.select(sql, (version.key,)) != [(version.version,)]:
            return
        key, part = version.key, part_of(rows.patients)
        if key >> PART_BITS != part:
            key = part << PART_BITS | self.select("SELECT nextval('record_key')")[0][0]
            for statement in (_MOVE_VERSIONS, _MOVE):
                self._connection.execute(statement, (version.key, key))
        self._kept.unindexed.append(version.key)
        self._index(key, rows)

    def _place(self, number: int, name: str, part: int) -> tuple[Any, int, bool, int, Any]:
        """Lock the newest version: (its key, the next version, whether it is deleted, sequence, a new key's serial)."""
        if (number, name) in self._touched:
            self.flush()
        self._touched.add((number, name))
        row = self._looked_up(number, name, part)
        key, version, method, at, sequence, self.number, serial = row
        if key is not None and at > self.at:
            raise Early(at)
        return key, (version or 0) + 1, method == _DELETE, sequence, serial

    def _looked_up(self, number: int, name: str, part: int) -> tuple[Any, ...]:
        expected = self._expected.pop((number, name), None)
        if expected is None:
            row = self._connection.execute(_PLACE, (number, name, part)).fetchone()
            assert row is not None  # noqa: S101  (VALUES gives one)
            if not self._reserved:
                return row
            # numbers are given in the order of the puts: what was reserved comes before what was just drawn
            return (*row[:4], self._reserved.popleft()[0], *row[5:])
        if not self._reserved:
            self._reserved.extend(self._connection.execute(_RESERVE, (1,)).fetchall())
        sequence, serial, unit = self._reserved.popleft()
        stays = expected[0] is not None and part in (-1, expected[0] >> PART_BITS)
        return (*expected, sequence, unit, None if stays else serial)

    def _replace(self, was: int, row: tuple[Any, ...]) -> None:
        self._kept.replaced.append((was, *row))
        self._kept.unindexed.append(was)
        if row[0] != was:
            self._kept.moved.append((was, row[0]))

    def _index(self, key: int, rows: IndexRows) -> None:
        kinds: tuple[Sequence[tuple[Any, ...]], ...] = (
            rows.token,
            rows.string,
            rows.date,
            rows.quantity,
            rows.reference,
        )
        for kept, found in zip(self._kept.index, kinds, strict=True):
            kept += [(key, *row) for row in found]

    def flush(self) -> None:
        """Send what is kept."""
        kept, self._kept = self._kept, Kept()
        for statement, values in kept.statements():
            self._connection.execute(statement, values)
        self._touched.clear()
