"""history of an instance, a type and the system (https://hl7.org/fhir/R4/http.html#history).

Pages are cut by the place in the order of all changes, so that they stay whole while others write. With ``_at`` no
total is told: to count what stood at a time would mean to read everything that was ever written before it.
"""

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
    found = _page(view, scope, types)
    shown = found[: scope.count]
    more = shown[-1].sequence if shown and len(found) > len(shown) else None
    return _answer(ask, shown, None if scope.standing is not None else _total(view, scope, types), more)


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
    since, at = value_of(ask.call, "_since"), value_of(ask.call, "_at")
    low, high = (None, None) if at is None else moments(at, "_at")
    return HistoryScope(
        ask.route.resource_type or None,
        ask.route.id or None,
        since=None if since is None else moments(since, "_since")[0],
        until=None if high is None else high - 1,
        standing=low,
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
        return view.history(replace(scope, count=count))
    rows = [row for name in types for row in view.history(replace(scope, resource_type=name, count=count))]
    return sorted(rows, key=attrgetter("sequence"), reverse=True)[:count]


def _total(view: Snapshot, scope: HistoryScope, types: frozenset[str] | None) -> int:
    if types is None:
        return view.history_count(scope)
    return sum(view.history_count(replace(scope, resource_type=name)) for name in sorted(types))


def _answer(ask: Ask, versions: list[Stored], total: int | None, more: int | None) -> Answer:
    base = ask.call.base
    path = "/".join(part for part in (ask.route.resource_type, ask.route.id, "_history") if part)
    kept = [(name, value) for name, value in ask.call.query if name in _SPOKEN]
    links = [_link("self", f"{base}/{path}", kept)]
    if more is not None:
        rest = [(name, value) for name, value in kept if name != CURSOR]
        links.append(_link("next", f"{base}/{path}", [*rest, (CURSOR, str(more))]))
    entries = b",".join(entry(stored, base) for stored in versions)
    now = answering.instant(ask.room.clock())
    counted = {} if total is None else {"total": total}
    head = formats.write(
        {"resourceType": "Bundle", "meta": {"lastUpdated": now}, "type": "history", **counted, "link": links}
    )
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
