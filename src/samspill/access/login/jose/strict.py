"""A compact JWS (RFC 7515) -> its parts, read so that no two readers can understand it differently.

joserfc, as other libraries, takes padding bits that mean nothing, keys that stand twice and numbers without bounds.
Each has been a way past somebody's checks, so the text is held to one spelling before joserfc is asked about it.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

LATEST = 1 << 33
"""The year 2242 in seconds since 1970: no token lasts longer, and no sum of seconds overflows."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Malformed(Exception):
    """A text that is no compact JWS, or one that can be read in two ways."""


@dataclass(frozen=True, slots=True)
class Compact:
    """A compact JWS taken apart; nothing in it is verified.

    Attributes:
        header: the protected header.
        claims: the payload.
        signing_input: the bytes that are signed.
        signature: the signature's bytes.
    """

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signing_input: bytes
    signature: bytes

    def text(self, name: str, chars_max: int = 512) -> str | None:
        """Return a claim that is one line of text of reasonable length; ``None`` when it is not one."""
        return line_of(self.claims.get(name), chars_max)

    def seconds(self, name: str) -> int | None:
        """Return a claim that is a whole number of seconds since 1970; ``None`` when it is not one."""
        value = self.claims.get(name)
        return value if type(value) is int and 0 <= value < LATEST else None


def line_of(value: object, chars_max: int = 512) -> str | None:
    """Return a value that is one line of text, not empty and of reasonable length; ``None`` when it is not one."""
    is_line = isinstance(value, str) and 0 < len(value) <= chars_max and not _CONTROL.search(value)
    return value if is_line and isinstance(value, str) else None


def parse_compact(text: str, *, chars_max: int) -> Compact:
    """Take a compact JWS apart.

    Args:
        text: three base64url parts with dots between.
        chars_max: longer texts are not looked at.

    Raises:
        Malformed: it is too long, not three parts, not the one spelling of its bytes, or not JSON objects.
    """
    if len(text) > chars_max or not text.isascii() or text.count(".") != 2:
        raise Malformed
    head, payload, signature = text.split(".")
    return Compact(
        read_object(decode(head)), read_object(decode(payload)), f"{head}.{payload}".encode(), decode(signature)
    )


def decode(text: str) -> bytes:
    """Return the bytes of base64url without padding (RFC 7515, section 2).

    Raises:
        Malformed: a letter outside the alphabet, or other than the one spelling of those bytes.
    """
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise Malformed from error
    if encode(raw) != text:
        raise Malformed
    return raw


def encode(raw: bytes) -> str:
    """Return bytes as base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def read_object(raw: bytes) -> dict[str, Any]:
    """Read a JSON object that every reader understands alike.

    Raises:
        Malformed: as ``read_json``, or it is not an object.
    """
    value = read_json(raw)
    if not isinstance(value, dict):
        raise Malformed
    return value


def read_json(raw: bytes) -> Any:
    """Read JSON that every reader understands alike.

    Raises:
        Malformed: not UTF-8 JSON, a key that stands twice, a number that is none, a lone surrogate.
    """
    try:
        text = raw.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_never)
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed
    return found


def _never(_: str) -> NoReturn:
    raise Malformed
