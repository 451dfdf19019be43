"""Values -> quantity rows (https://hl7.org/fhir/R4/search.html#quantity)."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from samspill.fhir.index.contracts import CANONICAL, IndexRows
from samspill.fhir.index.folding import bounded
from samspill.fhir.index.naming import system_number
from samspill.fhir.index.numbers import written
from samspill.fhir.ucum import api as ucum

UCUM = "http://unitsofmeasure.org"
CURRENCIES = system_number("urn:iso:std:iso:4217")
ENDLESS = Decimal("Infinity")

Bases = frozenset[str]


def number(rows: IndexRows, param: int, slot: int, value: Any, _bases: Bases) -> None:
    """Index a number."""
    found = written(value)
    if found is not None:
        exactly = float(found)
        rows.quantity.append((param, slot, 0, "", exactly, exactly))


def quantity(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], _bases: Bases) -> None:
    """Index a Quantity (Age, Count, Duration ...); with a comparator its number is one end of what it may be."""
    found = written(value.get("value"))
    if found is None:
        return
    comparator = value.get("comparator")
    if comparator in ("<", "<="):
        _add(rows, param, slot, value, -ENDLESS, found)
    elif comparator in (">", ">="):
        _add(rows, param, slot, value, found, ENDLESS)
    else:
        _add(rows, param, slot, value, found, found)


def span(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], _bases: Bases) -> None:
    """Index a Range; an end that is missing is open. One with two units, or turned round, has no row."""
    low, high = value.get("low") or {}, value.get("high") or {}
    lowest, highest = written(low.get("value")), written(high.get("value"))
    if lowest is None:
        if highest is not None:
            _add(rows, param, slot, high, -ENDLESS, highest)
    elif highest is None:
        _add(rows, param, slot, low, lowest, ENDLESS)
    elif lowest <= highest and all(low.get(name) == high.get(name) for name in ("system", "code", "unit")):
        _add(rows, param, slot, low, lowest, highest)


def money(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], _bases: Bases) -> None:
    """Index Money with its currency as the unit."""
    found, currency = written(value.get("value")), value.get("currency")
    if found is None:
        return
    if isinstance(currency, str) and currency:
        rows.quantity.append((param, slot, CURRENCIES, bounded(currency), float(found), float(found)))
    else:
        rows.quantity.append((param, slot, 0, "", float(found), float(found)))


def position(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], _bases: Bases) -> None:
    """Index a Location's position."""
    for name in ("latitude", "longitude"):
        degrees = written(value.get(name))
        if degrees is not None:
            rows.quantity.append((param, slot, 0, name, float(degrees), float(degrees)))


def _add(rows: IndexRows, param: int, slot: int, measured: Mapping[str, Any], low: Decimal, high: Decimal) -> None:
    """Add the row as written, one by the unit's name for people if that differs, and the canonical one."""
    system, code, unit = measured.get("system"), measured.get("code"), measured.get("unit")
    code = code if isinstance(code, str) else None
    number = system_number(system) if isinstance(system, str) and system else 0
    ends = _floats(low, high, measured.get("comparator"))
    if code is not None or not isinstance(unit, str):
        rows.quantity.append((param, slot, number, bounded(code or ""), *ends))
    if isinstance(unit, str) and unit != code:
        rows.quantity.append((param, slot, number if code is None else 0, bounded(unit), *ends))
    if code is not None and system == UCUM:
        canonical = ucum.canonical_range(low, high, code)
        if canonical:
            rows.quantity.append((param, slot, CANONICAL, canonical[2], *_floats(*canonical[:2], None)))


def _floats(low: Decimal, high: Decimal, comparator: Any) -> tuple[float, float]:
    """Return the ends as floats, both inside: below 5 ends at the last float before 5."""
    if comparator == "<":
        return float(low), math.nextafter(float(high), -math.inf)
    if comparator == ">":
        return math.nextafter(float(low), math.inf), float(high)
    return float(low), float(high)
