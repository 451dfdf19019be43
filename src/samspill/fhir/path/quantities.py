"""Amounts with a unit: a UCUM code (https://ucum.org), or a calendar word."""

from dataclasses import dataclass
from decimal import Context, Decimal

EXACT = Context(prec=60)
"""Arithmetic keeps 60 digits: any two 28-digit decimals multiply without loss."""

_SINGULAR = ("year", "month", "week", "day", "hour", "minute", "second", "millisecond")
CALENDAR_UNITS = {word: word for word in _SINGULAR} | {f"{word}s": word for word in _SINGULAR}
"""Calendar words, singular and plural, to the singular."""

CALENDAR_OF_UCUM = {"wk": "week", "d": "day", "h": "hour", "min": "minute", "s": "second", "ms": "millisecond"}
"""UCUM units that are a calendar unit exactly; the definite year and month (``a``, ``mo``) are not."""

_UCUM_OF_CALENDAR = {word: code for code, word in CALENDAR_OF_UCUM.items()}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A System.Quantity.

    Attributes:
        value: the number, digits kept.
        unit: a UCUM code, or a calendar word as it was written.
        is_calendar: whether the unit is a calendar word.
    """

    value: Decimal
    unit: str
    is_calendar: bool = False

    def __str__(self) -> str:
        return f"{self.value:f} {self.unit}" if self.is_calendar else f"{self.value:f} '{self.unit}'"

    @property
    def ucum(self) -> str:
        """The unit as UCUM; a calendar year or month has none and keeps its singular word."""
        if not self.is_calendar:
            return self.unit
        word = CALENDAR_UNITS[self.unit]
        return _UCUM_OF_CALENDAR.get(word, word)
