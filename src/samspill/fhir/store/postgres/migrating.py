"""Brings a PostgreSQL database's schema up to the present version."""

from samspill.fhir.store import migrations
from samspill.fhir.store.postgres.quick import Connection
from samspill.fhir.store.refusals import StoreRefused
from samspill.kernel.texts import say

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('samspill record schema', 0))"


def bring_up(connection: Connection) -> None:
    """Bring the schema up in one transaction, or leave it as it is; servers that start together wait for each other.

    Raises:
        StoreRefused: the database is newer than this Samspill, or holds something else.
    """
    with connection.transaction():
        connection.execute("SET LOCAL lock_timeout = 0")
        connection.execute(_ONE_AT_A_TIME)
        migrations.bring_up("postgresql", _found(connection), lambda sql: connection.execute(sql, prepare=False))


def _found(connection: Connection) -> int | None:
    row = connection.execute(
        "SELECT to_regclass('schema_version') IS NOT NULL, to_regclass('resource') IS NOT NULL"
    ).fetchone()
    if row == (True, True):
        found = connection.execute("SELECT version FROM schema_version").fetchone()
        return None if found is None else int(found[0])
    if row == (False, False):
        return None
    raise StoreRefused(
        say("Databasen har tabeller, men er ikke en journal fra Samspill."),
        remedy=say("Oppgi en annen database i SAMSPILL_RECORD_URL."),
    )
