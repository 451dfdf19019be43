"""The time it is, and how precise a value is (http://hl7.org/fhirpath#utility-functions)."""

from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any

from samspill.fhir.path import temporal
from samspill.fhir.path.environment import Environment
from samspill.fhir.path.errors import EvaluationError
from samspill.fhir.path.functions.registry import eager, single, whole
from samspill.fhir.path.nodes import Collection, system, type_of
from samspill.fhir.path.quantities import Quantity
from samspill.fhir.path.temporal import Moment, Sort, Temporal

_MOST_PLACES = 28


def _now(environment: Environment) -> datetime:
    if environment.at is None:
        raise EvaluationError("The time was not given (at=)")
    return environment.at


def _read(moment: Moment | None) -> Collection:
    return [] if moment is None else [moment]


@eager("now")
def now(environment: Environment, _: Collection) -> Collection:
    """The time of the evaluation, to the millisecond."""
    return _read(Temporal.datetime(_now(environment).isoformat(timespec="milliseconds")))


@eager("today")
def today(environment: Environment, _: Collection) -> Collection:
    """The date of the evaluation."""
    return _read(Temporal.date(_now(environment).date().isoformat()))


@eager("timeOfDay")
def time_of_day(environment: Environment, _: Collection) -> Collection:
    """The time of day of the evaluation."""
    return _read(Temporal.time(_now(environment).time().isoformat(timespec="milliseconds")))


@eager("precision")
def precision(_: Environment, items: Collection) -> Collection:
    """How many digits a decimal has after the point, or a date or time in all."""
    value = system(single(items))
    if value is None:
        return []
    if isinstance(value, Moment):
        return [value.digits]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return [max(0, -int(Decimal(value).as_tuple().exponent))]
    raise EvaluationError(f"{type_of(items[0]).name} has no precision")


@eager("lowBoundary", 0, 1)
def low_boundary(_: Environment, items: Collection, digits: Collection | None = None) -> Collection:
    """The least value it may stand for, at a precision."""
    return _boundary(items, digits, upper=False)


@eager("highBoundary", 0, 1)
def high_boundary(_: Environment, items: Collection, digits: Collection | None = None) -> Collection:
    """The greatest value it may stand for, at a precision."""
    return _boundary(items, digits, upper=True)


def _boundary(items: Collection, digits: Collection | None, *, upper: bool) -> Collection:
    value = system(single(items))
    wanted = whole(digits) if digits is not None else None
    if value is None:
        return []
    made = (
        _of_moment(value, wanted, upper=upper) if isinstance(value, Moment) else _of_amount(value, wanted, upper=upper)
    )
    return [] if made is None else [made]


_FULL = {Sort.DATE: 8, Sort.DATETIME: 17, Sort.TIME: 9}


def _of_moment(value: Any, digits: int | None, *, upper: bool) -> Moment | None:
    return temporal.boundary(value, _FULL[value.sort] if digits is None else digits, upper=upper)


def _of_amount(value: Any, digits: int | None, *, upper: bool) -> Any:
    places = 8 if digits is None else digits
    if isinstance(value, Quantity):
        number = _of_number(value.value, places, upper=upper)
        return None if number is None else Quantity(number, value.unit, value.is_calendar)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise EvaluationError(f"{type_of(value).name} has no boundaries")
    return _of_number(Decimal(value), places, upper=upper)


def _of_number(number: Decimal, places: int, *, upper: bool) -> Decimal | None:
    if not 0 <= places <= _MOST_PLACES:
        return None
    half = Decimal(5).scaleb(int(number.as_tuple().exponent) - 1)
    wide = Context(prec=max(0, number.adjusted()) + places + len(number.as_tuple().digits) + 4)
    edge = wide.add(number, half) if upper else wide.subtract(number, half)
    return edge.quantize(Decimal(1).scaleb(-places), ROUND_CEILING if upper else ROUND_FLOOR, wide)


_PARTS = ("year", "month", "day", "hour", "minute")


def _part(name: str, place: int) -> None:
    def body(_: Environment, items: Collection) -> Collection:
        value = system(single(items))
        if not isinstance(value, Moment):
            return []
        at = place - (3 if value.sort is Sort.TIME else 0)
        return [value.parts[at]] if 0 <= at < len(value.parts) else []

    eager(f"{name}Of")(body)


for _place, _name in enumerate(_PARTS):
    _part(_name, _place)


def _seconds(items: Collection) -> Decimal | None:
    value = system(single(items))
    has_seconds = isinstance(value, Moment) and isinstance(value.parts[-1], Decimal)
    return Decimal(value.parts[-1]) if has_seconds else None


@eager("secondOf")
def second_of(_: Environment, items: Collection) -> Collection:
    """The whole second."""
    seconds = _seconds(items)
    return [] if seconds is None else [int(seconds)]


@eager("millisecondOf")
def millisecond_of(_: Environment, items: Collection) -> Collection:
    """The milliseconds within the second, when they were said."""
    seconds = _seconds(items)
    if seconds is None or not seconds.as_tuple().exponent:
        return []
    return [int(seconds % 1 * 1000)]


@eager("dateOf")
def date_of(_: Environment, items: Collection) -> Collection:
    """The date part."""
    value = system(single(items))
    return [Moment(Sort.DATE, value.parts[:3])] if isinstance(value, Moment) and value.sort is not Sort.TIME else []


@eager("timeOf")
def time_of(_: Environment, items: Collection) -> Collection:
    """The time of day, when it was said."""
    value = system(single(items))
    if not isinstance(value, Moment) or value.sort is Sort.DATE or len(value.parts) <= 3:
        return []
    return [Moment(Sort.TIME, value.parts[3:])]


@eager("timezoneOffsetOf")
def timezone_offset_of(_: Environment, items: Collection) -> Collection:
    """Hours east of UTC, when a time zone was said."""
    value = system(single(items))
    if not isinstance(value, Moment) or value.offset is None:
        return []
    return [Decimal(value.offset) / 60]
