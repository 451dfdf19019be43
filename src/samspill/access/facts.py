"""What the facts of a decision share: a period in whole seconds, and the tables that hold them.

The tables are uniform on purpose: every fact is about a person, of a kind, and holds for a while, so one form of
condition and one form of SQL serve them all. Nothing in them is NULL: an empty text stands for «not narrowed», and
``NEVER`` for an end that is not set.
"""

from collections.abc import Callable, Sequence
from typing import Any

NEVER = 253_402_300_800
"""The year 10000 in seconds since 1970: after every moment a decision is made at."""

Select = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""Runs a query with ``?`` for its values on the record store, in the caller's transaction, and returns rows."""

Write = Callable[[str, Sequence[Any]], None]
"""Runs a statement with ``?`` for its values, in the caller's transaction."""

TABLES: dict[str, tuple[str, ...]] = {
    "access_person": ("person TEXT PRIMARY KEY", "born BIGINT"),
    "access_document": ("document TEXT PRIMARY KEY", "person TEXT NOT NULL", "data_class TEXT NOT NULL"),
    "access_label": (
        "person TEXT NOT NULL",
        "document TEXT NOT NULL",
        "kind TEXT NOT NULL",
        "starts BIGINT NOT NULL",
        "ends BIGINT NOT NULL",
        "CHECK (starts < ends)",
    ),
    "access_ground": (
        "person TEXT NOT NULL",
        "kind TEXT NOT NULL",
        "organisation TEXT NOT NULL",
        "unit TEXT NOT NULL",
        "holder TEXT NOT NULL",
        "code TEXT NOT NULL",
        "starts BIGINT NOT NULL",
        "ends BIGINT NOT NULL",
        "CHECK (starts < ends)",
    ),
    "access_setting": (
        "person TEXT NOT NULL",
        "kind TEXT NOT NULL",
        "data_class TEXT NOT NULL",
        "document TEXT NOT NULL",
        "organisation TEXT NOT NULL",
        "holder TEXT NOT NULL",
        "starts BIGINT NOT NULL",
        "ends BIGINT NOT NULL",
        "CHECK (starts < ends)",
    ),
    "access_grant": (
        "id TEXT PRIMARY KEY",
        "person TEXT NOT NULL",
        "kind TEXT NOT NULL",
        "data_class TEXT NOT NULL",
        "organisation TEXT NOT NULL",
        "holder TEXT NOT NULL",
        "reason TEXT NOT NULL",
        "starts BIGINT NOT NULL",
        "ends BIGINT NOT NULL",
        "CHECK (starts < ends AND ends - starts <= 14400)",
    ),
}
"""Each table's columns. Years of birth and so on are numbers like 20100131; moments are seconds since 1970."""

INDEXES = (
    "CREATE INDEX IF NOT EXISTS access_document_by_person ON access_document (person, data_class)",
    "CREATE INDEX IF NOT EXISTS access_document_by_class ON access_document (data_class, person)",
    "CREATE INDEX IF NOT EXISTS access_label_by_document ON access_label (document, kind)",
    "CREATE INDEX IF NOT EXISTS access_ground_by_person ON access_ground (person, kind)",
    "CREATE INDEX IF NOT EXISTS access_ground_by_place ON access_ground (organisation, kind, ends, person)",
    "CREATE INDEX IF NOT EXISTS access_setting_by_person ON access_setting (person, kind)",
    "CREATE INDEX IF NOT EXISTS access_grant_by_person ON access_grant (person, kind)",
    "CREATE INDEX IF NOT EXISTS access_grant_by_holder ON access_grant (holder, ends)",
)


def schema() -> tuple[str, ...]:
    """Return the statements that make the tables; the same for SQLite and PostgreSQL."""
    tables = (f"CREATE TABLE IF NOT EXISTS {name} ({', '.join(lines)})" for name, lines in TABLES.items())
    return (*tables, *INDEXES)


def columns_of(table: str) -> tuple[str, ...]:
    """Return the names of a table's columns, in order."""
    return tuple(line.split(" ", 1)[0] for line in TABLES[table] if not line.startswith("CHECK"))


def check_period(starts: int, ends: int) -> None:
    """Refuse a period that holds no moment.

    Raises:
        ValueError: it ends before it starts, or at once.
    """
    if not 0 <= starts < ends <= NEVER:
        raise ValueError(f"a period must hold at least one second of the years 1970 to 9999: {starts} to {ends}")


class SourceSilent(Exception):
    """A source of facts does not answer. That is never the same as an answer that holds nothing."""
