"""Row-level security on PostgreSQL, and a role that it holds for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.factories.access_databases import PostgresDatabase

from samspill.access.decision.api import Rulebook, built_in, policies
from samspill.access.facts import TABLES


@contextmanager
def wall(database: PostgresDatabase, rules: Rulebook | None = None) -> Iterator[str]:
    """Raise the wall, and give the name of a role without any right but to read."""
    reader = f"access_reader_{os.getpid()}"
    database.write(f"CREATE ROLE {reader} NOLOGIN")
    try:
        for statement in policies(rules or built_in(), reader=reader):
            database.write(statement)
        yield reader
    finally:
        for table in TABLES:
            database.write(f"DROP TABLE {table} CASCADE")
        database.write(f"DROP ROLE {reader}")
