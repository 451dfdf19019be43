"""The primitive types: is a JSON value one of them?

Source: https://hl7.org/fhir/R4/datatypes.html#primitive. A check answers with nothing when all is
well, or with a sentence.
"""

import binascii
import re
from calendar import monthrange
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from samspill.fhir.definitions import api as definitions

Check = Callable[[Any], str | None]

TEXT_MAX = 1024 * 1024
"""R4: a string SHALL NOT exceed 1 MB in size."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SPACE = re.compile(r"[ \t\r\n]")
_URN_FORMS = {
    "oid": r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+",
    "uuid": r"urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
}
_WHOLE_MAX = 2**31 - 1
_TEXTS = ("string", "markdown", "xhtml")
_MOMENTS = ("date", "dateTime", "instant")
_URIS = ("uri", "url", "canonical", "oid", "uuid")


def check_of(name: str) -> Check:
    """Return the check of a primitive type."""
    if name in _TEXTS:
        return text
    if name in _MOMENTS:
        return _moment(name)
    if name in _URIS:
        return _uri(name)
    return _OTHERS.get(name) or _patterned(name)


def not_text(value: Any) -> str:
    """Say what a value is instead of text."""
    if value is None:
        return "null stands only in an array of primitives, beside an element with an extension; leave the element out."
    if isinstance(value, list):
        return "is not an array: it may occur only once."
    kind = {dict: "object", bool: "boolean", int: "number", Decimal: "number"}.get(type(value), "value")
    return f"must be a JSON string, not a JSON {kind}."


def text(value: Any) -> str | None:
    """Check a string or markdown."""
    if type(value) is str and value and value.isprintable() and len(value) <= TEXT_MAX:
        return None
    if type(value) is not str:
        return not_text(value)
    if not value.strip():
        return "is empty; leave it out instead."
    if len(value) > TEXT_MAX and len(value.encode()) > TEXT_MAX:
        return f"is longer than {TEXT_MAX} bytes."
    return "holds a control character, which FHIR does not allow." if _CONTROL.search(value) else None


def _moment(name: str) -> Check:
    fits = re.compile(_pattern(name), re.ASCII).fullmatch

    def check(value: Any) -> str | None:
        if type(value) is not str:
            return not_text(value)
        if fits(value) is None:
            return f"is not a {name}: {_MOMENT_FORMS[name]}."
        if value[8:10] > "28" and int(value[8:10]) > monthrange(int(value[:4]), int(value[5:7]))[1]:
            return "is a day that the month does not have."
        return None

    return check


_MOMENT_FORMS = {
    "date": "YYYY, YYYY-MM or YYYY-MM-DD",
    "dateTime": "YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a time zone",
    "instant": "YYYY-MM-DDThh:mm:ss.sss with a time zone",
}


def _uri(name: str) -> Check:
    fits = re.compile(_URN_FORMS.get(name, r"\S+"), re.ASCII).fullmatch

    def check(value: Any) -> str | None:
        if type(value) is not str:
            return not_text(value)
        if fits(value) is None or not value.isprintable():
            return f"is not a {name}: it has spaces, nothing in it, or another form."
        return None

    return check


def _patterned(name: str) -> Check:
    """Return the check of a type whose pattern in the definitions says all (code, id, time)."""
    fits = re.compile(_pattern(name), re.ASCII).fullmatch

    def check(value: Any) -> str | None:
        if type(value) is not str:
            return not_text(value)
        return None if fits(value) is not None and value.isprintable() else f"is not a valid {name}."

    return check


def _pattern(name: str) -> str:
    known = definitions.definition(name)
    if known is None or known.pattern is None:
        raise LookupError(f"The definitions have no pattern for {name}.")
    return known.pattern


def _boolean(value: Any) -> str | None:
    return None if type(value) is bool else "must be true or false, without quotation marks."


def _whole(least: int) -> Check:
    def check(value: Any) -> str | None:
        if type(value) is int and least <= value <= _WHOLE_MAX:
            return None
        return f"must be a whole JSON number from {least} to {_WHOLE_MAX}."

    return check


def _decimal(value: Any) -> str | None:
    return None if type(value) is Decimal or type(value) is int else "must be a JSON number."


def _base64(value: Any) -> str | None:
    if type(value) is not str:
        return not_text(value)
    try:
        done = binascii.a2b_base64(_SPACE.sub("", value), strict_mode=True)
    except ValueError:
        return "is not base64."
    return None if done else "is empty; leave it out instead."


_OTHERS: dict[str, Check] = {
    "boolean": _boolean,
    "integer": _whole(-(2**31)),
    "unsignedInt": _whole(0),
    "positiveInt": _whole(1),
    "decimal": _decimal,
    "base64Binary": _base64,
}
