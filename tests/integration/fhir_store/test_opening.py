"""A store is opened as it is, brought up from an older version, or refused with its reason."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from pysqlite3 import dbapi2
from tests.factories.records import Clock, entry, patient, put, requests, rows_of
from tests.integration.fhir_store.first_version import statements
from tests.integration.fhir_store.places import PostgresPlace

from samspill.fhir.store import migrations
from samspill.fhir.store.api import differences, open_store
from samspill.fhir.store.contracts import HistoryScope
from samspill.fhir.store.refusals import StoreRefused
from samspill.fhir.store.schema import INDEXES, ON_POSTGRESQL, TABLES, VERSION, columns_of
from samspill.fhir.store.sqlite.connections import check_version

Run = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture
def place(tmp_path: Path, empty_postgres_place: PostgresPlace | None) -> Iterator[tuple[str, str, Run]]:
    """An empty place for a store: its dialect, its location, and a way to run SQL there behind the store's back."""
    if empty_postgres_place is None:
        path = tmp_path / "record.sqlite3"

        def run(sql: str) -> list[tuple[object, ...]]:
            connection = dbapi2.connect(str(path), isolation_level=None)
            rows = connection.execute(sql).fetchall()
            connection.close()
            return rows

        yield "sqlite", str(path), run
        return
    with psycopg.connect(empty_postgres_place.address, autocommit=True) as connection:

        def run_there(sql: str) -> list[tuple[object, ...]]:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

        yield "postgresql", empty_postgres_place.address, run_there


def shape(dialect: str, run: Run) -> dict[str, list[object]]:
    """Every table's columns and every index's columns, as the database tells them."""
    if dialect == "sqlite":
        tables = {table: [row[1] for row in run(f"PRAGMA table_info({table})")] for table in TABLES}
        return tables | {name: [row[2] for row in run(f"PRAGMA index_info({name})")] for name in INDEXES}
    columns = "SELECT attname FROM pg_attribute WHERE attrelid = '{}'::regclass AND attnum > 0 ORDER BY attnum"
    return {name: [row[0] for row in run(columns.format(name))] for name in (*TABLES, *INDEXES)}


def as_described(dialect: str) -> dict[str, list[object]]:
    tables: dict[str, list[object]] = {table: list(columns_of(table)) for table in TABLES}
    left_out = ON_POSTGRESQL if dialect == "sqlite" else frozenset()
    indexes = {name: list(columns.split(", ")) for name, (_, columns) in INDEXES.items()}
    return tables | indexes | {name: [] for name in left_out}


def test_a_new_store_has_the_tables_and_indexes_that_are_described(place, clock: Clock) -> None:
    dialect, location, run = place
    open_store(location, clock=clock).close()
    assert shape(dialect, run) == as_described(dialect)


def test_a_store_of_the_first_version_is_brought_up_with_all_it_holds(place, clock: Clock) -> None:
    dialect, location, run = place
    for statement in statements(dialect):
        run(statement)
    store = open_store(location, clock=clock)
    assert shape(dialect, run) == as_described(dialect)
    assert run("SELECT version FROM schema_version") == [(VERSION,)]
    with store.snapshot() as snapshot:
        history = snapshot.history(HistoryScope("Patient", "gammel"))
    assert [(version.version, version.sequence, version.at) for version in history] == [(2, 2, 2000), (1, 1, 1000)]
    assert list(differences(store, rows_of)) == []
    assert put(store, patient("gammel")).version == 3
    store.note(entry("r")).result(timeout=60)
    assert requests(store) == ["r"]
    store.close()


def test_a_store_that_cannot_be_brought_up_is_left_as_it_was(place, clock: Clock, monkeypatch) -> None:
    dialect, location, run = place
    for statement in statements(dialect):
        run(statement)
    whole = migrations.STEPS[2]
    broken = {2: lambda dialect: (*whole(dialect), "CREATE TABLE resource (impossible INT)")}
    monkeypatch.setattr(migrations, "STEPS", broken)
    with pytest.raises(Exception, match="already exists"):
        open_store(location, clock=clock)
    assert run("SELECT version FROM schema_version") == [(1,)]
    assert run("SELECT count(*) FROM version") == [(1,)]
    with pytest.raises(Exception, match="audit"):
        run("SELECT * FROM audit")


def test_a_store_made_by_a_newer_samspill_is_refused_and_left_as_it_was(place, clock: Clock) -> None:
    _, location, run = place
    open_store(location, clock=clock).close()
    run(f"UPDATE schema_version SET version = {VERSION + 1}")
    with pytest.raises(StoreRefused) as refused:
        open_store(location, clock=clock)
    assert str(refused.value) == (
        f"Journalen er laget av en nyere Samspill (skjema {VERSION + 1}, her {VERSION}). "
        "Oppgrader Samspill, eller hent inn en sikkerhetskopi fra før oppgraderingen."
    )
    assert run("SELECT version FROM schema_version") == [(VERSION + 1,)]


def test_a_database_that_holds_something_else_is_refused(place, clock: Clock) -> None:
    _, location, run = place
    run("CREATE TABLE resource (name TEXT)")
    with pytest.raises(StoreRefused, match="ikke en journal fra Samspill"):
        open_store(location, clock=clock)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "record.sqlite3").write_bytes(b"This is not a database." * 100)
    with pytest.raises(StoreRefused, match="kan ikke åpnes: file is not a database"):
        open_store(str(tmp_path / "record.sqlite3"), clock=clock)


def test_a_folder_that_is_missing_is_refused(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(StoreRefused, match="Sjekk at SAMSPILL_DATA er riktig"):
        open_store(str(tmp_path / "none" / "record.sqlite3"), clock=clock)


def test_a_postgresql_that_does_not_answer_is_refused(clock: Clock) -> None:
    with pytest.raises(StoreRefused, match="svarer ikke"):
        open_store("postgresql://samspill@127.0.0.1:1/none", clock=clock)


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_a_sqlite_that_can_destroy_the_file_is_refused(version: tuple[int, ...]) -> None:
    with pytest.raises(StoreRefused, match="kan ødelegge databasen"):
        check_version(version)


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 4)])
def test_a_sound_sqlite_is_accepted(version: tuple[int, ...]) -> None:
    check_version(version)
