"""A record store (PostgreSQL where its address is given, else SQLite) with a clock that the test moves."""

from collections.abc import Iterator

import pytest
from tests.integration.fhir_store.conftest import location, postgres_place

from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store

__all__ = ["location", "moment", "postgres_place", "store"]

AT = 1_795_334_400_000_000
"""2026-11-22T08:00:00Z."""


@pytest.fixture
def moment() -> list[int]:
    return [AT]


@pytest.fixture
def store(location: str, moment: list[int]) -> Iterator[Store]:
    def tick() -> int:
        moment[0] += 1000
        return moment[0]

    opened = open_store(location, clock=tick)
    yield opened
    opened.close()
