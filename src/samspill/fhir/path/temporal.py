"""Dates, times and date-times that know how precise they are (http://hl7.org/fhirpath#datetime-equality).

A moment holds only the parts that were said; the rest is unknown, and an answer that depends on it is ``None``.
Seconds and their fraction are one part, as the language has it.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Any

from samspill.fhir.path.errors import EvaluationError


class Sort(StrEnum):
    """Which of the three System types a moment is."""

    DATE = "Date"
    DATETIME = "DateTime"
    TIME = "Time"


_CLOCK = r"(\d{2})(?::(\d{2})(?::(\d{2}(?:\.\d+)?))?)?"
_ZONE = r"(Z|[+-]\d{2}:\d{2})?"
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DATETIME = re.compile(rf"(\d{{4}})(?:-(\d{{2}})(?:-(\d{{2}}))?)?(T?)(?:(?<=T){_CLOCK}{_ZONE})?")
_TIME = re.compile(_CLOCK)
_LIMITS = ((1, 9999), (1, 12), (1, 31), (0, 23), (0, 59), (0, 59))
_WIDEST_OFFSET = 14 * 60
_DIGITS = (4, 6, 8, 10, 12, 17)
_TIME_DIGITS = (2, 4, 9)


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """The shared shape; made by ``Temporal``'s readers.

    Attributes:
        sort: Date, DateTime or Time.
        parts: year, month, day, hour, minute (int) and second (Decimal), as many as were said; a Time begins at hour.
        offset: minutes east of UTC; ``None`` when no time zone was said.
    """

    sort: Sort
    parts: tuple[Any, ...]
    offset: int | None = None

    def __str__(self) -> str:
        if self.sort is Sort.TIME:
            return _clock_text(self.parts)
        day = "-".join(f"{part:0{4 if place == 0 else 2}d}" for place, part in enumerate(self.parts[:3]))
        if self.sort is Sort.DATE or len(self.parts) <= 3:
            return day
        return f"{day}T{_clock_text(self.parts[3:])}{_zone_text(self.offset)}"

    @property
    def digits(self) -> int:
        """How many digits the precision spans: 4 a year, 6 a month, ... 17 a millisecond (2, 4, 9 for a Time)."""
        places = _TIME_DIGITS if self.sort is Sort.TIME else _DIGITS
        count = places[len(self.parts) - 1]
        if not isinstance(self.parts[-1], Decimal):
            return count
        fraction = -int(self.parts[-1].as_tuple().exponent)
        return count - 3 + fraction


def _clock_text(parts: tuple[Any, ...]) -> str:
    words = [f"{part:02d}" for part in parts[:2]]
    if len(parts) == 3:
        whole, _, fraction = f"{parts[2]:f}".partition(".")
        words.append(f"{int(whole):02d}.{fraction}" if fraction else f"{int(whole):02d}")
    return ":".join(words)


def _zone_text(offset: int | None) -> str:
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    hours, minutes = divmod(abs(offset), 60)
    return f"{'-' if offset < 0 else '+'}{hours:02d}:{minutes:02d}"


class Temporal:
    """Readers from text; each answers ``None`` to what is no such value, a 30 February included."""

    @staticmethod
    def literal(text: str) -> Moment | None:
        """Read a literal without its ``@``: ``2015``, ``2015T``, ``2015-02-04T14:34Z``, ``T14:34``."""
        if text.startswith("T"):
            return Temporal.time(text[1:])
        return Temporal.datetime(text) if "T" in text else Temporal.date(text)

    @staticmethod
    def date(text: str) -> Moment | None:
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
        match = _DATE.fullmatch(text)
        return _checked(Sort.DATE, match.groups(), None, 0) if match else None

    @staticmethod
    def datetime(text: str) -> Moment | None:
        """Read a date with or without a time, and the time with or without a zone."""
        match = _DATETIME.fullmatch(text)
        if match is None:
            return None
        year, month, day, _, hour, minute, second, zone = match.groups()
        if hour is not None and day is None:
            return None
        return _checked(Sort.DATETIME, (year, month, day, hour, minute, second), zone, 0)

    @staticmethod
    def time(text: str) -> Moment | None:
        """Read ``hh``, ``hh:mm``, ``hh:mm:ss`` or with a fraction."""
        match = _TIME.fullmatch(text)
        return _checked(Sort.TIME, match.groups(), None, 3) if match else None


def _checked(sort: Sort, groups: tuple[str | None, ...], zone: str | None, first: int) -> Moment | None:
    said = [group for group in groups if group is not None]
    parts = tuple(Decimal(text) if first + place == 5 else int(text) for place, text in enumerate(said))
    for place, part in enumerate(parts):
        low, high = _LIMITS[first + place]
        if not low <= int(part) <= high:
            return None
    if first == 0 and len(parts) > 2 and parts[2] > monthrange(int(parts[0]), int(parts[1]))[1]:
        return None
    return Moment(sort, parts, _offset(zone))


def _offset(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return -minutes if zone[0] == "-" else minutes


def compare(left: Moment, right: Moment) -> int | None:
    """Order two moments: -1, 0, 1, or ``None`` where the answer depends on what was not said.

    A date and a time of day are not comparable (http://hl7.org/fhirpath#comparison).

    Raises:
        EvaluationError: when one is a Time and the other is not.
    """
    if (left.sort is Sort.TIME) != (right.sort is Sort.TIME):
        raise EvaluationError(f"{left.sort} and {right.sort} cannot be ordered")
    if left.offset is not None and right.offset is not None:
        return _compare_parts(_in_utc(left).parts, _in_utc(right).parts)
    if (left.offset is None) == (right.offset is None) or min(len(left.parts), len(right.parts)) <= 3:
        return _compare_parts(left.parts, right.parts)
    return _compare_across_zones(left, right)


def _compare_parts(left: tuple[Any, ...], right: tuple[Any, ...]) -> int | None:
    for mine, yours in zip(left, right, strict=False):
        if mine != yours:
            return -1 if mine < yours else 1
    return 0 if len(left) == len(right) else None


def _compare_across_zones(left: Moment, right: Moment) -> int | None:
    """One zone is unknown: the answer holds only if it is the same at both ends of the world."""
    local, known = (left, right) if left.offset is None else (right, left)
    answers = {
        _compare_parts(_in_utc(replace(local, offset=offset)).parts, _in_utc(known).parts)
        for offset in (-_WIDEST_OFFSET, _WIDEST_OFFSET)
    }
    if len(answers) != 1:
        return None
    answer = answers.pop()
    return answer if answer is None or local is left else -answer


def _in_utc(moment: Moment) -> Moment:
    """Shift to UTC; a moment less precise than the hour, or already there, stays."""
    if not moment.offset or len(moment.parts) < 4:
        return moment
    shifted = _shift_minutes(moment.parts, -moment.offset)
    return Moment(moment.sort, shifted, 0)


def _shift_minutes(parts: tuple[Any, ...], minutes: int) -> tuple[Any, ...]:
    year, month, day, hour, *rest = parts
    minute = rest[0] if rest else 0
    days, left = divmod(hour * 60 + minute + minutes, 24 * 60)
    moved = _day_plus((year, month, day), days)
    clock = (left // 60, left % 60, *rest[1:])
    return (*moved, *clock[: max(1, 1 + len(rest))])


def _day_plus(day: tuple[Any, ...], days: int) -> tuple[int, int, int]:
    try:
        moved = date(*day) + timedelta(days=days)
    except OverflowError as error:
        raise EvaluationError("The date leaves the years 1 to 9999") from error
    return moved.year, moved.month, moved.day


def hash_key(moment: Moment) -> tuple[Any, ...]:
    """Return what two equal moments share, for sets."""
    parts = _in_utc(moment).parts if moment.offset is not None else moment.parts
    return ("moment", moment.sort is Sort.TIME, moment.offset is not None, parts)


def plus(moment: Moment, amount: Decimal, unit: str) -> Moment:
    """Add an amount of a calendar unit; a fraction counts only in seconds.

    Source: http://hl7.org/fhirpath#datetime-arithmetic.

    Args:
        moment: a Date, DateTime or Time.
        amount: may be negative.
        unit: ``year`` ... ``millisecond``, in the singular.

    Raises:
        EvaluationError: when the unit does not fit the sort, or the result leaves the years 1 to 9999.
    """
    if moment.sort is Sort.TIME:
        return _time_plus(moment, amount, unit)
    if unit in {"year", "month"}:
        return _plus_months(moment, int(amount) * (12 if unit == "year" else 1))
    if unit in {"week", "day"}:
        return _plus_days(moment, int(amount) * (7 if unit == "week" else 1))
    return _plus_clock(moment, amount, unit)


def _plus_months(moment: Moment, months: int) -> Moment:
    year, month, *rest = (*moment.parts, 1) if len(moment.parts) == 1 else moment.parts
    years, month0 = divmod(month - 1 + months, 12) if len(moment.parts) > 1 else (_whole(months, 12), 0)
    year += years
    if not 1 <= year <= 9999:
        raise EvaluationError("The date leaves the years 1 to 9999")
    if len(moment.parts) == 1:
        return replace(moment, parts=(year,))
    if rest:
        rest[0] = min(rest[0], monthrange(year, month0 + 1)[1])
    return replace(moment, parts=(year, month0 + 1, *rest))


def _plus_days(moment: Moment, days: int) -> Moment:
    if len(moment.parts) >= 3:
        return replace(moment, parts=(*_day_plus(moment.parts[:3], days), *moment.parts[3:]))
    per = 365 if len(moment.parts) == 1 else 30
    return _plus_months(moment, _whole(days, per) * (12 if per == 365 else 1))


def _whole(amount: int, per: int) -> int:
    """Divide towards zero: 23 hours are no day, in either direction."""
    return amount // per if amount >= 0 else -(-amount // per)


_SECONDS = {"hour": Decimal(3600), "minute": Decimal(60), "second": Decimal(1), "millisecond": Decimal("0.001")}


def _seconds(amount: Decimal, unit: str) -> Decimal:
    whole = amount if unit == "second" else amount.to_integral_value(ROUND_DOWN)
    return whole * _SECONDS[unit]


def _plus_clock(moment: Moment, amount: Decimal, unit: str) -> Moment:
    seconds = _seconds(amount, unit)
    if len(moment.parts) <= 3:
        return _plus_days(moment, _whole(int(seconds), 86_400))
    days, clock = _clock_plus(moment.parts[3:], seconds)
    return replace(moment, parts=(*_day_plus(moment.parts[:3], days), *clock))


def _time_plus(moment: Moment, amount: Decimal, unit: str) -> Moment:
    if unit not in _SECONDS:
        raise EvaluationError(f"A {unit} cannot be added to a time of day")
    _, clock = _clock_plus(moment.parts, _seconds(amount, unit))
    return replace(moment, parts=clock)


def _clock_plus(clock: tuple[Any, ...], seconds: Decimal) -> tuple[int, tuple[Any, ...]]:
    """Add seconds to hour, minute and second, at the precision that was said; returns the days carried over."""
    grain = (3600, 60, 1)[len(clock) - 1]
    if grain > 1:
        seconds = Decimal(_whole(int(seconds), grain) * grain)
    values = [Decimal(part) for part in clock] + [Decimal(0)] * (3 - len(clock))
    total = values[0] * 3600 + values[1] * 60 + values[2] + seconds
    days = int((total / 86_400).to_integral_value("ROUND_FLOOR"))
    rest = total - days * 86_400
    whole = int(rest)
    result = (whole // 3600, whole // 60 % 60, rest - whole // 60 * 60)
    return days, result[: len(clock)]


def boundary(moment: Moment, digits: int, *, upper: bool) -> Moment | None:
    """Return the earliest or latest moment a value may mean, at a precision of so many digits.

    Returns:
        ``None`` when no such precision exists for the sort.
    """
    places = _TIME_DIGITS if moment.sort is Sort.TIME else _DIGITS
    if digits not in places or (moment.sort is Sort.DATE and digits > 17):
        return None
    count = places.index(digits) + 1
    first = 3 if moment.sort is Sort.TIME else 0
    parts = list(moment.parts[:count])
    for place in range(first + len(parts), first + count):
        parts.append(_end(parts, place) if upper else _START[place])
    if first + count == 6:
        parts[-1] = _filled_second(Decimal(parts[-1]), moment, said=len(moment.parts) == count, upper=upper)
    return _bounded(moment, tuple(parts), upper=upper)


_START = (1, 1, 1, 0, 0, Decimal("0.000"))
_END: tuple[Callable[[list[Any]], Any] | int | Decimal, ...] = (9999, 12, 31, 23, 59, Decimal("59.999"))


def _end(parts: list[Any], place: int) -> Any:
    return monthrange(parts[0], parts[1])[1] if place == 2 else _END[place]


def _filled_second(second: Decimal, moment: Moment, *, said: bool, upper: bool) -> Decimal:
    fraction = -int(second.as_tuple().exponent)
    if not said or fraction >= 3:
        return second.quantize(Decimal("0.001"), ROUND_DOWN)
    del moment
    filled = second.quantize(Decimal("0.001"))
    return filled + (Decimal(1).scaleb(-fraction) - Decimal("0.001")) if upper else filled


def _bounded(moment: Moment, parts: tuple[Any, ...], *, upper: bool) -> Moment:
    if moment.sort is Sort.TIME:
        return replace(moment, parts=parts)
    sort = Sort.DATETIME if len(parts) > 3 else moment.sort
    offset = moment.offset
    if len(parts) > 3 and offset is None:
        offset = -12 * 60 if upper else _WIDEST_OFFSET
    return Moment(sort, parts, offset if len(parts) > 3 else None)
