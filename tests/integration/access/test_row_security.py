"""The second wall on PostgreSQL: what a query without a filter gets."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from tests.factories.access_databases import PostgresDatabase, fill
from tests.factories.access_situations import PERSON, Situation, ground, setting
from tests.factories.access_walls import wall
from tests.factories.access_worlds import World

from samspill.access.decision.api import session_settings
from samspill.access.decision.contracts import Facts, Question, Thing
from samspill.access.privacy.contracts import SettingKind

ALL = "SELECT document FROM access_document ORDER BY document"
ANSWERED = Facts(settings=(), grounds=(), grants=())


@pytest.fixture
def reader(database: PostgresDatabase) -> Iterator[str]:
    """A role behind the wall; the patient has three documents, one of another class, and has blocked one."""
    born = Situation().born
    things = [Thing(PERSON, data_class, born, name) for name, data_class in
              (("d1", "medication"), ("d2", "medication"), ("d3", "test-results"))]  # fmt: skip
    block = setting(SettingKind.BLOCK, data_class="medication", document="d2")
    fill(database, [World([PERSON], {PERSON: born}, things, [ground()], [block])])
    with wall(database) as role:
        yield role


def seen(database: PostgresDatabase, role: str, question: Question | None = None) -> list[str]:
    """What a query for everything gets, in a transaction of its own."""
    with database.connection.transaction():
        database.write(f"SET LOCAL ROLE {role}")
        if question is not None:
            database.select(*session_settings(question, ANSWERED))
        return names(database.select(ALL))


def names(rows: Sequence[tuple[Any, ...]]) -> list[str]:
    return [name for (name,) in rows]


def test_a_session_that_says_nothing_sees_nothing(database: PostgresDatabase, reader: str) -> None:
    assert seen(database, reader) == []


def test_a_query_without_a_filter_gets_what_is_asked_for_and_open(database: PostgresDatabase, reader: str) -> None:
    assert seen(database, reader, Situation().question) == ["d1"]


def test_who_has_no_need_gets_nothing(database: PostgresDatabase, reader: str) -> None:
    assert seen(database, reader, Situation(hpr_nr="h9").question) == []


def test_what_a_session_said_is_gone_with_its_transaction(database: PostgresDatabase, reader: str) -> None:
    seen(database, reader, Situation().question)
    assert seen(database, reader) == []


def test_a_second_question_leaves_nothing_of_the_first(database: PostgresDatabase, reader: str) -> None:
    silent = replace(Situation().question, purpose=None)
    with database.connection.transaction():
        database.write(f"SET LOCAL ROLE {reader}")
        database.select(*session_settings(Situation().question, ANSWERED))
        database.select(*session_settings(silent, ANSWERED))
        assert names(database.select(ALL)) == []


def test_counting_counts_no_more_than_is_open(database: PostgresDatabase, reader: str) -> None:
    with database.connection.transaction():
        database.write(f"SET LOCAL ROLE {reader}")
        database.select(*session_settings(Situation().question, ANSWERED))
        assert database.select("SELECT count(*) FROM access_document") == [(1,)]


def test_the_reader_cannot_write(database: PostgresDatabase, reader: str) -> None:
    database.write(f"SET ROLE {reader}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.write("DELETE FROM access_setting")
    database.write("RESET ROLE")


def test_the_tables_owner_is_held_by_the_wall_too(database: PostgresDatabase, reader: str) -> None:
    owner = f"{reader}_owner"
    database.write(f"CREATE ROLE {owner} NOLOGIN")
    try:
        database.write(f"ALTER TABLE access_document OWNER TO {owner}")
        assert seen(database, owner) == []
    finally:
        database.write("ALTER TABLE access_document OWNER TO CURRENT_USER")
        database.write(f"DROP ROLE {owner}")
