"""Quantities converted, compared and reckoned with through UCUM."""

from decimal import Decimal
from typing import Any

from samspill.fhir.path.nodes import Node, exact, is_subtype, system
from samspill.fhir.path.quantities import EXACT, Quantity
from samspill.fhir.ucum.api import canonical, convert

_UCUM = "http://unitsofmeasure.org"


def quantity_of(item: Any) -> Quantity | None:
    """Return an item as a System.Quantity: a FHIR Quantity in UCUM without comparator, or a number (unit ``1``).

    Returns:
        ``None`` for everything else, a quantity in another code system included: its unit cannot be converted.
    """
    if isinstance(item, Quantity):
        return item
    if item.__class__ is Node and is_subtype(item.type, "Quantity") and isinstance(item.value, dict):
        return _of_fhir(item.value)
    value = system(item)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Quantity(Decimal(value), "1")
    return None


def _of_fhir(value: dict[str, Any]) -> Quantity | None:
    number = exact(value.get("value"))
    if number is None or "comparator" in value:
        return None
    code = value.get("code")
    if value.get("system") == _UCUM and isinstance(code, str):
        return Quantity(number, code)
    has_unit = {"system", "code", "unit"} & value.keys()
    return None if has_unit else Quantity(number, "1")


def same_unit(left: Quantity, right: Quantity) -> tuple[Decimal, Decimal] | None:
    """Return two amounts in one unit; ``None`` when their dimensions differ or are unknown.

    A calendar year or month equals no definite duration (http://hl7.org/fhirpath#quantity-equality).
    """
    if left.ucum == right.ucum:
        return left.value, right.value
    mine, yours = canonical(left.value, left.ucum), canonical(right.value, right.ucum)
    if mine is None or yours is None or mine[1] != yours[1]:
        return None
    return mine[0], yours[0]


def plus(left: Quantity, right: Quantity) -> Quantity | None:
    """Add in the left one's unit; ``None`` when the dimensions differ."""
    if left.ucum == right.ucum:
        return Quantity(EXACT.add(left.value, right.value), left.unit, left.is_calendar)
    amount = convert(right.value, right.ucum, left.ucum)
    return None if amount is None else Quantity(EXACT.add(left.value, amount), left.unit, left.is_calendar)


def times(left: Quantity, right: Quantity) -> Quantity:
    """Multiply, units as well: cm times m is ``cm.m``."""
    value = EXACT.multiply(left.value, right.value)
    if left.ucum == "1" or right.ucum == "1":
        return Quantity(value, left.ucum if right.ucum == "1" else right.ucum)
    return _simplest(Quantity(value, f"{_bracketed(left.ucum)}.{_bracketed(right.ucum)}"))


def over(left: Quantity, right: Quantity) -> Quantity | None:
    """Divide, units as well: g over m is ``g/m``; ``None`` when the divisor is zero."""
    if not right.value:
        return None
    value = EXACT.divide(left.value, right.value)
    if right.ucum == "1":
        return Quantity(value, left.ucum)
    if left.ucum == right.ucum:
        return Quantity(value, "1")
    return _simplest(Quantity(value, f"{_bracketed(left.ucum)}/{_bracketed(right.ucum)}"))


def _bracketed(unit: str) -> str:
    return f"({unit})" if "." in unit or "/" in unit else unit


def _simplest(made: Quantity) -> Quantity:
    """A made unit that has come out without dimension is plain ``1``."""
    found = canonical(made.value, made.unit)
    return Quantity(found[0], "1") if found is not None and found[1] == "1" else made


def in_unit(quantity: Quantity, unit: str, *, is_calendar: bool) -> Quantity | None:
    """Convert to another unit; ``None`` when the dimensions differ or are unknown."""
    wanted = Quantity(Decimal(1), unit, is_calendar)
    same = quantity.ucum == wanted.ucum
    amount = quantity.value if same else convert(quantity.value, quantity.ucum, wanted.ucum)
    return None if amount is None else Quantity(amount, unit, is_calendar)


def key(quantity: Quantity) -> tuple[Decimal, str]:
    """Return what equal quantities share."""
    return canonical(quantity.value, quantity.ucum) or (quantity.value, quantity.ucum)
