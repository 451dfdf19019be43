"""Days as whole numbers, 20261122 for 22 November 2026: one subtraction tells an age, in Python and SQL alike."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
"""Birthdays and the days that rules hold are Norwegian days."""


def day_number(day: date) -> int:
    """Return a day as a number."""
    return day.year * 10_000 + day.month * 100 + day.day


def norwegian_day(at: datetime) -> int:
    """Return the Norwegian day of a moment."""
    return day_number(at.astimezone(OSLO))


def date_of(number: int) -> date:
    """Return the day that a number stands for."""
    return date(number // 10_000, number // 100 % 100, number % 100)
