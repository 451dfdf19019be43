"""Which of a person's measures is asked about next, and which year a report begins with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from samspill.plan.contracts import (
    AreaId,
    CellId,
    CellKind,
    CellView,
    GroupId,
    MeasureId,
    MeasureState,
    MeasureView,
    Status,
    VersionId,
    YearHead,
)
from samspill.web.pages.plan_writing.status.forms import first_year
from samspill.web.pages.plan_writing.status.presenters import next_to_report
from samspill.web.pages.plan_writing.versions.presenters import years_of_draft

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def measure(key: int, *, days_ago: int | None = None, year: int = 2026) -> MeasureView:
    reported = None if days_ago is None else NOW - timedelta(days=days_ago)
    cell = CellView(CellId(key), year, str(year), CellKind.PLANNED, "", Status.PLANNED, reported)
    return MeasureView(
        id=MeasureId(key),
        version_id=VersionId(1),
        area_id=AreaId(1),
        area_name="",
        group_id=GroupId(1),
        group_name="",
        title=f"Tiltak {key}",
        state=MeasureState.PLANNED,
        cells=(cell,),
    )


def following(mine: list[MeasureView], after: int) -> int | None:
    found = next_to_report(mine, after=measure(after), year=2026, at=NOW)
    return found.id if found else None


@pytest.mark.parametrize(
    ("mine", "after", "expected"),
    [
        ([], 1, None),
        ([measure(1)], 1, None),
        ([measure(1), measure(2), measure(3)], 1, 2),
        ([measure(1), measure(2), measure(3)], 3, 1),
        ([measure(1), measure(2, days_ago=29), measure(3)], 1, 3),
        ([measure(1), measure(2, days_ago=30), measure(3)], 1, 2),
        ([measure(1), measure(2, days_ago=1), measure(3, days_ago=1)], 1, None),
        ([measure(1), measure(2, days_ago=1, year=2025)], 1, 2),
        ([measure(2), measure(3)], 1, 2),
    ],
)
def test_next_is_the_first_after_this_one_that_nobody_has_reported_on_lately(
    mine: list[MeasureView], after: int, expected: int | None
) -> None:
    assert following(mine, after) == expected


@pytest.mark.parametrize(
    ("years", "asked", "expected"),
    [
        ([2024, 2025, 2026], 2024, 2024),
        ([2024, 2025, 2026], 2031, 2026),
        ([2024, 2025, 2026], None, 2026),
        ([2024, 2025], None, 2025),
        ([2027, 2028], None, 2027),
        ([], None, None),
    ],
)
def test_report_begins_with_this_year_or_the_last_before_it(
    years: list[int], asked: int | None, expected: int | None
) -> None:
    assert first_year(years, asked=asked, today=2026) == expected


HEADS = (YearHead(2025, "2025", CellKind.ACHIEVED), YearHead(2026, "Fokus for 2026", CellKind.PLANNED))


@pytest.mark.parametrize(
    ("with_next", "without_first", "expected"),
    [
        (False, False, HEADS),
        (False, True, HEADS[1:]),
        (True, False, (*HEADS, YearHead(2027, "2027", CellKind.PLANNED))),
        (True, True, (HEADS[1], YearHead(2027, "2027", CellKind.PLANNED))),
    ],
)
def test_draft_rolls_the_years_on_and_what_was_planned_stays_planned(
    expected: tuple[YearHead, ...], *, with_next: bool, without_first: bool
) -> None:
    assert years_of_draft(HEADS, with_next=with_next, without_first=without_first) == expected


def test_year_with_two_columns_of_which_one_goes_loses_both() -> None:
    twice = (replace(HEADS[0], kind=CellKind.PLANNED), *HEADS)
    assert years_of_draft(twice, with_next=False, without_first=True) == HEADS[1:]
