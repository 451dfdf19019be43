"""The store's port: what the engine needs, whichever database stands behind it."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple, Protocol, TypeVar

from samspill.access.audit import contracts as audit
from samspill.fhir.contracts import Soon
from samspill.fhir.index.contracts import IndexRows

T = TypeVar("T")

AuditEntry = audit.AuditEntry
"""Who asked for what, and how it went: an entry of the audit log, which the store keeps and ``access.audit`` seals."""


class StoreFailure(Exception):
    """The store could not do it; nothing of the unit was written. Other errors are mistakes in the unit itself."""


class StoreBusy(StoreFailure):
    """More is waiting to be written than the store takes in: try again in a moment (HTTP 503, Retry-After)."""


class StoreFull(StoreFailure):
    """There is no room on the disk: reading goes on, writing does not until there is (HTTP 507)."""


class StoreUnavailable(StoreFailure):
    """The database does not answer: try again (HTTP 503)."""


class StoreUncertain(StoreUnavailable):
    """The database went away while it committed and has not come back to say whether it did; the one exception to the
    rule that nothing was written. Try again with a condition (If-Match, If-None-Exist)."""


class TooLong(Exception):
    """A query of a brief view took longer than a glance; ask again in a view of the usual kind."""


class Dialect(StrEnum):
    """Which SQL is spoken. Values stand as ``?`` in SQL given to ``select`` on both; the store adapts them."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Method(IntEnum):
    """How a version came to be."""

    CREATE = 1
    UPDATE = 2
    DELETE = 3


class Stored(NamedTuple):
    """One version of a resource; a tuple, since a page makes dozens and a frozen dataclass takes four times as long.

    Attributes:
        key: the row key that index rows carry.
        version: 1 and up.
        at: when it was written, microseconds since 1970 UTC, whole milliseconds; never less than an earlier version's.
        sequence: place in the order of all changes.
        body: the resource as JSON bytes with its meta, one line; empty for a delete.
    """

    key: int
    resource_type: str
    id: str
    version: int
    at: int
    sequence: int
    method: Method
    body: bytes

    @property
    def is_deleted(self) -> bool:
        """Whether this version says that the resource is gone."""
        return self.method is Method.DELETE


@dataclass(frozen=True, slots=True)
class Prepared:
    """A resource ready to be written: validated, with its references resolved and its index rows taken out.

    The store sets ``meta.versionId`` and ``meta.lastUpdated`` in ``resource`` and owns it from then on.
    """

    resource_type: str
    id: str
    resource: dict[str, Any]
    rows: IndexRows


@dataclass(frozen=True, slots=True)
class HistoryScope:
    """Which versions to list, newest first.

    Attributes:
        resource_type: one type; ``None`` for the whole system.
        id: one resource; needs ``resource_type``.
        since: only versions written at or after this (microseconds).
        until: only versions written at or before this (microseconds).
        standing: only versions that were written, or still stood, at or after this (microseconds): all of those and,
            of each resource, the one before them, unless it is a delete.
        before: only versions with a lower sequence (the cursor of the page before).
        count: at most so many.
    """

    resource_type: str | None = None
    id: str | None = None
    since: int | None = None
    until: int | None = None
    standing: int | None = None
    before: int | None = None
    count: int = 20


class Snapshot(Protocol):
    """A consistent view for reading; used by one thread at a time.

    Attributes:
        is_whole: whether all its queries see the same moment; those of a glance each see their own.
    """

    dialect: Dialect
    is_whole: bool

    def hold(self) -> None:
        """See one moment from now on.

        Raises:
            TooLong: a glance cannot.
        """

    def current(self, resource_type: str, id: str) -> Stored | None:  # noqa: A002  (FHIR says id)
        """Return the newest version, a delete included; ``None`` when there never was one."""

    def version(self, resource_type: str, id: str, version: int) -> Stored | None:  # noqa: A002  (FHIR says id)
        """Return one version."""

    def history(self, scope: HistoryScope) -> list[Stored]:
        """List versions, newest first."""

    def history_count(self, scope: HistoryScope) -> int:
        """Count the versions of a scope, its cursor and count left out of account."""

    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query of ``fhir.search`` over the tables of ``schema.py``."""

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Run a query whose rows do not fit in memory."""


class Transaction(Snapshot, Protocol):
    """A unit of work that is written whole or not at all.

    Attributes:
        at: the time of everything it writes, microseconds since 1970 UTC, whole milliseconds.
    """

    at: int

    def lock(self, name: str) -> None:
        """Wait until no other transaction holds this name (conditional interactions); nothing to do on one writer."""

    def current(self, resource_type: str, id: str) -> Stored | None:  # noqa: A002  (FHIR says id)
        """Return the newest version, a delete included; it stays the newest until this unit writes or ends."""

    def expect(self, resources: Sequence[tuple[str, str]]) -> None:
        """Tell which resources (type, id) the unit is about to put or delete, before the first of them.

        Worth it for several: PostgreSQL looks them up in one round trip instead of one each, and locks them in one
        order, so that two such units never meet in a deadlock. Nothing depends on it.
        """

    def put(self, prepared: Prepared) -> Stored:
        """Write the next version of a resource: its first, or one after an update or a delete."""

    def delete(self, resource_type: str, id: str) -> Stored | None:  # noqa: A002  (FHIR says id)
        """Write a delete as the next version; ``None`` when there is nothing to delete."""

    def note(self, entry: AuditEntry) -> None:
        """Write one audit row."""

    def enqueue(self, topic: str, subject: str, payload: bytes) -> None:
        """Write one outbox row; rows of one subject are delivered in order."""

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement of the store's own rooms (outbox, events); return its rows, if it returns any."""

    def reindex(self, version: Stored, rows: IndexRows) -> None:
        """Write a resource's index rows anew, unless it has changed since that version was read."""


Tell = Callable[[Stored | None], AuditEntry]
"""Takes the newest version, a delete included, and returns the audit row; it does not wait for anything."""


class Store(Protocol):
    """A record store that is open."""

    dialect: Dialect

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Open a view for reading, for the calling thread."""

    def glance(self) -> AbstractContextManager[Snapshot]:
        """Open a view for what is found in a moment: each of its queries sees its own moment.

        On SQLite its queries may hold others up, so they are stopped after a millisecond or two; on PostgreSQL each is
        a wait, but one without a transaction around it.

        Raises:
            TooLong: when it is left, since a query was stopped.
        """

    def look(
        self,
        resource_type: str,
        id: str,  # noqa: A002  (FHIR says id)
        tell: Tell,
        soon: Soon | None = None,
    ) -> "Future[None]":
        """Look up the newest version of one resource and write, durably, the audit row of what became of it.

        A plain read needs no more. On SQLite it is told at once; on PostgreSQL by a thread of the store, which looks up
        together what is asked for at the same time.
        """

    def write(self, work: Callable[[Transaction], T]) -> "Future[T]":
        """Run a unit of work and commit it durably before the future is done.

        On SQLite one writer thread runs the units of all callers and commits them in groups; an exception in one unit
        undoes that unit only and is given to its future. On PostgreSQL a unit may be run again after a serialisation
        failure, so it must not have effects outside the transaction.
        """

    def note(self, entry: AuditEntry, soon: Soon | None = None) -> "Future[None]":
        """Write one audit row durably, in the next group.

        Args:
            entry: the row.
            soon: given by a thread that does many things in turn and must not be held up: what it notes before ``soon``
                calls back is handed over together. One thread at a time gives it.
        """

    def analyse(self) -> None:
        """Give the query planner new figures; worth it after a load."""

    def loading(self, *, told: Callable[[str], None]) -> AbstractContextManager[None]:
        """Be set for a large load until it is left; what is slow resource by resource may be done at its end.

        Args:
            told: hears the name of each index that is made at the end.
        """

    def close(self) -> None:
        """Finish what was accepted and close."""
