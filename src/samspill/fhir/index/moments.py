"""Values -> date rows (https://hl7.org/fhir/R4/search.html#date)."""

from collections.abc import Iterator, Mapping
from typing import Any

from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.index.dates import Range, period, range_of

Bases = frozenset[str]


def moment(rows: IndexRows, param: int, slot: int, value: Any, _bases: Bases) -> None:
    """Index a date, dateTime or instant."""
    found = range_of(value)
    if found:
        rows.date.append((param, slot, *found))


def span(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], _bases: Bases) -> None:
    """Index a Period."""
    found = period(value)
    if found:
        rows.date.append((param, slot, *found))


def timing(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], _bases: Bases) -> None:
    """Index a Timing by its outer limits: R4 passes the details of its schedule over."""
    found = list(_ranges(value))
    if found:
        rows.date.append((param, slot, min(low for low, _ in found), max(high for _, high in found)))


def _ranges(value: Mapping[str, Any]) -> Iterator[Range]:
    for event in value.get("event", ()):
        if found := range_of(event):
            yield found
    bounds = value.get("repeat", {}).get("boundsPeriod")
    if bounds and (found := period(bounds)):
        yield found
