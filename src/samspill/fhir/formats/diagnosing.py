"""The slow look at a body that the quick one doubts or could not read: what is wrong, and at which element."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from samspill.fhir.formats.numbers import DIGITS_MAX, EXPONENT_MAX, Unfit, number
from samspill.fhir.outcomes import Refusal, refusal

DEPTH_MAX = 64
"""Objects and arrays inside each other. The deepest official example has 15; Python stops at 1,000 calls."""

WHOLE_MAX = 2**63 - 1

_BYTE = re.compile(r"\(byte (\d+)\)")
_CONSTANT = re.compile(rb"[\[:,]\s*-?(NaN|Infinity)")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


class Pairs(tuple[tuple[str, Any], ...]):
    """A JSON object with all its pairs, also those whose key stands twice."""

    __slots__ = ()


def shown(text: str) -> str:
    """Return a name from outside as it may stand in a sentence: short, and without control characters."""
    return repr(text if len(text) <= 64 else f"{text[:60]}...")


def malformed(body: bytes, error: Exception) -> Refusal:
    """Return the refusal of a body that cannot be read."""
    if isinstance(error, RecursionError):
        return _deep()
    if isinstance(error, (Unfit, msgspec.ValidationError)):
        return _unfit_number(body)
    return refusal(400, "structure", _reason(body, error))


def _reason(body: bytes, error: Exception) -> str:
    """Say what kind of text it is instead of JSON."""
    if not body.strip():
        return "The body is empty; send a FHIR resource as JSON."
    if reason := _not_utf8(body):
        return reason
    if "surrogate" in str(error):
        return f"A \\u escape is half of a pair (a lone surrogate) and names no letter: {error}."
    if found := _CONSTANT.search(body):
        return f"{found[1].decode()} is no JSON number (byte {found.start(1)})."
    return _place(body, error)


def _not_utf8(body: bytes) -> str:
    """Say how the letters are written instead of UTF-8; nothing when they are UTF-8."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in body[:4]:
        return "The body is not UTF-8 but UTF-16 or UTF-32, or begins with a NUL; FHIR JSON is UTF-8."
    if body.startswith(b"\xef\xbb\xbf"):
        return "The body begins with a byte order mark; send UTF-8 without it."
    try:
        body.decode()
    except UnicodeDecodeError as wrong:
        return f"The body is not UTF-8: byte {wrong.start} is an {wrong.reason}."
    return ""


def _place(body: bytes, error: Exception) -> str:
    """Say where the JSON breaks, with line and column as editors count them."""
    at = _BYTE.search(str(error))
    place = int(at[1]) if at else len(body)
    before = body[:place]
    line, column = before.count(b"\n") + 1, place - before.rfind(b"\n")
    return f"The body is not JSON: {error}, line {line}, column {column}."


def check(body: bytes, found: Any) -> None:
    """Look closely at a body that was read.

    Raises:
        Refusal: 400 for too deep a nesting, a number that is too large, a NUL letter or a key that stands twice.
    """
    _check_depth(found)
    for path, value in _leaves(found, ""):
        if type(value) is int and not -WHOLE_MAX - 1 <= value <= WHOLE_MAX:
            raise refusal(400, "value", f"The number at {path} is too large.", path)
        if isinstance(value, str) and "\x00" in value:
            raise refusal(400, "value", f"The text at {path} holds \\u0000, which FHIR does not allow.", path)
    for path, key in _twice(json.loads(body, object_pairs_hook=Pairs), ""):
        raise refusal(400, "structure", f"The key {shown(key)} stands twice in one object.", path)


def _check_depth(found: Any) -> None:
    level: list[Any] = [found]
    for _ in range(DEPTH_MAX):
        level = [inner for outer in level for inner in _children(outer) if isinstance(inner, (dict, list))]
    if level:
        raise _deep()


def _deep() -> Refusal:
    return refusal(400, "too-costly", f"Objects and arrays stand more than {DEPTH_MAX} deep inside each other.")


def _children(outer: Any) -> Any:
    return outer.values() if isinstance(outer, dict) else outer


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield every value that is neither object nor array, keys included, with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield path or "a key", key
            yield from _leaves(inner, joined(path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{place}]")
    else:
        yield path, value


def _twice(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the path and key of every key that stands twice in its object."""
    if isinstance(value, Pairs):
        seen = set()
        for key, inner in value:
            if key in seen:
                yield joined(path, key), key
            seen.add(key)
            yield from _twice(inner, joined(path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _twice(inner, f"{path}[{place}]")


def joined(path: str, key: str) -> str:
    """Return the path of a key in an object; a key that is no name is quoted and cut."""
    name = key if _PLAIN_NAME.fullmatch(key) else shown(key)
    return f"{path}.{name}" if path else name


def _unfit_number(body: bytes) -> Refusal:
    """Return the refusal of the first number that is too long or too large, by its path."""
    limits = f"at most {DIGITS_MAX} characters and exponents to {EXPONENT_MAX}"
    try:
        found = msgspec.json.Decoder(float_hook=_marked).decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # a whole number that not even int() takes
        return refusal(400, "value", f"A number is too long or too large; {limits} are taken.")
    _check_depth(found)
    path = next((path for path, value in _leaves(found, "") if isinstance(value, Unfit)), "")
    sentence = f"The number at {path or 'the top'} is too long or too large; {limits} are taken."
    return refusal(400, "value", sentence, *([path] if path else []))


def _marked(text: str) -> Any:
    """Read a number, or return what is wrong with it instead of raising."""
    try:
        return number(text)
    except Unfit as wrong:
        return wrong
