from datetime import date

import pytest

from samspill.kernel.periods import Period

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))


def test_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


def test_period_of_one_day_holds_that_day() -> None:
    assert date(2026, 1, 1) in Period(date(2026, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("period", "day", "inside"),
    [
        (JANUARY, date(2025, 12, 31), False),
        (JANUARY, date(2026, 1, 1), True),
        (JANUARY, date(2026, 1, 31), True),
        (JANUARY, date(2026, 2, 1), False),
        (Period(start=date(2026, 1, 1)), date(2025, 12, 31), False),
        (Period(start=date(2026, 1, 1)), date(9999, 12, 31), True),
        (Period(end=date(2026, 1, 31)), date(2026, 2, 1), False),
        (Period(end=date(2026, 1, 31)), date(1814, 5, 17), True),
        (Period(), date(1814, 5, 17), True),
    ],
)
def test_both_ends_belong_to_the_period_and_an_open_end_has_no_limit(period: Period, day: date, inside: bool) -> None:
    assert (day in period) is inside


@pytest.mark.parametrize(
    ("other", "overlap"),
    [
        (Period(date(2025, 12, 1), date(2025, 12, 31)), False),
        (Period(date(2025, 12, 1), date(2026, 1, 1)), True),
        (Period(date(2026, 1, 10), date(2026, 1, 12)), True),
        (Period(date(2026, 1, 31), date(2026, 3, 1)), True),
        (Period(date(2026, 2, 1), date(2026, 3, 1)), False),
        (Period(end=date(2025, 12, 31)), False),
        (Period(end=date(2026, 1, 1)), True),
        (Period(start=date(2026, 2, 1)), False),
        (Period(start=date(2026, 1, 31)), True),
        (Period(), True),
    ],
)
def test_periods_overlap_when_they_share_a_day_whichever_is_asked(other: Period, overlap: bool) -> None:
    assert (JANUARY.overlaps(other), other.overlaps(JANUARY)) == (overlap, overlap)
