"""Frozen values of subscriptions (https://hl7.org/fhir/uv/subscriptions-backport, STU 1.1)."""

from dataclasses import dataclass
from enum import StrEnum

BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport"
TOPIC = "urn:samspill:topic:"
"""A topic is this and a resource type: every create, update and delete of resources of that type."""


class Content(StrEnum):
    """How much of the resource a notification carries."""

    EMPTY = "empty"
    ID_ONLY = "id-only"
    FULL = "full-resource"


class Channel(StrEnum):
    """How a listener is told."""

    REST_HOOK = "rest-hook"
    STREAM = "sse"


class Kind(StrEnum):
    """What a notification is (``type`` of SubscriptionStatus)."""

    HANDSHAKE = "handshake"
    HEARTBEAT = "heartbeat"
    EVENT = "event-notification"
    STATUS = "query-status"
    EVENTS = "query-event"


@dataclass(frozen=True, slots=True)
class Listener:
    """A Subscription as the engine uses it.

    Attributes:
        id: the Subscription's logical id.
        topic: canonical address of its topic; empty for a plain R4 subscription, whose criteria is a search.
        resource_type: the type it listens to.
        filters: searches, each as decoded pairs; an event is told when all of them find the resource.
        channel: how it is told.
        endpoint: address that a rest-hook posts to; empty for a stream.
        headers: headers the listener wants sent, name and value.
        content: how much a notification carries.
        has_payload: whether a plain R4 listener wants the resource itself.
        heartbeat_s: seconds of silence after which a heartbeat is sent; 0 for none.
        timeout_s: seconds to wait for the endpoint's answer.
        events_max: most events in one notification.
        end: when it stops, microseconds since 1970 UTC; 0 for never.
        is_active: whether its status is active.
    """

    id: str
    topic: str
    resource_type: str
    filters: tuple[tuple[tuple[str, str], ...], ...]
    channel: Channel
    endpoint: str
    headers: tuple[tuple[str, str], ...]
    content: Content
    has_payload: bool
    heartbeat_s: int
    timeout_s: int
    events_max: int
    end: int
    is_active: bool
