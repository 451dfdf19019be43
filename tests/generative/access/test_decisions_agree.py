"""Python, SQLite and Cedar decide alike, whatever the world looks like."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.access_cedar import Oracle
from tests.factories.access_comparing import Tally, compare, compare_one
from tests.factories.access_databases import SqliteDatabase, empty, fill
from tests.factories.access_worlds import situation

from samspill.access.decision.api import built_in
from samspill.access.decision.rulebook import Effect

ORACLE = Oracle()
SQLITE = SqliteDatabase()


@pytest.fixture(scope="module")
def with_cedar() -> Tally:
    return compare(Random(20261122), decisions=2_000, oracle=ORACLE, sqlite=SQLITE)


@pytest.fixture(scope="module")
def without_cedar() -> Tally:
    return compare(Random(20270301), decisions=8_000, oracle=None, sqlite=SQLITE)


def test_python_sqlite_and_cedar_decide_alike(with_cedar: Tally) -> None:
    assert with_cedar.decisions >= 2_000


def test_what_is_compared_holds_every_answer(with_cedar: Tally) -> None:
    assert {answer for answer, count in with_cedar.answers.items() if count >= 20} == {"deny", "permit", "unlock"}


def test_every_rule_decides_something_that_is_compared(without_cedar: Tally) -> None:
    assert {rule.ref.id for rule in built_in().rules} - set(without_cedar.rules) == set()


def test_every_refusal_is_told_to_somebody(without_cedar: Tally) -> None:
    refusals = {rule.ref.id for rule in built_in().rules if rule.effect is Effect.DENY} | {"no-need"}
    assert refusals - set(without_cedar.told) == set()


@pytest.mark.parametrize("without", ["attestation-expired", "blocked", "ongoing-encounter", "blocked-data-is-unlocked"])
def test_a_rule_that_is_missing_on_one_side_is_found(without: str) -> None:
    with pytest.raises(AssertionError, match=r"^cedar: "):
        compare(Random(5), decisions=4_000, oracle=Oracle(without=without), sqlite=None)


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_no_world_that_is_looked_for_makes_them_differ(rng: Random) -> None:
    made, questions = situation(rng, "w")
    empty(SQLITE)
    fill(SQLITE, [made])
    tally = Tally()
    for one in questions[:2]:
        compare_one(made, one, tally, ORACLE, [SQLITE])
    assert tally.decisions > 0
