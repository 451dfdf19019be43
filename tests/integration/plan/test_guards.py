"""What the database itself refuses, whoever asks it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, models, transaction
from tests.factories.plan_drafts import KEEPER, NOON, SAGENES

from samspill.plan import api as plan
from samspill.plan.contracts import MeasureView, Status, VersionState
from samspill.plan.models import (
    Area,
    Change,
    Entry,
    Goal,
    Group,
    PlanVersion,
    Provenance,
    ResponsibleBody,
    StatusReport,
    VersionYear,
    YearCell,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(training: MeasureView) -> MeasureView:
    plan.report_status(
        measure_id=training.id,
        version_id=training.version_id,
        year=2026,
        status=Status.DONE,
        comment="Ferdig",
        revision=1,
        by=SAGENES,
        at=NOON,
    )
    return training


@pytest.fixture
def adopted(told: MeasureView) -> MeasureView:
    plan.turn_version(
        version_id=told.version_id, to=VersionState.ADOPTED, by=KEEPER, at=NOON, adopted_on=date(2026, 3, 1)
    )
    return told


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    return str(caught.value)


@pytest.mark.parametrize("table", [Change, StatusReport])
def test_what_was_told_is_neither_rewritten_nor_removed(told: MeasureView, table: type[models.Model]) -> None:
    rows = table._default_manager
    assert "only added to" in refused(lambda: rows.update(by_name="En annen"))
    assert "only added to" in refused(lambda: raw_delete(table))


REWRITINGS: dict[str, Callable[[], object]] = {
    "title of the version": lambda: PlanVersion.objects.update(title="Ny"),
    "state back to draft": lambda: PlanVersion.objects.update(state="draft", adopted_on=None),
    "day of adoption": lambda: PlanVersion.objects.update(adopted_on=date(2020, 1, 1)),
    "the version itself": lambda: raw_delete(PlanVersion),
    "year": lambda: VersionYear.objects.update(label="Ny"),
    "a year less": lambda: raw_delete(VersionYear),
    "area": lambda: Area.objects.update(name="Ny"),
    "goal": lambda: Goal.objects.update(text="Ny"),
    "a goal less": lambda: raw_delete(Goal),
    "a goal more": lambda: Goal.objects.create(version=PlanVersion.objects.get(), position=9, text="Ny"),
    "group": lambda: Group.objects.update(name="Ny"),
    "a group more": lambda: Group.objects.create(area=Area.objects.get(), position=9, name="Ny"),
    "title": lambda: Entry.objects.update(title="Ny"),
    "deadline": lambda: Entry.objects.update(deadline_text="Ny"),
    "a measure less": lambda: raw_delete(Entry),
    "responsible": lambda: ResponsibleBody.objects.update(text="Ny"),
    "responsible less": lambda: raw_delete(ResponsibleBody),
    "text of a year": lambda: YearCell.objects.update(text="Ny"),
    "status of a year": lambda: YearCell.objects.update(status="done"),
    "a text less": lambda: raw_delete(YearCell),
    "where it came from": lambda: Provenance.objects.create(
        entry=Entry.objects.order_by("pk")[0],
        position=0,
        field="title",
        document="x",
        page=1,
        verbatim="x",
        confidence=1.0,
    ),
}


def raw_delete(table: type[models.Model]) -> None:
    rows = table._default_manager.all()
    rows._raw_delete(rows.db)


@pytest.mark.parametrize("rewriting", REWRITINGS.values(), ids=REWRITINGS)
def test_adopted_version_is_never_rewritten(adopted: MeasureView, rewriting: Callable[[], object]) -> None:
    assert "adopted version" in refused(rewriting)


@pytest.mark.parametrize("rewriting", ["title", "text of a year", "goal", "group", "a goal more"])
def test_draft_is_still_written(told: MeasureView, rewriting: str) -> None:
    REWRITINGS[rewriting]()


IMPOSSIBLE: dict[str, tuple[str, Callable[[], object]]] = {
    "unknown state": ("entry_state_known", lambda: Entry.objects.update(state="nearly")),
    "unknown status": ("yearcell_status_known", lambda: YearCell.objects.update(status="green")),
    "year of another age": ("versionyear_year_likely", lambda: VersionYear.objects.filter(position=0).update(year=26)),
    "no revision": ("entry_revision_from_one", lambda: Entry.objects.update(revision=0)),
    "day without words": ("deadline_keeps_its_words", lambda: Entry.objects.update(deadline_latest=date(2026, 1, 1))),
    "adopted without a day": ("adopted_version_has_its_day", lambda: PlanVersion.objects.update(state="adopted")),
    "superseded at no time": (
        "superseded_version_has_its_moment",
        lambda: PlanVersion.objects.update(state="superseded", adopted_on=date(2026, 1, 1)),
    ),
    "untitled version": ("version_has_title", lambda: PlanVersion.objects.update(title="")),
}


@pytest.mark.parametrize(("constraint", "writing"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_impossible_value_is_refused(told: MeasureView, constraint: str, writing: Callable[[], object]) -> None:
    assert constraint in refused(writing)


def test_plan_has_at_most_one_adopted_version(adopted: MeasureView) -> None:
    draft_id = plan.start_version(from_id=adopted.version_id, by=KEEPER, at=NOON)
    second = PlanVersion.objects.filter(pk=draft_id)
    said = refused(lambda: second.update(state="adopted", adopted_on=date(2026, 1, 1)))
    assert "one_adopted_version_a_plan" in said or said == "UNIQUE constraint failed: plan_planversion.plan_id"


DISCARDED = {
    "back to draft": lambda: PlanVersion.objects.update(state="draft"),
    "the version itself": lambda: raw_delete(PlanVersion),
}


@pytest.mark.parametrize("undoing", DISCARDED.values(), ids=DISCARDED)
def test_discarded_version_is_kept_as_it_is(training: MeasureView, undoing: Callable[[], object]) -> None:
    plan.turn_version(version_id=training.version_id, to=VersionState.DISCARDED, by=KEEPER, at=NOON, why="Feil fil")
    assert "a discarded version" in refused(undoing)


def test_discarded_version_does_not_hold_on_to_its_content(training: MeasureView) -> None:
    assert "discarded_version_frees_content" in refused(lambda: PlanVersion.objects.update(state="discarded"))
