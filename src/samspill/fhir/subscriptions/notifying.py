"""Notification bundles (https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/notifications.html, R4 shape)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from samspill.fhir.formats import api as formats
from samspill.fhir.store.events import Event
from samspill.fhir.subscriptions.contracts import BACKPORT, Content, Kind, Listener

STATUS_PROFILE = f"{BACKPORT}/StructureDefinition/backport-subscription-status-r4"
NOTIFICATION_PROFILE = f"{BACKPORT}/StructureDefinition/backport-subscription-notification-r4"


def status(
    listener: Listener,
    kind: Kind,
    *,
    base: str,
    shown: str,
    total: int,
    events: Sequence[Event] = (),
    content: Content | None = None,
) -> dict[str, Any]:
    """Return SubscriptionStatus in its R4 shape, a Parameters.

    Args:
        listener: whose status it is.
        kind: what it is sent as.
        base: absolute address of the FHIR base.
        shown: the Subscription's status: requested, active, error, off.
        total: events since the subscription started.
        events: those that this notification tells of.
        content: how much is told of them; as the listener wants when left out.
    """
    parameters: list[dict[str, Any]] = [
        {"name": "subscription", "valueReference": {"reference": f"{base}/Subscription/{listener.id}"}},
        {"name": "status", "valueCode": shown},
        {"name": "type", "valueCode": kind.value},
        {"name": "events-since-subscription-start", "valueString": str(total)},
    ]
    if listener.topic:
        parameters.insert(1, {"name": "topic", "valueCanonical": listener.topic})
    parameters.extend(_event(event, content or listener.content, base) for event in events)
    return {"resourceType": "Parameters", "meta": {"profile": [STATUS_PROFILE]}, "parameter": parameters}


def _event(event: Event, content: Content, base: str) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [
        {"name": "event-number", "valueString": str(event.number)},
        {"name": "timestamp", "valueInstant": _instant(event.at)},
    ]
    if content is not Content.EMPTY:
        focus = f"{base}/{event.resource_type}/{event.id}"
        parts.append({"name": "focus", "valueReference": {"reference": focus}})
    return {"name": "notification-event", "part": parts}


def searchset(found: Sequence[dict[str, Any]], *, base: str) -> dict[str, Any]:
    """Return the answer of $status: one status an entry."""
    entries = [
        {"fullUrl": f"{base}/Parameters/{number}", "resource": resource, "search": {"mode": "match"}}
        for number, resource in enumerate(found, start=1)
    ]
    answer: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
    return {**answer, "entry": entries} if entries else answer


def bundle(
    listener: Listener,
    told: dict[str, Any],
    *,
    identity: UUID,
    at: int,
    base: str,
    bodies: Mapping[Event, bytes] | None = None,
) -> bytes:
    """Return a notification: a history Bundle whose first entry is the status.

    Args:
        listener: whom it is for.
        told: the status, from ``status``.
        identity: identity of the notification, the same however often it is sent.
        at: when it is made, microseconds since 1970 UTC.
        base: absolute address of the FHIR base.
        bodies: with ``full-resource`` or ``id-only``, the events; the body empty where it is not shown.
    """
    first = {
        "fullUrl": f"urn:uuid:{identity}",
        "resource": {**told, "id": str(identity)},
        "request": {"method": "GET", "url": f"{base}/Subscription/{listener.id}/$status"},
        "response": {"status": "200"},
    }
    entries = [first, *(_entry(event, body, base) for event, body in (bodies or {}).items())]
    return formats.write(
        {
            "resourceType": "Bundle",
            "id": str(identity),
            "meta": {"profile": [NOTIFICATION_PROFILE]},
            "type": "history",
            "timestamp": _instant(at),
            "entry": entries,
        }
    )


def _entry(event: Event, body: bytes, base: str) -> dict[str, Any]:
    address = f"{base}/{event.resource_type}/{event.id}"
    method, status_line = ("POST", "201") if event.version == 1 else ("PUT", "200")
    entry: dict[str, Any] = {"fullUrl": address}
    if body:
        entry["resource"] = formats.read(body)
    entry["request"] = {"method": method, "url": f"{event.resource_type}/{event.id}"}
    entry["response"] = {"status": status_line}
    return entry


def _instant(at: int) -> str:
    return datetime.fromtimestamp(at / 1_000_000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
