"""Used proofs on PostgreSQL, held to the same as in memory and in SQLite; on SQLite where no server is given."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from samspill.access.login.contracts import ProofsSeen, StoreSilent
from samspill.access.login.seen import SeenInSqlite
from samspill.access.login.seen_postgres import SeenInPostgres

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LATER = AT + timedelta(seconds=20)


@pytest.fixture
def place(postgres_address: str) -> str:
    if postgres_address:
        with psycopg.connect(postgres_address, autocommit=True) as connection:
            connection.execute("DROP TABLE IF EXISTS login_proof_seen")
    return postgres_address


@pytest.fixture
def opened(place: str, tmp_path: Path) -> Iterator[Callable[[], ProofsSeen]]:
    """Return what opens the store as one more process would."""
    with ExitStack() as closing:

        def open_one() -> ProofsSeen:
            seen = SeenInPostgres(place) if place else SeenInSqlite(tmp_path / "seen.sqlite3")
            closing.callback(seen.close)
            return seen

        yield open_one


def test_a_proof_is_kept_once_by_whoever_comes_first(opened: Callable[[], ProofsSeen]) -> None:
    one, other = opened(), opened()
    assert [one.keep(b"k", until=LATER, at=AT), other.keep(b"k", until=LATER, at=AT)] == [True, False]
    assert (other.is_seen(b"k", at=AT), other.is_seen(b"o", at=AT)) == (True, False)


def test_a_proof_is_forgotten_when_it_is_too_old_to_be_used(opened: Callable[[], ProofsSeen]) -> None:
    seen = opened()
    seen.keep(b"k", until=LATER, at=AT)
    assert seen.is_seen(b"k", at=LATER - timedelta(microseconds=1))
    assert not seen.is_seen(b"k", at=LATER)
    assert seen.keep(b"k", until=LATER + timedelta(seconds=20), at=LATER)


def test_of_many_who_come_at_once_one_wins_each(opened: Callable[[], ProofsSeen]) -> None:
    racers = [opened() for _ in range(4)]
    keys = [str(number).encode() for number in range(50)]

    def won(seen: ProofsSeen) -> list[bytes]:
        return [key for key in keys if seen.keep(key, until=LATER, at=AT)]

    with ThreadPoolExecutor(4) as threads:
        all_won = [key for wins in threads.map(won, racers) for key in wins]
    assert sorted(all_won) == sorted(keys)


def test_a_connection_that_was_lost_is_opened_anew(place: str, opened: Callable[[], ProofsSeen]) -> None:
    seen = opened()
    seen.keep(b"k", until=LATER, at=AT)
    if place:
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    assert not seen.keep(b"k", until=LATER, at=AT)


def test_a_database_that_does_not_answer_is_said_and_not_taken_for_empty() -> None:
    with pytest.raises(StoreSilent):
        SeenInPostgres("postgresql://nobody@127.0.0.1:9/none").keep(b"k", until=LATER, at=AT)
