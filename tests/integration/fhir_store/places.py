"""A PostgreSQL database for the record store's tests."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg

from samspill.fhir.store.api import open_store
from samspill.fhir.store.schema import TABLES


class PostgresPlace:
    """One database beside those of the other tests, emptied before each test."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._name = f"record_{os.getpid()}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self._name}")
        self.address = urlunsplit(urlsplit(server)._replace(path=f"/{self._name}"))
        open_store(self.address, clock=lambda: 0).close()

    def empty(self) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            if connection.execute("SELECT to_regclass('schema_version')").fetchone() == (None,):
                return
            for table in TABLES:
                connection.execute(f"DELETE FROM {table}")

    def clear(self) -> None:
        """Take all tables away."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            # all at once would lock more tables than a server is set up for
            tables = connection.execute(
                "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p') "
                "AND relnamespace = 'public'::regnamespace ORDER BY relispartition DESC"
            ).fetchall()
            for (table,) in tables:
                connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute("DROP SEQUENCE IF EXISTS record_key, record_sequence")

    def drop(self) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {self._name} WITH (FORCE)")
