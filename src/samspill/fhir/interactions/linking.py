"""References between the entries of a transaction (https://hl7.org/fhir/R4/http.html#trules, bundle.html#references).

An entry's resource may be referred to by its ``fullUrl`` before it has an id; once ids are settled every such reference
is replaced, and in the narrative's ``href`` and ``src``. A placeholder (``urn:uuid:...``) is replaced in elements of
type uri, url, oid and uuid too; a real address is not, for a definition's own ``url`` is often its fullUrl and names
it everywhere. Canonicals are left. One walk a resource finds the references; a second one, which knows the elements'
types, is made only when a placeholder stands elsewhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from samspill.fhir.interactions.typed_links import replace_addresses

CONDITIONAL = re.compile(r"([A-Z][A-Za-z]{1,63})\?(.+)", re.DOTALL)
"""A reference that is a search: ``Patient?identifier=...``."""

_LINK = re.compile(r"""((?:href|src)\s*=\s*)("[^"]*"|'[^']*')""")
_REST = re.compile(r"(https?://.+)/([A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64})")


@dataclass(slots=True)
class Links:
    """What is replaced by what.

    Attributes:
        swaps: fullUrl -> ``Type/id``.
        placeholders: those of them that are no address, but stand for one until it is known (``urn:uuid:...``).
        relative: for each base that a fullUrl lies under, ``Type/id`` as written -> ``Type/id`` as settled.
        searches: conditional reference -> ``Type/id``.
    """

    swaps: dict[str, str] = field(default_factory=dict)
    placeholders: dict[str, str] = field(default_factory=dict)
    relative: dict[str, dict[str, str]] = field(default_factory=dict)
    searches: dict[str, str] = field(default_factory=dict)

    def add(self, full_url: str, target: str) -> None:
        """Let a fullUrl stand for a resource."""
        self.swaps[full_url] = target
        found = _REST.fullmatch(full_url)
        if found is not None:
            self.relative.setdefault(found[1], {})[found[2]] = target
        elif full_url.startswith("urn:"):
            self.placeholders[full_url] = target

    def apply(self, resource: dict[str, Any], full_url: str) -> None:
        """Replace every reference to an entry in a resource."""
        found = _REST.fullmatch(full_url) if self.relative else None
        relative = self.relative.get(found[1], {}) if found else {}
        if _walk(resource, _Swapping(self.swaps, relative, self.searches, self.placeholders)):
            replace_addresses(resource, self.placeholders)


def searches_in(resource: dict[str, Any]) -> list[str]:
    """Return the conditional references of a resource."""
    found: list[str] = []
    _gather(resource, found)
    return found


def _gather(node: dict[str, Any], found: list[str]) -> None:
    for key, value in node.items():
        kind = type(value)
        if kind is str:
            if key == "reference" and "?" in value and CONDITIONAL.fullmatch(value):
                found.append(value)
        elif kind is dict:
            _gather(value, found)
        elif kind is list:
            for item in value:
                if type(item) is dict:
                    _gather(item, found)


@dataclass(frozen=True, slots=True)
class _Swapping:
    swaps: Mapping[str, str]
    relative: Mapping[str, str]
    searches: Mapping[str, str]
    placeholders: Mapping[str, str]

    def reference(self, value: str) -> str:
        """Return what a reference becomes; a version or a fragment after it is kept."""
        found = self.swaps.get(value) or self.relative.get(value) or self.searches.get(value)
        if found is not None:
            return found
        for mark in ("/_history/", "#"):
            head, cut, tail = value.partition(mark)
            target = self.swaps.get(head) or self.relative.get(head) if cut and head else None
            if target is not None:
                return f"{target}{cut}{tail}"
        return value


def _walk(node: dict[str, Any], swapping: _Swapping) -> bool:
    """Replace references below a node; answer whether a placeholder stands in another element too."""
    placeholders = swapping.placeholders
    elsewhere = False
    for key, value in node.items():
        kind = type(value)
        if kind is str:
            if key == "reference":
                node[key] = swapping.reference(value)
            elif key == "div":
                node[key] = _narrative(value, swapping)
            elif value in placeholders:
                elsewhere = True
        elif kind is dict:
            elsewhere = _walk(value, swapping) or elsewhere
        elif kind is list:
            for item in value:
                if type(item) is dict:
                    elsewhere = _walk(item, swapping) or elsewhere
                elif type(item) is str and item in placeholders:
                    elsewhere = True
    return elsewhere


def _narrative(div: str, swapping: _Swapping) -> str:
    if "href" not in div and "src" not in div:
        return div
    return _LINK.sub(lambda found: f"{found[1]}{found[2][0]}{swapping.reference(found[2][1:-1])}{found[2][0]}", div)
