"""A Subscription resource -> ``Listener``: what it listens to and how it is told, or why that cannot be done."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from samspill.fhir.definitions import api as definitions
from samspill.fhir.outcomes import refusal
from samspill.fhir.subscriptions.contracts import BACKPORT, TOPIC, Channel, Content, Listener

EXTENSION = f"{BACKPORT}/StructureDefinition/"
FILTERS_MAX = 10
EVENTS_MAX = 100
TIMEOUT_S = 10
TIMEOUT_MAX_S = 60
HEADER_NAMES_REFUSED = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection"})


def listener_of(resource: dict[str, Any], *, hooks: Sequence[str]) -> Listener:
    """Read a Subscription.

    Args:
        resource: a Subscription that passed base validation and has an id.
        hooks: the beginnings of addresses that a rest-hook may have; set by whoever runs the server, since a hook
            makes the server call an address that its caller chose.

    Raises:
        Refusal: 422; it asks for a channel, topic, filter or address that this server does not serve.
    """
    channel = resource["channel"]
    named = _channel(channel)
    criteria = resource["criteria"]
    is_topic = criteria.startswith(TOPIC)
    resource_type, filters = _of_topic(resource) if is_topic else _of_search(criteria)
    return Listener(
        id=resource["id"],
        topic=criteria if is_topic else "",
        resource_type=resource_type,
        filters=filters,
        channel=named,
        endpoint=_endpoint(channel, hooks) if named is Channel.REST_HOOK else "",
        headers=tuple(_headers(channel.get("header", ()))),
        content=_content(channel),
        has_payload="payload" in channel,
        heartbeat_s=_number(channel, "backport-heartbeat-period", least=0, most=86_400, otherwise=0),
        timeout_s=_number(channel, "backport-timeout", least=1, most=TIMEOUT_MAX_S, otherwise=TIMEOUT_S),
        events_max=_number(channel, "backport-max-count", least=1, most=EVENTS_MAX, otherwise=EVENTS_MAX),
        end=_microseconds(resource.get("end")),
        is_active=resource["status"] == "active",
    )


def _channel(channel: dict[str, Any]) -> Channel:
    other = _extension(channel.get("_type", {}), "backport-channel-type")
    code = other["valueCoding"].get("code") if other and "valueCoding" in other else channel.get("type")
    if code in (Channel.REST_HOOK, Channel.STREAM):
        return Channel(code)
    text = "This server tells listeners by rest-hook, or by sse named in the extension backport-channel-type."
    raise refusal(422, "not-supported", text, "Subscription.channel.type")


def _of_topic(resource: dict[str, Any]) -> tuple[str, tuple[tuple[tuple[str, str], ...], ...]]:
    resource_type = resource["criteria"].removeprefix(TOPIC)
    _check_type(resource_type)
    texts = [
        extension.get("valueString", "")
        for extension in resource.get("_criteria", {}).get("extension", ())
        if extension.get("url") == f"{EXTENSION}backport-filter-criteria"
    ]
    if len(texts) > FILTERS_MAX:
        text = f"A subscription may have at most {FILTERS_MAX} filters."
        raise refusal(422, "too-costly", text, "Subscription.criteria.extension")
    return resource_type, tuple(_pairs(text, resource_type) for text in texts)


def _of_search(criteria: str) -> tuple[str, tuple[tuple[tuple[str, str], ...], ...]]:
    resource_type = criteria.partition("?")[0]
    _check_type(resource_type)
    pairs = _pairs(criteria, resource_type)
    return resource_type, (pairs,) if pairs else ()


def _check_type(resource_type: str) -> None:
    if resource_type not in definitions.resource_types():
        text = f"Write the topic as {TOPIC} and a resource type, or a search such as Observation?code=8867-4."
        raise refusal(422, "not-supported", text, "Subscription.criteria")


def _pairs(text: str, resource_type: str) -> tuple[tuple[str, str], ...]:
    head, mark, query = text.partition("?")
    if mark and head != resource_type:
        said = f"A filter must search {resource_type}, the type that its topic is about."
        raise refusal(422, "value", said, "Subscription.criteria")
    pairs = tuple(parse_qsl(query if mark else text if "=" in text else "", keep_blank_values=True))
    for name, _ in pairs:
        if name.startswith("_") and name.partition(":")[0] not in FILTERABLE:
            said = f"{name} changes what a search shows, not what it finds, and cannot be a filter."
            raise refusal(422, "value", said, "Subscription.criteria")
    return pairs


FILTERABLE = frozenset({"_id", "_tag", "_profile", "_security", "_source", "_lastUpdated", "_has", "_filter", "_list"})


def _endpoint(channel: dict[str, Any], hooks: Sequence[str]) -> str:
    endpoint = str(channel.get("endpoint", ""))
    parts = urlsplit(endpoint)
    if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc and not parts.fragment:
        if any(endpoint.startswith(start) for start in hooks):
            return endpoint
        text = "Whoever runs this server has not allowed it to call this address (SAMSPILL_FHIR_HOOKS)."
        raise refusal(422, "security", text, "Subscription.channel.endpoint")
    text = "A rest-hook needs an http or https address without user name or fragment."
    raise refusal(422, "value", text, "Subscription.channel.endpoint")


def _headers(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, mark, value = line.partition(":")
        name, value = name.strip(), value.strip()
        is_plain = name.replace("-", "").isalnum() and name.isascii() and value.isascii() and value.isprintable()
        if not mark or not is_plain or name.lower() in HEADER_NAMES_REFUSED:
            text = "Write a header as Name: value, and leave out those that the server itself sets."
            raise refusal(422, "value", text, "Subscription.channel.header")
        yield name, value


def _content(channel: dict[str, Any]) -> Content:
    extension = _extension(channel.get("_payload", {}), "backport-payload-content")
    if extension is None:
        return Content.EMPTY
    try:
        return Content(extension.get("valueCode", ""))
    except ValueError:
        text = "The content of a notification is empty, id-only or full-resource."
        raise refusal(422, "value", text, "Subscription.channel.payload.extension") from None


def _number(channel: dict[str, Any], name: str, *, least: int, most: int, otherwise: int) -> int:
    extension = _extension(channel, name)
    if extension is None:
        return otherwise
    value = extension.get("valueUnsignedInt", extension.get("valuePositiveInt"))
    if isinstance(value, int) and least <= value <= most:
        return value
    raise refusal(422, "value", f"{name} must be from {least} to {most}.", "Subscription.channel.extension")


def _extension(element: dict[str, Any], name: str) -> dict[str, Any] | None:
    url = f"{EXTENSION}{name}"
    return next((each for each in element.get("extension", ()) if each.get("url") == url), None)


def _microseconds(instant: str | None) -> int:
    return int(datetime.fromisoformat(instant).timestamp() * 1_000_000) if instant else 0
