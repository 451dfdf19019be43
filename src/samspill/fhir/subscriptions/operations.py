"""$status and $events of a Subscription (https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/operations.html)."""

from collections.abc import Callable
from uuid import uuid5

from samspill.fhir.formats import api as formats
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Snapshot
from samspill.fhir.store.events import Event, events_after, events_total
from samspill.fhir.subscriptions.contracts import Content, Kind, Listener
from samspill.fhir.subscriptions.delivering import IDENTITIES
from samspill.fhir.subscriptions.listeners import SUBSCRIPTION
from samspill.fhir.subscriptions.notifying import bundle, searchset, status
from samspill.fhir.subscriptions.reading import EVENTS_MAX, listener_of

ANYWHERE = ("http://", "https://")
"""To tell how a subscription stands it does not matter whether its address is still allowed."""


def status_of(view: Snapshot, subscriptions: tuple[str, ...], *, base: str) -> bytes:
    """Return a searchset with the status of each subscription, in the order they are named."""
    found = [_status(view, subscription, base) for subscription in subscriptions]
    return formats.write(searchset(found, base=base))


def _status(view: Snapshot, subscription: str, base: str) -> dict[str, object]:
    listener, shown = _listener(view, subscription)
    return status(listener, Kind.STATUS, base=base, shown=shown, total=events_total(view, subscription))


def events_of(
    view: Snapshot,
    subscription: str,
    *,
    base: str,
    at: int,
    first: int,
    last: int,
    content: Content | None,
    demand: Callable[[str], None],
) -> bytes:
    """Return a notification with the events from one number to another, at most ``EVENTS_MAX`` of them.

    Args:
        view: where events stand.
        subscription: its logical id.
        base: absolute address of the FHIR base.
        at: the present moment, microseconds since 1970 UTC.
        first: number of the first event.
        last: number of the last one.
        content: how much is told of each; as the listener wants when left out.
        demand: told which type the events are about; raises the Refusal when the caller may not read it.

    Raises:
        Refusal: 404 when there is no such subscription; or what ``demand`` raises.
    """
    listener, shown = _listener(view, subscription)
    demand(listener.resource_type)
    chosen = content or listener.content
    most = min(EVENTS_MAX, max(0, last - first + 1))
    events = events_after(view, subscription, first - 1, most=most)
    total = events_total(view, subscription)
    told = status(listener, Kind.EVENTS, base=base, shown=shown, total=total, events=events, content=chosen)
    identity = uuid5(IDENTITIES, f"{subscription}/events/{first}-{last}/{total}")
    bodies = {event: _body(view, event, chosen) for event in events} if chosen is not Content.EMPTY else {}
    return bundle(listener, told, identity=identity, at=at, base=base, bodies=bodies)


def _body(view: Snapshot, event: Event, content: Content) -> bytes:
    found = view.version(event.resource_type, event.id, event.version) if content is Content.FULL else None
    return found.body if found else b""


def _listener(view: Snapshot, subscription: str) -> tuple[Listener, str]:
    stored = view.current(SUBSCRIPTION, subscription)
    if stored is None or stored.is_deleted:
        raise refusal(404, "not-found", "There is no such subscription, or it has been deleted.")
    resource = formats.read(stored.body)
    return listener_of(resource, hooks=ANYWHERE), resource["status"]
