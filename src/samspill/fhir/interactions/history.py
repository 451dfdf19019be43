"""history of an instance, a type and the system (https://hl7.org/fhir/R4/http.html#history).

Pages are cut by the place in the order of all changes, so that they stay whole while others write. ``_at`` is answered
for an instance only: for a type it would mean reading the whole history.
"""

from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter
from urllib.parse import urlencode

from samspill.fhir.contracts import Answer
from samspill.fhir.definitions import api as definitions
from samspill.fhir.formats import api as formats
from samspill.fhir.index import api as index
from samspill.fhir.interactions import answering
from samspill.fhir.interactions.asking import Ask, count_of, value_of
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import HistoryScope, Method, Snapshot, Stored

COUNT = 20
"""Versions on a page when ``_count`` does not say."""

CURSOR = "_cursor"
_SPOKEN = frozenset({"_count", "_since", "_at", CURSOR, "_format", "_pretty"})
_REQUESTS = {
    Method.CREATE: ("POST", "201 Created"),
    Method.UPDATE: ("PUT", "200 OK"),
    Method.DELETE: ("DELETE", "204 No Content"),
}


def history(ask: Ask, view: Snapshot) -> Answer:
    """List versions, newest first, as a Bundle of type history."""
    _check_parameters(ask)
    route = ask.route
    types = _types(ask)
    scope = _scope(ask)
    if route.id and view.current(route.resource_type, route.id) is None:
        raise refusal(404, "not-found", f"There is no such {route.resource_type}.")
    if value_of(ask.call, "_at") is not None:
        versions = _at(ask, view, scope)
        return _answer(ask, versions, len(versions), None)
    found = _page(view, scope, types)
    shown = found[: scope.count]
    more = shown[-1].sequence if shown and len(found) > len(shown) else None
    return _answer(ask, shown, _total(view, scope, types), more)


def _check_parameters(ask: Ask) -> None:
    unknown = next((name for name, _ in ask.call.query if name not in _SPOKEN), None)
    if unknown is not None and ask.is_strict:
        raise refusal(400, "not-supported", "A history takes _count, _since, _at and _format only.", unknown[:64])


def _types(ask: Ask) -> frozenset[str] | None:
    """Return the types the caller may list; ``None`` for all (the usual case, and the quick one)."""
    if ask.route.resource_type or ask.may("s", "*"):
        return None
    allowed = frozenset(name for name in definitions.resource_types() if ask.may("s", name))
    if not allowed:
        ask.demand("s", "*")
    return allowed


def _scope(ask: Ask) -> HistoryScope:
    cursor = value_of(ask.call, CURSOR)
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise refusal(400, "value", f"{CURSOR} is given in the link to the next page; use that link as it is.", CURSOR)
    since = value_of(ask.call, "_since")
    return HistoryScope(
        ask.route.resource_type or None,
        ask.route.id or None,
        since=None if since is None else moments(since, "_since")[0],
        before=None if cursor is None else int(cursor),
        count=count_of(ask.call, "_count", COUNT, ask.room.settings.page_max),
    )


def moments(text: str, name: str) -> tuple[int, int]:
    """Return the range of time that a date or instant in a parameter means.

    Raises:
        Refusal: 400 when it is neither.
    """
    found = index.date_range(text.replace(" ", "+"))  # a plus sign that nobody encoded arrives as a space
    if found is None:
        raise refusal(400, "value", f"{name} must be a date or an instant, like 2026-11-22T08:00:00Z.", name)
    return found


def _page(view: Snapshot, scope: HistoryScope, types: frozenset[str] | None) -> list[Stored]:
    """Read one version more than the page holds; where types are left out, type by type: nothing of those is read."""
    count = scope.count + 1
    if types is None:
        return view.history(_narrowed(scope, scope.before, count))
    rows = [
        row
        for name in types
        for row in view.history(_narrowed(replace(scope, resource_type=name), scope.before, count))
    ]
    return sorted(rows, key=attrgetter("sequence"), reverse=True)[:count]


def _narrowed(scope: HistoryScope, before: int | None, count: int) -> HistoryScope:
    return HistoryScope(scope.resource_type, scope.id, scope.since, scope.until, before, count)


def _total(view: Snapshot, scope: HistoryScope, types: frozenset[str] | None) -> int:
    if types is None:
        return view.history_count(scope)
    return sum(view.history_count(HistoryScope(name, since=scope.since, until=scope.until)) for name in sorted(types))


def _at(ask: Ask, view: Snapshot, scope: HistoryScope) -> list[Stored]:
    """Return the versions that stood at some time within ``_at``: those written in it, and the one before them."""
    if not ask.route.id:
        text = "_at is answered for the history of one resource only; use _since for a type or the system."
        raise refusal(400, "not-supported", text, "_at")
    low, high = moments(value_of(ask.call, "_at") or "", "_at")
    found: list[Stored] = []
    wanted = HistoryScope(scope.resource_type, scope.id, until=high - 1, before=scope.before, count=100)
    for stored in _walk(view, wanted):
        if stored.at >= low or not stored.is_deleted:
            found.append(stored)
        if stored.at < low or len(found) >= scope.count:
            break
    return found


def _walk(view: Snapshot, scope: HistoryScope) -> Iterator[Stored]:
    before = scope.before
    while rows := view.history(_narrowed(scope, before, scope.count)):
        yield from rows
        before = rows[-1].sequence


def _answer(ask: Ask, versions: list[Stored], total: int, more: int | None) -> Answer:
    base = ask.call.base
    path = "/".join(part for part in (ask.route.resource_type, ask.route.id, "_history") if part)
    kept = [(name, value) for name, value in ask.call.query if name in _SPOKEN]
    links = [_link("self", f"{base}/{path}", kept)]
    if more is not None:
        rest = [(name, value) for name, value in kept if name != CURSOR]
        links.append(_link("next", f"{base}/{path}", [*rest, (CURSOR, str(more))]))
    entries = b",".join(entry(stored, base) for stored in versions)
    now = answering.instant(ask.room.clock())
    meta = {"lastUpdated": now}
    head = formats.write({"resourceType": "Bundle", "meta": meta, "type": "history", "total": total, "link": links})
    body = b'%b,"entry":[%b]}' % (head[:-1], entries) if entries else head
    return Answer(200, body, resource_type=ask.route.resource_type, id=ask.route.id)


def _link(relation: str, address: str, pairs: list[tuple[str, str]]) -> dict[str, str]:
    return {"relation": relation, "url": f"{address}?{urlencode(pairs)}" if pairs else address}


def entry(stored: Stored, base: str) -> bytes:
    """Return one version as an entry of a history, made of its stored bytes."""
    method, status = _REQUESTS[stored.method]
    name = f"{stored.resource_type}/{stored.id}"
    url = stored.resource_type if method == "POST" else name
    resource = b'"resource":%b,' % stored.body if stored.body else b""
    tail = (
        f'"request":{{"method":"{method}","url":"{url}"}},"response":{{"status":"{status}",'
        f'"etag":"W/\\"{stored.version}\\"","lastModified":"{answering.instant(stored.at)}"}}}}'
    )
    return b'{"fullUrl":"%b",%b%b' % (f"{base}/{name}".encode(), resource, tail.encode())
