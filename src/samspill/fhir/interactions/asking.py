"""A routed call with all it needs at hand, and what its headers ask for."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from samspill.fhir.contracts import Call, Caller
from samspill.fhir.interactions.contracts import Settings
from samspill.fhir.interactions.routing import Route
from samspill.fhir.outcomes import refusal
from samspill.fhir.search.api import Counts
from samspill.fhir.store.contracts import Store, Stored, Transaction

JSON_TYPES = frozenset({"application/fhir+json", "application/json", "text/json", "json"})
"""Names of the one format that is spoken, in ``_format``, Accept and Content-Type."""

_ANY = frozenset({"*/*", "application/*", "*", "text/*"})


@dataclass(frozen=True, slots=True)
class Room:
    """What every interaction has at hand.

    Attributes:
        clock: the present moment, microseconds since 1970 UTC.
        on_change: told, inside each unit of work, which versions it wrote.
        checks: by resource type, what more is checked before one is stored; it raises the Refusal.
        counts: what searches have counted a moment ago.
    """

    store: Store
    settings: Settings
    clock: Callable[[], int]
    on_change: Callable[[Transaction, Sequence[Stored]], None] | None = None
    checks: Mapping[str, Callable[[dict[str, Any]], None]] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)

    def new_id(self) -> str:
        """Return a new logical id: a UUID of version 7, so that new ones lie beside each other in the index."""
        ms = self.clock() // 1000
        tail = os.urandom(10).hex()
        variant = "89ab"[int(tail[3], 16) & 3]
        return f"{ms >> 16:08x}-{ms & 0xFFFF:04x}-7{tail[:3]}-{variant}{tail[4:7]}-{tail[7:19]}"


@dataclass(frozen=True, slots=True)
class Ask:
    """One call on its way to an answer.

    Attributes:
        is_entry: whether it stands in a Bundle; then locations are given without the base.
    """

    room: Room
    call: Call
    caller: Caller
    route: Route
    is_entry: bool = False

    def may(self, letter: str, resource_type: str) -> bool:
        """Answer whether the caller's scopes allow something on a resource type."""
        return self.caller.may(letter, resource_type)

    def demand(self, letter: str, resource_type: str) -> None:
        """Refuse (403) what the caller's scopes do not allow."""
        if not self.caller.may(letter, resource_type):
            text = f"The token does not allow this: it needs the scope system/{resource_type}.{letter}."
            raise refusal(403, "forbidden", text)

    @property
    def is_strict(self) -> bool:
        """Whether the caller wants parameters that change nothing to be refused too (``Prefer: handling=strict``)."""
        return preference(self.call.prefer, "handling") == "strict"

    @property
    def is_lenient(self) -> bool:
        """Whether the caller accepts a search wider than asked for, with a warning (``Prefer: handling=lenient``).

        Without that word an unknown search parameter is refused: passed over, a misspelt filter would show the records
        of more people than were asked for.
        """
        return preference(self.call.prefer, "handling") == "lenient"

    @property
    def wanted(self) -> str:
        """What a write answers with: ``minimal``, ``representation`` or ``OperationOutcome``."""
        chosen = preference(self.call.prefer, "return")
        if chosen in ("minimal", "representation", "OperationOutcome"):
            return chosen
        return "minimal" if self.is_entry else "representation"


def value_of(call: Call, name: str) -> str | None:
    """Return a query parameter's last value, ``None`` when it is not there."""
    return next((value for key, value in reversed(call.query) if key == name), None)


def count_of(call: Call, name: str, usual: int, most: int) -> int:
    """Return a query parameter that counts, held below ``most``.

    Raises:
        Refusal: 400 when it is no whole number, or negative.
    """
    text = value_of(call, name)
    if text is None or text == "":
        return usual
    if not (text.isascii() and text.isdigit()):
        raise refusal(400, "value", f"{name} must be a whole number, 0 or more.", name)
    return most if len(text) > 9 else min(int(text), most)


@lru_cache(maxsize=256)
def preference(prefer: str, name: str) -> str:
    """Return what the Prefer header says of one thing; empty when it says nothing (RFC 7240)."""
    for part in prefer.replace(";", ",").split(","):
        key, _, value = part.partition("=")
        if key.strip().lower() == name:
            return value.strip().strip('"')
    return ""


def check_format(call: Call) -> None:
    """Refuse (406) an answer asked for in any other format than JSON; ``_format`` goes before Accept.

    Source: https://hl7.org/fhir/R4/http.html#mime-type.
    """
    wanted = value_of(call, "_format") if call.query else None
    if wanted:
        if not _is_json(wanted.replace(" ", "+")):  # a plus sign that nobody encoded arrives as a space
            raise refusal(406, "not-supported", "_format must be json: XML and Turtle are not spoken here.", "_format")
    elif call.accept and not _is_accepted(call.accept):
        text = "Only application/fhir+json is spoken here: name it in Accept."
        raise refusal(406, "not-supported", text)


def check_text(pairs: Sequence[tuple[str, str]]) -> None:
    """Refuse (400) parameters that are no text: half a surrogate pair, which no store can hold."""
    if pairs:
        try:
            "".join([text for pair in pairs for text in pair]).encode()
        except UnicodeEncodeError as error:
            raise refusal(400, "value", "The parameters hold half a character (a lone surrogate).") from error


@lru_cache(maxsize=256)
def _is_accepted(accept: str) -> bool:
    return any(_is_json(part) or _media_type(part) in _ANY for part in accept.split(","))


def _is_json(name: str) -> bool:
    return _media_type(name) in JSON_TYPES


def _media_type(text: str) -> str:
    return text.partition(";")[0].strip().lower()
