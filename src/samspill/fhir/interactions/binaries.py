"""The content of a Binary as it is: read, and stored, without the resource around it.

Source: https://hl7.org/fhir/R4/binary.html#rest. A read that does not name FHIR's JSON gets the content; a body that is
not FHIR's JSON is the content. What somebody stored may be a page or a script, so it is never shown in a browser with
the rights of this server: it is saved to a file (RFC 6266), is what its type says, and runs nothing (CSP sandbox).
"""

import re
from base64 import b64decode, b64encode
from dataclasses import replace
from functools import lru_cache
from typing import Any

from samspill.fhir.contracts import Answer
from samspill.fhir.formats import api as formats
from samspill.fhir.interactions import answering
from samspill.fhir.interactions.asking import JSON_TYPES, Ask
from samspill.fhir.interactions.routing import Interaction
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Stored

BINARY = "Binary"
UNKNOWN = "application/octet-stream"
HEADERS = (
    ("Content-Disposition", "attachment"),
    ("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
)
_READS = frozenset({Interaction.READ, Interaction.VREAD})
_TYPE = re.compile(r"[!#$&^_.+\-A-Za-z0-9]+/[!#$&^_.+\-A-Za-z0-9]+(; ?[\w\-]+=[\w.+\-]+)*", re.ASCII)
"""Media types that may stand in a header (RFC 6838, with plain parameters)."""


def may_be_content(ask: Ask) -> bool:
    """Answer whether a call reads a Binary on its own: then Accept chooses between the content and the resource."""
    return ask.route.resource_type == BINARY and ask.route.interaction in _READS and not ask.is_entry


def is_content(ask: Ask) -> bool:
    """Answer whether a call wants a Binary's content: whether its Accept does not name FHIR's JSON first."""
    return may_be_content(ask) and not ask.call.query and not _weights(ask.call.accept).json


def shown(ask: Ask, stored: Stored) -> Answer:
    """Answer with the content of a Binary.

    Raises:
        Refusal: 406 when the content is of another type than those that Accept names.
    """
    resource = formats.read(stored.body)
    kind = resource.get("contentType")
    kind = kind if isinstance(kind, str) and _TYPE.fullmatch(kind) else UNKNOWN
    if not _weights(ask.call.accept).takes(kind):
        text = f"The content is {kind}, which Accept does not name; application/fhir+json gives the resource."
        raise refusal(406, "not-supported", text)
    return replace(answering.shown(stored), body=_decoded(resource.get("data")), content_type=kind, headers=HEADERS)


def _decoded(data: Any) -> bytes:
    if not isinstance(data, str):
        return b""
    try:
        return b64decode("".join(data.split()), validate=True)
    except ValueError as error:  # stored while validation was off
        raise refusal(406, "not-supported", "The content is not base64; ask for application/fhir+json.") from error


def resource_of(ask: Ask) -> dict[str, Any] | None:
    """Return the Binary that a body without a resource around it makes; ``None`` when the body is FHIR's JSON.

    Raises:
        Refusal: 415 for a content type that is none, 413 when the resource would be longer than a body may be, so that
            it could not be put back.
    """
    call = ask.call
    kind = call.content_type.partition(";")[0].strip().lower()
    if ask.route.resource_type != BINARY or not isinstance(call.body, bytes) or not kind or kind in JSON_TYPES:
        return None
    if not _TYPE.fullmatch(call.content_type):
        raise refusal(415, "not-supported", "The content type is no media type, like image/png.", "Binary.contentType")
    most = ask.room.settings.body_bytes_max // 4 * 3
    if len(call.body) > most:
        raise refusal(413, "too-long", f"The content of a Binary is at most {most} bytes.")
    identity = {"id": ask.route.id} if ask.route.id else {}
    data = {"data": b64encode(call.body).decode("ascii")} if call.body else {}
    return {"resourceType": BINARY, **identity, "contentType": call.content_type, **data}


class _Weights:
    """What an Accept header weighs (RFC 9110 12.5.1).

    Attributes:
        json: whether FHIR's JSON is named, and no other type is wanted more.
    """

    def __init__(self, accept: str) -> None:
        self._named = dict(_weighed(part) for part in (accept or "*/*").split(","))
        explicit = max((weight for name, weight in self._named.items() if name in JSON_TYPES), default=0.0)
        others = max((weight for name, weight in self._named.items() if name not in JSON_TYPES), default=0.0)
        self.json = 0 < explicit >= others

    def takes(self, kind: str) -> bool:
        """Answer whether a media type is accepted; the closest name decides."""
        name = kind.partition(";")[0].lower()
        names = (name, f"{name.partition('/')[0]}/*", "*/*", "*")
        return next((self._named[one] for one in names if one in self._named), 0.0) > 0


@lru_cache(maxsize=256)
def _weights(accept: str) -> _Weights:
    return _Weights(accept)


def _weighed(part: str) -> tuple[str, float]:
    name, *parameters = (text.strip().lower() for text in part.split(";"))
    given = next((text.partition("=")[2] for text in parameters if text.startswith("q=")), "1")
    try:
        return name, float(given)
    except ValueError:
        return name, 0.0
