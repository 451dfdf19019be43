"""A version's way from draft to adopted, and what cannot be rewritten afterwards."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.factories.plan_drafts import GUIDE, KEEPER, NOON, SAGENES, TRAINING

from samspill.kernel.people import Person
from samspill.plan import api as plan
from samspill.plan.contracts import (
    Act,
    Invalid,
    MeasureView,
    NotAllowed,
    NotFound,
    PlanRefused,
    VersionId,
    VersionState,
)

pytestmark = pytest.mark.django_db
MEETING = date(2026, 3, 1)


def turn(
    version_id: VersionId, to: VersionState, *, by: Person = KEEPER, why: str = "", adopted_on: date | None = None
) -> None:
    plan.turn_version(
        version_id=version_id, to=to, by=by, at=NOON, why=why, adopted_on=adopted_on, adopted_in=" SSU, sak 4/26 "
    )


def test_version_goes_its_way_and_history_tells_each_turn(version_id: VersionId) -> None:
    turn(version_id, VersionState.CONSULTED)
    turn(version_id, VersionState.RECOMMENDED, why="Enige")
    turn(version_id, VersionState.ADOPTED, adopted_on=MEETING)
    view = plan.version(version_id=version_id)
    assert (view.state, view.adopted_on, view.adopted_in, view.open_for_text, view.turns) == (
        VersionState.ADOPTED,
        MEETING,
        "SSU, sak 4/26",
        False,
        (),
    )
    turns = [change for change in plan.changes(since=NOON) if change.act is Act.VERSION_TURNED]
    assert [(change.before, change.after, change.why) for change in turns] == [
        ("recommended", "adopted", ""),
        ("consulted", "recommended", "Enige"),
        ("draft", "consulted", ""),
    ]


def test_adopting_supersedes_the_adopted_version_of_the_same_plan(version_id: VersionId) -> None:
    turn(version_id, VersionState.ADOPTED, adopted_on=MEETING)
    next_id = plan.start_version(from_id=version_id, by=KEEPER, at=NOON)
    turn(next_id, VersionState.ADOPTED, adopted_on=MEETING)
    states = {version.id: version.state for version in plan.versions()}
    assert states == {version_id: VersionState.SUPERSEDED, next_id: VersionState.ADOPTED}


def test_superseding_is_told_too(version_id: VersionId) -> None:
    turn(version_id, VersionState.ADOPTED, adopted_on=MEETING)
    turn(plan.start_version(from_id=version_id, by=KEEPER, at=NOON), VersionState.ADOPTED, adopted_on=MEETING)
    told = [(change.before, change.after) for change in plan.changes(since=NOON, version_id=version_id, limit=1)]
    assert told == [("adopted", "superseded")]


@pytest.mark.parametrize("adopted_on", [None, NOON.date() + timedelta(days=1)])
def test_adopting_needs_a_day_that_has_been(version_id: VersionId, adopted_on: date | None) -> None:
    with pytest.raises(Invalid) as refused:
        turn(version_id, VersionState.ADOPTED, adopted_on=adopted_on)
    assert (list(refused.value.errors), plan.version(version_id=version_id).state) == (
        ["adopted_on"],
        VersionState.DRAFT,
    )


def test_turn_that_does_not_follow_is_refused(version_id: VersionId) -> None:
    turn(version_id, VersionState.CONSULTED)
    with pytest.raises(PlanRefused, match="kan ikke gå fra «på høring» til «vedtatt»"):
        turn(version_id, VersionState.ADOPTED, adopted_on=MEETING)


def test_only_those_who_keep_the_plan_turn_it(version_id: VersionId) -> None:
    with pytest.raises(NotAllowed):
        turn(version_id, VersionState.CONSULTED, by=SAGENES)
    assert plan.version(version_id=version_id).state is VersionState.DRAFT


def test_version_that_is_not_there_is_refused(db: None) -> None:
    with pytest.raises(NotFound):
        turn(VersionId(99), VersionState.CONSULTED)


@pytest.mark.parametrize("state", [VersionState.RECOMMENDED, VersionState.ADOPTED])
def test_closed_text_is_neither_edited_nor_added_to_nor_moved(training: MeasureView, state: VersionState) -> None:
    turn(training.version_id, state, adopted_on=MEETING)
    with pytest.raises(PlanRefused, match="Teksten i denne versjonen kan ikke endres"):
        plan.edit_measure(
            measure_id=training.id,
            version_id=training.version_id,
            draft=replace(TRAINING, title="Omskrevet"),
            revision=1,
            by=KEEPER,
            at=NOON,
        )
    with pytest.raises(PlanRefused, match="Teksten i denne versjonen kan ikke endres"):
        plan.create_measure(version_id=training.version_id, draft=GUIDE, by=KEEPER, at=NOON, group_id=training.group_id)
    with pytest.raises(PlanRefused, match="Teksten i denne versjonen kan ikke endres"):
        plan.move_measure(
            measure_id=training.id,
            version_id=training.version_id,
            group_id=training.group_id,
            revision=1,
            by=KEEPER,
            at=NOON,
        )
    assert plan.measure(measure_id=training.id).title == "Felles opplæring"


def test_editing_the_draft_leaves_the_adopted_version_as_it_was(training: MeasureView) -> None:
    turn(training.version_id, VersionState.ADOPTED, adopted_on=MEETING)
    draft_id = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON)
    plan.edit_measure(
        measure_id=training.id,
        version_id=draft_id,
        draft=replace(TRAINING, title="Ny tittel"),
        revision=1,
        by=KEEPER,
        at=NOON,
    )
    titles = [plan.measure(measure_id=training.id, version_id=id_).title for id_ in (training.version_id, draft_id)]
    assert titles == ["Felles opplæring", "Ny tittel"]
