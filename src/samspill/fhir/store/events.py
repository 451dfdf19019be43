"""What subscriptions have told of: written in the unit of work that made the change, numbered without gaps."""

from collections.abc import Sequence
from dataclasses import dataclass

from samspill.fhir.definitions.api import type_named, type_number
from samspill.fhir.store.contracts import Snapshot, Stored, Transaction

_ADD = (
    "INSERT INTO event (subscription, number, at, type, resource, version) "
    "SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ? FROM event WHERE subscription = ? RETURNING number"
)
_AFTER = (
    "SELECT number, at, type, resource, version FROM event "
    "WHERE subscription = ? AND number > ? ORDER BY number LIMIT ?"
)
_KNOWN = "SELECT 1 FROM event WHERE subscription = ? AND type = ? AND resource = ? LIMIT 1"


@dataclass(frozen=True, slots=True)
class Event:
    """One change that a subscription tells of.

    Attributes:
        number: 1 and up, without gaps, per subscription.
        at: when it was written, microseconds since 1970 UTC.
        resource_type: of the changed resource.
        id: of the changed resource.
        version: the version that was written.
    """

    number: int
    at: int
    resource_type: str
    id: str
    version: int


def add_event(tx: Transaction, subscription: str, stored: Stored) -> int:
    """Number a change for a subscription, and return its number."""
    tx.lock(f"event/{subscription}")
    kind = type_number(stored.resource_type)
    rows = tx.run(_ADD, (subscription, stored.at, kind, stored.id, stored.version, subscription))
    return int(rows[0][0])


def events_after(snapshot: Snapshot, subscription: str, number: int, *, most: int) -> Sequence[Event]:
    """Return a subscription's events after a number, oldest first, at most so many."""
    rows = snapshot.select(_AFTER, (subscription, number, most))
    return tuple(Event(at_number, at, type_named(kind), id_, version) for at_number, at, kind, id_, version in rows)


def events_total(snapshot: Snapshot, subscription: str) -> int:
    """Return how many events a subscription has had."""
    rows = snapshot.select("SELECT max(number) FROM event WHERE subscription = ?", (subscription,))
    return int(rows[0][0] or 0)


def has_told_of(snapshot: Snapshot, subscription: str, resource_type: str, resource_id: str) -> bool:
    """Answer whether a subscription has told of a resource before."""
    return bool(snapshot.select(_KNOWN, (subscription, type_number(resource_type), resource_id)))
