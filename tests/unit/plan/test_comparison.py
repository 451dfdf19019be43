"""Two versions of a plan beside each other."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from samspill.kernel.organisations import OrganisationId
from samspill.plan.comparison import Rewording, compare, difference
from samspill.plan.contracts import (
    AreaId,
    AreaView,
    CellId,
    CellKind,
    CellView,
    Deadline,
    GroupId,
    GroupView,
    MeasureId,
    MeasureState,
    MeasureView,
    PlanId,
    PortfolioView,
    Responsible,
    Status,
    VersionId,
    VersionState,
    VersionView,
)


def version(number: int) -> VersionView:
    return VersionView(
        id=VersionId(number),
        plan_id=PlanId(1),
        title=f"Plan {number}",
        number=number,
        state=VersionState.DRAFT,
        years=(),
        status_words={},
        language="nb",
    )


def measure(key: int, title: str = "Felles kurs", **changes: Any) -> MeasureView:
    plain = MeasureView(
        id=MeasureId(key),
        version_id=VersionId(1),
        area_id=AreaId(1),
        area_name="Barn og unge",
        group_id=GroupId(1),
        group_name="Overganger",
        title=title,
        state=MeasureState.PLANNED,
        cells=(),
    )
    return replace(plain, **changes)


def cell(year: int | None, text: str, status: Status = Status.UNKNOWN) -> CellView:
    return CellView(CellId(1), year, str(year or ""), CellKind.PLANNED, text, status)


def portfolio(number: int, *measures: MeasureView) -> PortfolioView:
    group = GroupView(GroupId(1), "Overganger", measures)
    area = AreaView(AreaId(1), "Barn og unge", 1, "", (), (group,))
    return PortfolioView(version(number), (), (area,), len(measures), len(measures), {})


def test_equal_versions_have_no_difference() -> None:
    found = compare(portfolio(1, measure(1), measure(2)), portfolio(2, measure(1), measure(2)))
    assert not found.is_any
    assert found.unchanged_count == 2


def test_a_measure_only_the_newer_has_is_added() -> None:
    found = compare(portfolio(1, measure(1)), portfolio(2, measure(1), measure(7, "Nytt kurs")))
    assert [one.title for one in found.added] == ["Nytt kurs"]
    assert found.dropped == ()


def test_a_measure_only_the_older_has_is_dropped() -> None:
    found = compare(portfolio(1, measure(1), measure(7, "Gammelt kurs")), portfolio(2, measure(1)))
    assert [one.title for one in found.dropped] == ["Gammelt kurs"]
    assert found.added == ()


def test_measures_with_equal_titles_are_told_apart_by_identity() -> None:
    found = compare(portfolio(1, measure(1)), portfolio(2, measure(2)))
    assert [one.id for one in found.added] == [2]
    assert [one.id for one in found.dropped] == [1]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"title": "Felles opplæring"}, Rewording("title", "Felles kurs", "Felles opplæring")),
        ({"description": "To dager."}, Rewording("description", "", "To dager.")),
        ({"remark": "Utsatt"}, Rewording("remark", "", "Utsatt")),
        ({"owner_forum": "FSU barn"}, Rewording("owner_forum", "", "FSU barn")),
        ({"bullets": ("a", "b")}, Rewording("bullets", "", "a\nb")),
        ({"target_groups": ("Barn",)}, Rewording("target_groups", "", "Barn")),
    ],
)
def test_a_text_that_is_not_what_it_was_is_a_rewording(change: dict[str, Any], expected: Rewording) -> None:
    assert difference(measure(1), measure(1, **change)).rewordings == (expected,)


def test_space_around_a_text_is_no_rewording() -> None:
    assert not difference(measure(1, remark="Utsatt"), measure(1, remark=" Utsatt\n")).is_any


def test_a_year_text_is_compared_with_the_same_year() -> None:
    before = measure(1, cells=(cell(2025, "Kartlegge"), cell(2026, "Prøve ut")))
    after = measure(1, cells=(cell(2026, "Utvide"), cell(2027, "Evaluere")))
    assert difference(before, after).rewordings == (Rewording("text 2026", "Prøve ut", "Utvide"),)


def test_a_text_without_a_year_is_compared_with_one_without_a_year() -> None:
    before, after = measure(1, cells=(cell(None, "Starte?"),)), measure(1, cells=(cell(None, "Starte"),))
    assert difference(before, after).rewordings == (Rewording("text ?", "Starte?", "Starte"),)


def test_a_status_is_not_a_difference() -> None:
    before = measure(1, cells=(cell(2026, "Prøve ut", Status.NOT_STARTED),), state=MeasureState.PLANNED)
    after = measure(1, cells=(cell(2026, "Prøve ut", Status.DONE),), state=MeasureState.DONE)
    assert not difference(before, after).is_any


def test_another_area_or_group_is_a_move() -> None:
    assert difference(measure(1), measure(1, group_name="Skole")).moved_from == ("Barn og unge", "Overganger")
    assert difference(measure(1), measure(1)).moved_from is None


def test_responsible_who_came_and_went_are_told_apart() -> None:
    ous = Responsible("OUS", OrganisationId("ous"))
    nav = Responsible("Nav", OrganisationId("nav-oslo"))
    found = difference(measure(1, responsible=(ous,)), measure(1, responsible=(nav,)))
    assert (found.new_responsible, found.gone_responsible) == ((nav,), (ous,))


def test_an_organisation_under_another_name_is_the_same() -> None:
    short, long = (
        Responsible("OUS", OrganisationId("ous")),
        Responsible("Oslo universitetssykehus", OrganisationId("ous")),
    )
    assert not difference(measure(1, responsible=(short,)), measure(1, responsible=(long,))).is_any


def test_words_that_have_since_been_tied_to_an_organisation_are_the_same() -> None:
    words, tied = Responsible("OUS"), Responsible("OUS", OrganisationId("ous"))
    assert difference(measure(1, responsible=(words,)), measure(1, responsible=(tied,))).new_responsible == ()


@pytest.mark.parametrize(
    ("before", "after", "changed", "later"),
    [
        (Deadline("Juni", date(2026, 6, 30)), Deadline("Høsten", date(2026, 12, 31)), True, True),
        (Deadline("Høsten", date(2026, 12, 31)), Deadline("Juni", date(2026, 6, 30)), True, False),
        (Deadline("Løpende"), Deadline("Høsten", date(2026, 12, 31)), True, False),
        (Deadline("Juni", date(2026, 6, 30)), None, True, False),
        (Deadline("Juni", date(2026, 6, 30)), Deadline("Juni", date(2026, 6, 30)), False, False),
    ],
)
def test_a_deadline_is_later_only_when_both_tell_a_day(
    before: Deadline | None, after: Deadline | None, *, changed: bool, later: bool
) -> None:
    found = difference(measure(1, deadline=before), measure(1, deadline=after))
    assert (found.deadline_changed, found.deadline_is_later) == (changed, later)
