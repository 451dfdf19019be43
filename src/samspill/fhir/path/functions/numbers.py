"""Functions on numbers (http://hl7.org/fhirpath#math-1); a result that is no real number is empty."""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any

from samspill.fhir.path import arithmetic, units
from samspill.fhir.path.environment import Environment
from samspill.fhir.path.errors import EvaluationError
from samspill.fhir.path.functions.registry import eager, single, whole
from samspill.fhir.path.nodes import Collection, type_of
from samspill.fhir.path.quantities import Quantity

_REAL = Context(prec=28, Emax=999, Emin=-999)
_MOST_PLACES = 100


def _number(items: Collection) -> int | Decimal | None:
    item = single(items)
    if item is None:
        return None
    number = arithmetic.number_of(item)
    if number is None:
        raise EvaluationError(f"A number is due, and there is a {type_of(item).name}")
    return number


def _of_number(name: str, work: Callable[[Decimal], Any]) -> None:
    def body(_: Environment, items: Collection) -> Collection:
        number = _number(items)
        return [] if number is None else _real(lambda: work(Decimal(number)))

    eager(name)(body)


def _real(work: Callable[[], Any]) -> Collection:
    try:
        made = work()
    except ArithmeticError:
        return []
    return [] if made is None else [made]


_WORKS: dict[str, Callable[[Decimal], Any]] = {
    "ceiling": lambda number: int(number.to_integral_value(ROUND_CEILING)),
    "floor": lambda number: int(number.to_integral_value(ROUND_FLOOR)),
    "truncate": lambda number: int(number.to_integral_value(ROUND_DOWN)),
    "exp": _REAL.exp,
    "ln": lambda number: _REAL.ln(number) if number > 0 else None,
    "sqrt": lambda number: _REAL.sqrt(number) if number >= 0 else None,
}
for _name, _work in _WORKS.items():
    _of_number(_name, _work)


@eager("abs")
def absolute(_: Environment, items: Collection) -> Collection:
    """The amount without its sign; a quantity keeps its unit."""
    item = single(items)
    if item is None:
        return []
    if arithmetic.number_of(item) is not None:
        return [abs(arithmetic.number_of(item) or 0)]
    quantity = units.quantity_of(item)
    if quantity is None:
        raise EvaluationError(f"A number is due, and there is a {type_of(item).name}")
    return [Quantity(quantity.value.copy_abs(), quantity.unit, quantity.is_calendar)]


@eager("round", 0, 1)
def rounded(_: Environment, items: Collection, places: Collection | None = None) -> Collection:
    """Rounded half away from zero."""
    number = _number(items)
    count = (whole(places) or 0) if places is not None else 0
    if number is None:
        return []
    if not 0 <= count <= _MOST_PLACES:
        raise EvaluationError(f"A number is rounded to 0 to {_MOST_PLACES} places")
    if isinstance(number, int):
        return [number]
    wide = Context(prec=max(0, number.adjusted()) + count + 2, rounding=ROUND_HALF_UP)
    return [number.quantize(Decimal(1).scaleb(-count), context=wide)]


@eager("log", 1)
def logarithm(_: Environment, items: Collection, base: Collection) -> Collection:
    """The logarithm in a base."""
    number, root = _number(items), _number(base)
    if number is None or root is None or number <= 0 or root <= 0 or root == 1:
        return []
    return _real(lambda: _logarithm(Decimal(number), Decimal(root)))


def _logarithm(number: Decimal, base: Decimal) -> Decimal:
    """Worked out with more digits than are given, so that log(2) of 16 is 4 and not 3.99."""
    wide = Context(prec=40)
    return _REAL.plus(wide.divide(wide.ln(number), wide.ln(base)))


@eager("power", 1)
def power(_: Environment, items: Collection, exponent: Collection) -> Collection:
    """The number to a power."""
    number, times = _number(items), _number(exponent)
    if number is None or times is None:
        return []
    made = _real(lambda: _REAL.power(Decimal(number), Decimal(times)))
    is_whole = isinstance(number, int) and isinstance(times, int) and times >= 0
    if made and is_whole and made[0].adjusted() < 18:
        return [int(made[0])]
    return made
