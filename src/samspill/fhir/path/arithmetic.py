"""The arithmetic operators on single items (http://hl7.org/fhirpath#math); ``None`` is the empty answer."""

from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any

from samspill.fhir.path import temporal, units
from samspill.fhir.path.environment import bounded
from samspill.fhir.path.errors import EvaluationError
from samspill.fhir.path.nodes import system, type_of
from samspill.fhir.path.quantities import CALENDAR_OF_UCUM, CALENDAR_UNITS, EXACT, Quantity
from samspill.fhir.path.temporal import Moment

_DIVISION = Context(prec=28)
_LARGEST = 2**63


def number_of(item: Any) -> int | Decimal | None:
    """Return an item's number; ``None`` for what is no number."""
    value = system(item)
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def negative(item: Any) -> Any:
    """Return the number or quantity with the other sign.

    Raises:
        EvaluationError: when it is neither.
    """
    number = number_of(item)
    if number is not None:
        return -number if isinstance(number, int) else EXACT.copy_negate(number)
    quantity = units.quantity_of(item)
    if quantity is None:
        raise EvaluationError(f"{type_of(item).name} has no sign")
    return Quantity(EXACT.copy_negate(quantity.value), quantity.unit, quantity.is_calendar)


def _numbers(left: Any, right: Any, whole: Callable[[int, int], Any], exact: Callable[[Decimal, Decimal], Any]) -> Any:
    mine, yours = number_of(left), number_of(right)
    if mine is None or yours is None:
        return NotImplemented
    if isinstance(mine, int) and isinstance(yours, int):
        result = whole(mine, yours)
        return result if not isinstance(result, int) or -_LARGEST <= result < _LARGEST else None
    return exact(Decimal(mine), Decimal(yours))


def plus(left: Any, right: Any) -> Any:
    """Add numbers, join texts, add quantities, move a moment."""
    made = _numbers(left, right, int.__add__, EXACT.add)
    if made is not NotImplemented:
        return made
    mine, yours = system(left), system(right)
    if isinstance(mine, str) and isinstance(yours, str):
        return bounded(mine + yours)
    if isinstance(mine, Moment):
        return _moved(mine, units.quantity_of(right) if number_of(right) is None else None, sign=1)
    return _quantities("+", left, right, units.plus)


def minus(left: Any, right: Any) -> Any:
    """Subtract numbers or quantities, or move a moment back."""
    made = _numbers(left, right, int.__sub__, EXACT.subtract)
    if made is not NotImplemented:
        return made
    mine = system(left)
    if isinstance(mine, Moment):
        return _moved(mine, units.quantity_of(right) if number_of(right) is None else None, sign=-1)
    return _quantities("-", left, right, lambda one, other: units.plus(one, negative(other)))


def times(left: Any, right: Any) -> Any:
    """Multiply numbers or quantities."""
    made = _numbers(left, right, int.__mul__, EXACT.multiply)
    return made if made is not NotImplemented else _quantities("*", left, right, units.times)


def over(left: Any, right: Any) -> Any:
    """Divide; a division by zero is empty."""
    made = _numbers(left, right, lambda mine, yours: _quotient(Decimal(mine), Decimal(yours)), _quotient)
    return made if made is not NotImplemented else _quantities("/", left, right, units.over)


def _quotient(left: Decimal, right: Decimal) -> Decimal | None:
    return _DIVISION.divide(left, right) if right else None


def whole_quotient(left: Any, right: Any) -> Any:
    """``div``: divide and cut the fraction off."""
    return _remaindered("div", left, right, lambda mine, yours: int(EXACT.divide_int(mine, yours)))


def remainder(left: Any, right: Any) -> Any:
    """``mod``: what ``div`` leaves, with the sign of the left side."""
    both_whole = isinstance(number_of(left), int) and isinstance(number_of(right), int)
    made = _remaindered("mod", left, right, EXACT.remainder)
    return int(made) if both_whole and made is not None else made


def _remaindered(name: str, left: Any, right: Any, work: Callable[[Decimal, Decimal], Any]) -> Any:
    mine, yours = number_of(left), number_of(right)
    if mine is None or yours is None:
        raise _misfit(name, left, right)
    if not yours:
        return None
    try:
        return work(Decimal(mine), Decimal(yours))
    except ArithmeticError as error:
        raise EvaluationError(f"{name} cannot be reckoned with so many digits") from error


def joined(left: Any, right: Any) -> str:
    """``&``: join two texts, an empty side counting as no text."""
    parts = []
    for item in (left, right):
        value = "" if item is None else system(item)
        if not isinstance(value, str):
            raise _misfit("&", left, right)
        parts.append(value)
    return bounded("".join(parts))


def _quantities(name: str, left: Any, right: Any, work: Callable[[Quantity, Quantity], Quantity | None]) -> Any:
    mine, yours = units.quantity_of(left), units.quantity_of(right)
    if mine is None or yours is None:
        raise _misfit(name, left, right)
    return work(mine, yours)


def _misfit(name: str, left: Any, right: Any) -> EvaluationError:
    return EvaluationError(f"{type_of(left).name} {name} {type_of(right).name} has no meaning")


def _moved(moment: Moment, amount: Quantity | None, *, sign: int) -> Moment:
    if amount is None:
        raise EvaluationError("A date or time is moved by a quantity of time, such as 7 days")
    unit = CALENDAR_UNITS.get(amount.unit) or CALENDAR_OF_UCUM.get(amount.unit)
    if unit is None:
        raise EvaluationError(f"A date or time cannot be moved by {amount.unit!r}")
    return temporal.plus(moment, amount.value * sign, unit)
