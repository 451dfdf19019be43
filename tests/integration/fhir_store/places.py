"""A PostgreSQL database for the record store's tests."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg

from samspill.fhir.store.schema import TABLES


class PostgresPlace:
    """One database beside those of the other tests, emptied before each test."""

    def __init__(self, server: str, name: str) -> None:
        self._server = server
        self._name = f"record_{name}_{os.getpid()}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self._name}")
        self.address = urlunsplit(urlsplit(server)._replace(path=f"/{self._name}"))

    def empty(self) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            for table in TABLES:
                connection.execute(f"DELETE FROM {table}")

    def drop(self) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {self._name} WITH (FORCE)")
