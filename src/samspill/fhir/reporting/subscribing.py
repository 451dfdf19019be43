"""Subscriptions as they may be shown: no header values, no whole addresses, no national numbers."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from samspill.fhir.definitions.api import type_number
from samspill.fhir.formats import api as formats
from samspill.fhir.reporting.contracts import Subscriptions, SubscriptionShown
from samspill.fhir.store.contracts import Snapshot
from samspill.fhir.store.events import events_total
from samspill.fhir.store.progress import place_of

BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/"
COVER = "•••"
_ORDER = {"error": 0, "requested": 1, "active": 2, "off": 3}
_ELEVEN = re.compile(r"(?<![0-9])[0-9]{6}[ .\-]?[0-9]{5}(?![0-9])")
_PERSON = re.compile(r"(?<![A-Za-z])(Patient|RelatedPerson|Person|Practitioner)/[A-Za-z0-9.\-]+")
_PERSONAL = frozenset({
    "_id", "identifier", "patient", "subject", "name", "family", "given", "phonetic", "telecom", "phone", "email",
    "birthdate", "address", "address-city", "address-postalcode", "address-state", "address-country",
})  # fmt: skip
"""Search parameters whose value may point at one person."""
_LIST = "SELECT body, at FROM resource WHERE type = ? AND method <> 3 ORDER BY sequence DESC LIMIT ?"
_COUNT = "SELECT count(*) FROM resource WHERE type = ? AND method <> 3"
_WAITING = "SELECT subject, count(*) FROM outbox WHERE topic = 'subscription' GROUP BY subject"


def subscriptions(view: Snapshot, *, most: int) -> Subscriptions:
    """Return the newest subscriptions, those in error first."""
    number = type_number("Subscription")
    waiting = {subject: int(count) for subject, count in view.select(_WAITING)}
    rows = view.select(_LIST, (number, most))
    shown = [_shown(view, formats.read(bytes(body)), at, waiting) for body, at in rows]
    shown.sort(key=lambda one: _ORDER.get(one.status, 0))
    return Subscriptions(tuple(shown), int(view.select(_COUNT, (number,))[0][0]))


def _shown(view: Snapshot, resource: dict[str, Any], at: int, waiting: dict[str, int]) -> SubscriptionShown:
    name, channel = resource["id"], _object(resource.get("channel"))
    return SubscriptionShown(
        id=name,
        status=str(resource.get("status", "")),
        about=covered_search(str(resource.get("criteria", ""))),
        filters=tuple(_filters(_object(resource.get("_criteria")))),
        channel=_channel(channel),
        host=_host(str(channel.get("endpoint", ""))),
        header_names=tuple(_header_names(channel)),
        events=events_total(view, name),
        told=place_of(view, f"told/{name}"),
        waiting=waiting.get(name, 0),
        error=covered(str(resource.get("error", ""))),
        end=_microseconds(resource.get("end")),
        at=at,
    )


def covered(text: str) -> str:
    """Return a search as it may be shown: decoded, and with what looks like a national number covered."""
    return _ELEVEN.sub(COVER, unquote_plus(text))


def covered_search(text: str) -> str:
    """Return a search as it may be shown: also the values that may point at one person are covered."""
    before, mark, query = text.partition("?") if "?" in text else ("", "", text)
    return covered(before) + mark + "&".join(map(_covered_part, query.split("&")))


def _covered_part(part: str) -> str:
    name, equals, value = part.partition("=")
    shown = covered(name)
    words = shown.rpartition(".")[2].split(":")  # of a chain its end; its own name first, but last in _has
    asked = words[-1:] if words[0] == "_has" else words[:1]
    if value and not _PERSONAL.isdisjoint(asked):
        return f"{shown}={COVER}"
    return shown + equals + _PERSON.sub(rf"\1/{COVER}", covered(value))


def _filters(criteria: dict[str, Any]) -> Iterator[str]:
    for extension in criteria.get("extension", ()):
        if extension.get("url") == f"{BACKPORT}backport-filter-criteria":
            yield covered_search(str(extension.get("valueString", "")))


def _channel(channel: dict[str, Any]) -> str:
    for extension in _object(channel.get("_type")).get("extension", ()):
        if extension.get("url") == f"{BACKPORT}backport-channel-type":
            return str(_object(extension.get("valueCoding")).get("code", ""))
    return str(channel.get("type", ""))


def _header_names(channel: dict[str, Any]) -> Iterator[str]:
    for line in channel.get("header", ()):
        name, colon, _ = str(line).partition(":")
        if colon:  # a line without one may be a bare secret
            yield name.strip()


def _host(endpoint: str) -> str:
    try:
        return urlsplit(endpoint).hostname or ""
    except ValueError:  # stored where validation is off
        return ""


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _microseconds(instant: Any) -> int:
    try:
        return int(datetime.fromisoformat(instant).timestamp() * 1_000_000) if instant else 0
    except (TypeError, ValueError):  # stored where validation is off
        return 0
