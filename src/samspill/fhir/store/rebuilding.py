"""The index made anew from the resources (a new Samspill may find more in them), and the index compared with that."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.store.contracts import Snapshot, Store, Stored, Transaction
from samspill.fhir.store.reading import COLUMNS, stored
from samspill.fhir.store.schema import INDEX_TABLES, columns_of

RowsOf = Callable[[Stored], IndexRows]
"""Takes a resource's index rows out of its bytes."""

CHUNK = 200
"""Resources in one unit of work: some 20 ms of the writer's time."""

_PROGRESS = "reindex"
_LIVE = f"SELECT {COLUMNS} FROM resource WHERE key > ? AND method <> 3 ORDER BY key LIMIT ?"
_PLACE = "SELECT place FROM progress WHERE name = ?"
_REMEMBER = "INSERT INTO progress (name, place) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET place = excluded.place"
_FORGET = "DELETE FROM progress WHERE name = ?"
_STRAYS = (
    "DELETE FROM {table} WHERE key > ? AND key <= ? AND NOT EXISTS "
    "(SELECT 1 FROM resource WHERE resource.key = {table}.key AND method <> 3)"
)
_LAST = 2**62


@dataclass(frozen=True, slots=True)
class Difference:
    """One index table's rows of one resource that are not as they should be."""

    table: str
    key: int
    missing: tuple[tuple[Any, ...], ...]
    extra: tuple[tuple[Any, ...], ...]


def rebuild(store: Store, rows_of: RowsOf, *, each: Callable[[int], None] | None = None) -> int:
    """Make the index anew while the store is in use; if it is interrupted, the next call goes on from there.

    What is written meanwhile has new rows already and is left as it is.

    Args:
        store: an open store.
        rows_of: takes a resource's index rows out.
        each: hears after every chunk how many resources have been done.

    Returns:
        How many resources were done by this call.
    """
    with store.snapshot() as snapshot:
        place = (snapshot.select(_PLACE, (_PROGRESS,)) or [(0,)])[0][0]
    done = 0
    while True:
        with store.snapshot() as snapshot:
            chunk = [stored(row) for row in snapshot.select(_LIVE, (place, CHUNK))]
        prepared = [(version, rows_of(version)) for version in chunk]
        until = chunk[-1].key if len(chunk) == CHUNK else _LAST
        store.write(_chunk(prepared, place, until)).result()
        done += len(chunk)
        if each is not None:
            each(done)
        if until == _LAST:
            store.analyse()
            return done
        place = until


def _chunk(prepared: Sequence[tuple[Stored, IndexRows]], place: int, until: int) -> Callable[[Transaction], None]:
    def work(tx: Transaction) -> None:
        for version, rows in prepared:
            tx.reindex(version, rows)
        for table in INDEX_TABLES:
            tx.run(_STRAYS.format(table=table), (place, until))
        if until == _LAST:
            tx.run(_FORGET, (_PROGRESS,))
        else:
            tx.run(_REMEMBER, (_PROGRESS, until))

    return work


def differences(store: Store, rows_of: RowsOf) -> Iterator[Difference]:
    """Compare the index with what a rebuild would make of the same view; nothing means that they are equal."""
    with store.snapshot() as snapshot:
        place, until = 0, 0
        while until != _LAST:
            chunk = [stored(row) for row in snapshot.select(_LIVE, (place, CHUNK))]
            until = chunk[-1].key if len(chunk) == CHUNK else _LAST
            expected = {version.key: rows_of(version) for version in chunk}
            for number, table in enumerate(INDEX_TABLES):
                yield from _compared(snapshot, table, number, expected, (place, until))
            place = until


def _compared(
    snapshot: Snapshot, table: str, number: int, expected: dict[int, IndexRows], keys: tuple[int, int]
) -> Iterator[Difference]:
    found: dict[int, set[tuple[Any, ...]]] = {}
    sql = f"SELECT {', '.join(columns_of(table))} FROM {table} WHERE key > ? AND key <= ?"
    for key, *row in snapshot.select(sql, keys):
        found.setdefault(key, set()).add(tuple(row))
    for key in sorted({*found, *expected}):
        wanted = set(_lists(expected[key])[number]) if key in expected else set()
        have = found.get(key, set())
        if wanted != have:
            yield Difference(table, key, tuple(sorted(wanted - have)), tuple(sorted(have - wanted)))


def _lists(rows: IndexRows) -> tuple[Sequence[tuple[Any, ...]], ...]:
    """Return the lists in the order of ``INDEX_TABLES``."""
    return rows.token, rows.string, rows.date, rows.quantity, rows.reference
