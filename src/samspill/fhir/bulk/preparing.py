"""From lines to what the store writes: read, validated, references settled, index rows taken out; in any process.

What is prepared crosses from a worker as MessagePack with the resource as JSON bytes: Python's own pickling of the
resource and its rows would cost the writing process more than the decoding it was spared.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from samspill.fhir.bulk.sources import DOCUMENT_BYTES_MAX, Line
from samspill.fhir.formats import api as formats
from samspill.fhir.index import api as index
from samspill.fhir.index.contracts import DateRow, IndexRows, QuantityRow, ReferenceRow, StringRow, TokenRow
from samspill.fhir.interactions.comparing import own_meta
from samspill.fhir.interactions.linking import Links
from samspill.fhir.interactions.routing import check_id
from samspill.fhir.outcomes import Issue, Refusal, refusal
from samspill.fhir.validation import api as validation
from samspill.fhir.validation.api import Profiles
from samspill.fhir.validation.contracts import Level

_REFERRED_MAX = 20
"""Faults told of one resource; the rest are of the same kind more often than not."""

EXPANDED = frozenset({"transaction", "batch", "collection", "searchset", "batch-response", "transaction-response"})
"""Bundles whose entries are stored one by one; a document or a message is one resource, and stays a Bundle."""


class Ready(msgspec.Struct, array_like=True):
    """One resource, ready for the store."""

    resource_type: str
    id: str
    body: bytes
    token: list[TokenRow]
    string: list[StringRow]
    date: list[DateRow]
    quantity: list[QuantityRow]
    reference: list[ReferenceRow]
    patients: tuple[str, ...]

    def rows(self) -> IndexRows:
        """Return the index rows."""
        return IndexRows(self.token, self.string, self.date, self.quantity, self.reference, self.patients)


class Fault(msgspec.Struct, array_like=True):
    """One fault of one resource: which entry (-1: the line itself), element, code, reason."""

    entry: int
    element: str
    code: str
    reason: str


class Made(msgspec.Struct, array_like=True):
    """What became of one line.

    Attributes:
        refused: how many resources were not taken.
    """

    line: int
    ready: list[Ready]
    faults: list[Fault]
    refused: int


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[Made])


def prepare(lines: list[Line], level: str, bases: frozenset[str], profiles: tuple[Path, ...] = ()) -> bytes:
    """Prepare lines, to be read by ``made``; never raises for what stands on a line."""
    preparing = Preparing(Level(level), bases, _profiles(profiles) if profiles else None)
    return _ENCODER.encode([preparing.line(number, body) for number, body in lines])


def made(prepared: bytes) -> list[Made]:
    """Return what ``prepare`` gave."""
    return _DECODER.decode(prepared)


@lru_cache(maxsize=2)
def _profiles(paths: tuple[Path, ...]) -> Profiles:
    return validation.load_profiles(paths)


def check_more(line: Made, checks: Mapping[str, Callable[[dict[str, Any]], None]]) -> None:
    """Look closer at the types that a deployment looks closer at; what does not hold leaves ``line.ready``.

    A check that has ``concerns(body)`` is asked first whether the bytes are worth reading again.
    """
    for one in [one for one in line.ready if _concerns(checks.get(one.resource_type), one.body)]:
        try:
            checks[one.resource_type](formats.read(one.body))
        except Refusal as refused:
            line.ready.remove(one)
            line.faults += _faults(refused, -1)
            line.refused += 1


def _concerns(check: Callable[[dict[str, Any]], None] | None, body: bytes) -> bool:
    concerns = getattr(check, "concerns", None)
    return check is not None and (concerns is None or concerns(body))


class Preparing:
    """Prepares resources at one level of validation."""

    def __init__(self, level: Level, bases: frozenset[str], profiles: Profiles | None = None) -> None:
        self._level = level
        self._profiles = profiles
        self._bases = bases

    def line(self, number: int, body: bytes) -> Made:
        """Prepare one line: a resource, or a Bundle of them."""
        try:
            resource = formats.read(body, size_max=DOCUMENT_BYTES_MAX)
        except Refusal as refused:
            return Made(number, [], _faults(refused, -1), 1)
        if resource["resourceType"] == "Bundle" and resource.get("type") in EXPANDED:
            return self._bundle(number, body, resource)
        try:
            return Made(number, [self._ready(resource, _derived(number, body))], [], 0)
        except Refusal as refused:
            return Made(number, [], _faults(refused, -1), 1)

    def _bundle(self, number: int, body: bytes, bundle: dict[str, Any]) -> Made:
        found = Made(number, [], [], 0)
        links = Links()
        settled: list[tuple[int, dict[str, Any], str]] = []
        for place, entry in _entries(bundle):
            try:
                resource, full_url = _resource(entry)
                _settle(resource, entry, _derived(number, body, place))
            except Refusal as refused:
                found.faults += _faults(refused, place)
                found.refused += 1
                continue
            if full_url:
                links.add(full_url, f"{resource['resourceType']}/{resource['id']}")
            settled.append((place, resource, full_url))
        for place, resource, full_url in settled:
            try:
                links.apply(resource, full_url)
                found.ready.append(self._ready(resource, resource["id"]))
            except Refusal as refused:
                found.faults += _faults(refused, place)
                found.refused += 1
        if bundle.get("type") == "transaction" and found.refused:
            return _none_of(found)
        return found

    def _ready(self, resource: dict[str, Any], derived: str) -> Ready:
        """Validate a resource and take its index rows out.

        Raises:
            Refusal: what is wrong with it.
        """
        resource.setdefault("id", derived)
        errors = [issue for issue in validation.check(resource, self._level, profiles=self._profiles) if issue.is_error]
        if errors:
            raise Refusal(422, *errors)
        if not isinstance(resource["id"], str):
            raise refusal(400, "value", "The id must be a string.", "id")
        check_id(resource["id"])
        resource["meta"] = own_meta(resource)
        rows = index.new_rows_of(resource, self._bases)
        return Ready(
            resource["resourceType"], resource["id"], formats.write(resource),
            rows.token, rows.string, rows.date, rows.quantity, rows.reference, rows.patients,
        )  # fmt: skip


def _entries(bundle: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    entries = bundle.get("entry", [])
    for place, entry in enumerate(entries if isinstance(entries, list) else []):
        yield place, entry if isinstance(entry, dict) else {}


def _resource(entry: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return an entry's resource and fullUrl.

    Raises:
        Refusal: it holds none, or asks for something that a load does not do.
    """
    request = entry.get("request")
    if isinstance(request, dict):
        _check_request(request)
    resource, full_url = entry.get("resource"), entry.get("fullUrl", "")
    if not isinstance(resource, dict) or not isinstance(full_url, str):
        raise refusal(400, "required", "The entry holds no resource.", "resource")
    # Read again as a resource of its own: it is what the checks of a body's beginning are made for.
    return formats.read(formats.write(resource)), full_url


def _check_request(request: dict[str, Any]) -> None:
    conditions = {"ifNoneExist", "ifMatch", "ifNoneMatch", "ifModifiedSince"} & set(request)
    url = request.get("url", "")
    if request.get("method") not in ("POST", "PUT") or conditions or not isinstance(url, str) or "?" in url:
        text = "Only plain POST and PUT are loaded; send a Bundle with conditions, patches or deletes to the FHIR API."
        raise refusal(422, "not-supported", text, "request")


def _settle(resource: dict[str, Any], entry: dict[str, Any], derived: str) -> None:
    """Give an entry's resource its id: that of the address it is put to, its own, its fullUrl's UUID, or a new one."""
    request = entry.get("request")
    if isinstance(request, dict) and request.get("method") == "PUT":
        resource_type, _, logical_id = str(request.get("url", "")).partition("/")
        if resource_type != resource["resourceType"] or resource.get("id", logical_id) != logical_id:
            raise refusal(400, "invalid", "request.url is not the address of the entry's resource.", "request.url")
        resource["id"] = logical_id
    full_url = entry.get("fullUrl", "")
    if "id" not in resource:
        is_uuid = isinstance(full_url, str) and full_url.startswith("urn:uuid:")
        resource["id"] = full_url.removeprefix("urn:uuid:") if is_uuid else derived
    if not isinstance(resource["id"], str):
        raise refusal(400, "value", "The id must be a string.", "id")
    check_id(resource["id"])


def _none_of(found: Made) -> Made:
    """Refuse the whole of a transaction, of which one entry is refused."""
    text = "Another entry of the same transaction is refused."
    faulty = {fault.entry for fault in found.faults}
    whole = Fault(-1, "", "processing", f"{text} Entries: {', '.join(map(str, sorted(faulty)[:10]))}.")
    return Made(found.line, [], [*found.faults, whole], found.refused + len(found.ready))


def _faults(refused: Refusal, entry: int) -> list[Fault]:
    return [_fault(issue, entry) for issue in refused.issues[:_REFERRED_MAX]]


def _fault(issue: Issue, entry: int) -> Fault:
    return Fault(entry, issue.expression[0] if issue.expression else "", issue.code, issue.diagnostics)


def _derived(number: int, body: bytes, entry: int = -1) -> str:
    """Return the id of a resource that carries none: the same for the same line, so that a second load finds it."""
    digest = blake2b(body, digest_size=16, salt=b"samspill", person=f"{number}:{entry}".encode()[:16]).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-a{digest[17:20]}-{digest[20:]}"
