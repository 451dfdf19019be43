"""``:in`` and ``:not-in``: value sets looked up when the search runs (https://hl7.org/fhir/R4/search.html#modifiers).

A value set is one that R4's definitions enumerate, or a ValueSet stored here. It must list its codes, or take in whole
code systems; one that selects by a filter needs a terminology server and is refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from samspill.fhir.definitions import api as definitions
from samspill.fhir.index.naming import system_number
from samspill.fhir.outcomes import Refusal, refusal
from samspill.fhir.search.contracts import (
    Back,
    Either,
    Every,
    InValueSet,
    Link,
    Named,
    NamedBack,
    Node,
    Not,
    Query,
    Rows,
    Table,
    TokenTest,
)
from samspill.fhir.search.parsing.fields import needed
from samspill.fhir.search.parsing.references import RELATIVE
from samspill.fhir.search.parsing.saying import shown
from samspill.fhir.store.contracts import Snapshot

CODES_MAX = 5000
SETS_MAX = 10
"""Value sets in one search; PostgreSQL takes 65,535 values in a query."""
DEPTH_MAX = 5
NEWEST = (
    "SELECT r.body FROM idx_token t JOIN resource r ON r.key = t.key "
    "WHERE t.param = ? AND t.code = ? AND t.system = 0 ORDER BY r.at DESC"
)

Code = tuple[str, str | None]
"""(system, code); without a code every code of the system."""


def resolved(snapshot: Snapshot, query: Query) -> Query:
    """Return the query with its value sets as codes.

    Raises:
        Refusal: 400 for a value set that is not here or does not list its codes.
    """
    named = sum(map(_value_sets, query.nodes))
    if not named:
        return query
    if named > SETS_MAX:
        raise refusal(400, "too-costly", f"The search names {named} value sets; at most {SETS_MAX} are looked up.")
    return replace(query, nodes=tuple(_resolved(snapshot, node) for node in query.nodes))


def _value_sets(node: Node) -> int:
    """Count the value sets that a node names."""
    match node:
        case InValueSet():
            return 1
        case Not() | Link() | Back() | Named() | NamedBack():
            return _value_sets(node.node)
        case Every() | Either():
            return sum(map(_value_sets, node.nodes))
    return 0


def _resolved(snapshot: Snapshot, node: Node) -> Node:
    match node:
        case InValueSet():
            return _rows(snapshot, node)
        case Not() | Link() | Back() | Named() | NamedBack():
            return replace(node, node=_resolved(snapshot, node.node))
        case Every() | Either():
            return replace(node, nodes=tuple(_resolved(snapshot, each) for each in node.nodes))
    return node


def _rows(snapshot: Snapshot, node: InValueSet) -> Rows:
    codes = set(_codes(snapshot, node.address, node.name, 0))
    if len(codes) > CODES_MAX:
        raise _refused(node.name, f"the value set has more than {CODES_MAX} codes")
    # of an empty set nothing is a member: no code is empty and has no system
    tests = sorted(codes, key=str) or [("", "\x01")]
    return Rows(
        Table.TOKEN,
        node.params,
        tuple(TokenTest(system_number(system) if system else 0, code) for system, code in tests),
    )


def _codes(snapshot: Snapshot, address: str, name: str, depth: int) -> Iterable[Code]:
    if depth > DEPTH_MAX:
        raise _refused(name, f"the value set takes in others for more than {DEPTH_MAX} steps")
    stored = _stored(snapshot, address)
    if stored is not None:
        return _listed(snapshot, stored, name, depth)
    known = definitions.codes_of(address)
    if known is None:
        raise _refused(name, "the value set is not stored here, and R4 does not list its codes")
    return known


def _stored(snapshot: Snapshot, address: str) -> Mapping[str, Any] | None:
    """Return a stored ValueSet by its canonical address, the newest of several, or by its relative one."""
    relative = RELATIVE.fullmatch(address)
    if relative:
        found = snapshot.current("ValueSet", relative[2]) if relative[1] == "ValueSet" else None
        return msgspec.json.decode(found.body) if found and not found.is_deleted else None
    url, _, version = address.partition("|")
    for (body,) in snapshot.select(NEWEST, (needed(("ValueSet",), "url", "url").numbers[0], url)):
        value_set: Mapping[str, Any] = msgspec.json.decode(body)
        if version in ("", value_set.get("version")):
            return value_set
    return None


def _listed(snapshot: Snapshot, value_set: Mapping[str, Any], name: str, depth: int) -> set[Code]:
    """Return the codes that a stored value set lists, from its expansion if it has one."""
    if "contains" in value_set.get("expansion", {}):
        return set(_contained(value_set["expansion"]["contains"]))
    compose = value_set.get("compose", {})
    found = {code for part in compose.get("include", ()) for code in _part(snapshot, part, name, depth)}
    excluded = {code for part in compose.get("exclude", ()) for code in _part(snapshot, part, name, depth)}
    whole = {system for system, code in found if code is None}
    if any(system in whole and code is not None for system, code in excluded):
        raise _refused(name, "the value set takes in a whole code system and leaves some codes out")
    gone = {system for system, code in excluded if code is None}
    return {(system, code) for system, code in found - excluded if system not in gone}


def _contained(rows: Iterable[Mapping[str, Any]]) -> Iterator[Code]:
    for row in rows:
        if "code" in row and not row.get("abstract"):
            yield row.get("system", ""), row["code"]
        yield from _contained(row.get("contains", ()))


def _part(snapshot: Snapshot, part: Mapping[str, Any], name: str, depth: int) -> set[Code]:
    """Return the codes of one include or exclude: of its system, and in every value set it names."""
    if part.get("filter"):
        raise _refused(name, "the value set selects codes by a filter")
    sets = [set(_codes(snapshot, address, name, depth + 1)) for address in part.get("valueSet", ())]
    if "system" in part:
        own: set[Code] = {(part["system"], each["code"]) for each in part.get("concept", ())}
        sets.append(own or {(part["system"], None)})
    both = sets[0] if sets else set()
    for other in sets[1:]:
        both = {code for code in both | other if _is_in(code, both) and _is_in(code, other)}
    return both


def _is_in(code: Code, codes: set[Code]) -> bool:
    return code in codes or (code[0], None) in codes


def _refused(name: str, why: str) -> Refusal:
    return refusal(
        400, "not-supported", f"Search parameter '{shown(name)}': {why}. Allowed: value sets that list their codes."
    )
