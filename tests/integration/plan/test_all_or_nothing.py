"""What is changed and what is told of it are kept together or not at all; and what changes nothing is not told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import NoReturn

import pytest
from tests.factories.plan_drafts import KEEPER, NOON, SAGENES, TRAINING

from samspill.kernel.communities import OSLO, load_community
from samspill.plan import api as plan
from samspill.plan.acts.copying import measure_draft_of
from samspill.plan.contracts import (
    CellDraft,
    MeasureState,
    MeasureView,
    PortfolioFilter,
    PortfolioView,
    Status,
    VersionId,
    VersionState,
)
from samspill.plan.store import changes

pytestmark = pytest.mark.django_db
ACTS: dict[str, Callable[[MeasureView], object]] = {
    "edit": lambda measure: plan.edit_measure(
        measure_id=measure.id,
        version_id=measure.version_id,
        draft=replace(TRAINING, title="Ny", cells=(CellDraft(2026, "Ny", status=Status.DONE),)),
        revision=1,
        by=KEEPER,
        at=NOON,
    ),
    "report": lambda measure: plan.report_status(
        measure_id=measure.id,
        version_id=measure.version_id,
        year=2026,
        status=Status.DONE,
        comment="",
        revision=1,
        by=SAGENES,
        at=NOON,
    ),
    "state": lambda measure: plan.change_state(
        measure_id=measure.id,
        version_id=measure.version_id,
        to=MeasureState.DONE,
        why="",
        revision=1,
        by=KEEPER,
        at=NOON,
    ),
    "new measure": lambda measure: plan.create_measure(
        version_id=measure.version_id, draft=TRAINING, by=KEEPER, at=NOON, area_id=measure.area_id, group_name="Ny"
    ),
    "adoption": lambda measure: plan.turn_version(
        version_id=measure.version_id, to=VersionState.ADOPTED, by=KEEPER, at=NOON, adopted_on=date(2026, 3, 1)
    ),
}


def everything(version_id: VersionId) -> PortfolioView:
    return plan.portfolio(version_id=version_id, where=PortfolioFilter())


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_act_that_cannot_be_told_is_not_done(
    training: MeasureView, act: Callable[[MeasureView], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_named: object) -> NoReturn:
        raise OSError("no room left on the disk")

    before = everything(training.version_id)
    monkeypatch.setattr(changes, "keep", full)
    with pytest.raises(OSError, match="no room left"):
        act(training)
    assert everything(training.version_id) == before


@pytest.fixture
def demo() -> VersionId:
    plan.load_demo(community=load_community(OSLO), at=datetime(2026, 11, 22, tzinfo=UTC))
    draft = next(version for version in plan.versions() if version.state is VersionState.DRAFT)
    return draft.id


def test_saving_every_form_of_the_demo_unchanged_tells_nothing(demo: VersionId) -> None:
    before = plan.changes(since=datetime(2000, 1, 1, tzinfo=UTC), limit=500)
    for area in everything(demo).areas:
        for measure in area.measures:
            plan.edit_measure(
                measure_id=measure.id,
                version_id=demo,
                draft=measure_draft_of(measure),
                revision=measure.revision,
                by=KEEPER,
                at=NOON,
            )
    assert plan.changes(since=datetime(2000, 1, 1, tzinfo=UTC), limit=500) == before


def test_line_breaks_of_a_browser_are_no_change(training: MeasureView) -> None:
    def save(remark: str, revision: int) -> None:
        plan.edit_measure(
            measure_id=training.id,
            version_id=training.version_id,
            draft=replace(TRAINING, remark=remark),
            revision=revision,
            by=KEEPER,
            at=NOON,
        )

    save("Én\nTo", 1)
    save("Én\r\nTo \r\n", 2)
    now = plan.measure(measure_id=training.id)
    assert (now.revision, now.remark) == (2, "Én\nTo")


def test_next_working_draft_says_what_the_demo_says(demo: VersionId) -> None:
    plan.turn_version(
        version_id=demo,
        to=VersionState.ADOPTED,
        by=KEEPER,
        at=datetime(2026, 11, 22, tzinfo=UTC),
        adopted_on=date(2026, 11, 20),
    )
    next_id = plan.start_version(from_id=demo, by=KEEPER, at=datetime(2026, 11, 23, tzinfo=UTC))
    said, says = (
        [
            (area.name, area.goals, group.name, replace(measure_draft_of(measure), provenance=()), measure.status_now)
            for area in everything(id_).areas
            for group in area.groups
            for measure in group.measures
        ]
        for id_ in (demo, next_id)
    )
    assert says == said
