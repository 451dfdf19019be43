"""Editing, making, moving and turning one measure, and what history keeps of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.factories.plan_drafts import GUIDE, HOSPITAL, HOSPITALS, KEEPER, NOON, SAGENES, TRAINING

from samspill.plan import api as plan
from samspill.plan.contracts import (
    Act,
    AreaId,
    CellDraft,
    Deadline,
    GroupId,
    Invalid,
    MeasureDraft,
    MeasureId,
    MeasureState,
    MeasureView,
    NotAllowed,
    NotFound,
    Origin,
    PlanRefused,
    PortfolioFilter,
    Responsible,
    Stale,
    Status,
    VersionId,
    VersionState,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def edit(measure: MeasureView, draft: MeasureDraft, *, revision: int = 1, why: str = "Innspill") -> None:
    plan.edit_measure(
        measure_id=measure.id,
        version_id=measure.version_id,
        draft=draft,
        revision=revision,
        by=KEEPER,
        at=LATER,
        why=why,
    )


def now(measure: MeasureView) -> MeasureView:
    return plan.measure(measure_id=measure.id, version_id=measure.version_id)


def told(measure: MeasureView) -> list[tuple[str, str, str]]:
    """What history holds after the making of the measure, as field, before and after."""
    changes = [change for change in plan.history(measure_id=measure.id) if change.at >= LATER]
    return [(change.field, change.before, change.after) for change in reversed(changes)]


def test_edit_keeps_each_field_before_and_after(training: MeasureView) -> None:
    draft = replace(
        TRAINING,
        title=" Felles opplæring for nye ",
        responsible=(*TRAINING.responsible, Responsible("OUS", HOSPITAL)),
        deadline=Deadline("Innen juni", date(2026, 6, 30)),
        remark="",
        origin=Origin.INPUT,
        target_groups=("Nyansatte",),
    )
    edit(training, draft)
    assert told(training) == [
        ("title", "Felles opplæring", "Felles opplæring for nye"),
        ("responsible", "Bydel Sagene (bydel-sagene)", "Bydel Sagene (bydel-sagene); OUS (ous)"),
        ("deadline", "", "Innen juni (2026-06-30)"),
        ("remark", "Begynner til høsten", ""),
        ("origin", "unknown", "input"),
        ("target_groups", "", "Nyansatte"),
    ]
    assert (now(training).title, now(training).responsible, now(training).revision) == (
        "Felles opplæring for nye",
        draft.responsible,
        2,
    )


def test_history_tells_who_when_and_why(training: MeasureView) -> None:
    edit(training, replace(TRAINING, remark="Nå"), why=" Vedtatt i møte ")
    change = plan.history(measure_id=training.id)[0]
    assert (change.by_id, change.by_name, change.by_role, change.organisation_id) == (
        "sekretariat",
        "Sekretariat",
        "En rolle",
        "sekretariatet",
    )
    assert (change.at, change.act, change.why, change.version_id) == (
        LATER,
        Act.EDITED,
        "Vedtatt i møte",
        training.version_id,
    )


def test_edit_that_changes_nothing_keeps_nothing(training: MeasureView) -> None:
    edit(training, TRAINING)
    assert (now(training).revision, told(training)) == (1, [])


def test_cells_are_edited_by_year_and_status_by_report(training: MeasureView) -> None:
    cells = (CellDraft(2025, "Kartlagt bredt"), CellDraft(2026, "Prøve ut i to bydeler", status=Status.IN_PROGRESS))
    edit(training, replace(TRAINING, cells=cells), why="Rettet")
    assert told(training) == [
        ("text 2025", "Kartlagt behov", "Kartlagt bredt"),
        ("status 2026", "not-started", "in-progress"),
    ]
    assert [(cell.text, cell.status, cell.comment) for cell in now(training).cells] == [
        ("Kartlagt bredt", Status.DONE, ""),
        ("Prøve ut i to bydeler", Status.IN_PROGRESS, "Rettet"),
    ]


def test_text_without_a_year_finds_its_year(version_id: VersionId) -> None:
    sleep = plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[0].measures[2]
    edit(sleep, MeasureDraft("Søvn hos ungdom", cells=(CellDraft(2026, "Ønske om øvelser"),)))
    assert [(cell.year, cell.text) for cell in now(sleep).cells] == [(2025, ""), (2026, "Ønske om øvelser")]


def test_text_whose_year_is_unknown_is_edited_where_it_stands(version_id: VersionId) -> None:
    sleep = plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[0].measures[2]
    cells = (CellDraft(None, "Øvelser", status=Status.PLANNED), CellDraft(None, "Enda et"))
    edit(sleep, MeasureDraft("Søvn hos ungdom", cells=cells))
    assert [(cell.year, cell.text, cell.status) for cell in now(sleep).cells[2:]] == [
        (None, "Øvelser", Status.PLANNED),
        (None, "Enda et", Status.UNKNOWN),
    ]


def test_stale_form_gets_the_newer_values_and_loses_nothing(training: MeasureView) -> None:
    edit(training, replace(TRAINING, remark="Den første"))
    with pytest.raises(Stale) as refused:
        edit(training, replace(TRAINING, remark="Den andre"), revision=1)
    assert (refused.value.newer.remark, refused.value.newer.revision, now(training).remark) == (
        "Den første",
        2,
        "Den første",
    )
    assert told(training) == [("remark", "Begynner til høsten", "Den første")]


def test_form_sent_again_with_the_newer_revision_is_kept(training: MeasureView) -> None:
    edit(training, replace(TRAINING, remark="Den første"))
    edit(training, replace(TRAINING, remark="Den andre"), revision=2)
    assert (now(training).remark, now(training).revision) == ("Den andre", 3)


def test_edit_with_an_error_changes_nothing(training: MeasureView) -> None:
    with pytest.raises(Invalid) as refused:
        edit(training, replace(TRAINING, title="", remark="Ny"))
    assert (list(refused.value.errors), now(training).remark) == (["title"], "Begynner til høsten")


def test_only_those_who_keep_the_plan_edit(training: MeasureView) -> None:
    with pytest.raises(NotAllowed):
        plan.edit_measure(
            measure_id=training.id, version_id=training.version_id, draft=GUIDE, revision=1, by=SAGENES, at=LATER
        )
    assert now(training).title == "Felles opplæring"


def test_measure_that_is_not_there_is_refused(version_id: VersionId) -> None:
    with pytest.raises(NotFound, match="Vi finner ikke dette tiltaket"):
        plan.edit_measure(measure_id=MeasureId(99), version_id=version_id, draft=GUIDE, revision=1, by=KEEPER, at=LATER)


def test_measure_in_a_version_that_is_not_there_is_refused(training: MeasureView) -> None:
    with pytest.raises(NotFound, match="Vi finner ikke denne versjonen"):
        plan.edit_measure(
            measure_id=training.id, version_id=VersionId(99), draft=GUIDE, revision=1, by=KEEPER, at=LATER
        )


@pytest.mark.parametrize(("group_name", "groups"), [("  FELLES forståelse", 1), ("Ny overskrift", 2)])
def test_new_measure_stands_last_in_the_group_of_that_name(training: MeasureView, group_name: str, groups: int) -> None:
    made = plan.create_measure(
        version_id=training.version_id,
        draft=MeasureDraft("Nytt tiltak", cells=(CellDraft(2026, "Starte"),)),
        by=KEEPER,
        at=LATER,
        area_id=training.area_id,
        group_name=group_name,
        why="Oppdrag",
    )
    area = plan.area(version_id=training.version_id, area_id=training.area_id)
    assert (len(area.groups), area.measures[-1].id, area.measures[-1].state) == (groups, made, MeasureState.PROPOSED)
    assert [(change.act, change.after, change.why) for change in plan.history(measure_id=made)] == [
        (Act.CREATED, "Nytt tiltak", "Oppdrag")
    ]


def test_new_measure_stands_in_the_group_given(training: MeasureView) -> None:
    made = plan.create_measure(
        version_id=training.version_id, draft=GUIDE, by=KEEPER, at=LATER, group_id=training.group_id
    )
    assert plan.measure(measure_id=made).group_id == training.group_id


def test_new_measure_needs_a_place(version_id: VersionId) -> None:
    with pytest.raises(Invalid) as refused:
        plan.create_measure(version_id=version_id, draft=GUIDE, by=KEEPER, at=LATER)
    assert list(refused.value.errors) == ["area_id"]


def test_new_measure_in_another_versions_group_or_area_is_refused(version_id: VersionId) -> None:
    with pytest.raises(NotFound):
        plan.create_measure(version_id=version_id, draft=GUIDE, by=KEEPER, at=LATER, group_id=GroupId(99))
    with pytest.raises(NotFound):
        plan.create_measure(version_id=version_id, draft=GUIDE, by=KEEPER, at=LATER, area_id=AreaId(99))


def test_measure_is_moved_to_the_end_of_another_group(training: MeasureView) -> None:
    made = plan.create_measure(
        version_id=training.version_id, draft=GUIDE, by=KEEPER, at=NOON, area_id=training.area_id, group_name="Annet"
    )
    there = plan.measure(measure_id=made)
    plan.move_measure(
        measure_id=training.id,
        version_id=training.version_id,
        group_id=there.group_id,
        revision=1,
        by=KEEPER,
        at=LATER,
    )
    area = plan.area(version_id=training.version_id, area_id=training.area_id)
    assert [measure.id for measure in area.groups[1].measures] == [made, training.id]
    assert told(training) == [("group", "Barn og unge / Felles forståelse", "Barn og unge / Annet")]


def turn(measure: MeasureView, to: MeasureState, *, by: object = KEEPER, why: str = "", revision: int = 1) -> None:
    plan.change_state(
        measure_id=measure.id,
        version_id=measure.version_id,
        to=to,
        why=why,
        revision=revision,
        by=by,  # type: ignore[arg-type]
        at=LATER,
    )


def test_state_is_turned_and_told(training: MeasureView) -> None:
    turn(training, MeasureState.IN_PROGRESS, by=SAGENES, why="I gang")
    change = plan.history(measure_id=training.id)[0]
    assert (change.act, change.field, change.before, change.after, change.why) == (
        Act.STATE_CHANGED,
        "state",
        "unknown",
        "in-progress",
        "I gang",
    )
    assert (now(training).state, now(training).revision) == (MeasureState.IN_PROGRESS, 2)


def test_state_is_turned_in_an_adopted_version_too(training: MeasureView) -> None:
    plan.turn_version(
        version_id=training.version_id, to=VersionState.ADOPTED, by=KEEPER, at=NOON, adopted_on=date(2026, 3, 1)
    )
    turn(training, MeasureState.DONE, by=SAGENES)
    assert now(training).state is MeasureState.DONE


def test_turn_that_does_not_follow_is_refused(training: MeasureView) -> None:
    turn(training, MeasureState.DONE)
    with pytest.raises(PlanRefused, match="kan ikke gå fra «ferdigstilt» til «planlagt»"):
        turn(training, MeasureState.PLANNED, revision=2)
    assert now(training).state is MeasureState.DONE


def test_stopping_without_a_reason_is_refused(training: MeasureView) -> None:
    with pytest.raises(Invalid):
        turn(training, MeasureState.STOPPED)
    assert now(training).state is MeasureState.UNKNOWN


def test_state_of_others_measures_is_theirs(training: MeasureView) -> None:
    with pytest.raises(NotAllowed):
        turn(training, MeasureState.DONE, by=HOSPITALS)


def test_stale_turn_is_refused(training: MeasureView) -> None:
    turn(training, MeasureState.IN_PROGRESS)
    with pytest.raises(Stale):
        turn(training, MeasureState.DONE, revision=1)
