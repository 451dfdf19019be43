"""In the unit of work of each change: which listeners it concerns, their events, and one outbox row to deliver them."""

from collections.abc import Sequence

from samspill.fhir.definitions.api import type_number
from samspill.fhir.outcomes import refusal
from samspill.fhir.search import api as search
from samspill.fhir.store.contracts import Snapshot, Stored, Transaction
from samspill.fhir.store.events import add_event, has_told_of
from samspill.fhir.subscriptions.contracts import Channel, Listener
from samspill.fhir.subscriptions.listeners import SUBSCRIPTION, Listeners

OUTBOX = "subscription"
"""The outbox topic of notifications; the subject is the Subscription's id, so a listener hears in order."""
SUBSCRIPTIONS_MAX = 200
"""Subscriptions that may stand at once, on or off: each may cost a search in every write of its type, and all are read
again when one changes."""
EVENT, HANDSHAKE, HEARTBEAT = b"event", b"handshake", b"heartbeat"


def announce(tx: Transaction, changes: Sequence[Stored], listeners: Listeners) -> None:
    """Number each change for every listener it concerns, and queue its delivery; all or nothing with the change.

    A listener with filters hears of a resource that its filters find after the change, and of the delete of a
    resource it has heard of.

    Raises:
        Refusal: 422 when there are more Subscriptions than the server takes; the unit of work is undone.
    """
    _check_number(tx, changes)
    for change in changes:
        if change.resource_type == SUBSCRIPTION:
            _shake_hands(tx, change)
        for listener in listeners.of(tx, change.resource_type):
            if (not listener.end or tx.at < listener.end) and concerns(tx, listener, change):
                add_event(tx, listener.id, change)
                if listener.channel is Channel.REST_HOOK:
                    tx.enqueue(OUTBOX, listener.id, EVENT)
    if any(change.resource_type == SUBSCRIPTION for change in changes):
        listeners.forget()


def _check_number(tx: Transaction, changes: Sequence[Stored]) -> None:
    if not any(change.resource_type == SUBSCRIPTION and not change.is_deleted for change in changes):
        return
    sql = "SELECT count(*) FROM resource WHERE type = ? AND method <> 3"
    if tx.select(sql, (type_number(SUBSCRIPTION),))[0][0] > SUBSCRIPTIONS_MAX:
        text = f"This server has {SUBSCRIPTIONS_MAX} Subscriptions, and takes no more; delete one that nobody needs."
        raise refusal(422, "too-costly", text)


def concerns(snapshot: Snapshot, listener: Listener, change: Stored) -> bool:
    """Answer whether a change concerns a listener."""
    if not listener.filters:
        return True
    if change.is_deleted:
        return has_told_of(snapshot, listener.id, change.resource_type, change.id)
    return all(_finds(snapshot, pairs, change) for pairs in listener.filters)


def _finds(snapshot: Snapshot, pairs: tuple[tuple[str, str], ...], change: Stored) -> bool:
    query = search.parse((change.resource_type,), (*pairs, ("_id", change.id)), strict=True, by_post=True)
    return bool(search.find(snapshot, query, most=1))


def _shake_hands(tx: Transaction, change: Stored) -> None:
    if not change.is_deleted and b'"status":"requested"' in change.body:
        tx.enqueue(OUTBOX, change.id, HANDSHAKE)
