"""The door to the record store."""

from collections.abc import Callable
from pathlib import Path

from samspill.fhir.store.contracts import Store
from samspill.fhir.store.moments import SET_BACK_US, Moment, moment_of
from samspill.fhir.store.rebuilding import Difference, RowsOf, differences, rebuild
from samspill.fhir.store.sqlite.store import SqliteStore

__all__ = ["SET_BACK_US", "Difference", "Moment", "RowsOf", "differences", "moment_of", "open_store", "rebuild"]


def open_store(location: str, *, clock: Callable[[], int]) -> Store:
    """Open the record store, make it if it is not there, and bring its schema up to the present version.

    Args:
        location: a path (SQLite; its folder exists) or a ``postgresql://`` address.
        clock: the time, in microseconds since 1970 UTC; a step back is evened out.

    Raises:
        StoreRefused: it cannot be opened as it stands, with the reason for the person who starts the server.
    """
    if location.startswith(("postgresql://", "postgres://")):
        from samspill.fhir.store.postgres.store import PostgresStore  # noqa: PLC0415  (its driver is an extra)

        return PostgresStore(location, clock=clock)
    return SqliteStore(Path(location), clock=clock)
