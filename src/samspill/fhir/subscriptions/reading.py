"""A Subscription resource -> ``Listener``: what it listens to and how it is told, or why that cannot be done."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from samspill.fhir.definitions import api as definitions
from samspill.fhir.index import api as index
from samspill.fhir.outcomes import Refusal, refusal
from samspill.fhir.search import api as search
from samspill.fhir.subscriptions.contracts import BACKPORT, TOPIC, Channel, Content, Listener
from samspill.kernel.national_numbers import holds_national_number

EXTENSION = f"{BACKPORT}/StructureDefinition/"
FILTERS_MAX = 10
FIELDS_MAX = 50
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
    for name in ("status", "criteria"):
        if not isinstance(resource.get(name), str):  # base validation takes an extension in place of the value
            raise refusal(422, "required", f"A Subscription needs a {name} that can be read.", f"Subscription.{name}")
    try:
        return _listener(resource, hooks)
    except (AttributeError, KeyError, TypeError, ValueError) as error:  # validation is off: anything may stand there
        text = "The Subscription lacks an element, or has one of another type than R4 says."
        raise refusal(422, "structure", text, "Subscription") from error


def _listener(resource: dict[str, Any], hooks: Sequence[str]) -> Listener:
    channel = resource["channel"]
    named = _channel(channel)
    criteria = resource["criteria"]
    is_topic = criteria.startswith(TOPIC)
    resource_type, filters = _of_topic(resource) if is_topic else _of_search(criteria)
    for pairs in filters:
        _check_filter(resource_type, pairs)
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
    pairs = _decoded(query if mark else text if "=" in text else "")
    for name, _ in pairs:
        if name.startswith("_") and name.partition(":")[0] not in FILTERABLE:
            said = f"{name} changes what a search shows, not what it finds, and cannot be a filter."
            raise refusal(422, "value", said, "Subscription.criteria")
    return pairs


def _decoded(query: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX))
    except ValueError as error:
        said = f"A filter has at most {FIELDS_MAX} parameters, in UTF-8."
        raise refusal(422, "value", said, "Subscription.criteria") from error


def _check_filter(resource_type: str, pairs: tuple[tuple[str, str], ...]) -> None:
    """Refuse a filter that no search understands: it is asked inside every write, which it would stop."""
    for name, _ in pairs:
        if name.rpartition(":")[2] in ("in", "not-in"):
            said = f"{name[:64]}: a filter names its codes; a value set may go away, and be large."
            raise refusal(422, "not-supported", said, "Subscription.criteria")
    try:
        search.parse((resource_type,), pairs, strict=True, by_post=True)
    except Refusal as refused:
        issue = refused.issues[0]
        raise refusal(422, issue.code, issue.diagnostics, "Subscription.criteria") from refused


FILTERABLE = frozenset({"_id", "_tag", "_profile", "_security", "_source", "_lastUpdated", "_has", "_filter", "_list"})


def _endpoint(channel: dict[str, Any], hooks: Sequence[str]) -> str:
    endpoint = str(channel.get("endpoint", ""))
    if holds_national_number(unquote(endpoint).replace("|", " ")):
        text = "A national identity number may not stand in an address, for addresses are logged. Choose another."
        raise refusal(422, "security", text, "Subscription.channel.endpoint")
    if _is_address(endpoint):
        if any(_is_under(endpoint, start) for start in hooks):
            return endpoint
        text = "Whoever runs this server has not allowed it to call this address (SAMSPILL_FHIR_HOOKS)."
        raise refusal(422, "security", text, "Subscription.channel.endpoint")
    text = "A rest-hook needs an http or https address without user name or fragment."
    raise refusal(422, "value", text, "Subscription.channel.endpoint")


def _is_address(text: str) -> bool:
    """Answer whether this is an address that every reader takes apart alike."""
    if not _PLAIN.fullmatch(text) or ".." in unquote(text):
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and port != 0


def _is_under(endpoint: str, start: str) -> bool:
    """Answer whether an address lies under an allowed beginning.

    ``https://hooks.no`` allows neither ``https://hooks.no.evil.org`` nor ``https://hooks.no:8080``; a beginning that
    ends with a colon (``http://127.0.0.1:``) allows every port.
    """
    if not endpoint.startswith(start):
        return False
    if start.endswith(("/", "?", "=", "&")):
        return True
    rest = endpoint[len(start) :]
    if start.endswith(":"):
        rest = rest.lstrip("0123456789")
    return rest == "" or rest[0] in "/?"


_PLAIN = re.compile(r"[A-Za-z0-9:/?=&._~%+,;!$()*@\[\]-]{1,2000}")
"""Letters of an address; no backslash, blank or fragment, which urllib and urllib3 read differently."""


def _headers(lines: Sequence[str | None]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line is None:  # an extension stands in its place
            continue
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
    found = index.date_range(instant) if instant else None
    return found[0] if found else 0
