"""The only queries on the audit log's tables, but for those that append to it."""

from collections.abc import Iterator, Sequence
from typing import Any

from samspill.access.audit import api as audit
from samspill.access.audit.contracts import AuditEntry
from samspill.fhir.auditing.contracts import Head, Shown
from samspill.fhir.store.contracts import Snapshot, Transaction

ROWS_AT_ONCE = 20_000
"""Rows of a log that are read at once: 10 MB."""

_ENTRY = ", ".join(f"a.{name}" for name, _ in audit.COLUMNS)
_ROWS = f"""
SELECT l.position, l.entry, l.hash, a.at, a.salt, {_ENTRY} FROM audit_leaf l LEFT JOIN audit a ON a.id = l.entry
WHERE l.position >= ? AND l.position <= ? ORDER BY l.position LIMIT ?
"""
_LAST_POSITION = 2**62
_SPAN = "SELECT coalesce(min(position), 0), coalesce(max(position) + 1, 0) FROM audit_leaf"
_ENTRIES = "SELECT count(*) FROM audit"
_SEALED_ENTRIES = "SELECT count(*) FROM audit_leaf l JOIN audit a ON a.id = l.entry"
_LOOSE = (
    f"SELECT a.id, a.at, a.salt, {_ENTRY} FROM audit a WHERE a.id NOT IN (SELECT entry FROM audit_leaf) ORDER BY a.id"
)
_LEAVES = "SELECT hash FROM audit_leaf WHERE position >= ? AND position < ? ORDER BY position"
_NODES = "SELECT hash FROM audit_node WHERE level = ? AND place >= ? AND place < ? ORDER BY place"
_ALL_NODES = "SELECT level, place, hash FROM audit_node"
_HEADS = "SELECT size, at, note FROM audit_checkpoint ORDER BY size"
_HEAD = "SELECT size, at, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1"
_KEEP_HEAD = "INSERT INTO audit_checkpoint (size, at, note) VALUES (?, ?, ?) ON CONFLICT (size) DO NOTHING"
_WITNESSED = "SELECT size, at, note FROM audit_witnessed WHERE origin = ? ORDER BY size DESC LIMIT 1"
_KEEP_WITNESSED = (
    "INSERT INTO audit_witnessed (origin, size, at, note) VALUES (?, ?, ?, ?) ON CONFLICT (origin, size) DO NOTHING"
)
_TIME = "SELECT a.at FROM audit_leaf l LEFT JOIN audit a ON a.id = l.entry WHERE l.position = ?"
_EMPTY = (
    "DELETE FROM audit WHERE id IN (SELECT entry FROM audit_leaf WHERE position >= ? AND position <= ?) "
    f"AND interaction <> '{audit.RETAIN}'"
)
_RETENTION = f"SELECT detail FROM audit WHERE interaction = '{audit.RETAIN}' ORDER BY id DESC LIMIT 1"


def size_of(view: Snapshot) -> int:
    """Return how many positions the log has."""
    return int(view.select(_SPAN)[0][1])


def rows(view: Snapshot) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Yield the whole log in order of position, many rows at once, as ``Verifying`` takes them."""
    first = int(view.select(_SPAN)[0][0])
    while found := view.select(_ROWS, (first, _LAST_POSITION, ROWS_AT_ONCE)):
        yield found
        first = found[-1][0] + 1


def loose(view: Snapshot) -> list[tuple[Any, ...]]:
    """Return the entries that no leaf tells of."""
    if view.select(_ENTRIES) == view.select(_SEALED_ENTRIES):  # the query below takes a while in a long log
        return []
    return view.select(_LOOSE)


def nodes(view: Snapshot) -> dict[tuple[int, int], bytes]:
    """Return every inner node that is kept, by level and place."""
    return {(level, place): node for level, place, node in view.select(_ALL_NODES)}


def hashes(view: Snapshot) -> audit.Hashes:
    """Return what reads kept hashes of the tree."""

    def read(level: int, first: int, count: int) -> Sequence[bytes]:
        if level == 0:
            return [leaf for (leaf,) in view.select(_LEAVES, (first, first + count))]
        return [node for (node,) in view.select(_NODES, (level, first, first + count))]

    return read


def shown(view: Snapshot, first: int, last: int) -> list[Shown]:
    """Return the places from one position to another."""
    return [_shown(row) for row in view.select(_ROWS, (first, last, ROWS_AT_ONCE))]


def _shown(row: Sequence[Any]) -> Shown:
    position, _, leaf, at, salt, *values = row
    if at is None:
        return Shown(position, leaf, 0, b"", None)
    return Shown(position, leaf, at, salt, AuditEntry(*values))


def heads(view: Snapshot) -> list[Head]:
    """Return every checkpoint that was signed, the smallest first."""
    return [Head(*row) for row in view.select(_HEADS)]


def newest_head(view: Snapshot) -> Head | None:
    """Return the newest checkpoint."""
    found = view.select(_HEAD)
    return Head(*found[0]) if found else None


def keep_head(tx: Transaction, head: Head) -> None:
    """Keep a checkpoint, unless one of that size is there."""
    tx.run(_KEEP_HEAD, (head.size, head.at, head.note))


def newest_witnessed(view: Snapshot, origin: str) -> Head | None:
    """Return the newest checkpoint that was kept of another log."""
    found = view.select(_WITNESSED, (origin,))
    return Head(*found[0]) if found else None


def keep_witnessed(tx: Transaction, origin: str, head: Head) -> None:
    """Keep a checkpoint of another log."""
    tx.run(_KEEP_WITNESSED, (origin, head.size, head.at, head.note))


def time_at(view: Snapshot, position: int) -> int | None:
    """Return when the entry at a position was written; ``None`` when it is gone."""
    found = view.select(_TIME, (position,))
    return found[0][0] if found else None


def empty(tx: Transaction, first: int, last: int) -> None:
    """Delete the entries of a stretch, salts and all, but for those that tell what was deleted; the leaves stay."""
    tx.run(_EMPTY, (first, last))


def emptied_until(view: Snapshot) -> int:
    """Return the position up to which entries have been deleted."""
    found = view.select(_RETENTION)
    stretch = audit.stretch_of(audit.RETAIN, found[0][0]) if found else None
    return stretch[1] + 1 if stretch else 0
