"""How a large load spares the disk: what lies anywhere in the file is written seldom, and sorted at the end.

A row of a second index belongs anywhere among the others, so with millions of resources each unit of work touches
thousands of pages all over the file; each of them goes to the log, and from there to the file, again and again. At four
million resources that wrote 28 times what the file held, and made the load seven times as slow as at its beginning.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from samspill.fhir.store.contracts import Transaction
from samspill.fhir.store.schema import BY_VALUE, INDEXES, ON_POSTGRESQL, indexing
from samspill.fhir.store.sqlite.connections import CACHE_KB, Connection, writing

CACHE_KB_MAX = 1_048_576
"""A gigabyte: the ids of ten million resources, and the inner pages of everything else."""

CHANGES = 400_000
"""Changed rows after which the log is moved: some hundred megabytes, in which one page was often changed many times."""


def begin(transaction: Transaction) -> bool:
    """Give the writer room for much; in an empty store, leave the indexes by value out until the end.

    Returns:
        Whether they are left out.
    """
    transaction.run(f"PRAGMA cache_size=-{_cache_kb()}")
    is_empty = not transaction.run("SELECT 1 FROM resource LIMIT 1")
    if is_empty:
        for name in BY_VALUE:
            transaction.run(f"DROP INDEX {name}")
    return is_empty


def end(transaction: Transaction) -> None:
    """Give the room back."""
    transaction.run(f"PRAGMA cache_size=-{CACHE_KB}")


def _cache_kb() -> int:
    memory_kb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024
    return max(CACHE_KB, min(CACHE_KB_MAX, memory_kb // 8))


def missing(connection: Connection) -> list[str]:
    """Return the second indexes that are not there: a load that left them out was stopped before its end."""
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")}
    return [name for name in INDEXES if name not in found and name not in ON_POSTGRESQL]


def make_missing(path: Path, told: Callable[[str], None]) -> None:
    """Make the second indexes that are not there, each in a transaction of its own: being stopped costs one of them."""
    with _sorting(path) as connection:
        for name in missing(connection):
            told(name)
            connection.execute(indexing(name))


@contextmanager
def _sorting(path: Path) -> Iterator[Connection]:
    """Open a connection that sorts on disk what does not fit in its cache."""
    connection = writing(path)
    try:
        for pragma in ("PRAGMA temp_store=FILE", f"PRAGMA cache_size=-{_cache_kb() // 2}", "PRAGMA threads=2"):
            connection.execute(pragma).fetchall()
        yield connection
    finally:
        connection.close()
