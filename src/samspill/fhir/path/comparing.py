"""Equal, equivalent, before or after (http://hl7.org/fhirpath#equality, #comparison); ``None`` is the empty answer."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from samspill.fhir.path import temporal, units
from samspill.fhir.path.errors import EvaluationError, TooMuchWork
from samspill.fhir.path.nodes import Collection, Node, system, type_of
from samspill.fhir.path.quantities import Quantity
from samspill.fhir.path.temporal import Moment, Sort

_PLAIN = {str, bool}
_NUMBERS = {int, Decimal}
_MOST_EQUIVALENT = 1_000


def equal(left: Collection, right: Collection) -> bool | None:
    """Whether two collections hold equal items in the same order."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    answers = [equal_items(mine, yours) for mine, yours in zip(left, right, strict=True)]
    if False in answers:
        return False
    return None if None in answers else True


def equal_items(left: Any, right: Any) -> bool | None:
    """Whether two items are equal; ``None`` when their precision or unit leaves it open."""
    mine, yours = system(left), system(right)
    kind, other = mine.__class__, yours.__class__
    if kind in _PLAIN or other in _PLAIN:
        return kind is other and bool(mine == yours)
    if kind in _NUMBERS and other in _NUMBERS:
        return bool(mine == yours)
    if isinstance(mine, Moment) and isinstance(yours, Moment):
        return _equal_moments(mine, yours)
    return _equal_compounds(left, right)


def _equal_moments(left: Moment, right: Moment) -> bool | None:
    if (left.sort is Sort.TIME) != (right.sort is Sort.TIME):
        return False
    order = temporal.compare(left, right)
    return None if order is None else order == 0


def _equal_compounds(left: Any, right: Any) -> bool | None:
    if key(left) == key(right):
        return True
    mine, yours = units.quantity_of(left), units.quantity_of(right)
    if mine is None or yours is None:
        return False
    amounts = units.same_unit(mine, yours)
    return None if amounts is None else amounts[0] == amounts[1]


def key(item: Any) -> Any:
    """Return something hashable that equal items share: for distinct, union, intersect and exclude."""
    value = system(item)
    kind = value.__class__
    if kind is str:
        return value
    if kind in _NUMBERS:
        return ("number", value)
    if isinstance(value, Moment):
        return temporal.hash_key(value)
    if isinstance(value, Quantity):
        return ("quantity", *units.key(value))
    if value is None and item.__class__ is Node:
        return ("without value", _frozen(item.value), _frozen(item.extras))
    return _frozen(item.value) if item.__class__ is Node else ("system", value)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return frozenset((name, _frozen(one)) for name, one in value.items())
    if isinstance(value, list):
        return tuple(_frozen(one) for one in value)
    return ("boolean", value) if value.__class__ is bool else value


def order(left: Any, right: Any) -> int | None:
    """Order two items: -1, 0, 1; ``None`` when their precision or unit leaves it open.

    Raises:
        EvaluationError: when the two have no order.
    """
    mine, yours = system(left), system(right)
    kind, other = mine.__class__, yours.__class__
    if (kind in _NUMBERS and other in _NUMBERS) or (kind is str and other is str):
        return _sign(mine, yours)
    if isinstance(mine, Moment) and isinstance(yours, Moment):
        return temporal.compare(mine, yours)
    amount, amount2 = units.quantity_of(left), units.quantity_of(right)
    if amount is None or amount2 is None:
        _refuse_order(left, right)
        return None
    amounts = units.same_unit(amount, amount2)
    return None if amounts is None else _sign(*amounts)


def _refuse_order(left: Any, right: Any) -> None:
    """Two FHIR quantities that cannot be converted are unknown; anything else is asked wrongly."""
    kinds = {type_of(left).name, type_of(right).name}
    if kinds <= {"Quantity", "Age", "Duration", "Count", "Distance", "SimpleQuantity", "MoneyQuantity"}:
        return
    if system(left) is None or system(right) is None:
        return
    raise EvaluationError(f"{type_of(left).name} and {type_of(right).name} cannot be ordered")


def _sign(left: Any, right: Any) -> int:
    return -1 if left < right else int(left > right)


def equivalent(left: Collection, right: Collection) -> bool:
    """Whether two collections hold equivalent items, in whatever order."""
    if len(left) != len(right):
        return False
    if len(left) > _MOST_EQUIVALENT:
        raise TooMuchWork(f"More than {_MOST_EQUIVALENT} items are not compared by ~")
    rest = list(right)
    for mine in left:
        place = next((place for place, yours in enumerate(rest) if equivalent_items(mine, yours)), None)
        if place is None:
            return False
        del rest[place]
    return True


def equivalent_items(left: Any, right: Any) -> bool:
    """Whether two items mean the same: case, spaces, digits beyond the coarser number and list order do not count."""
    mine, yours = system(left), system(right)
    if isinstance(mine, str) and isinstance(yours, str):
        return _loose(mine) == _loose(yours)
    if isinstance(mine, bool) or isinstance(yours, bool):
        return mine is yours
    if isinstance(mine, int | Decimal) and isinstance(yours, int | Decimal):
        return _equivalent_numbers(Decimal(mine), Decimal(yours))
    if isinstance(mine, Moment) and isinstance(yours, Moment):
        return bool(_equal_moments(mine, yours))
    if left.__class__ is Node and right.__class__ is Node:
        return _equivalent_elements(left, right)
    return _equivalent_quantities(left, right)


def _loose(text: str) -> str:
    return " ".join(text.casefold().split())


def _equivalent_numbers(left: Decimal, right: Decimal) -> bool:
    places = min(_places(left), _places(right))
    grain = Decimal(1).scaleb(-places)
    try:
        return left.quantize(grain, ROUND_HALF_UP) == right.quantize(grain, ROUND_HALF_UP)
    except ArithmeticError:
        return left == right


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _equivalent_quantities(left: Any, right: Any) -> bool:
    mine, yours = units.quantity_of(left), units.quantity_of(right)
    if mine is None or yours is None:
        return False
    if mine.ucum == yours.ucum:
        return _equivalent_numbers(mine.value, yours.value)
    converted = units.in_unit(yours, mine.unit, is_calendar=mine.is_calendar)
    if converted is None:
        return _calendar(mine) == _calendar(yours) and mine.value == yours.value
    return _equivalent_numbers(mine.value, converted.value)


def _calendar(quantity: Quantity) -> str:
    """A calendar year is equivalent to a definite one, though not equal."""
    return {"a": "year", "mo": "month"}.get(quantity.ucum, quantity.ucum)


def _equivalent_elements(left: Node, right: Node) -> bool:
    if left.type == right.type == "CodeableConcept":
        return _equivalent_concepts(left.value, right.value)
    if left.type == right.type == "Coding":
        return _coding(left.value) == _coding(right.value)
    if units.quantity_of(left) is not None and units.quantity_of(right) is not None:
        return _equivalent_quantities(left, right)
    return _equivalent_values(left.value, right.value)


def _equivalent_concepts(left: Any, right: Any) -> bool:
    mine = {_coding(coding) for coding in left.get("coding", ())}
    yours = {_coding(coding) for coding in right.get("coding", ())}
    if mine or yours:
        return bool(mine & yours)
    return _equivalent_values(left.get("text"), right.get("text"))


def _coding(coding: Any) -> tuple[Any, Any]:
    return (coding.get("system"), coding.get("code"))


def _equivalent_values(left: Any, right: Any) -> bool:
    if isinstance(left, dict) and isinstance(right, dict):
        names = (left.keys() | right.keys()) - {"id"}
        return all(name in left and name in right and _equivalent_values(left[name], right[name]) for name in names)
    if isinstance(left, list) and isinstance(right, list):
        return _equivalent_lists(left, right)
    if isinstance(left, dict | list) or isinstance(right, dict | list) or left is None or right is None:
        return left is right
    return equivalent_items(left, right)


def _equivalent_lists(left: list[Any], right: list[Any]) -> bool:
    rest = list(right)
    for mine in left:
        place = next((place for place, yours in enumerate(rest) if _equivalent_values(mine, yours)), None)
        if place is None:
            return False
        del rest[place]
    return not rest
