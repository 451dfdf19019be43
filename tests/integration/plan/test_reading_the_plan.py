"""Reading: which version holds, the portfolio in few questions, mine, and what has changed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.plan_drafts import (
    HOSPITAL,
    KEEPER,
    NOON,
    READER,
    SAGENE,
    SAGENES,
    TRAINING,
    person,
    two_areas,
    version_draft,
)

from samspill.plan import api as plan
from samspill.plan.contracts import (
    AreaDraft,
    AreaId,
    GroupDraft,
    MeasureId,
    MeasureView,
    NotFound,
    PortfolioFilter,
    Responsible,
    Status,
    VersionDraft,
    VersionId,
    VersionState,
)

pytestmark = pytest.mark.django_db
EVERYTHING = PortfolioFilter()
ONE_DAY = timedelta(days=1)


def adopt(version_id: VersionId, adopted_on: date = date(2026, 3, 1)) -> None:
    plan.turn_version(version_id=version_id, to=VersionState.ADOPTED, by=KEEPER, at=NOON, adopted_on=adopted_on)


def sixty_measures() -> VersionDraft:
    def area(number: int) -> AreaDraft:
        measures = tuple(replace(TRAINING, title=f"Tiltak {number}.{index}") for index in range(6))
        return AreaDraft(f"Område {number}", number, goals=("Mål",), groups=(GroupDraft("Gruppe", measures),))

    return replace(version_draft(), areas=tuple(area(number) for number in range(1, 11)))


def test_without_versions_none_is_current(db: None) -> None:
    assert plan.current_version() is None


def test_newest_on_its_way_is_current_until_one_is_adopted(version_id: VersionId) -> None:
    newer = plan.create_version(draft=version_draft(title="Nyere"), by=KEEPER, at=NOON + ONE_DAY)
    current = plan.current_version()
    assert current is not None
    assert current.id == newer


def test_adopted_version_is_current_before_newer_drafts(version_id: VersionId) -> None:
    adopt(version_id)
    plan.start_version(from_id=version_id, by=KEEPER, at=NOON + ONE_DAY)
    current = plan.current_version()
    assert current is not None
    assert current.id == version_id


def test_last_adopted_of_several_plans_is_current(version_id: VersionId) -> None:
    older = plan.create_version(draft=version_draft(title="Eldre plan"), by=KEEPER, at=NOON + ONE_DAY)
    adopt(version_id, date(2026, 3, 1))
    adopt(older, date(2022, 3, 1))
    current = plan.current_version()
    assert current is not None
    assert current.id == version_id


def test_portfolio_of_sixty_measures_takes_nine_questions(db: None) -> None:
    version_id = plan.create_version(draft=sixty_measures(), by=KEEPER, at=NOON)
    with CaptureQueriesContext(connection) as asked:
        view = plan.portfolio(version_id=version_id, where=EVERYTHING)
    assert (view.count, len(asked)) == (60, 9)


def test_filtered_portfolio_tells_what_fits_and_what_there_is(db: None) -> None:
    version_id = plan.create_version(draft=two_areas(), by=KEEPER, at=NOON)
    view = plan.portfolio(version_id=version_id, where=PortfolioFilter(text="veileder"))
    assert [(area.name, len(area.measures), area.measures_in_all) for area in view.areas] == [("Eldre", 1, 3)]
    assert (view.count, view.count_in_all, dict(view.by_status), view.organisation_ids) == (
        1,
        4,
        {Status.UNKNOWN: 1},
        (SAGENE, HOSPITAL),
    )


def test_search_knows_norwegian_letters(version_id: VersionId) -> None:
    view = plan.portfolio(version_id=version_id, where=PortfolioFilter(text="SØVN ønske"))
    assert [measure.title for area in view.areas for measure in area.measures] == ["Søvn hos ungdom"]


def test_area_is_read_alone(training: MeasureView) -> None:
    area = plan.area(version_id=training.version_id, area_id=training.area_id)
    assert (area.name, len(area.measures)) == ("Barn og unge", 3)


def test_area_of_another_version_is_not_found(version_id: VersionId) -> None:
    with pytest.raises(NotFound, match="Vi finner ikke dette området"):
        plan.area(version_id=version_id, area_id=AreaId(99))


def test_mine_are_those_my_organisation_answers_for(training: MeasureView) -> None:
    for who in (SAGENES, READER):
        mine = plan.measures_of(by=who, version_id=training.version_id)
        assert [measure.id for measure in mine] == [training.id]


def test_mine_are_those_my_role_answers_for(db: None) -> None:
    leaders = replace(TRAINING, responsible=(Responsible("Leder", role="Nettverksleder"),))
    version_id = plan.create_version(draft=version_draft(leaders, TRAINING), by=KEEPER, at=NOON)
    leader = person("Leder", organisation="ahus", role="NETTVERKSLEDER")
    assert len(plan.measures_of(by=leader, version_id=version_id)) == 1


def test_measure_without_a_version_is_read_as_it_holds_now(training: MeasureView) -> None:
    adopt(training.version_id)
    draft_id = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON)
    assert plan.measure(measure_id=training.id).version_id == training.version_id
    adopt(draft_id)
    assert plan.measure(measure_id=training.id).version_id == draft_id


def test_measure_that_only_a_draft_has_is_read_there(training: MeasureView) -> None:
    adopt(training.version_id)
    draft_id = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON)
    area = plan.portfolio(version_id=draft_id, where=EVERYTHING).areas[0]
    made = plan.create_measure(version_id=draft_id, draft=TRAINING, by=KEEPER, at=NOON, area_id=area.id)
    assert plan.measure(measure_id=made).version_id == draft_id


def test_versions_with_a_measure_are_told_newest_first(training: MeasureView) -> None:
    adopt(training.version_id)
    draft_id = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON + ONE_DAY)
    assert [version.id for version in plan.versions_with(measure_id=training.id)] == [draft_id, training.version_id]


def test_what_is_not_there_is_not_found(version_id: VersionId) -> None:
    with pytest.raises(NotFound):
        plan.measure(measure_id=MeasureId(99))
    with pytest.raises(NotFound):
        plan.measure(measure_id=MeasureId(99), version_id=version_id)
    with pytest.raises(NotFound):
        plan.history(measure_id=MeasureId(99))
    with pytest.raises(NotFound):
        plan.portfolio(version_id=VersionId(99), where=EVERYTHING)
    assert plan.versions_with(measure_id=MeasureId(99)) == ()


def report(measure: MeasureView, days: int) -> None:
    revision = plan.measure(measure_id=measure.id).revision
    plan.report_status(
        measure_id=measure.id,
        version_id=measure.version_id,
        year=2026,
        status=Status.IN_PROGRESS,
        comment=f"Dag {days}",
        revision=revision,
        by=SAGENES,
        at=NOON + days * ONE_DAY,
    )


def test_changes_are_told_from_and_including_a_moment_to_but_not_including_another(training: MeasureView) -> None:
    for days in (1, 2, 3):
        report(training, days)
    found = plan.changes(since=NOON + ONE_DAY, until=NOON + 3 * ONE_DAY)
    assert [change.why for change in found] == ["Dag 2", "Dag 1"]


def test_changes_are_read_page_by_page(training: MeasureView) -> None:
    for days in (1, 1, 2):
        report(training, days)
    first = plan.changes(since=NOON + ONE_DAY, limit=2)
    rest = plan.changes(since=NOON + ONE_DAY, limit=2, before_id=first[-1].id)
    assert [change.why for change in (*first, *rest)] == ["Dag 2", "Dag 1", "Dag 1"]
    assert len({change.id for change in (*first, *rest)}) == 3


def test_changes_of_one_version_are_told_alone(training: MeasureView) -> None:
    other = plan.create_version(draft=version_draft(title="Annen plan"), by=KEEPER, at=NOON)
    found = plan.changes(since=NOON, version_id=other)
    assert {change.version_id for change in found} == {other}
