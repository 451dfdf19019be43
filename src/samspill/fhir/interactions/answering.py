"""Answers made of stored versions, and the headers that compare versions (https://hl7.org/fhir/R4/http.html#concurrency)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from samspill.fhir.contracts import Answer
from samspill.fhir.formats import api as formats
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.interactions.routing import WrongMethod
from samspill.fhir.outcomes import Issue, Refusal, outcome, refusal
from samspill.fhir.store.contracts import Stored


def etag(version: int) -> str:
    """Return the weak ETag of a version."""
    return f'W/"{version}"'


def shown(stored: Stored, status: int = 200) -> Answer:
    """Answer with a stored version's own bytes."""
    return Answer(
        status,
        stored.body,
        etag=etag(stored.version),
        last_modified=stored.at,
        resource_type=stored.resource_type,
        id=stored.id,
        version=stored.version,
    )


def written(ask: Ask, stored: Stored, status: int, *, is_own: bool) -> Answer:
    """Answer a write with as much as the caller prefers.

    Args:
        ask: the call.
        stored: the version that now stands.
        status: 200 or 201.
        is_own: whether the content is what the caller sent; other content is shown to those only who may read it.
    """
    wanted = ask.wanted
    body = b""
    if wanted == "OperationOutcome":
        body = _told("Created." if status == 201 else "Stored.")
    elif wanted == "representation" and (is_own or ask.may("r", stored.resource_type)):
        body = stored.body
    return Answer(
        status,
        body,
        etag=etag(stored.version),
        last_modified=stored.at,
        location=location(ask, stored),
        resource_type=stored.resource_type,
        id=stored.id,
        version=stored.version,
    )


def _told(text: str) -> bytes:
    return formats.write(outcome([Issue("information", "informational", text)]))


def location(ask: Ask, stored: Stored) -> str:
    """Return a version's address; of a Bundle's entry below the base."""
    path = f"{stored.resource_type}/{stored.id}/_history/{stored.version}"
    return path if ask.is_entry else f"{ask.call.base}/{path}"


def refused(refusal: Refusal, resource_type: str = "", id: str = "") -> Answer:  # noqa: A002  (the field's name)
    """Answer a refusal with its OperationOutcome."""
    headers = (("Allow", refusal.allowed),) if isinstance(refusal, WrongMethod) else ()
    body = formats.write(outcome(refusal.issues))
    return Answer(refusal.status, body, headers=headers, resource_type=resource_type, id=id)


def is_not_modified(ask: Ask, stored: Stored) -> bool:
    """Answer whether a conditional read finds what the caller already has (RFC 9110: If-None-Match goes first)."""
    if ask.call.if_none_match is not None:
        return _names(ask.call.if_none_match, stored.version)
    since = ask.call.if_modified_since
    return since is not None and stored.at // 1_000_000 <= _seconds(since)


def check_match(ask: Ask, current: Stored | None) -> None:
    """Refuse (412) a write whose If-Match or If-None-Match does not fit the version that stands."""
    call = ask.call
    stands = None if current is None or current.is_deleted else current
    if call.if_match is not None and (stands is None or not _names(call.if_match, stands.version)):
        now = f"the version that stands is {stands.version}" if stands else "no version stands"
        raise refusal(412, "conflict", f"If-Match does not fit: {now}. Read the resource again and repeat the change.")
    if call.if_none_match is not None and stands is not None and _names(call.if_none_match, stands.version):
        raise refusal(412, "conflict", "If-None-Match does not fit: the resource is already there.")


def _names(header: str, version: int) -> bool:
    """Answer whether an ETag list names a version; ``*`` names any."""
    wanted = str(version)
    for part in header.split(","):
        tag = part.strip()
        if tag == "*" or tag.removeprefix("W/").strip('"') == wanted:
            return True
    return False


def _seconds(text: str) -> int:
    """Return the seconds of an HTTP date; an unreadable one is as if it were not sent (RFC 9110 13.1.3)."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a year or an offset that no date can have
        return -1
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


@lru_cache(maxsize=256)
def instant(at: int) -> str:
    """Return microseconds since 1970 UTC as a FHIR instant with milliseconds."""
    seconds, rest = divmod(at, 1_000_000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest // 1000:03d}Z"
