"""A query while it is written: its values in the order of their places, and which index each database is to use.

The planner is not trusted. Without statistics SQLite read subject and code from the code's index (218 requests a second
instead of 2,350), and took ``max(low)`` of one resource as a walk through the index of all; so on SQLite every table is
read by a named index. On PostgreSQL the shape of the query leads: a limited subquery is read before what is joined.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from samspill.fhir.search.contracts import Table
from samspill.fhir.store.contracts import Dialect

BY_VALUE = {
    Table.TOKEN: "token_by_code",
    Table.STRING: "string_by_folded",
    Table.DATE: "date_by_low",
    Table.QUANTITY: "quantity_by_value",
    Table.REFERENCE: "reference_by_target",
}
"""The index of each table that finds candidates."""

ANY_KEY: tuple[tuple[int, int], ...] = ()


class Writer:
    """Collects values and hands out aliases."""

    __slots__ = ("_aliases", "key_ranges", "sqlite", "values")

    def __init__(self, dialect: Dialect, key_ranges: tuple[tuple[int, int], ...] = ANY_KEY) -> None:
        self.sqlite = dialect is Dialect.SQLITE
        self.key_ranges = key_ranges
        """Ranges that the keys of all matches lie in, where that is known (PostgreSQL's partitions)."""
        self.values: list[Any] = []
        self._aliases = 0

    def put(self, value: Any) -> str:
        """Give a value a place in the text that is being written."""
        self.values.append(value)
        return "?"

    @staticmethod
    def number(numbers: tuple[int, ...], column: str) -> str:
        """Return the condition that a column has one of the definitions' numbers: they stand in the text, as the
        shape of the query does, so that PostgreSQL's plan for the shape knows them.
        """
        if len(numbers) == 1:
            return f"{column} = {numbers[0]:d}"
        return f"{column} IN ({', '.join(f'{each:d}' for each in numbers)})"

    def put_all(self, values: tuple[Any, ...], column: str) -> str:
        """Return the condition that a column has one of the values."""
        self.values += values
        if len(values) == 1:
            return f"{column} = ?"
        return f"{column} IN ({', '.join('?' * len(values))})"

    def alias(self) -> str:
        """Return a table alias that is not used yet."""
        self._aliases += 1
        return f"t{self._aliases}"

    def by_value(self, table: Table, alias: str, index: str = "") -> str:
        """Return a table read through an index of values."""
        named = f" INDEXED BY {index or BY_VALUE[table]}" if self.sqlite else ""
        return f"idx_{table} {alias}{named}"

    def by_key(self, table: Table, alias: str) -> str:
        """Return a table read through its primary key, that is by the resource."""
        named = f" INDEXED BY sqlite_autoindex_idx_{table}_1" if self.sqlite else ""
        return f"idx_{table} {alias}{named}"

    def resource(self, alias: str, index: str = "") -> str:
        """Return the resource table read by key, or through a named index."""
        named = f" INDEXED BY {index}" if index else " NOT INDEXED"
        return f"resource {alias}{named if self.sqlite else ''}"

    def same_key(self, alias: str, key: str) -> str:
        """Return the condition that a row belongs to the resource with a key, in the ranges that are known."""
        return f"{alias}.key = {key}{self.within(f'{alias}.key')}"

    def extreme(self, which: str, column: str, rows: str) -> str:
        """Return the ``min`` or ``max`` of a column over a FROM and WHERE that give one resource's rows.

        PostgreSQL is kept from walking the index of all resources' values until it meets that one resource.
        """
        if self.sqlite:
            return f"(SELECT {which}({column}) FROM {rows})"
        return f"(SELECT {which}(own.value) FROM (SELECT {column} AS value FROM {rows} OFFSET 0) AS own)"

    def one_of(self, conditions: Sequence[str]) -> str:
        """Return the condition that one of several is met.

        The plus keeps SQLite from looking for an index in every part, which took it 12 seconds for 4,000 parts.
        """
        return f"{'+' if self.sqlite and len(conditions) > 1 else ''}({' OR '.join(conditions)})"

    @property
    def apart(self) -> str:
        """What ends a subquery that is to be asked for each row, and not be turned into a join with others.

        PostgreSQL would read all of the joined rows; SQLite weighs orders of all tables at once: 1 s for 200 of them.
        """
        return " LIMIT 1" if self.sqlite else " OFFSET 0"

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Write about other resources than the matches: the known ranges are not theirs."""
        ranges, self.key_ranges = self.key_ranges, ANY_KEY
        yield
        self.key_ranges = ranges

    def within(self, column: str) -> str:
        """Return the condition that a key lies in the known ranges; empty when there are none."""
        if not self.key_ranges:
            return ""
        parts = [f"({column} >= {self.put(low)} AND {column} < {self.put(high)})" for low, high in self.key_ranges]
        return f" AND ({' OR '.join(parts)})"
