"""Making versions: what comes in comes out, the same content once, the same measure again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.factories.plan_drafts import GUIDE, KEEPER, NOON, SAGENES, SLEEP, TRAINING, YEARS, two_areas, version_draft

from samspill.kernel.communities import OSLO, load_community
from samspill.plan import api as plan
from samspill.plan.contracts import (
    Act,
    CellDraft,
    Deadline,
    Invalid,
    MeasureDraft,
    MeasureState,
    NotAllowed,
    NotFound,
    PlanId,
    PlanRefused,
    PortfolioFilter,
    Provenance,
    Responsible,
    Status,
    VersionId,
    VersionState,
)
from samspill.plan.rules import ON_ITS_WAY

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=30)
FULL = MeasureDraft(
    "Alt på én gang",
    description="Beskrivelse",
    responsible=(Responsible("Bydel Sagene", SAGENES.organisation_id), Responsible("Leder", role="Nettverksleder")),
    deadline=Deadline("Våren 2026", date(2026, 6, 30)),
    remark="Merknad",
    bullets=("Én", "To"),
    owner_forum="Fagråd",
    target_groups=("Barn", "Unge"),
    cells=(CellDraft(2031, "Utenfor"), CellDraft(None, "Uten år", status=Status.PLANNED)),
    provenance=(Provenance("title", "plan.pdf", 3, "Alt på\nén gang", 0.75, 9),),
    state=MeasureState.PRIORITISED,
)


def adopt(version_id: VersionId) -> None:
    plan.turn_version(
        version_id=version_id,
        to=VersionState.ADOPTED,
        by=KEEPER,
        at=NOON,
        adopted_on=date(2026, 3, 1),
        adopted_in="SSU 4/26",
    )


def titles(version_id: VersionId) -> list[list[list[str]]]:
    areas = plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas
    return [[[measure.title for measure in group.measures] for group in area.groups] for area in areas]


def test_whole_plan_comes_out_in_its_own_order() -> None:
    version_id = plan.create_version(draft=two_areas(), by=KEEPER, at=NOON)
    view = plan.portfolio(version_id=version_id, where=PortfolioFilter())
    assert titles(version_id) == [
        [["Felles opplæring"]],
        [["Felles opplæring", "Veileder for utskrivning"], ["Søvn hos ungdom"]],
    ]
    assert (view.goals, view.areas[0].goals, view.areas[1].number) == (
        ("Én helsetjeneste.",),
        ("Barn får hjelp tidlig.",),
        2,
    )
    assert view.version.status_words == {Status.DONE: "Ferdigstilt"}


def test_everything_a_measure_says_comes_out() -> None:
    version_id = plan.create_version(draft=version_draft(FULL), by=KEEPER, at=NOON)
    id_ = plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[0].measures[0].id
    view = plan.measure(measure_id=id_, version_id=version_id)
    assert {name: getattr(view, name) for name in ("description", "responsible", "deadline", "remark", "bullets")} == {
        "description": "Beskrivelse",
        "responsible": FULL.responsible,
        "deadline": Deadline("Våren 2026", date(2026, 6, 30)),
        "remark": "Merknad",
        "bullets": ("Én", "To"),
    }
    assert (view.owner_forum, view.target_groups, view.provenance) == ("Fagråd", ("Barn", "Unge"), FULL.provenance)
    assert (view.state, view.revision, view.status_now) == (MeasureState.PRIORITISED, 1, Status.PLANNED)
    assert [(cell.year, cell.text, cell.status) for cell in view.cells] == [
        (2025, "", Status.UNKNOWN),
        (2026, "", Status.UNKNOWN),
        (2031, "Utenfor", Status.UNKNOWN),
        (None, "Uten år", Status.PLANNED),
    ]


def test_same_content_twice_makes_one_version() -> None:
    first = plan.create_version(draft=version_draft(fingerprint="same"), by=KEEPER, at=NOON)
    again = plan.create_version(draft=version_draft(fingerprint="same"), by=KEEPER, at=LATER)
    assert (again, len(plan.versions()), len(plan.changes(since=NOON))) == (first, 1, 4)


def test_content_without_a_fingerprint_is_never_the_same() -> None:
    first = plan.create_version(draft=version_draft(), by=KEEPER, at=NOON)
    assert plan.create_version(draft=version_draft(), by=KEEPER, at=NOON) != first


def test_those_who_do_not_keep_the_plan_make_nothing() -> None:
    with pytest.raises(NotAllowed):
        plan.create_version(draft=version_draft(), by=SAGENES, at=NOON)
    assert (plan.versions(), plan.changes(since=NOON)) == ((), ())


def test_draft_that_cannot_be_kept_makes_nothing() -> None:
    with pytest.raises(Invalid):
        plan.create_version(draft=version_draft(replace(GUIDE, title="x" * 1001)), by=KEEPER, at=NOON)
    assert plan.versions() == ()


@pytest.mark.parametrize(("measure", "act"), [(TRAINING, Act.CREATED), (FULL, Act.IMPORTED)])
def test_history_tells_whether_a_measure_was_written_or_imported(measure: MeasureDraft, act: Act) -> None:
    plan.create_version(draft=version_draft(measure), by=KEEPER, at=NOON, why="Årets plan")
    kept = [(change.act, change.measure_title, change.by_name, change.why) for change in plan.changes(since=NOON)]
    assert kept == [(act, measure.title, "Sekretariat", "Årets plan"), (act, "", "Sekretariat", "Årets plan")]


def test_next_years_document_finds_the_same_measures_again() -> None:
    first = plan.create_version(draft=two_areas(), by=KEEPER, at=NOON)
    adopt(first)
    plan_id = plan.version(version_id=first).plan_id
    moved = two_areas()
    changed = replace(moved, areas=(moved.areas[0], replace(moved.areas[1], name="Skrøpelige eldre")))
    second = plan.create_version(draft=changed, by=KEEPER, at=LATER, plan_id=plan_id)
    before, after = (
        [
            measure.id
            for area in plan.portfolio(version_id=id_, where=PortfolioFilter()).areas
            for measure in area.measures
        ]
        for id_ in (first, second)
    )
    assert (after[0] == before[0], set(after[1:]) & set(before)) == (True, set())
    assert plan.version(version_id=second).number == 2


def test_two_measures_with_one_name_in_one_group_are_nobodys_successor() -> None:
    first = plan.create_version(draft=version_draft(SLEEP, SLEEP), by=KEEPER, at=NOON)
    adopt(first)
    second = plan.create_version(
        draft=version_draft(SLEEP, SLEEP), by=KEEPER, at=LATER, plan_id=plan.version(version_id=first).plan_id
    )
    before, after = (
        {measure.id for measure in plan.portfolio(version_id=id_, where=PortfolioFilter()).areas[0].measures}
        for id_ in (first, second)
    )
    assert before & after == set()


def test_version_of_a_plan_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotFound):
        plan.create_version(draft=version_draft(), by=KEEPER, at=NOON, plan_id=PlanId(99))


def test_working_draft_holds_the_same_measures(version_id: VersionId) -> None:
    adopt(version_id)
    draft_id = plan.start_version(from_id=version_id, by=KEEPER, at=LATER, title="Porteføljeplan 2027", why="Ny plan")
    before, after = (plan.portfolio(version_id=id_, where=PortfolioFilter()) for id_ in (version_id, draft_id))
    assert [measure.id for measure in after.areas[0].measures] == [measure.id for measure in before.areas[0].measures]
    assert (after.version.title, after.version.number, after.version.state) == (
        "Porteføljeplan 2027",
        2,
        VersionState.DRAFT,
    )
    assert (after.goals, after.areas[0].goals, after.version.years) == (before.goals, before.areas[0].goals, YEARS)
    texts = [
        [(cell.year, cell.text) for measure in view.areas[0].measures for cell in measure.cells]
        for view in (before, after)
    ]
    assert texts[0] == texts[1]


def test_working_draft_keeps_where_each_value_came_from() -> None:
    version_id = plan.create_version(draft=version_draft(FULL), by=KEEPER, at=NOON)
    adopt(version_id)
    draft_id = plan.start_version(from_id=version_id, by=KEEPER, at=LATER)
    id_ = plan.portfolio(version_id=draft_id, where=PortfolioFilter()).areas[0].measures[0].id
    assert plan.measure(measure_id=id_, version_id=draft_id).provenance == FULL.provenance


def test_years_that_are_left_out_do_not_come_along(version_id: VersionId) -> None:
    adopt(version_id)
    draft_id = plan.start_version(from_id=version_id, by=KEEPER, at=LATER, years=YEARS[1:])
    measure = plan.portfolio(version_id=draft_id, where=PortfolioFilter()).areas[0].measures[0]
    assert [(cell.year, cell.text) for cell in measure.cells] == [(2026, "Prøve ut i to bydeler")]


def test_plan_has_one_working_draft_at_a_time(version_id: VersionId) -> None:
    adopt(version_id)
    plan.start_version(from_id=version_id, by=KEEPER, at=LATER)
    with pytest.raises(PlanRefused, match="allerede en versjon som er på vei"):
        plan.start_version(from_id=version_id, by=KEEPER, at=LATER)
    assert len(plan.versions()) == 2


def test_document_is_not_a_second_draft_of_a_plan_that_has_one(version_id: VersionId) -> None:
    plan_id = plan.version(version_id=version_id).plan_id
    with pytest.raises(PlanRefused, match="allerede en versjon som er på vei"):
        plan.create_version(draft=version_draft(fingerprint="next"), by=KEEPER, at=LATER, plan_id=plan_id)
    assert len(plan.versions()) == 1


def test_the_demo_has_one_working_draft_of_each_plan_at_most() -> None:
    plan.load_demo(community=load_community(OSLO), at=LATER)
    on_its_way = [version.plan_id for version in plan.versions() if version.state in ON_ITS_WAY]
    assert len(on_its_way) == len(set(on_its_way)) > 0
