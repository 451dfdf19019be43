"""Values -> string rows (https://hl7.org/fhir/R4/search.html#string)."""

from collections.abc import Mapping
from typing import Any

from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.index.folding import exact, fold

NAME_PARTS = ("family", "text")
NAME_LISTS = ("given", "prefix", "suffix")
ADDRESS_PARTS = ("city", "postalCode", "district", "state", "country", "text")
ADDRESS_LISTS = ("line",)

Bases = frozenset[str]


def text(rows: IndexRows, param: int, slot: int, value: Any, _bases: Bases) -> None:
    """Index a text, folded and exact; a blank one is nothing to find."""
    if isinstance(value, str) and (folded := fold(value)):
        rows.string.append((param, slot, folded, exact(value)))


def human_name(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], bases: Bases) -> None:
    """Index every part of a HumanName."""
    _parts(rows, param, slot, value, bases, (NAME_PARTS, NAME_LISTS))


def address(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], bases: Bases) -> None:
    """Index every part of an Address."""
    _parts(rows, param, slot, value, bases, (ADDRESS_PARTS, ADDRESS_LISTS))


def _parts(
    rows: IndexRows,
    param: int,
    slot: int,
    value: Mapping[str, Any],
    bases: Bases,
    names: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    for name in names[0]:
        if name in value:
            text(rows, param, slot, value[name], bases)
    for name in names[1]:
        for each in value.get(name, ()):
            text(rows, param, slot, each, bases)
