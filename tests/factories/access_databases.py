"""The access tables in SQLite and PostgreSQL, with the two functions that the ports and filters ask for."""

import re
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import psycopg
from pysqlite3 import dbapi2
from tests.factories.access_worlds import World

from samspill.access.decision.days import day_number
from samspill.access.facts import TABLES, columns_of, schema


class SqliteDatabase:
    """The tables in memory, or in a file."""

    def __init__(self, place: str = ":memory:") -> None:
        self.connection = dbapi2.connect(place, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        for statement in schema():
            self.connection.execute(statement)

    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return list(self.connection.execute(sql, values).fetchall())

    def write(self, sql: str, values: Sequence[Any] = ()) -> None:
        self.connection.execute(sql, values)

    def write_many(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        names = columns_of(table)
        self.connection.execute("BEGIN")
        self.connection.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows
        )
        self.connection.execute("COMMIT")


class PostgresDatabase:
    """The tables in a database that is already there."""

    def __init__(self, address: str) -> None:
        self.connection = psycopg.connect(address, autocommit=True)
        for statement in schema():
            self.connection.execute(statement)

    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(self._own(sql), values).fetchall()

    def write(self, sql: str, values: Sequence[Any] = ()) -> None:
        self.connection.execute(self._own(sql), values)

    def write_many(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        statement = f"COPY {table} ({', '.join(columns_of(table))}) FROM STDIN"
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    @staticmethod
    def _own(sql: str) -> str:
        return re.sub(r"\?", "%s", sql.replace("%", "%%"))


Database = SqliteDatabase | PostgresDatabase


def empty(database: Database) -> None:
    for table in TABLES:
        database.write(f"DELETE FROM {table}")


def fill(database: Database, worlds: Sequence[World]) -> None:
    """Write whole worlds, each kind of row at once."""
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    for world in worlds:
        for person, born in world.born.items():
            rows["access_person"].append((person, None if born is None else day_number(born)))
        for thing in world.things:
            rows["access_document"].append((thing.document, thing.person, thing.data_class))
            rows["access_label"] += [(thing.person, *astuple(label)) for label in thing.labels]
        for table, facts in (("ground", world.grounds), ("setting", world.settings), ("grant", world.grants)):
            names = columns_of(f"access_{table}")
            rows[f"access_{table}"] += [
                tuple(str(v) if isinstance(v := getattr(f, n), str) else v for n in names) for f in facts
            ]
    for table, values in rows.items():
        if values:
            database.write_many(table, values)
