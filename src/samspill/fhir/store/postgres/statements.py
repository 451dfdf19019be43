"""SQL in PostgreSQL's own form: numbered places, and many rows as one array per column.

Measured for the index rows of 50 resources (client CPU per row): arrays written out here 3.0 microseconds, arrays by
the driver 5.3, executemany in a pipeline 13.8, COPY 2.5; COPY cannot share a round trip with other statements, and at
one resource costs two more. So arrays written out here carry everything.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from samspill.fhir.store.schema import TABLES, columns_of

_NUMBERS = re.compile(r"\$(\d+)")
_PLACES = re.compile(r"'[^']*'|\?")


@lru_cache(maxsize=2048)
def numbered(sql: str) -> str:
    """Return SQL with ``$1``, ``$2`` where it has ``?``; those within a quoted text are left."""
    count = 0

    def place(match: re.Match[str]) -> str:
        nonlocal count
        if match[0] != "?":
            return match[0]
        count += 1
        return f"${count}"

    return _PLACES.sub(place, sql)


_ARRAYS = {"KEY": "bigint", "BIG": "bigint", "INT": "int", "REAL": "float8", "TEXT": "text", "BYTES": "bytea"}


def kinds_of(table: str) -> dict[str, str]:
    """Return the columns of a table with the word ``schema.py`` has for their types."""
    return dict(line.split(" ", 1) for line in TABLES[table][: len(columns_of(table))])


def unnesting(table: str, columns: Sequence[str]) -> str:
    """Return a FROM item that reads one array per column."""
    kinds = kinds_of(table)
    return f"unnest({', '.join(f'${place}::{_ARRAYS[kinds[name]]}[]' for place, name in enumerate(columns, 1))})"


def inserting(table: str, columns: Sequence[str] | None = None, ending: str = "") -> str:
    """Return an INSERT of many rows, one array per column."""
    names = columns or columns_of(table)
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT * FROM {unnesting(table, names)}{ending}"


@lru_cache(maxsize=1024)
def together(statements: tuple[str, ...]) -> str:
    """Return statements that touch different rows as one: the driver's cost is per statement, 60 microseconds each."""
    *first, last = _renumbered(statements)
    parts = ", ".join(f"part_{place} AS ({statement})" for place, statement in enumerate(first))
    return f"WITH {parts} {last}" if parts else last


def _renumbered(statements: Iterable[str]) -> Iterator[str]:
    used = 0
    for statement in statements:
        yield _NUMBERS.sub(lambda match, used=used: f"${int(match[1]) + used}", statement)  # type: ignore[misc]
        used += max(map(int, _NUMBERS.findall(statement)))


def _texts(values: Iterable[str]) -> str:
    return ",".join(['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values])


def _bytes(values: Iterable[bytes]) -> str:
    return ",".join(['"\\\\x' + value.hex() + '"' for value in values])


def _numbers(values: Iterable[float]) -> str:
    return ",".join(map(repr, values))


_WRITTEN: dict[type, Callable[[Iterable[Any]], str]] = {str: _texts, bytes: _bytes}


def arrays(rows: Sequence[Sequence[Any]]) -> list[str]:
    """Return the columns of rows as array literals; there is at least one row, and a column holds one type."""
    return ["{" + _WRITTEN.get(type(column[0]), _numbers)(column) + "}" for column in zip(*rows, strict=True)]
