"""Connections to PostgreSQL, how they come back after it was away, and what its errors mean."""

import random
import time

import psycopg
from psycopg import errors

from samspill.fhir.store.contracts import StoreBusy, StoreFull, StoreUnavailable
from samspill.fhir.store.postgres.quick import Connection, Quick
from samspill.fhir.store.refusals import StoreRefused
from samspill.kernel.texts import say

AWAY_SECONDS = 20.0
"""How long a caller waits for a database that went away (a restart after a crash took 1.8 s, at most 2.6)."""

IDLE_SECONDS = 1.0
"""After how long a connection is asked whether it is still there."""

# on: what is acknowledged is on disk, whatever the server's default. jit: compiling a plan over all parts costs 100 ms.
# force_generic_plan: left to itself PostgreSQL plans every search anew, since a plan that knows the patient looks
# cheaper than one that leaves parts out as it starts; but planning costs three times what running does (0.45, 0.15 ms).
# No parallel workers: starting them takes longer (20 ms) than what they are started for.
_OPTIONS = (
    "-c synchronous_commit=on -c jit=off -c lock_timeout=10s -c client_min_messages=warning "
    "-c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0"
)

STATEMENTS_KEPT = 300
PREPARED_AFTER = 1
"""How many times a statement is run before it is prepared: one that comes twice comes again."""


def connect(address: str) -> Connection:
    """Open a connection; every statement is its own transaction unless one is begun."""
    connection = Connection.connect(
        address,
        autocommit=True,
        cursor_factory=psycopg.RawCursor,
        options=_OPTIONS,
        connect_timeout=5,
        application_name="samspill",
    )
    connection.prepared_max = STATEMENTS_KEPT
    connection.prepare_threshold = PREPARED_AFTER
    connection.quick = Quick(connection)
    return connection


def connect_again(address: str, *, until: float) -> Connection:
    """Open a connection to a database that may be starting; try until then (``time.monotonic``).

    Raises:
        StoreUnavailable: it did not answer in time.
    """
    pause = 0.05
    while True:
        try:
            return connect(address)
        except psycopg.OperationalError as error:
            if time.monotonic() + pause > until:
                raise StoreUnavailable("The database of the record store does not answer.") from error
        time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  (spreads the callers; nothing secret)
        pause = min(pause * 2, 1)


class Link:
    """The one connection of a thread that writes, opened when it is needed and again when it was lost."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: Connection | None = None
        self._used = 0.0

    def open(self, *, until: float) -> Connection:
        """Return a connection that answered a moment ago.

        One that has been idle is asked first: if its server died meanwhile, nobody could say later whether what is
        sent at once with its commit arrived.

        Raises:
            StoreUnavailable: the database did not answer in time.
        """
        now = time.monotonic()
        if self._connection is not None and now - self._used > IDLE_SECONDS and not _answers(self._connection):
            self._connection.close()
        self._used = now
        if self._connection is None or self._connection.closed:
            self._connection = connect_again(self._address, until=until)
        return self._connection

    def close(self) -> None:
        """Close it."""
        if self._connection is not None:
            self._connection.close()


def _answers(connection: Connection) -> bool:
    try:
        connection.execute("SELECT 1").fetchall()
    except psycopg.OperationalError:
        return False
    return True


def connect_first(address: str) -> Connection:
    """Open the first connection, for the person who starts the server.

    Raises:
        StoreRefused: there is no answer, or the address is wrong.
    """
    try:
        return connect(address)
    except psycopg.Error as error:
        raise StoreRefused(
            say("Databasen for journalen svarer ikke."),
            remedy=say("Sjekk at den kjører, og at SAMSPILL_RECORD_URL er riktig."),
        ) from error


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone: the server was stopped, killed, or is starting."""
    if isinstance(
        error, errors.AdminShutdown | errors.CrashShutdown | errors.CannotConnectNow | errors.IdleSessionTimeout
    ):
        return True
    return isinstance(error, psycopg.OperationalError) and error.sqlstate is None


def is_passing(error: BaseException) -> bool:
    """Whether the same unit may well succeed if run again: it met another one."""
    if isinstance(error, errors.UniqueViolation):  # two made the same resource: the second one updates it
        return error.diag.constraint_name in ("resource_by_id", "resource_pkey")
    return isinstance(error, errors.SerializationFailure | errors.DeadlockDetected)


def meaning(error: BaseException) -> BaseException:
    """Return the store's word for a PostgreSQL error, or the error itself when it is a mistake in the unit."""
    if is_lost(error):
        return _caused(StoreUnavailable("The database of the record store does not answer."), error)
    if isinstance(error, errors.DiskFull):
        return _caused(StoreFull("There is no room left where the record store lies."), error)
    if isinstance(error, errors.LockNotAvailable | errors.TooManyConnections | errors.QueryCanceled) or is_passing(
        error
    ):
        return _caused(StoreBusy("Others are changing the same resources."), error)
    return error


def _caused(failure: Exception, error: BaseException) -> Exception:
    failure.__cause__ = error
    return failure
