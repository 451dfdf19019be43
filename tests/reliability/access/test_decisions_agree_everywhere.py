"""The long proof: 200,000 random decisions, in Python, SQLite, PostgreSQL, behind its wall, and in Cedar."""

import os
from contextlib import closing
from random import Random

import pytest
from tests.factories.access_cedar import Oracle
from tests.factories.access_comparing import compare
from tests.factories.access_databases import PostgresDatabase, SqliteDatabase
from tests.factories.access_walls import wall
from tests.reliability.fhir_store.server import Server

from samspill.access.decision.api import built_in

PARTS, EACH = 8, 25_000
"""Two hundred thousand in all, in parts that can be run beside each other."""


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_two_hundred_thousand_decisions_differ_nowhere(part: int) -> None:
    server = Server()
    try:
        postgres = PostgresDatabase(server.another(f"access{os.getpid()}"))
        with closing(postgres.connection), wall(postgres) as reader:
            tally = compare(
                Random(200_000 + part),
                decisions=EACH,
                oracle=Oracle(),
                sqlite=SqliteDatabase(),
                postgres=postgres,
                reader=reader,
            )
    finally:
        server.close()
    print(f"{tally.decisions} decisions, 0 differences: {dict(tally.answers)}")  # noqa: T201  (the proof's figure)
    assert tally.decisions >= EACH
    assert {rule.ref.id for rule in built_in().rules} - set(tally.rules) == set()
