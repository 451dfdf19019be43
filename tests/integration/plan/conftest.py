"""A plan in the store, on whichever database the tests run on."""

import pytest
from tests.factories.plan_drafts import KEEPER, NOON, version_draft

from samspill.plan import api as plan
from samspill.plan.contracts import MeasureView, PortfolioFilter, VersionId

EVERYTHING = PortfolioFilter()


@pytest.fixture
def version_id(db: None) -> VersionId:
    """A draft version with one area, one group and three measures."""
    return plan.create_version(draft=version_draft(fingerprint="abc"), by=KEEPER, at=NOON)


@pytest.fixture
def training(version_id: VersionId) -> MeasureView:
    """Its first measure, which Sagene answers for."""
    return plan.portfolio(version_id=version_id, where=EVERYTHING).areas[0].measures[0]


@pytest.fixture
def guide(version_id: VersionId) -> MeasureView:
    """Its second measure, which the hospital answers for."""
    return plan.portfolio(version_id=version_id, where=EVERYTHING).areas[0].measures[1]
