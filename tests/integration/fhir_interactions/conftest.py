"""The engine over both record stores: PostgreSQL where its address is given, else SQLite."""

import pytest
from tests.factories.fhir_engine import Talk
from tests.factories.records import Clock
from tests.integration.fhir_store.conftest import clock, location, postgres_place, reopen, store

from samspill.fhir.store.contracts import Store

__all__ = ["clock", "location", "postgres_place", "reopen", "store", "talk"]


@pytest.fixture
def talk(store: Store, clock: Clock) -> Talk:
    return Talk(store, clock)
