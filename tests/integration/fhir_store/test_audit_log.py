"""Every audit row has its leaf in the tree, in the transaction that wrote it; older stores are sealed when opened."""

import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from pysqlite3 import dbapi2
from structlog.testing import capture_logs
from tests.factories.records import Clock, entry, observation, select, written
from tests.integration.fhir_store.first_version import statements
from tests.integration.fhir_store.places import PostgresPlace

from samspill.access.audit.api import COLUMNS, Peaks, hash_of_row
from samspill.fhir.store import migrations
from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store

LEAVES = f"""
SELECT l.position, l.hash, a.at, a.salt, {", ".join(f"a.{name}" for name, _ in COLUMNS)}
FROM audit_leaf l JOIN audit a ON a.id = l.entry ORDER BY l.position
"""
UNSEALED = "SELECT count(*) FROM audit WHERE id NOT IN (SELECT entry FROM audit_leaf)"


def checked(store: Store) -> list[str]:
    """The requests of the sealed entries in order; every leaf and every kept node is the right one."""
    until = time.monotonic() + 30
    while select(store, UNSEALED) != [(0,)]:  # on PostgreSQL a row is sealed a moment after
        assert time.monotonic() < until, "the rows were not sealed"
        time.sleep(0.01)
    rows = select(store, LEAVES)
    assert [row[0] for row in rows] == list(range(len(rows)))
    assert [row[1] for row in rows] == [hash_of_row(row[2], row[3], tuple(row[4:])) for row in rows]
    peaks = Peaks()
    kept = peaks.extend(row[1] for row in rows)
    assert sorted(kept) == select(store, "SELECT level, place, hash FROM audit_node ORDER BY level, place")
    assert select(store, "SELECT count(*) FROM audit") == [(len(rows),)]
    request = 4 + [name for name, _ in COLUMNS].index("request")
    return [row[request] for row in rows]


def test_a_row_that_stands_alone_is_sealed_when_it_is_answered(store: Store) -> None:
    store.note(entry("a", name="Kari", patient="p1")).result(timeout=60)
    assert checked(store) == ["a"]


def test_a_units_rows_are_sealed_with_it(store: Store) -> None:
    def work(tx) -> None:
        tx.put(observation("o", subject="p", value="v"))
        tx.note(entry("a"))
        tx.note(entry("b"))

    written(store, work)
    assert checked(store) == ["a", "b"]


def test_rows_of_a_unit_that_fails_are_neither_kept_nor_sealed(store: Store) -> None:
    def work(tx) -> None:
        tx.note(entry("a"))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        written(store, work)
    store.note(entry("b")).result(timeout=60)
    assert checked(store) == ["b"]


def test_a_row_that_cannot_be_written_fails_alone(store: Store) -> None:
    futures = [store.note(entry(request)) for request in ("a", "\ud800", "b")]
    with pytest.raises(UnicodeEncodeError):
        futures[1].result(timeout=60)
    assert [futures[place].result(timeout=60) for place in (0, 2)] == [None, None]
    assert checked(store) == ["a", "b"]


def test_a_unit_whose_row_cannot_be_written_leaves_nothing_behind(store: Store) -> None:
    def work(tx) -> None:
        tx.put(observation("o", subject="p", value="v"))
        tx.note(entry("\ud800"))

    with pytest.raises(UnicodeEncodeError):
        written(store, work)
    assert select(store, "SELECT count(*) FROM resource") == [(0,)]
    assert checked(store) == []


def test_the_tree_goes_on_after_the_store_was_opened_anew(reopen: Callable[[], Store]) -> None:
    first = reopen()
    requests = [f"r{number}" for number in range(700)]
    for future in [first.note(entry(request)) for request in requests[:600]]:
        future.result(timeout=60)
    first.close()
    second = reopen()
    for future in [second.note(entry(request)) for request in requests[600:]]:
        future.result(timeout=60)
    assert checked(second) == requests


def test_two_processes_on_one_file_grow_one_tree(reopen: Callable[[], Store]) -> None:
    stores = reopen(), reopen()
    requests = [f"r{number}" for number in range(40)]
    for place, request in enumerate(requests):
        stores[place % 2].note(entry(request)).result(timeout=60)
    assert checked(stores[0]) == requests


def test_rows_of_an_older_store_are_sealed_in_their_order(
    tmp_path: Path, empty_postgres_place: PostgresPlace | None, clock: Clock
) -> None:
    dialect, location = "sqlite", str(tmp_path / "older.sqlite3")
    if empty_postgres_place is not None:
        dialect, location = "postgresql", empty_postgres_place.address
    older = [sql for version in range(2, 6) for sql in migrations.STEPS[version](dialect)]
    rows = [
        "INSERT INTO audit (id, at, actor, interaction, type, resource, version, status, request) "
        f"VALUES ({number}, {1000 + number}, 'prøve', 'read', 'Patient', 'p', 1, 200, 'r{number}')"
        for number in (3, 1, 7)
    ]
    run_all(location, [*statements(dialect), *older, *rows, "UPDATE schema_version SET version = 5"])
    store = open_store(location, clock=clock)
    assert checked(store) == ["r1", "r3", "r7"]
    assert len(set(select(store, "SELECT salt FROM audit"))) == 3
    store.close()


def run_all(location: str, statements: list[str]) -> None:
    """Run statements behind the store's back."""
    if location.startswith("postgresql://"):
        with psycopg.connect(location, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[call-overload]
        return
    connection = dbapi2.connect(location, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_damaged_tree_does_not_keep_anybody_from_the_record(reopen: Callable[[], Store], location: str) -> None:
    store = reopen()
    for future in [store.note(entry(f"r{number}")) for number in range(300)]:
        future.result(timeout=60)
    checked(store)
    store.close()
    run_all(
        location,
        [
            "DELETE FROM audit_node",
            "DELETE FROM audit_leaf WHERE position = 290",
            "DELETE FROM audit WHERE id = (SELECT max(id) - 9 FROM audit)",
        ],
    )
    again = reopen()
    again.note(entry("after")).result(timeout=60)
    until = time.monotonic() + 30
    while select(again, "SELECT max(position) FROM audit_leaf") != [(300,)]:
        assert time.monotonic() < until, "the row was not sealed"
        time.sleep(0.01)


def test_a_log_that_is_cut_while_it_is_written_to_is_told_of_aloud(store: Store, location: str) -> None:
    for number in range(3):
        store.note(entry(f"r{number}")).result(timeout=60)
    checked(store)
    run_all(location, ["DELETE FROM audit WHERE request <> 'r0'", "DELETE FROM audit_leaf WHERE position > 0"])
    with capture_logs() as logs:
        store.note(entry("after")).result(timeout=60)
        assert checked(store) == ["r0", "after"]
    assert [(line["event"], line["before"], line["now"]) for line in logs] == [("audit_log_cut", 3, 1)]
