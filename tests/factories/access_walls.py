"""Row-level security on PostgreSQL, and a role that it holds for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.factories.access_databases import PostgresDatabase

from samspill.access.decision.api import Rulebook, built_in, policies
from samspill.access.facts import TABLES


@contextmanager
def wall(database: PostgresDatabase, rules: Rulebook | None = None, *, keep: bool = False) -> Iterator[str]:
    """Raise the wall, and give the name of a role without any right but to read.

    Args:
        database: where; its tables are dropped afterwards.
        rules: the rulebook; the built-in one if none is given.
        keep: let the tables stand.
    """
    reader = f"access_reader_{os.getpid()}"
    database.write(f"CREATE ROLE {reader} NOLOGIN")
    try:
        for statement in policies(rules or built_in(), reader=reader):
            database.write(statement)
        yield reader
    finally:
        for table in () if keep else TABLES:
            database.write(f"DROP TABLE {table} CASCADE")
        if keep:
            database.write("ALTER TABLE access_document NO FORCE ROW LEVEL SECURITY")
            database.write("ALTER TABLE access_document DISABLE ROW LEVEL SECURITY")
            database.write(f"DROP OWNED BY {reader}")
        database.write(f"DROP ROLE {reader}")
