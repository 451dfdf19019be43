"""From one System type to another (http://hl7.org/fhirpath#conversion); what cannot be converted is empty."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from samspill.fhir.path import units
from samspill.fhir.path.environment import Environment
from samspill.fhir.path.functions.registry import eager, single, text
from samspill.fhir.path.nodes import Collection, system
from samspill.fhir.path.quantities import CALENDAR_UNITS, Quantity
from samspill.fhir.path.temporal import Moment, Sort, Temporal

_TRUE = {"true", "t", "yes", "y", "1", "1.0"}
_FALSE = {"false", "f", "no", "n", "0", "0.0"}
_INTEGER = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?\d{1,200}(\.\d{1,200})?")
_QUANTITY = re.compile(r"(?P<value>[+-]?\d{1,200}(\.\d{1,200})?)\s*(('(?P<unit>[^']+)')|(?P<word>[a-zA-Z]+))?")
_LARGEST_INTEGER = 2**31
_LARGEST_LONG = 2**63


def _boolean(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return {0: False, 1: True}.get(int(value)) if value in {0, 1} else None
    if isinstance(value, str):
        word = value.lower()
        return True if word in _TRUE else False if word in _FALSE else None
    return None


def _integer(value: Any, limit: int = _LARGEST_INTEGER) -> int | None:
    if isinstance(value, str):
        value = int(value) if _INTEGER.fullmatch(value) else None
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int) and -limit <= value < limit else None


def _long(value: Any) -> int | None:
    return _integer(value, _LARGEST_LONG)


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, str):
        return Decimal(value) if _DECIMAL.fullmatch(value) else None
    return Decimal(value) if isinstance(value, bool | int | Decimal) else None


def _string(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, str | int | Moment | Quantity) else None


def _date(value: Any) -> Moment | None:
    if isinstance(value, str):
        return Temporal.date(value) or _date(Temporal.datetime(value))
    if not isinstance(value, Moment) or value.sort is Sort.TIME:
        return None
    return Moment(Sort.DATE, value.parts[:3])


def _datetime(value: Any) -> Moment | None:
    if isinstance(value, str):
        return Temporal.datetime(value)
    if not isinstance(value, Moment) or value.sort is Sort.TIME:
        return None
    return Moment(Sort.DATETIME, value.parts, value.offset)


def _time(value: Any) -> Moment | None:
    if isinstance(value, str):
        return Temporal.time(value.removeprefix("T"))
    return value if isinstance(value, Moment) and value.sort is Sort.TIME else None


def _quantity(value: Any) -> Quantity | None:
    if isinstance(value, str):
        return _read_quantity(value)
    if isinstance(value, bool):
        return Quantity(Decimal(value), "1")
    return units.quantity_of(value)


def _read_quantity(value: str) -> Quantity | None:
    match = _QUANTITY.fullmatch(value)
    if match is None:
        return None
    number, word = Decimal(match["value"]), match["word"]
    if word is not None:
        return Quantity(number, word, is_calendar=True) if word in CALENDAR_UNITS else None
    return Quantity(number, match["unit"] or "1")


def _converter(name: str, convert: Callable[[Any], Any]) -> None:
    def to(_: Environment, items: Collection) -> Collection:
        value = _value(items)
        made = None if value is None else convert(value)
        return [] if made is None else [made]

    def converts(_: Environment, items: Collection) -> Collection:
        value = _value(items)
        return [] if value is None else [convert(value) is not None]

    eager(f"to{name}")(to)
    eager(f"convertsTo{name}")(converts)


def _value(items: Collection) -> Any:
    return system(single(items))


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "Boolean": _boolean,
    "Integer": _integer,
    "Long": _long,
    "Decimal": _decimal,
    "String": _string,
    "Date": _date,
    "DateTime": _datetime,
    "Time": _time,
}
for _name, _convert in _CONVERTERS.items():
    _converter(_name, _convert)


@eager("toQuantity", 0, 1)
def to_quantity(_: Environment, items: Collection, unit: Collection | None = None) -> Collection:
    """An amount, in the unit asked for when it can be converted to it."""
    value = _value(items)
    quantity = None if value is None else _quantity(value)
    wanted = text(unit) if unit is not None else None
    if quantity is None or wanted is None:
        return [] if quantity is None else [quantity]
    made = units.in_unit(quantity, wanted, is_calendar=wanted in CALENDAR_UNITS)
    return [] if made is None else [made]


@eager("convertsToQuantity", 0, 1)
def converts_to_quantity(environment: Environment, items: Collection, unit: Collection | None = None) -> Collection:
    """Whether it is an amount, and can be had in the unit asked for."""
    return [bool(to_quantity(environment, items, unit))] if items else []
