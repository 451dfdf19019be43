"""A draft that was made by mistake is put away, and what it held may come in again."""

from datetime import timedelta

import pytest
from tests.factories.plan_drafts import KEEPER, NOON, SAGENES, TRAINING, version_draft

from samspill.plan import api as plan
from samspill.plan.contracts import (
    Act,
    Invalid,
    MeasureView,
    NotAllowed,
    NotFound,
    PlanRefused,
    Status,
    VersionId,
    VersionState,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def discard(version_id: VersionId, *, why: str = "Feil fil") -> None:
    plan.turn_version(version_id=version_id, to=VersionState.DISCARDED, by=KEEPER, at=LATER, why=why)


def adopt(version_id: VersionId) -> None:
    plan.turn_version(version_id=version_id, to=VersionState.ADOPTED, by=KEEPER, at=NOON, adopted_on=NOON.date())


def report(measure: MeasureView, version_id: VersionId) -> None:
    now = plan.measure(measure_id=measure.id, version_id=version_id)
    plan.report_status(
        measure_id=now.id, version_id=version_id, year=2026, status=Status.DONE, comment="", revision=now.revision,
        by=KEEPER, at=LATER,
    )  # fmt: skip


def test_draft_is_put_away_with_who_when_and_why(version_id: VersionId) -> None:
    discard(version_id)
    newest = plan.changes(since=LATER)[0]
    assert plan.version(version_id=version_id).state is VersionState.DISCARDED
    assert (newest.act, newest.before, newest.after, newest.why, newest.by_name) == (
        Act.VERSION_TURNED, "draft", "discarded", "Feil fil", "Sekretariat",
    )  # fmt: skip


def test_discarded_draft_is_found_only_by_who_looks_for_it(version_id: VersionId) -> None:
    discard(version_id)
    assert plan.versions() == ()
    assert plan.current_version() is None
    assert [one.id for one in plan.versions(with_discarded=True)] == [version_id]


def test_measure_is_said_to_stand_in_what_is_kept(training: MeasureView) -> None:
    adopt(training.version_id)
    draft = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON)
    discard(draft)
    assert [one.id for one in plan.versions_with(measure_id=training.id)] == [training.version_id]


def test_measure_of_a_discarded_draft_keeps_its_page_and_history(training: MeasureView) -> None:
    discard(training.version_id)
    assert plan.measure(measure_id=training.id).title == "Felles opplæring"
    assert len(plan.history(measure_id=training.id)) == 1


def test_same_content_may_come_in_again(version_id: VersionId) -> None:
    discard(version_id)
    again = plan.create_version(draft=version_draft(fingerprint="abc"), by=KEEPER, at=LATER)
    assert again != version_id
    assert plan.version(version_id=again).state is VersionState.DRAFT


def test_plan_may_have_a_new_draft_whose_measures_are_not_those_of_the_discarded(version_id: VersionId) -> None:
    adopt(version_id)
    plan_id = plan.version(version_id=version_id).plan_id
    wrong = version_draft(TRAINING, fingerprint="wrong")
    mistake = plan.create_version(draft=wrong, by=KEEPER, at=NOON, plan_id=plan_id)
    discard(mistake)
    right = plan.version(version_id=plan.create_version(draft=version_draft(), by=KEEPER, at=LATER, plan_id=plan_id))
    having = [len(plan.versions_with(measure_id=change.measure_id)) for change in plan.changes(since=LATER)
              if change.measure_id and change.version_id == right.id]  # fmt: skip
    assert (right.number, having) == (3, [2, 2, 2])


@pytest.mark.parametrize("why", ["", "  "])
def test_reason_is_asked_for(version_id: VersionId, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        discard(version_id, why=why)
    assert list(refused.value.errors) == ["why"]


@pytest.mark.parametrize("state", [VersionState.CONSULTED, VersionState.RECOMMENDED, VersionState.ADOPTED])
def test_only_a_draft_is_discarded(version_id: VersionId, state: VersionState) -> None:
    plan.turn_version(version_id=version_id, to=state, by=KEEPER, at=NOON, adopted_on=NOON.date())
    with pytest.raises(PlanRefused, match="kan ikke gå fra"):
        discard(version_id)


def test_only_those_who_keep_the_plan_discard(version_id: VersionId) -> None:
    with pytest.raises(NotAllowed):
        plan.turn_version(version_id=version_id, to=VersionState.DISCARDED, by=SAGENES, at=NOON, why="Vekk")


def test_draft_with_statuses_on_measures_of_its_own_is_kept(training: MeasureView) -> None:
    report(training, training.version_id)
    with pytest.raises(PlanRefused, match=r"bare står i dette utkastet. Antall: 1"):
        discard(training.version_id)
    assert plan.version(version_id=training.version_id).state is VersionState.DRAFT


def test_statuses_reported_on_a_discarded_draft_stay_with_the_measures(training: MeasureView) -> None:
    adopt(training.version_id)
    draft = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON)
    report(training, draft)
    discard(draft)
    cells = plan.measure(measure_id=training.id).cells
    assert [cell.status for cell in cells if cell.year == 2026] == [Status.DONE]


def test_discarded_draft_takes_neither_words_nor_statuses(training: MeasureView) -> None:
    discard(training.version_id)
    with pytest.raises(PlanRefused, match="forkastet"):
        report(training, training.version_id)
    with pytest.raises(PlanRefused, match="forkastet"):
        plan.create_measure(version_id=training.version_id, draft=TRAINING, by=KEEPER, at=LATER)


def test_version_that_is_not_there_is_not_discarded() -> None:
    with pytest.raises(NotFound):
        discard(VersionId(404))
