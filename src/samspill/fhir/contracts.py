"""What crosses the engine's door: a call in the words of the RESTful API, and its answer; no framework."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and what the token lets them do.

    Attributes:
        name: the client's or person's name in the audit row.
        scopes: SMART v2 system scopes: (resource type or ``*``, letters of ``cruds``).
    """

    name: str
    scopes: tuple[tuple[str, str], ...]

    def may(self, letter: str, resource_type: str) -> bool:
        """Answer whether a scope allows c(reate), r(ead), u(pdate), d(elete) or s(earch) on a resource type."""
        return any(letter in letters and named in ("*", resource_type) for named, letters in self.scopes)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, from HTTP or from a Bundle entry (https://hl7.org/fhir/R4/http.html).

    Attributes:
        method: ``GET``, ``HEAD``, ``POST``, ``PUT``, ``PATCH`` or ``DELETE``.
        path: decoded segments below the base: ``("Patient", "1", "_history")``.
        query: decoded pairs in their order; of a POST search the form's pairs too.
        body: bytes as received, a resource already read (a Bundle entry), or ``None``.
        content_type: media type of the body without parameters; empty when there is none.
        accept: the Accept header; empty when there is none.
        base: absolute address of the FHIR base, without a slash at the end, for links.
        request: the request's own id.
    """

    method: str
    path: tuple[str, ...]
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | dict[str, Any] | None = None
    content_type: str = ""
    accept: str = ""
    if_match: str | None = None
    if_none_match: str | None = None
    if_none_exist: str | None = None
    if_modified_since: str | None = None
    prefer: str = ""
    base: str = ""
    request: str = ""


Soon = Callable[[Callable[[], None]], object]
"""Calls what it is given a little later, on the thread it is asked on (an event loop's ``call_soon``)."""


class Begun(Protocol):
    """A read that has been begun.

    Attributes:
        kept: done once the answer is there and its audit row is durable.
    """

    @property
    def kept(self) -> "Future[None] | None": ...  # noqa: D102

    def answered(self) -> "Answer":
        """Return the answer; it may be given when ``kept`` is done without an error."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered.

    Attributes:
        status: HTTP status.
        body: JSON bytes (empty for none), or an iterator of bytes for what does not fit in memory.
        content_type: media type of the body.
        etag: ``W/"3"``; empty for none.
        last_modified: microseconds since 1970 UTC; 0 for none.
        location: address for the Location header; empty for none.
        headers: further headers (Content-Location, Retry-After, X-Progress ...).
        resource_type: what it was about, for the audit row.
        id: which one, for the audit row.
        version: the version shown or written.
    """

    status: int
    body: bytes | Iterator[bytes] = b""
    content_type: str = "application/fhir+json"
    etag: str = ""
    last_modified: int = 0
    location: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    resource_type: str = ""
    id: str = ""
    version: int = 0
