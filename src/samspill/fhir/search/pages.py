"""A page as a Bundle of type searchset, joined from the stored bytes (https://hl7.org/fhir/R4/http.html#search)."""

import re
from urllib.parse import quote_plus

import msgspec

from samspill.fhir.outcomes import outcome
from samspill.fhir.search.contracts import Page
from samspill.fhir.search.cursors import CURSOR, KEPT, keeper
from samspill.fhir.search.trimming import trimmer

_encode = msgspec.json.Encoder().encode


def searchset(page: Page, *, base: str, path: str) -> bytes:
    """Return the Bundle as JSON bytes; resources are joined as they are stored, unless only a part is asked for.

    Args:
        page: what was found.
        base: absolute address of the FHIR base, without a slash at the end.
        path: what was searched below it: ``Patient``, ``Patient/1/Observation``, or empty for the whole system.
    """
    parts = [b'{"resourceType":"Bundle","type":"searchset"']
    if page.total is not None:
        parts.append(b',"total":%d' % page.total)
    parts.append(b',"link":' + _encode(_links(page, base, path)))
    entries = _entries(page, base.encode())
    if entries:
        parts.append(b',"entry":[' + b",".join(entries) + b"]")
    parts.append(b"}")
    return b"".join(parts)


def _entries(page: Page, base: bytes) -> list[bytes]:
    body_of = trimmer(page.query.summary, page.query.elements)
    entries = [
        b'{"fullUrl":"%b/%b/%b","resource":%b,"search":{"mode":"%b"}}'
        % (base, each.resource_type.encode(), each.id.encode(), body_of(each), mode)
        for found, mode in ((page.matches, b"match"), (page.includes, b"include"))
        for each in found
    ]
    if page.notes:
        body = _encode(outcome(page.notes))
        entries.append(b'{"resource":%b,"search":{"mode":"outcome"}}' % body)
    return entries


def _links(page: Page, base: str, path: str) -> list[dict[str, str]]:
    address = f"{base}/{path}" if path else base
    query = page.query
    own = keeper.sign(query.place, query.pairs, query.scope) if query.place else ""
    links = [_link("self", address, page, own)]
    if query.place:
        links.append(_link("first", address, page, ""))
    if page.next:
        links.append(_link("next", address, page, keeper.sign(page.next, query.pairs, query.scope)))
    return links


def _link(relation: str, address: str, page: Page, cursor: str) -> dict[str, str]:
    pairs = page.query.pairs
    if page.query.is_private:
        return {"relation": relation, "url": f"{address}?{KEPT}={keeper.keep(pairs, cursor)}"}
    if cursor:
        pairs = (*pairs, (CURSOR, cursor))
    query = "&".join(map(_quoted, pairs))
    return {"relation": relation, "url": f"{address}?{query}" if query else address}


_PLAIN = re.compile(r"[\w.~:-]*=[\w.~:/,|-]*", re.ASCII)


def _quoted(pair: tuple[str, str]) -> str:
    """Return a pair as it stands in an address; most have nothing to quote, and a look tells that ten times sooner."""
    name, value = pair
    plain = f"{name}={value}"
    return plain if _PLAIN.fullmatch(plain) else f"{quote_plus(name, safe=':')}={quote_plus(value, safe='/:,|')}"
