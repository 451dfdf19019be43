"""A plan with two areas to read, and ways to change it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.factories.plan_drafts import KEEPER, NOON, SAGENE, TRAINING, two_areas, version_draft

from samspill.plan import api as plan
from samspill.plan.contracts import (
    AreaView,
    Deadline,
    MeasureView,
    PortfolioFilter,
    Status,
    VersionDraft,
    VersionId,
    VersionState,
)

ADOPTED = date(2026, 3, 3)
LATER = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
"""10:30 in Oslo."""
OVERDUE = replace(TRAINING, title="Hospitering", deadline=Deadline("Våren 2020", date(2020, 6, 30)))

Adopt = Callable[[VersionDraft], VersionId]


@pytest.fixture
def adopt(db: None) -> Adopt:
    """Return a function that brings a plan in and has it adopted."""

    def adopted(draft: VersionDraft) -> VersionId:
        version_id = plan.create_version(draft=draft, by=KEEPER, at=NOON)
        plan.turn_version(
            version_id=version_id,
            to=VersionState.ADOPTED,
            by=KEEPER,
            at=LATER,
            adopted_on=ADOPTED,
            adopted_in="SSU 4/26",
        )
        return version_id

    return adopted


@pytest.fixture
def version_id(db: None) -> VersionId:
    """A draft with one area and three measures."""
    return plan.create_version(draft=version_draft(), by=KEEPER, at=NOON)


@pytest.fixture
def adopted(adopt: Adopt) -> VersionId:
    """A plan with two areas and four measures."""
    return adopt(two_areas())


@pytest.fixture
def areas(adopted: VersionId) -> tuple[AreaView, ...]:
    return plan.portfolio(version_id=adopted, where=PortfolioFilter()).areas


@pytest.fixture
def training(areas: tuple[AreaView, ...]) -> MeasureView:
    """The measure in the area of the young that Sagene answers for."""
    return areas[0].measures[0]


def report(measure: MeasureView, status: Status, comment: str = "", *, year: int = 2026, at: datetime = LATER) -> None:
    """Report as the secretariat."""
    plan.report_status(
        measure_id=measure.id, version_id=measure.version_id, year=year, status=status, comment=comment,
        revision=measure.revision, by=KEEPER, at=at,
    )  # fmt: skip


__all__ = ["ADOPTED", "LATER", "OVERDUE", "SAGENE", "Adopt", "report"]
