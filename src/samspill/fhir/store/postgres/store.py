"""The port on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from samspill.fhir.contracts import Soon
from samspill.fhir.store.contracts import AuditEntry, Dialect, Tell, Transaction
from samspill.fhir.store.postgres.connections import AWAY_SECONDS, connect_again, connect_first
from samspill.fhir.store.postgres.gathering import Gatherer
from samspill.fhir.store.postgres.migrating import bring_up
from samspill.fhir.store.postgres.sealing import Sealer
from samspill.fhir.store.postgres.snapshots import Glance, Readers, Snapshot
from samspill.fhir.store.postgres.writers import Clock, Writers
from samspill.fhir.store.schema import TABLES

T = TypeVar("T")


class PostgresStore:
    """A record store in one PostgreSQL database.

    The order of ``sequence`` is the order in which changes were made, not that in which they were committed: a change
    may appear with a lower sequence than one already seen, and with a time a little earlier. For one resource both
    always grow.
    """

    dialect = Dialect.POSTGRESQL

    def __init__(self, address: str, *, clock: Callable[[], int]) -> None:
        """Connect, and bring the schema up to the present version.

        Args:
            address: ``postgresql://user:password@host:port/name``.
            clock: the time, in microseconds since 1970 UTC.

        Raises:
            StoreRefused: the database does not answer, is newer than this Samspill, or holds something else.
        """
        with connect_first(address) as connection:
            bring_up(connection)
        self._address = address
        self._readers = Readers(address)
        ours = Clock(clock)
        self._writers = Writers(address, ours)
        self._gatherer = Gatherer(address, ours)
        self._gatherer.start()
        self._sealer = Sealer(address)
        self._sealer.start()

    def snapshot(self) -> Snapshot:
        """Open a view for reading."""
        return Snapshot(self._readers)

    def glance(self) -> Glance:
        """Open a view whose queries each see their own moment."""
        return Glance(self._readers)

    def look(
        self,
        resource_type: str,
        id: str,  # noqa: A002  (FHIR says id)
        tell: Tell,
        soon: Soon | None = None,
    ) -> "Future[None]":
        """Look up the newest version of one resource with those that are looked for, and write its audit row."""
        return self._sealed(self._gatherer.look(resource_type, id, tell, soon))

    def write(self, work: Callable[[Transaction], T]) -> "Future[T]":
        """Run a unit of work in a transaction of its own."""
        return self._sealed(self._writers.submit(work))

    def note(self, entry: AuditEntry, soon: Soon | None = None) -> "Future[None]":
        """Write one audit row with those that wait."""
        return self._sealed(self._gatherer.note(entry, soon))

    def _sealed(self, future: "Future[T]") -> "Future[T]":
        """Let what was written be sealed once it is."""
        future.add_done_callback(self._sealer.ring)
        return future

    def analyse(self) -> None:
        """Give the query planner new figures; worth it after a load: autovacuum passes partitioned tables by."""
        with connect_again(self._address, until=AWAY_SECONDS) as connection:
            for table in TABLES:
                connection.execute(f"ANALYZE {table}", prepare=False)

    def loading(self, *, told: Callable[[str], None]) -> AbstractContextManager[None]:  # noqa: ARG002  (the port's)
        """Do nothing otherwise: units of work are copied in, and the server's own cache holds its indexes."""
        return nullcontext()

    def close(self) -> None:
        """Finish what was accepted and close."""
        self._writers.close()
        self._gatherer.close()
        self._sealer.close()
        self._readers.close()
