"""How an older record store is brought to the present version, step by step, in the transaction that opens it.

A new store is made from ``schema.py`` at once. A test takes a store of version 1 through every step and compares.
"""

from collections.abc import Callable, Mapping

from samspill.fhir.store.refusals import StoreRefused
from samspill.fhir.store.schema import (
    INDEXES,
    PARTITIONED,
    VERSION,
    columns_of,
    creating,
    indexing,
    making,
    statements,
)
from samspill.kernel.texts import say

Run = Callable[[str], object]
"""Runs one statement."""


def _to_2(dialect: str) -> tuple[str, ...]:
    """Audit, outbox, events and progress; a type's versions in the order of all changes, for pages of history."""
    return (
        *(creating(table, dialect) for table in ("audit", "outbox", "event", "progress")),
        "DROP INDEX version_by_time",
        *map(indexing, ("resource_by_type", "version_by_type", "outbox_by_subject", "event_by_resource")),
    )


def _to_3(dialect: str) -> tuple[str, ...]:
    """What was loaded from files."""
    return (creating("loaded", dialect),)


def _to_4(dialect: str) -> tuple[str, ...]:  # noqa: ARG001  (the same on both)
    """Which resources are deleted, so that the others are counted fast."""
    return (indexing("resource_deleted"),)


def _to_5(dialect: str) -> tuple[str, ...]:
    """Fewer tables of parts on PostgreSQL: what is in them is written anew."""
    if dialect == "sqlite":
        return ()
    return tuple(statement for table in PARTITIONED for statement in _spread_anew(table, dialect))


def _spread_anew(table: str, dialect: str) -> tuple[str, ...]:
    columns = ", ".join(columns_of(table))
    indexes = [name for name, (owner, _) in INDEXES.items() if owner == table]
    return (
        *(f"DROP INDEX {name}" for name in indexes),
        f"ALTER TABLE {table} RENAME TO {table}_before",
        *making(table, dialect),
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before",
        f"DROP TABLE {table}_before",
        *map(indexing, indexes),
        f"ANALYZE {table}",
    )


STEPS: Mapping[int, Callable[[str], tuple[str, ...]]] = {2: _to_2, 3: _to_3, 4: _to_4, 5: _to_5}
"""By the version they lead to. A step that builds from ``schema.py`` must be written out before that changes again."""


def bring_up(dialect: str, found: int | None, run: Run) -> None:
    """Bring a store to the present version, within the caller's transaction.

    Args:
        dialect: whose SQL.
        found: the version the store says it has; ``None`` when it is empty.
        run: runs a statement.

    Raises:
        StoreRefused: the store is newer than this Samspill.
    """
    if found is not None and found > VERSION:
        raise StoreRefused(
            say(
                "Journalen er laget av en nyere Samspill (skjema %(found)s, her %(known)s).", found=found, known=VERSION
            ),
            remedy=say("Oppgrader Samspill, eller hent inn en sikkerhetskopi fra før oppgraderingen."),
        )
    if found is None:
        for statement in ("CREATE TABLE schema_version (version INTEGER NOT NULL)", *statements(dialect)):
            run(statement)
        run(f"INSERT INTO schema_version VALUES ({VERSION})")
        return
    for version in range(found + 1, VERSION + 1):
        for statement in STEPS[version](dialect):
            run(statement)
    if found < VERSION:
        run(f"UPDATE schema_version SET version = {VERSION}")
