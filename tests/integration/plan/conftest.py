"""A plan in the store, on whichever database the tests run on."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

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


@pytest.fixture(scope="module")
def own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The settings of an empty database: a file, or a database beside the tests' own on PostgreSQL."""
    settings = {"SAMSPILL_DATA": str(tmp_path_factory.mktemp("own")), "SAMSPILL_DATABASE_URL": ""}
    url = os.environ.get("SAMSPILL_TEST_DATABASE_URL", "")
    if not url:
        yield settings
        return
    import psycopg  # noqa: PLC0415  (only there when the tests run on PostgreSQL)

    name = f"own_{os.getpid()}_{tmp_path_factory.mktemp('name').name}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield settings | {"SAMSPILL_DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
