"""The audit log on SQLite: the one writer gives every entry its position in the transaction that tells of the act."""

from collections.abc import Sequence
from itertools import chain
from os import urandom
from typing import Any

from samspill.access.audit import api as audit
from samspill.access.audit.contracts import SALT_BYTES, AuditEntry
from samspill.fhir.store.schema import ENTRY_COLUMNS, audit_row, columns_of
from samspill.fhir.store.sqlite.connections import Cursor
from samspill.fhir.store.trees import mended, tell_if_cut

Noted = tuple[AuditEntry, int, bytes]
"""An entry, its time, and its bytes that are hashed."""

CHUNK = 10_000
"""Entries that are sealed at once when an older store is brought up."""


def _inserting(table: str, count: int) -> str:
    columns = columns_of(table)
    row = f"({', '.join('?' for _ in columns)})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * count)}"


_COUNTS = tuple(1 << power for power in range(6, -1, -1))
"""Rows in one statement: as few statements as can be, of so few shapes that all of them stay prepared.

Each row that is written gives the interpreter away when it is a statement of its own, and must get it back from those
who read: with 8 readers that cost 40 microseconds a row.
"""

_INSERTING = {
    (table, count): _inserting(table, count) for table in ("audit", "audit_leaf", "audit_node") for count in _COUNTS
}
_LAST = "SELECT position + 1, entry FROM audit_leaf ORDER BY position DESC LIMIT 1"
_NEWER = "SELECT hash, entry FROM audit_leaf WHERE position >= ? ORDER BY position"
_KEPT_LEAVES = "SELECT position, hash FROM audit_leaf WHERE position >= ? AND position < ?"
_KEPT_NODES = "SELECT place, hash FROM audit_node WHERE level = ? AND place >= ? AND place < ?"
_UNSEALED = f"SELECT a.id, a.at, a.salt, {ENTRY_COLUMNS} FROM audit a WHERE a.id > ? ORDER BY a.id LIMIT {CHUNK}"


class Log:
    """Appends to the log; whoever holds the writer's turn uses it."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._peaks: audit.Peaks | None = None
        self._number = 0

    def forget(self) -> None:
        """Forget the tree: what was appended last was not committed."""
        self._peaks = None

    def catch_up(self) -> None:
        """Learn what another process has appended."""
        size, number = self._cursor.execute(_LAST).fetchone() or (0, 0)
        if self._peaks is None or size < self._peaks.size:
            tell_if_cut(self._peaks, size)
            self._peaks = audit.peaks_at(mended(self._pairs), size)
        elif size > self._peaks.size:
            newer = self._cursor.execute(_NEWER, (self._peaks.size,)).fetchall()
            self._peaks.extend(leaf for leaf, _ in newer)
        highest = self._cursor.execute("SELECT coalesce(max(id), 0) FROM audit").fetchone()[0]
        self._number = max(number, highest)

    def append(self, notes: Sequence[Noted]) -> None:
        """Write entries and their leaves; ``catch_up`` has been called in this transaction or an earlier one."""
        assert self._peaks is not None, "the log is caught up with before it is appended to"  # noqa: S101
        salts = urandom(SALT_BYTES * len(notes))
        number, position = self._number + 1, self._peaks.size
        rows, leaves = [], []
        for place, (entry, at, data) in enumerate(notes):
            salt = salts[place * SALT_BYTES : (place + 1) * SALT_BYTES]
            rows.append((number + place, *audit_row(entry, at, salt)))
            leaves.append((position + place, number + place, audit.leaf_hash(salt, data)))
        self._insert("audit", rows)
        self._keep(leaves)

    def _keep(self, leaves: Sequence[tuple[int, int, bytes]]) -> None:
        assert self._peaks is not None, "the log is caught up with before it is appended to"  # noqa: S101
        self._insert("audit_leaf", leaves)
        self._insert("audit_node", self._peaks.extend([leaf for _, _, leaf in leaves]))
        self._number = leaves[-1][1]

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        place = 0
        for count in _COUNTS:
            while len(rows) - place >= count:
                some = rows[place : place + count]
                self._cursor.execute(_INSERTING[table, count], tuple(chain.from_iterable(some)))
                place += count

    def seal_all(self) -> None:
        """Seal the rows that an older version of the store wrote, in their order."""
        self._peaks, self._number = audit.Peaks(), 0
        while rows := self._cursor.execute(_UNSEALED, (self._number,)).fetchall():
            size = self._peaks.size
            self._keep([(size + place, row[0], _leaf_of(row)) for place, row in enumerate(rows)])

    def _pairs(self, level: int, first: int, count: int) -> Sequence[Sequence[Any]]:
        if level == 0:
            return self._cursor.execute(_KEPT_LEAVES, (first, first + count)).fetchall()  # type: ignore[no-any-return]
        return self._cursor.execute(_KEPT_NODES, (level, first, first + count)).fetchall()  # type: ignore[no-any-return]


def _leaf_of(row: Sequence[Any]) -> bytes:
    """Return the leaf of (id, at, salt, values …)."""
    _, at, salt, *values = row
    return audit.leaf_hash(salt, audit.canonical(AuditEntry(*values), at))
