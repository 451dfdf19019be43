"""Where the rows that answer a search parameter stand, worked out from the parameters' expressions.

Rows are most of what a write costs, and some parameters repeat others, among them the one on nearly every clinical
resource: ``patient`` is ``subject.where(resolve() is Patient)``. ``combo-code`` is ``code`` and ``component-code``,
``phonetic`` is ``name``. Those have no rows; a search for them asks the rows of the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchParameter, SearchType
from samspill.fhir.index.contracts import Stored
from samspill.fhir.index.leaves import Leaf, leaves

ROWLESS = {"_id": "the resource's own id", "_lastUpdated": "the time of its version"}
"""Parameters that the resource table answers."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parameters of one resource type stand.

    Attributes:
        own: leaves of each parameter that has rows, by code.
        stored: for every parameter with an answer, where its rows stand.
        by_leaves: the code of the parameter that has exactly these leaves, by search type and leaves.
    """

    own: Mapping[str, tuple[Leaf, ...]]
    stored: Mapping[str, tuple[Stored, ...]]
    by_leaves: Mapping[tuple[SearchType, frozenset[Leaf]], str]


def stored_as(resource_type: str, code: str) -> tuple[Stored, ...]:
    """Return (parameter number, target type) of the rows that answer a parameter: a row of any of them is its row.

    The target type is given where only references to that type count; a reference to another server has no type in the
    index, so a search for one by its whole address leaves the target type out of account.

    Returns:
        Nothing for composites (``ways``), for ``_id`` and ``_lastUpdated``, and for what is not supported.

    Raises:
        KeyError: R4 has no such resource type.
    """
    return layout(resource_type).stored.get(code, ())


@cache
def layout(resource_type: str) -> Layout:
    """Work out where every parameter of a resource type stands; narrow ones first, so that unions find their parts."""
    parameters = definitions.search_parameters(resource_type)
    found = {
        code: leaves(parameter.expression, resource_type, parameter.type)
        for code, parameter in parameters.items()
        if parameter.expression and code not in ROWLESS and parameter.type is not SearchType.COMPOSITE
    }
    owners: dict[SearchType, dict[frozenset[Leaf], str]] = {}
    own, stored = {}, {}
    for code in sorted((code for code in found if found[code]), key=lambda code: _order(parameters[code], found[code])):
        known = owners.setdefault(parameters[code].type, {})
        parts = _parts(found[code], known)
        if parts is None:
            own[code] = found[code]
            known[frozenset(found[code])] = code
            parts = [(code, None)]
        stored[code] = tuple((parameters[part].number, target) for part, target in parts)
    owners_last = sorted(stored, key=own.__contains__)
    by_leaves = {(parameters[code].type, frozenset(found[code])): code for code in owners_last}
    return Layout(own, stored, by_leaves)


def _order(parameter: SearchParameter, found: tuple[Leaf, ...]) -> tuple[bool, int, int]:
    """Sort parameters without a target's filter first, then those with few leaves, then the oldest number."""
    return any(leaf.target for leaf in found), len(found), parameter.number


def _parts(found: tuple[Leaf, ...], known: Mapping[frozenset[Leaf], str]) -> list[tuple[str, str | None]] | None:
    """Return the parameters with rows that have these leaves together and no other; ``None`` when there are none."""
    parts: list[tuple[str, str | None]] = []
    left = set(found)
    for owned, code in known.items():
        if owned <= left:
            parts.append((code, None))
            left -= owned
    for leaf in tuple(left):
        owner = known.get(frozenset([leaf.unfiltered])) if leaf.target else None
        if owner is None:
            return None
        parts.append((owner, leaf.target))
    return sorted(parts, key=lambda part: (part[0], part[1] or ""))
