"""The entries of a batch or transaction as calls (https://hl7.org/fhir/R4/bundle.html, http.html#transaction)."""

import base64
import binascii
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import unquote

from samspill.fhir.contracts import Call
from samspill.fhir.interactions import criteria
from samspill.fhir.interactions.asking import Room
from samspill.fhir.outcomes import Issue, Refusal, refusal

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_JSON = "application/fhir+json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Attributes:
        index: its place in the Bundle.
        full_url: the address that other entries know its resource by; empty when there is none.
    """

    index: int
    call: Call
    full_url: str


class at_entry:  # noqa: N801  (read as a word: with at_entry(3))
    """Let what is refused inside say which entry it is about."""

    __slots__ = ("_index",)

    def __init__(self, index: int) -> None:
        self._index = index

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Refusal):
            raise located(error, self._index) from error


def located(refused: Refusal, index: int) -> Refusal:
    """Return a refusal whose issues say which entry they are about."""
    place = f"Bundle.entry[{index}]"
    return Refusal(
        refused.status,
        *(
            Issue(issue.severity, issue.code, f"Entry {index}: {issue.diagnostics}", _below(place, issue.expression))
            for issue in refused.issues
        ),
    )


def _below(place: str, expressions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{place}.{_of_entry(name)}" for name in expressions) or (place,)


def _of_entry(expression: str) -> str:
    """Return what an element of the entry's resource, or of its request, is called within the entry."""
    root, _, below = expression.partition(".")
    if root == "request":
        return expression
    return f"resource.{below}" if below and root[:1].isupper() else "resource"


def entries_of(bundle: dict[str, Any], room: Room) -> list[Any]:
    """Return the raw entries of a Bundle.

    Raises:
        Refusal: 400 when they are no list, 413 when they are too many.
    """
    found = bundle.get("entry", [])
    if not isinstance(found, list):
        raise refusal(400, "structure", "Bundle.entry must be an array.", "Bundle.entry")
    most = room.settings.entries_max
    if len(found) > most:
        text = f"The Bundle has {len(found)} entries; at most {most} are taken. Send it in parts."
        raise refusal(413, "too-costly", text, "Bundle.entry")
    return found


def read(outer: Call, raw: Any, index: int) -> Entry:
    """Read one entry into a call.

    Raises:
        Refusal: 400 when it does not say what to do.
    """
    if not isinstance(raw, dict):
        raise refusal(400, "structure", "An entry must be an object with request and, when it writes, resource.")
    request = raw.get("request")
    if not isinstance(request, dict):
        raise refusal(400, "required", "The entry has no request: say its method and url.", "request")
    method, url = _text(request, "method"), _text(request, "url")
    if method not in _METHODS:
        raise refusal(400, "value", "request.method must be GET, HEAD, POST, PUT, PATCH or DELETE.", "request.method")
    path, query = _address(url, outer.base)
    if not path:
        raise refusal(400, "value", "request.url must name what the entry is about, like Patient/1.", "request.url")
    body, content_type = _body(method, path, raw)
    call = Call(
        method,
        path,
        query,
        body,
        content_type,
        if_match=_header(request, "ifMatch"),
        if_none_match=_header(request, "ifNoneMatch"),
        if_none_exist=_header(request, "ifNoneExist"),
        if_modified_since=_header(request, "ifModifiedSince"),
        prefer=outer.prefer,
        base=outer.base,
        request=outer.request,
    )
    return Entry(index, call, _full_url(raw))


def _header(request: dict[str, Any], key: str) -> str | None:
    return _text(request, key) if key in request else None


def _text(request: dict[str, Any], key: str) -> str:
    found = request.get(key)
    if not isinstance(found, str):
        raise refusal(400, "required", f"request.{key} must be a string.", f"request.{key}")
    return found


def _full_url(raw: dict[str, Any]) -> str:
    found = raw.get("fullUrl", "")
    if not isinstance(found, str):
        raise refusal(400, "value", "fullUrl must be a string.", "fullUrl")
    return found


def _address(url: str, base: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the segments and query pairs of a url, relative to the base or beginning with it."""
    relative = url.removeprefix(base) if base else url
    path, _, query = relative.lstrip("/").partition("?")
    segments = path.split("/") if path else []
    if "%" in path:
        segments = [unquote(segment) for segment in segments]
    return tuple(segments), criteria.parse(query) if query else ()


def _body(method: str, path: tuple[str, ...], raw: dict[str, Any]) -> tuple[bytes | dict[str, Any] | None, str]:
    """Return what an entry sends, with its media type."""
    if method not in _WITH_BODY:
        return None, ""
    resource = raw.get("resource")
    if resource is None and method == "POST" and path[-1].startswith("$"):
        return None, ""
    if not isinstance(resource, dict):
        raise refusal(400, "required", f"The entry has no resource to {method}.", "resource")
    if method == "PATCH" and resource.get("resourceType") == "Binary":
        return _content(resource), str(resource.get("contentType", ""))
    return resource, _JSON


def _content(binary: dict[str, Any]) -> bytes:
    """Return the bytes of a Binary: the way a JSON Patch stands in a Bundle (http.html#patch)."""
    try:
        return base64.b64decode(binary.get("data", ""), validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise refusal(400, "value", "Binary.data must hold the patch, base64-encoded.", "data") from error
