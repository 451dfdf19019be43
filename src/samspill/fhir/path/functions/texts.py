"""Functions on text (http://hl7.org/fhirpath#string-manipulation)."""

import base64
import binascii
import html
import json
import re
from collections.abc import Callable

from samspill.fhir.path import patterns
from samspill.fhir.path.environment import Environment, bounded, check_length
from samspill.fhir.path.errors import EvaluationError
from samspill.fhir.path.functions.registry import eager, text, whole
from samspill.fhir.path.nodes import Collection, system


def _about_part(name: str, ask: Callable[[str, str], bool | int]) -> None:
    def body(environment: Environment, items: Collection, part: Collection) -> Collection:
        value, wanted = text(items), text(part)
        if value is None or wanted is None:
            return []
        environment.spend(_steps(value))
        return [ask(value, wanted)]

    eager(name, 1)(body)


def _steps(value: str) -> int:
    """What a text function costs, in the steps of an evaluation."""
    return 1 + len(value) // 1_000


def _matching(name: str, match: Callable[[str, str], bool]) -> None:
    def body(environment: Environment, items: Collection, pattern: Collection) -> Collection:
        value, wanted = text(items), text(pattern)
        if value is None or wanted is None:
            return []
        environment.spend(patterns.cost(wanted, value))
        return [match(wanted, value)]

    eager(name, 1)(body)


_matching("matches", patterns.found)
_matching("matchesFull", patterns.covers)


_QUESTIONS: dict[str, Callable[[str, str], bool | int]] = {
    "indexOf": str.find,
    "lastIndexOf": str.rfind,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": str.__contains__,
}
for _name, _ask in _QUESTIONS.items():
    _about_part(_name, _ask)


def _remade(name: str, make: Callable[[str], str]) -> None:
    def body(environment: Environment, items: Collection) -> Collection:
        value = text(items)
        if value is None:
            return []
        environment.spend(_steps(value))
        return [bounded(make(value))]

    eager(name)(body)


_REMAKERS: dict[str, Callable[[str], str]] = {"upper": str.upper, "lower": str.lower, "trim": str.strip}
for _name, _make in _REMAKERS.items():
    _remade(_name, _make)


@eager("length")
def length(_: Environment, items: Collection) -> Collection:
    """How many characters."""
    value = text(items)
    return [] if value is None else [len(value)]


@eager("toChars")
def to_chars(environment: Environment, items: Collection) -> Collection:
    """The characters one by one."""
    value = text(items) or ""
    environment.spend(len(value))
    return list(value)


@eager("substring", 1, 2)
def substring(_: Environment, items: Collection, start: Collection, count: Collection | None = None) -> Collection:
    """The part from a place counted from 0; a place outside is empty."""
    value, begin = text(items), whole(start)
    if value is None or begin is None or not 0 <= begin < len(value):
        return []
    most = None if count is None else whole(count)
    return [value[begin:] if most is None else value[begin : begin + max(0, most)]]


@eager("replace", 2)
def replace(environment: Environment, items: Collection, old: Collection, new: Collection) -> Collection:
    """Every occurrence replaced."""
    value, wanted, instead = text(items), text(old), text(new)
    if value is None or wanted is None or instead is None:
        return []
    grown = value.count(wanted) * max(0, len(instead) - len(wanted))
    check_length(len(value) + grown)
    environment.spend(1 + (len(value) + grown) // 100)
    return [value.replace(wanted, instead)]


@eager("replaceMatches", 2)
def replace_matches(environment: Environment, items: Collection, pattern: Collection, new: Collection) -> Collection:
    """Every match of a pattern replaced; ``$1`` or ``${name}`` stand for what a group matched."""
    value, wanted, instead = text(items), text(pattern), text(new)
    if value is None or wanted is None or instead is None:
        return []
    environment.spend(patterns.cost(wanted, value) + len(value) // 100)
    check_length(len(value) * (1 + len(instead)) if len(instead) > 100 else len(value))
    return [bounded(patterns.replaced(wanted, value, instead)) if wanted else value]


@eager("split", 1)
def split(environment: Environment, items: Collection, separator: Collection) -> Collection:
    """The parts between separators; an empty separator gives the characters."""
    value, mark = text(items), text(separator)
    if value is None or mark is None:
        return []
    environment.spend(len(value))
    return list(value.split(mark)) if mark else list(value)


@eager("join", 0, 1)
def join(environment: Environment, items: Collection, separator: Collection | None = None) -> Collection:
    """All texts in one, with a separator between."""
    if not items:
        return []
    mark = (text(separator) or "") if separator is not None else ""
    parts = [system(item) for item in items]
    if not all(isinstance(part, str) for part in parts):
        raise EvaluationError("Only texts are joined")
    made = bounded(mark.join(parts))
    environment.spend(_steps(made))
    return [made]


def _coded(name: str, forms: dict[str, Callable[[str], str]]) -> None:
    def body(environment: Environment, items: Collection, form: Collection) -> Collection:
        value, wanted = text(items), text(form)
        if value is None or wanted not in forms:
            return []
        environment.spend(_steps(value))
        try:
            return [bounded(forms[wanted](value))]
        except (ValueError, binascii.Error) as error:
            raise EvaluationError(f"The text is not {wanted}") from error

    eager(name, 1)(body)


_coded(
    "encode",
    {
        "hex": lambda value: value.encode().hex(),
        "base64": lambda value: base64.b64encode(value.encode()).decode(),
        "urlbase64": lambda value: base64.urlsafe_b64encode(value.encode()).decode(),
    },
)
_coded(
    "decode",
    {
        "hex": lambda value: bytes.fromhex(value).decode(),
        "base64": lambda value: base64.b64decode(value, validate=True).decode(),
        "urlbase64": lambda value: base64.urlsafe_b64decode(value).decode(),
    },
)
_coded(
    "escape",
    {
        "html": lambda value: html.escape(value, quote=True).replace("&#x27;", "&#39;"),
        "json": lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
    },
)
_JSON_ESCAPE = re.compile(r'\\(u[0-9a-fA-F]{4}|["\\/bfnrt])')
_coded(
    "unescape",
    {
        "html": html.unescape,
        "json": lambda value: _JSON_ESCAPE.sub(lambda match: str(json.loads(f'"{match[0]}"')), value),
    },
)
