"""The pages with a record store of their own behind them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from tests.factories.fhir_engine import Talk
from tests.factories.records import Clock
from tests.integration.web.conftest import As

from samspill.fhir.reporting.api import Reports
from samspill.fhir.store.api import open_store
from samspill.web import record
from samspill.web.record import Record


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def talk(tmp_path: Path, clock: Clock) -> Iterator[Talk]:
    """An engine on an empty store, which the pages are told of."""
    store = open_store(str(tmp_path / "record.sqlite3"), clock=clock)
    spoken = Talk(store, clock)
    shown = Record(spoken.engine, Reports(store, clock=clock), "var/record.sqlite3", "base", "/fhir")
    record.opens_by(lambda: shown)
    yield spoken
    record.opens_by(None)
    store.close()


@pytest.fixture
def developer(as_role: As) -> Client:
    return as_role("utvikler")
