"""Used proofs in PostgreSQL, for a deployment of several machines: beside the record store, in a table of their own.

The table is not logged to disk (UNLOGGED): after a crash of the database it is empty, and a proof would have to be
replayed within its few seconds, before the database is up again.
"""

from datetime import datetime
from threading import Lock
from typing import Any

import psycopg

from samspill.access.login.contracts import StoreSilent

FORGET_EACH_SECONDS = 10
CONNECT_SECONDS = 3
STATEMENT_MS = 2000
_TABLE = "CREATE UNLOGGED TABLE IF NOT EXISTS login_proof_seen (key bytea PRIMARY KEY, until timestamptz NOT NULL)"
_INDEX = "CREATE INDEX IF NOT EXISTS login_proof_seen_until ON login_proof_seen (until)"
_MAKING = 7_146_210_915
"""Number of the lock that whoever makes the table holds: two who make it at once would both fail."""
_IS_SEEN = "SELECT 1 FROM login_proof_seen WHERE key = %s AND until > %s"
_KEEP = (
    "INSERT INTO login_proof_seen AS seen (key, until) VALUES (%s, %s)"
    " ON CONFLICT (key) DO UPDATE SET until = excluded.until WHERE seen.until <= %s"
)
_FORGET = "DELETE FROM login_proof_seen WHERE until <= %s"


class SeenInPostgres:
    """One table that every process of every machine shares."""

    is_local = False

    def __init__(self, address: str) -> None:
        """Begin; the database is not asked before the first proof.

        Args:
            address: ``postgresql://…``.
        """
        self._address = address
        self._lock = Lock()
        self._connection: psycopg.Connection[Any] | None = None
        self._forgotten_at: datetime | None = None

    def is_seen(self, key: bytes, *, at: datetime) -> bool:
        """Answer whether a proof has been used.

        Raises:
            StoreSilent: the database does not answer.
        """
        return self._asked(_IS_SEEN, (key, at)) == 1

    def keep(self, key: bytes, *, until: datetime, at: datetime) -> bool:
        """Remember a proof; ``False`` when somebody did before, on whichever machine.

        Raises:
            StoreSilent: the database does not answer.
        """
        if self._forgotten_at is None or abs((at - self._forgotten_at).total_seconds()) >= FORGET_EACH_SECONDS:
            self._forgotten_at = at
            self._asked(_FORGET, (at,))
        return self._asked(_KEEP, (key, until, at)) == 1

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._drop()

    def _asked(self, sql: str, values: tuple[Any, ...]) -> int:
        """Return how many rows a statement found or wrote; a connection that was lost is opened anew, once."""
        with self._lock:
            for is_last in (False, True):
                try:
                    return self._open().execute(sql.encode(), values).rowcount
                except psycopg.Error as error:
                    self._drop()
                    if is_last or not isinstance(error, psycopg.OperationalError):
                        raise StoreSilent from error
            raise AssertionError("the second try answers or raises")

    def _open(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            options = f"-c statement_timeout={STATEMENT_MS}"
            connection = psycopg.connect(
                self._address, autocommit=True, connect_timeout=CONNECT_SECONDS, options=options
            )
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
                connection.execute(_TABLE)
                connection.execute(_INDEX)
            self._connection = connection
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
