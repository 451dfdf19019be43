"""A small plan in the store, and people in front of its pages."""

import pytest
from django.test import Client
from tests.factories.plan_drafts import KEEPER, NOON, version_draft
from tests.integration.web.conftest import As

from samspill.plan import api as plan
from samspill.plan.contracts import MeasureView, PortfolioFilter, VersionId


@pytest.fixture
def version_id(db: None) -> VersionId:
    """A draft with one area, one group and three measures."""
    return plan.create_version(draft=version_draft(fingerprint="abc"), by=KEEPER, at=NOON)


@pytest.fixture
def training(version_id: VersionId) -> MeasureView:
    """The first measure, which Sagene answers for."""
    return plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[0].measures[0]


@pytest.fixture
def guide(version_id: VersionId) -> MeasureView:
    """The second measure, which the hospital answers for."""
    return plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[0].measures[1]


@pytest.fixture
def sleep(version_id: VersionId) -> MeasureView:
    """The third measure, whose text stands in no known year."""
    return plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[0].measures[2]


@pytest.fixture
def sagene(as_role: As) -> Client:
    """Whoever reports for the district of Sagene."""
    return as_role("bydel-sagene")


@pytest.fixture
def ous(as_role: As) -> Client:
    """Whoever reports for the hospital."""
    return as_role("tiltak-ous")


@pytest.fixture
def reader(as_role: As) -> Client:
    """Someone who only reads."""
    return as_role("leser")
