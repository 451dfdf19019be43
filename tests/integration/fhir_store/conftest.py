"""The record store under the same tests on both databases: PostgreSQL where its address is given, else SQLite."""

import atexit
import os
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.factories.records import Clock, select
from tests.integration.fhir_store.places import PostgresPlace

from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store

SERVER = os.environ.get("SAMSPILL_TEST_DATABASE_URL", "")


@pytest.fixture(scope="session")
def postgres_place() -> PostgresPlace | None:
    """A database of our own, made once: its two hundred tables take seconds."""
    return shared_place() if SERVER else None


@cache
def shared_place() -> PostgresPlace:
    """Make the database that every folder's tests share: the fixture is one of its own in each that imports it."""
    place = PostgresPlace(SERVER, "shared")
    atexit.register(place.drop)
    open_store(place.address, clock=lambda: 0).close()
    return place


@pytest.fixture
def empty_postgres_place() -> Iterator[PostgresPlace | None]:
    """A database without a table."""
    if not SERVER:
        yield None
        return
    place = PostgresPlace(SERVER, "empty")
    yield place
    place.drop()


@pytest.fixture
def location(tmp_path: Path, postgres_place: PostgresPlace | None) -> str:
    if postgres_place is None:
        return str(tmp_path / "record.sqlite3")
    postgres_place.empty()
    return postgres_place.address


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reopen(location: str, clock: Clock) -> Iterator[Callable[[], Store]]:
    """Opens the store once more, as another process would."""
    opened: list[Store] = []

    def one_more() -> Store:
        opened.append(open_store(location, clock=clock))
        return opened[-1]

    yield one_more
    for store in opened:
        store.close()


@pytest.fixture
def store(reopen: Callable[[], Store]) -> Store:
    return reopen()


@pytest.fixture
def sealed(store: Store) -> Callable[[], None]:
    """Waits until every audit row has its leaf: on PostgreSQL that is a moment after it was written."""

    def wait() -> None:
        until = time.monotonic() + 30
        while select(store, "SELECT count(*) FROM audit WHERE id NOT IN (SELECT entry FROM audit_leaf)") != [(0,)]:
            assert time.monotonic() < until, "the rows were not sealed"
            time.sleep(0.01)

    return wait
