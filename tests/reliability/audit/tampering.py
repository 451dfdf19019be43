"""Ways to change an audit log behind Samspill's back, and what verify must then say.

Each takes a connection to the SQLite file and a source of chance, does its harm, and returns what must be found: which
kinds of fault may name it, and the positions that must be covered by such a fault.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from samspill.access.audit.api import COLUMNS, KEPT_LEVELS, Peaks, hash_of_row
from samspill.access.audit.contracts import FaultKind as Kind

NAMES = ", ".join(name for name, _ in COLUMNS)
TEXTS = [name for name, kind in COLUMNS if kind == "TEXT"]


@dataclass(frozen=True)
class Expected:
    kinds: frozenset[Kind]
    positions: tuple[int, ...]
    is_exact: bool = True
    """Whether no other position may be said to be wrong."""


Tamper = Callable[[Any, Random, int], Expected]


def expected(*kinds: Kind, at: Sequence[int], is_exact: bool = True) -> Expected:
    return Expected(frozenset(kinds), tuple(at), is_exact)


def entry_at(connection: Any, position: int) -> int:
    return int(connection.execute("SELECT entry FROM audit_leaf WHERE position = ?", (position,)).fetchone()[0])


def a_text(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size)
    sql = f"UPDATE audit SET {rng.choice(TEXTS)} = ? WHERE id = ?"
    connection.execute(sql, (f"x{rng.random()}", entry_at(connection, place)))
    return expected(Kind.CHANGED, at=[place])


def a_number(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size)
    column = rng.choice(("at", "status", "version"))
    connection.execute(f"UPDATE audit SET {column} = {column} + 1 WHERE id = ?", (entry_at(connection, place),))
    return expected(Kind.CHANGED, at=[place])


def a_type(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size)
    sql = f"UPDATE audit SET {rng.choice(TEXTS)} = ? WHERE id = ?"
    connection.execute(sql, (rng.randbytes(6), entry_at(connection, place)))
    return expected(Kind.CHANGED, at=[place])


def a_salt(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size)
    salt = rng.randbytes(rng.choice((0, 15, 16, 17)))
    connection.execute("UPDATE audit SET salt = ? WHERE id = ?", (salt, entry_at(connection, place)))
    return expected(Kind.CHANGED, at=[place])


def a_bit_of_a_leaf(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size)
    leaf = bytearray(connection.execute("SELECT hash FROM audit_leaf WHERE position = ?", (place,)).fetchone()[0])
    leaf[rng.randrange(32)] ^= 1 << rng.randrange(8)
    connection.execute("UPDATE audit_leaf SET hash = ? WHERE position = ?", (bytes(leaf), place))
    return expected(Kind.LEAF_CHANGED, at=[place])


def an_entry_removed(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size)
    connection.execute("DELETE FROM audit WHERE id = ?", (entry_at(connection, place),))
    return expected(Kind.REMOVED, at=[place])


def a_leaf_removed(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size - 1)
    connection.execute("DELETE FROM audit_leaf WHERE position = ?", (place,))
    return expected(Kind.LEAF_REMOVED, at=[place])


def both_removed(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size - 1)
    connection.execute("DELETE FROM audit WHERE id = ?", (entry_at(connection, place),))
    connection.execute("DELETE FROM audit_leaf WHERE position = ?", (place,))
    return expected(Kind.LEAF_REMOVED, Kind.REMOVED, at=[place], is_exact=False)


def removed_and_closed_up(connection: Any, rng: Random, size: int) -> Expected:
    """What came after takes the places before it, so that nothing is missing."""
    place = rng.randrange(size - 1)
    connection.execute("DELETE FROM audit WHERE id = ?", (entry_at(connection, place),))
    connection.execute("DELETE FROM audit_leaf WHERE position = ?", (place,))
    _shift(connection, place + 1, -1)
    if rng.random() < 0.5:
        mend_nodes(connection)
    return expected(Kind.REWRITTEN, Kind.CUT, at=[place], is_exact=False)


def an_entry_inserted(connection: Any, rng: Random, size: int) -> Expected:
    connection.execute(f"INSERT INTO audit (id, at, salt, {NAMES}) SELECT id + 10000, at, salt, {NAMES} FROM audit "
                       "WHERE id = ?", (entry_at(connection, rng.randrange(size)),))  # fmt: skip
    return expected(Kind.INSERTED, at=[size])


def inserted_and_made_room_for(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size)
    _shift(connection, place, 1)
    row = connection.execute(f"SELECT at, salt, {NAMES} FROM audit ORDER BY random() LIMIT 1").fetchone()
    number = 50_000
    connection.execute(
        f"INSERT INTO audit (id, at, salt, {NAMES}) VALUES ({', '.join('?' * (len(COLUMNS) + 3))})", (number, *row)
    )
    leaf = hash_of_row(row[0], row[1], tuple(row[2:]))
    connection.execute("INSERT INTO audit_leaf VALUES (?, ?, ?)", (place, number, leaf))
    if rng.random() < 0.5:
        mend_nodes(connection)
    return expected(Kind.REWRITTEN, at=[place], is_exact=False)


def entries_exchanged(connection: Any, rng: Random, size: int) -> Expected:
    first, second = rng.sample(range(size), 2)
    one, other = entry_at(connection, first), entry_at(connection, second)
    for was, now in ((one, -1), (other, one), (-1, other)):
        connection.execute("UPDATE audit SET id = ? WHERE id = ?", (now, was))
    return expected(Kind.MOVED, at=sorted((first, second)))


def leaves_exchanged(connection: Any, rng: Random, size: int) -> Expected:
    first, second = rng.sample(range(size), 2)
    sql = "SELECT hash FROM audit_leaf WHERE position = ?"
    hashes = [connection.execute(sql, (place,)).fetchone()[0] for place in (first, second)]
    for place, leaf in zip((second, first), hashes, strict=True):
        connection.execute("UPDATE audit_leaf SET hash = ? WHERE position = ?", (leaf, place))
    return expected(Kind.MOVED, Kind.LEAF_CHANGED, at=sorted((first, second)))


def both_exchanged(connection: Any, rng: Random, size: int) -> Expected:
    """Entries and leaves together, so that each agrees with the other."""
    first, second = rng.sample(range(size - size % 256), 2)
    for was, now in ((first, -1), (second, first), (-1, second)):
        connection.execute("UPDATE audit_leaf SET position = ? WHERE position = ?", (now, was))
    return expected(Kind.MOVED, at=sorted((first, second)))


def rewritten_with_its_leaf(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size)
    _rewrite(connection, rng, place)
    return expected(Kind.REWRITTEN, at=[place], is_exact=False)


def rewritten_with_all_nodes(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size)
    _rewrite(connection, rng, place)
    mend_nodes(connection)
    return expected(Kind.REWRITTEN, at=[place], is_exact=False)


def a_node_changed(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size >> KEPT_LEVELS)
    sql = "UPDATE audit_node SET hash = ? WHERE level = 8 AND place = ?"
    connection.execute(sql, (rng.randbytes(32), place))
    return expected(Kind.NODE_CHANGED, at=[place << KEPT_LEVELS], is_exact=False)


def a_node_removed(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(size >> KEPT_LEVELS)
    connection.execute("DELETE FROM audit_node WHERE level = 8 AND place = ?", (place,))
    return expected(Kind.NODE_CHANGED, at=[place << KEPT_LEVELS], is_exact=False)


def a_checkpoint_changed(connection: Any, rng: Random, size: int) -> Expected:
    rows = connection.execute("SELECT size, note FROM audit_checkpoint ORDER BY size").fetchall()
    length, note = rng.choice(rows)
    data = bytearray(note)
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(7)
    connection.execute("UPDATE audit_checkpoint SET note = ? WHERE size = ?", (bytes(data), length))
    return expected(Kind.CHECKPOINT, at=[length - 1])


def a_checkpoint_moved(connection: Any, rng: Random, size: int) -> Expected:
    length = rng.choice(connection.execute("SELECT size FROM audit_checkpoint").fetchall())[0]
    connection.execute("UPDATE audit_checkpoint SET size = size + 1 WHERE size = ?", (length,))
    return expected(Kind.CHECKPOINT, at=[length])


def the_end_cut_off(connection: Any, rng: Random, size: int) -> Expected:
    place = rng.randrange(1, size)
    _cut(connection, place)
    return expected(Kind.CUT, at=[place])


def the_end_cut_off_with_its_checkpoints(connection: Any, rng: Random, size: int) -> Expected:
    """Only those who kept a checkpoint know of it."""
    place = rng.randrange(1, size)
    _cut(connection, place)
    connection.execute("DELETE FROM audit_checkpoint WHERE size > ?", (place,))
    return expected(Kind.CUT, at=[place])


def rewritten_without_checkpoints(connection: Any, rng: Random, size: int) -> Expected:
    """As ``rewritten_with_all_nodes``, and our own checkpoints thrown away: others have kept theirs."""
    connection.execute("DELETE FROM audit_checkpoint")
    return rewritten_with_all_nodes(connection, rng, size)


TAMPERS: tuple[Tamper, ...] = (
    a_text, a_number, a_type, a_salt, a_bit_of_a_leaf, an_entry_removed, a_leaf_removed, both_removed,
    removed_and_closed_up, an_entry_inserted, inserted_and_made_room_for, entries_exchanged, leaves_exchanged,
    both_exchanged, rewritten_with_its_leaf, rewritten_with_all_nodes, a_node_changed, a_node_removed,
    a_checkpoint_changed, a_checkpoint_moved, the_end_cut_off, the_end_cut_off_with_its_checkpoints,
    rewritten_without_checkpoints,
)  # fmt: skip


def _shift(connection: Any, first: int, by: int) -> None:
    connection.execute("UPDATE audit_leaf SET position = -1 - position WHERE position >= ?", (first,))
    connection.execute("UPDATE audit_leaf SET position = -1 - position + ? WHERE position < 0", (by,))


def _rewrite(connection: Any, rng: Random, place: int) -> None:
    number = entry_at(connection, place)
    connection.execute("UPDATE audit SET actor = ? WHERE id = ?", (f"x{rng.random()}", number))
    row = connection.execute(f"SELECT at, salt, {NAMES} FROM audit WHERE id = ?", (number,)).fetchone()
    leaf = hash_of_row(row[0], row[1], tuple(row[2:]))
    connection.execute("UPDATE audit_leaf SET hash = ? WHERE position = ?", (leaf, place))


def _cut(connection: Any, place: int) -> None:
    connection.execute("DELETE FROM audit WHERE id IN (SELECT entry FROM audit_leaf WHERE position >= ?)", (place,))
    connection.execute("DELETE FROM audit_leaf WHERE position >= ?", (place,))
    connection.execute("DELETE FROM audit_node WHERE (place + 1) << level > ?", (place,))


def mend_nodes(connection: Any) -> None:
    """Make every kept node anew from the leaves, as an intruder who knows the format does."""
    leaves = [leaf for (leaf,) in connection.execute("SELECT hash FROM audit_leaf ORDER BY position").fetchall()]
    connection.execute("DELETE FROM audit_node")
    connection.executemany("INSERT INTO audit_node VALUES (?, ?, ?)", Peaks().extend(leaves))
