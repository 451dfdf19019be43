"""The access tables under the same tests on both databases: PostgreSQL where its address is given, else SQLite."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from tests.factories.access_databases import Database, PostgresDatabase, SqliteDatabase, empty

SERVER = os.environ.get("SAMSPILL_TEST_DATABASE_URL", "")


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A database of our own; empty where no server is given."""
    if not SERVER:
        yield ""
        return
    name = f"access_{os.getpid()}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(postgres_address: str) -> Iterator[Database]:
    """The access tables, empty."""
    database = PostgresDatabase(postgres_address) if postgres_address else SqliteDatabase()
    empty(database)
    yield database
    database.connection.close()


collect_ignore = [] if SERVER else ["test_row_security.py"]
"""Only PostgreSQL has the second wall."""
