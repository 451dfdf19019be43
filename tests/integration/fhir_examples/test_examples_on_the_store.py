"""A telling part of the conformance suites on the store that the tests run on.

The suites run whole on SQLite (tests/conformance/fhir); what they ask is put into other SQL on PostgreSQL. So R4's own
examples are stored there too, and asked for by a third of their parameters' forms, another example for each.
"""

import os
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from tests.conformance.fhir import examples, neighbours, self_match, suites
from tests.factories.fhir_engine import Talk, bundle, entry
from tests.factories.records import Clock
from tests.integration.fhir_store.places import PostgresPlace

from samspill.fhir.formats import api as formats
from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store

pytestmark = [pytest.mark.outside, pytest.mark.xdist_group("fhir-examples")]

SERVER = os.environ.get("SAMSPILL_TEST_DATABASE_URL", "")
SEARCHES = 3_000
ONE_OF = 12
"""Of the searches by reference and the sorted ones, one in so many is asked: each takes a few milliseconds."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not SERVER:
        yield str(tmp_path_factory.mktemp("examples") / "record.sqlite3")
        return
    database = PostgresPlace(SERVER, "examples")
    yield database.address
    database.drop()


@pytest.fixture(scope="module")
def store(place: str) -> Iterator[Store]:
    opened = open_store(place, clock=Clock())
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def talk(store: Store) -> Talk:
    """An engine that holds every valid example of R4's."""
    speaking = Talk(store, Clock())
    entries = [entry("PUT", each.path, each.resource) for each in examples.valid()]
    heard = speaking("POST", "", formats.write(bundle("batch", *entries)), content_type=examples.JSON)
    assert set(heard.statuses) == {"201 Created"}
    return speaking


@pytest.fixture(scope="module")
def stored(talk: Talk) -> dict[str, dict[str, Any]]:
    """All that it holds, by path."""
    with talk.store.snapshot() as snapshot:
        rows = snapshot.select("SELECT body FROM resource")
    read = [formats.read(body) for (body,) in rows]
    return {f"{one['resourceType']}/{one['id']}": one for one in read}


def test_every_example_is_stored_as_it_was_sent(stored: dict[str, dict[str, Any]]) -> None:
    sent = {each.path: suites.written(each.resource) for each in examples.valid()}
    assert {path: suites.written(resource) for path, resource in stored.items()} == sent


def test_examples_are_found_by_their_own_values(talk: Talk, stored: dict[str, dict[str, Any]]) -> None:
    asked = self_match.queries(stored.values())
    one_each = {(query[0], query[1], each.form): query for query, each in reversed(asked.items())}
    some = Random(2026).sample(list(one_each.values()), SEARCHES)
    outcome = self_match.judged_by(talk, {query: asked[query] for query in some})
    known = tuple(suites.WHY_NOT_FOUND)
    assert [miss for miss in outcome.misses if not miss[0].startswith(known)] == []
    assert len(outcome.pairs) > 1_000


def test_examples_are_found_through_their_references(talk: Talk) -> None:
    asked = [each for link in neighbours.links()[::ONE_OF] for each in neighbours.searches(link).items()]
    assert neighbours.misled(talk, asked) == []
    assert len(asked) > 300


def test_a_sorted_search_shows_each_example_once(talk: Talk) -> None:
    asked = neighbours.sorts()[::ONE_OF]
    assert neighbours.misordered(talk, asked) == []
    assert len(asked) > 300


def test_compartments_hold_what_r4_puts_there(talk: Talk) -> None:
    assert neighbours.misplaced(talk) == []
