"""Moves what is in the write-ahead log into the database file, beside the writing and not in its way.

SQLite's own way is to do it in the commit that fills the log, which then waits for two more syncs. Here a thread with a
connection of its own does the long part; the writer does the short rest, so that the log can start over.
"""

from pathlib import Path
from threading import Event, Thread

from pysqlite3 import dbapi2

from samspill.fhir.store.sqlite.connections import Connection, writing

CHANGES = 4_000
"""Changed rows after which the log is moved; about 4 to 8 MB."""

PAGES_MAX = 8_192
"""Pages (4 kB) in the log from which it must start over."""


class Checkpoints(Thread):
    """Wakes when much has been written.

    Attributes:
        changes: how much, in changed rows.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(name="record-checkpoints", daemon=True)
        self._connection = writing(path)
        self._wake = Event()
        self._closing = False
        self._seen = 0
        self.changes = CHANGES
        self._rest_is_short = False

    def written(self, connection: Connection) -> None:
        """Hear from the writer, on its thread, that a group is committed."""
        if self._rest_is_short:
            self._rest_is_short = False
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        elif connection.total_changes - self._seen > self.changes:
            self._seen = connection.total_changes
            self._wake.set()

    def run(self) -> None:
        """Move the log whenever woken; a failure (a full disk) leaves it for the next time, nothing is lost by it."""
        while self._wake.wait() and not self._closing:
            self._wake.clear()
            try:
                _, pages, moved = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            except dbapi2.Error:
                continue
            self._rest_is_short = pages > PAGES_MAX and pages - moved < PAGES_MAX // 4

    def close(self) -> None:
        """End."""
        self._closing = True
        self._wake.set()
        self.join()
        self._connection.close()
