"""The port on SQLite."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from pysqlite3 import dbapi2

from samspill.fhir.contracts import Soon
from samspill.fhir.store.contracts import AuditEntry, Dialect, Tell, Transaction
from samspill.fhir.store.refusals import StoreRefused
from samspill.fhir.store.sqlite import checkpoints, connections, loading
from samspill.fhir.store.sqlite.checkpoints import Checkpoints
from samspill.fhir.store.sqlite.migrating import bring_up
from samspill.fhir.store.sqlite.snapshots import Glance, Lease, Readers
from samspill.fhir.store.sqlite.writer import Writer
from samspill.kernel.texts import say

T = TypeVar("T")


class SqliteStore:
    """A record store in one file."""

    dialect = Dialect.SQLITE

    def __init__(self, path: Path, *, clock: Callable[[], int]) -> None:
        """Open the file, or make it; bring its schema up to the present version.

        Args:
            path: the file; its folder exists.
            clock: the time, in microseconds since 1970 UTC.

        Raises:
            StoreRefused: the SQLite in use is unsound, the file is newer than this Samspill, or it cannot be used.
        """
        connections.check_version()
        self._path = path
        self._connection = _opened(path)
        self._readers = Readers(path)
        self._checkpoints = Checkpoints(path)
        self._checkpoints.start()
        self._writer = Writer(self._connection, clock, self._checkpoints, self._readers.renew)
        self._writer.start()

    def snapshot(self) -> Lease:
        """Open a view for reading."""
        return self._readers.snapshot()

    def glance(self) -> Glance:
        """Open a view whose queries are stopped when they take long."""
        return Glance(self._readers)

    def look(
        self,
        resource_type: str,
        id: str,  # noqa: A002  (FHIR says id)
        tell: Tell,
        soon: Soon | None = None,
    ) -> "Future[None]":
        """Look up the newest version of one resource, and write the audit row of it in the writer's next group."""
        return self._writer.submit(tell(self._readers.current(resource_type, id)), soon)

    def write(self, work: Callable[[Transaction], T]) -> "Future[T]":
        """Run a unit of work in the writer's next group."""
        return self._writer.submit(work)

    def note(self, entry: AuditEntry, soon: Soon | None = None) -> "Future[None]":
        """Write one audit row in the writer's next group."""
        return self._writer.submit(entry, soon)

    def analyse(self) -> None:
        """Give the query planner new figures; worth it after a load (10 ms: it reads samples)."""
        self.write(_analyse).result()
        self._readers.renew()

    @contextmanager
    def loading(self, *, told: Callable[[str], None]) -> Iterator[None]:
        """Keep much in memory and move the log seldom; in an empty store, make the indexes by value at the end.

        A load that is stopped leaves them to whoever opens the store next.
        """
        is_first = self.write(loading.begin).result()
        self._checkpoints.changes = loading.CHANGES
        try:
            yield
        finally:
            self._checkpoints.changes = checkpoints.CHANGES
            self.write(loading.end).result()
        if is_first:
            loading.make_missing(self._path, told)

    def close(self) -> None:
        """Finish what was accepted and close."""
        self._writer.close()
        self._checkpoints.close()
        self._readers.close()
        with suppress(dbapi2.Error):  # a full disk, or another process reading: the log is read at the next start
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._connection.close()


def _opened(path: Path) -> connections.Connection:
    try:
        connection = connections.writing(path)
        bring_up(connection)
        if loading.missing(connection):
            loading.make_missing(path, lambda _: None)
    except dbapi2.Error as error:
        raise StoreRefused(
            say("Journalen %(file)s kan ikke åpnes: %(error)s.", file=str(path), error=str(error)),
            remedy=say(
                "Sjekk at SAMSPILL_DATA er riktig, og at mappen kan skrives til. "
                "Er filen skadet, hent den fra en sikkerhetskopi."
            ),
        ) from error
    return connection


def _analyse(transaction: Transaction) -> None:
    transaction.select("ANALYZE")
