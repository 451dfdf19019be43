"""A search parameter's expression, taken apart into leaves: one path to values of one type each.

Leaves are what is compared between parameters: ``patient`` is ``subject`` narrowed to a target, and ``combo-code`` is
``code`` and ``component-code`` together, so that neither needs index rows of its own (``aliases.py``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Element, SearchType
from samspill.fhir.index.converting import CONVERTIBLE

STEP = re.compile(r"([A-Za-z]\w*)(?:\.ofType\((\w+)\))?")
AS = re.compile(r"\s+as\s+(\w+)")
FILTER = re.compile(r"\.(?:where|ofType)\((?:[^()]|\([^()]*\))*\)")
RESOLVES = re.compile(r"\.where\(\s*resolve\(\)\s+is\s+(\w+)\s*\)$")
PLAIN = re.compile(rf"{STEP.pattern}(?:\.{STEP.pattern})*")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One way from a resource to values of one type.

    Attributes:
        expression: FHIRPath that a walker can be made of, without the target's filter unless ``type`` is ``None``.
        type: FHIR type of what it yields; ``None`` where only the values tell.
        keys: the resource's JSON names of which one must be there for it to yield anything; empty when not known.
        element: where it ends; ``None`` where only the values tell.
        target: the resource type that a reference is narrowed to; ``None`` for any.
    """

    expression: str
    type: str | None
    keys: frozenset[str]
    element: Element | None = None
    target: str | None = None

    @property
    def whole(self) -> str:
        """The expression with the target's filter."""
        return f"{self.expression}.where(resolve() is {self.target})" if self.target else self.expression

    @property
    def unfiltered(self) -> "Leaf":
        """The same leaf for any target."""
        return Leaf(self.expression, self.type, self.keys, self.element)


def leaves(expression: str, resource_type: str, search_type: SearchType) -> tuple[Leaf, ...]:
    """Return the leaves of an expression that can yield something for a search type, in their order, each once."""
    found = (leaf for part in alternatives(expression) for leaf in _of_part(part, resource_type, search_type))
    return tuple(dict.fromkeys(found))


def alternatives(expression: str) -> Iterator[str]:
    """Yield the parts of a top-level union, without the parentheses around them."""
    depth, start, quoted = 0, 0, False
    for place, letter in enumerate(expression):
        if letter == "'":
            quoted = not quoted
        elif not quoted:
            depth += (letter == "(") - (letter == ")")
            if letter == "|" and not depth:
                yield expression[start:place].strip()
                start = place + 1
    if expression[start:].strip():
        yield expression[start:].strip()


def _of_part(part: str, resource_type: str, search_type: SearchType) -> Iterator[Leaf]:
    plain = _plain(part)
    resolves = RESOLVES.search(plain)
    path = plain[: resolves.start()] if resolves else plain
    if not path[0].isupper():
        path = f"{resource_type}.{path}"  # InsurancePlan.name is written ``name | alias``
    ends = _walked(path, resource_type) if PLAIN.fullmatch(path) else ()
    if not ends:
        yield Leaf(part, None, _first_keys(path, resource_type))
    for end in ends:
        if end.type in CONVERTIBLE[search_type]:
            yield Leaf(end.path, end.type, frozenset([end.key]), end.element, resolves[1] if resolves else None)


def _plain(part: str) -> str:
    """Write ``(A.b as C)`` and ``(A.b.ofType(C)).d`` without parentheses; another expression stays as it is."""
    written = AS.sub(r".ofType(\1)", part)
    opened = re.match(r"\(([\w.]+(?:\.ofType\(\w+\))?)\)", written)
    return opened[1] + written[opened.end() :] if opened else written


def _first_keys(path: str, resource_type: str) -> frozenset[str]:
    """Return the JSON names without which an expression yields nothing; none where unsure (``x.exists()``)."""
    filtered = FILTER.sub("", path)
    head = re.match(rf"{resource_type}\.(\w+)", filtered)
    element = _element(resource_type, head[1]) if head and re.fullmatch(r"[\w.\[\]]+", filtered) else None
    return frozenset() if element is None else frozenset(_json_names(element))


class End(NamedTuple):
    """Where a plain path has come to: the path with its types named, the JSON name it began with, element and type."""

    path: str
    key: str
    element: Element
    type: str


def _walked(path: str, resource_type: str) -> list[End]:
    """Follow a plain path through the definitions; one end for each type, none if they do not have it."""
    first, *steps = list(STEP.finditer(path))[1:]
    ends = list(_step(resource_type, "", resource_type, first))
    for step in steps:
        ends = [reached for end in ends for reached in _step(end.path, end.key, end.type, step)]
    return ends


def _step(path: str, key: str, owner: str, step: re.Match[str]) -> Iterator[End]:
    element = _element(owner, step[1])
    for type_name in element.types if element else ():
        if element and step[2] in (None, type_name):
            named = f".ofType({type_name})" if element.choice else ""
            yield End(f"{path}.{step[1]}{named}", key or _json_names(element, type_name)[0], element, type_name)


def _element(owner: str, name: str) -> Element | None:
    definition = definitions.definition(owner)
    return definition.elements.get(name) if definition else None


def _json_names(element: Element, narrowed: str | None = None) -> list[str]:
    if not element.choice:
        return [element.name]
    return [element.name + name[0].upper() + name[1:] for name in element.types if narrowed in (None, name)]
