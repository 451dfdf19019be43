"""Dates and numbers in the reader's language."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from samspill.web.components.numbers import day_words, moment_words, number_words

HARD = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nb", "3. mars 2026"), ("nn", "3. mars 2026"), ("en", "3 March 2026")],
)
def test_day_has_its_month_in_words(language: str, expected: str) -> None:
    with translation.override(language):
        assert day_words(date(2026, 3, 3)).replace(HARD, " ") == expected


def test_moment_is_told_in_the_communitys_time_zone() -> None:
    with translation.override("nb"):
        shown = moment_words(datetime(2026, 6, 30, 22, 15, tzinfo=UTC))
    assert shown.replace(HARD, " ") == "1. juli 2026 kl. 00:15"


@pytest.mark.parametrize(
    ("language", "number", "decimals", "expected"),
    [
        ("nb", 1234567, 0, f"1{HARD}234{HARD}567"),
        ("nb", 12345.55, 1, f"12{HARD}345,5"),
        ("nb", Decimal("-0.5"), 1, "\N{MINUS SIGN}0,5"),
        ("en", 1234567.25, 2, "1,234,567.25"),
        ("nn", 999, 0, "999"),
        ("nb", None, 0, ""),
    ],
)
def test_number_is_grouped_by_three(
    language: str, number: int | float | Decimal | None, decimals: int, expected: str
) -> None:
    with translation.override(language):
        assert number_words(number, decimals) == expected


def test_no_day_is_no_words() -> None:
    assert (day_words(None), moment_words(None)) == ("", "")
