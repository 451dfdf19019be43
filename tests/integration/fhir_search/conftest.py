"""Searches of written-out resources on both databases: PostgreSQL where its address is given, else SQLite.

A module names its ``RESOURCES``; they are written once. ``found("Patient?family=berg")`` gives the ids in their order.
"""

import os
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl

import pytest
from tests.factories.records import Clock
from tests.integration.fhir_store.places import PostgresPlace

from samspill.fhir.index import api as index
from samspill.fhir.search import api as search
from samspill.fhir.search.sql import planning
from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Prepared, Store

SERVER = os.environ.get("SAMSPILL_TEST_DATABASE_URL", "")
BASE = "http://test.example/fhir"
PRESENT = 1_735_689_600_000_000
"""2025-01-01, for ``ap``."""


@pytest.fixture(scope="session")
def place() -> Iterator[PostgresPlace | None]:
    if not SERVER:
        yield None
        return
    database = PostgresPlace(SERVER, "search")
    open_store(database.address, clock=lambda: 0).close()
    yield database
    database.drop()


@pytest.fixture(scope="module")
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, place: PostgresPlace | None
) -> Iterator[Store]:
    if place:
        place.empty()
    opened = open_store(place.address if place else str(tmp_path_factory.mktemp("record") / "r.sqlite3"), clock=Clock())
    write(opened, request.module.RESOURCES)
    yield opened
    opened.close()


def write(store: Store, resources: list[dict]) -> None:
    """Write resources as one unit."""
    prepared = [
        Prepared(each["resourceType"], each["id"], each, index.rows_of(each, frozenset([BASE]))) for each in resources
    ]
    store.write(lambda unit: [unit.put(each) for each in prepared]).result()


def parsed(query: str, *, strict: bool = True, by_post: bool = False) -> search.Query:
    """Read ``Type?name=value&...`` or ``Type/id/Type?...``."""
    path, _, text = query.partition("?")
    steps = path.split("/") if path else []
    compartment = (steps[0], steps[1]) if len(steps) == 3 else None
    types = () if not steps or steps[-1] == "*" else (steps[-1],)
    pairs = parse_qsl(text, keep_blank_values=True)
    return search.parse(types, pairs, strict=strict, compartment=compartment, by_post=by_post, base=BASE, at=PRESENT)


@pytest.fixture
def pages(store: Store) -> Callable[..., list[search.Page]]:
    """Gives all pages of a search, following ``next``."""

    def all_pages(query: str, **options: bool) -> list[search.Page]:
        asked = parsed(query, **options)
        answered = []
        with store.snapshot() as snapshot:
            while True:
                answered.append(search.run(snapshot, asked))
                if answered[-1].next is None:
                    return answered
                asked = asked.at(answered[-1].next)

    return all_pages


@pytest.fixture
def found(pages: Callable[..., list[search.Page]]) -> Callable[..., str]:
    """Gives the ids that a search finds, on all its pages, in their order, with spaces between."""

    def ids(query: str, **options: bool) -> str:
        return " ".join(match.id for page in pages(query, **options) for match in page.matches)

    return ids


@pytest.fixture(params=["few", "many"])
def sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads as from a small store, where candidates are sorted, and as from a large one, where an index is walked."""
    if request.param == "many":
        monkeypatch.setattr(planning, "MANY", 1)
        monkeypatch.setattr(planning, "MANY_TO_TEST", 1)
        monkeypatch.setattr(planning, "FEW", 0)
