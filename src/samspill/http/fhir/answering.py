"""An engine's answer -> the messages that ASGI sends."""

import zlib
from collections.abc import Iterable
from email.utils import formatdate
from functools import lru_cache

import msgspec

from samspill.fhir.contracts import Answer

Header = tuple[bytes, bytes]

GZIP_BYTES_MIN = 2048
"""Below it, compressing costs more than the bytes it saves."""

GZIP_LEVEL = 1
"""On FHIR JSON it saves nine tenths of what level 6 saves, in a quarter of the time."""

_ALWAYS: tuple[Header, ...] = (
    # Patient data is never kept by a proxy or on a browser's disk; a client's own If-None-Match still saves the body.
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_HSTS: Header = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
_BODILESS = frozenset({204, 304})


class Heads:
    """Makes the head of an answer."""

    def __init__(self, *, is_https: bool) -> None:
        self._always = (*_ALWAYS, _HSTS) if is_https else _ALWAYS

    def of(self, answer: Answer, *, request: bytes, correlation: bytes, content_type: str) -> list[Header]:
        """Return the headers, those of the body's length and encoding left out.

        Args:
            answer: what the engine said.
            request: the request's own id.
            correlation: the id the caller gave it; empty when it gave none.
            content_type: media type to answer JSON with.
        """
        headers: list[Header] = [*self._always, (b"x-request-id", request)]
        if correlation:
            headers.append((b"x-correlation-id", correlation))
        if answer.status not in _BODILESS:
            headers.append((b"content-type", _media_type(answer.content_type, content_type)))
        if answer.etag:
            headers.append((b"etag", answer.etag.encode("latin-1")))
        if answer.last_modified:
            headers.append((b"last-modified", http_date(answer.last_modified // 1_000_000)))
        if answer.location:
            headers.append((b"location", answer.location.encode("latin-1")))
        headers.extend((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers)
        return headers


@lru_cache(maxsize=4096)
def http_date(seconds: int) -> bytes:
    """Return a moment as HTTP writes it (IMF-fixdate)."""
    return formatdate(seconds, usegmt=True).encode("ascii")


@lru_cache(maxsize=64)
def _media_type(own: str, wanted: str) -> bytes:
    name = wanted if own == "application/fhir+json" else own
    is_json = name.endswith("json") and not name.endswith("ndjson")
    return (f"{name}; charset=utf-8" if is_json else name).encode("latin-1")


def indented(body: bytes) -> bytes:
    """Return JSON laid out for people (``_pretty=true``)."""
    return msgspec.json.format(body, indent=2)


def gzipped(body: bytes) -> bytes:
    """Return a body compressed."""
    return zlib.compress(body, GZIP_LEVEL, wbits=31)


def gzip_pieces(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """Compress a stream piece by piece."""
    machine = zlib.compressobj(GZIP_LEVEL, wbits=31)
    for piece in pieces:
        if squeezed := machine.compress(piece):
            yield squeezed
    yield machine.flush()
