"""The long proof: 200,000 random decisions, in Python, SQLite, PostgreSQL, behind its wall, and in Cedar."""

import os
from random import Random

import pytest
from tests.factories.access_cedar import Oracle
from tests.factories.access_comparing import compare
from tests.factories.access_databases import PostgresDatabase, SqliteDatabase
from tests.factories.access_walls import wall
from tests.reliability.fhir_store.server import Server

from samspill.access.decision.api import built_in

DECISIONS = 200_000


@pytest.mark.soak
def test_two_hundred_thousand_decisions_differ_nowhere() -> None:
    server = Server()
    try:
        postgres = PostgresDatabase(server.another(f"access{os.getpid()}"))
        with wall(postgres) as reader:
            tally = compare(
                Random(200_000),
                decisions=DECISIONS,
                oracle=Oracle(),
                sqlite=SqliteDatabase(),
                postgres=postgres,
                reader=reader,
            )
    finally:
        server.close()
    print(f"{tally.decisions} decisions, 0 differences: {dict(tally.answers)}")  # noqa: T201  (the proof's figure)
    assert tally.decisions >= DECISIONS
    assert {rule.ref.id for rule in built_in().rules} - set(tally.rules) == set()
