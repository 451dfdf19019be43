"""Brings a SQLite file's schema up to the present version."""

from pysqlite3 import dbapi2

from samspill.fhir.store import migrations
from samspill.fhir.store.refusals import StoreRefused
from samspill.fhir.store.sqlite.connections import Connection
from samspill.fhir.store.sqlite.log import Log
from samspill.kernel.texts import say

SEALED_SINCE = 6
"""The schema's version from which on every audit row is sealed as it is written."""


def bring_up(connection: Connection) -> None:
    """Bring the schema up in one transaction, or leave it as it is.

    Raises:
        StoreRefused: the file is newer than this Samspill, or holds something else.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = _found(connection)
        migrations.bring_up("sqlite", found, connection.execute)
        if found is not None and found < SEALED_SINCE:
            Log(connection.cursor()).seal_all()
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _found(connection: Connection) -> int | None:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not tables:
        return None
    try:
        return int(connection.execute("SELECT version FROM schema_version").fetchone()[0])
    except (dbapi2.Error, TypeError) as error:
        raise StoreRefused(
            say("Filen er en database, men ikke en journal fra Samspill."),
            remedy=say("Velg en annen mappe i SAMSPILL_DATA, eller flytt filen bort."),
        ) from error
