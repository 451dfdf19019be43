"""Sort values and where a page begins among them (https://hl7.org/fhir/R4/search.html#sort).

Ascending, a resource is placed by its lowest value, descending by its highest; without a value it comes last both ways.
A date counts by its beginning. Rows that are alike are kept apart by the key.
"""

from collections.abc import Callable, Sequence
from typing import Any

from samspill.fhir.index.contracts import CANONICAL
from samspill.fhir.search.contracts import Sort, Table
from samspill.fhir.search.sql.writing import Writer

COLUMNS = {
    Table.TOKEN: "code",
    Table.STRING: "folded",
    Table.DATE: "low",
    Table.QUANTITY: "low",
    Table.REFERENCE: "target",
}


def value(sort: Sort, key: str, writer: Writer) -> str:
    """Return the expression of a resource's sort value, given its key; NULL where it has none."""
    if sort.table is None:
        alias = writer.alias()
        column = "at" if sort.name == "_lastUpdated" else "id"
        return f"(SELECT {alias}.{column} FROM {writer.resource(alias)} WHERE {writer.same_key(alias, key)})"
    if sort.table is Table.QUANTITY:
        # in canonical units where there are some, else as written: the two are never mixed in one resource
        canonical = _extreme(sort, key, writer, f" AND {{0}}.system = {CANONICAL}")
        return f"COALESCE({canonical}, {_extreme(sort, key, writer, '')})"
    return _extreme(sort, key, writer, "")


def _extreme(sort: Sort, key: str, writer: Writer, more: str) -> str:
    if sort.table is None:
        raise ValueError(sort.name)
    alias = writer.alias()
    which = "max" if sort.descending else "min"
    rows = (
        f"{writer.by_key(sort.table, alias)} "
        f"WHERE {writer.same_key(alias, key)} AND {writer.number(sort.params, f'{alias}.param')}{more.format(alias)}"
    )
    return writer.extreme(which, f"{alias}.{COLUMNS[sort.table]}", rows)


Column = Callable[[], str]
"""Writes a sort value's expression; again each time, for its values take their places each time."""


def order(sorts: Sequence[Sort], columns: Sequence[str], tie: str, *, backwards: bool = False) -> str:
    """Return the ORDER BY list; ``backwards`` turns the tie round."""
    parts = [
        f"{column} {'DESC' if sort.descending else 'ASC'} NULLS LAST"
        for sort, column in zip(sorts, columns, strict=True)
    ]
    return ", ".join([*parts, f"{tie} DESC" if backwards else tie])


def after(
    sorts: Sequence[Sort],
    columns: Sequence[Column],
    tie: str,
    place: Sequence[Any],
    writer: Writer,
    *,
    backwards: bool = False,
) -> str:
    """Return the condition that a row comes after a place, given the place's sort values and tie."""
    alternatives = []
    for length in range(len(sorts) + 1):
        if length < len(sorts) and place[length] is None:
            continue  # nothing but ties comes after a missing value
        parts = [_same(column, value, writer) for column, value in zip(columns[:length], place[:length], strict=True)]
        if length == len(sorts):
            parts.append(f"{tie} {'<' if backwards else '>'} {writer.put(place[length])}")
        else:
            sign = "<" if sorts[length].descending else ">"
            beyond = f"({columns[length]()} {sign} {writer.put(place[length])}"
            parts.append(f"{beyond} OR {columns[length]()} IS NULL)")
        alternatives.append(" AND ".join(parts))
    return f"({' OR '.join(alternatives)})"


def _same(column: Column, value: Any, writer: Writer) -> str:
    return f"{column()} IS NULL" if value is None else f"{column()} = {writer.put(value)}"
