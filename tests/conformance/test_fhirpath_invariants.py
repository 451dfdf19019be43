"""R4's own invariants: each compiles, names only elements that exist, and holds in HL7's own examples."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.shared import SHARED

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Constraint
from samspill.fhir.path import api

EXAMPLES = SHARED / "conformance" / "fhir" / "r4-examples" / "examples.ndjson.gz"
AT = datetime(2026, 11, 22, tzinfo=UTC)


def invariants() -> set[tuple[str, Constraint]]:
    """Every invariant with a type it stands on."""
    found: set[tuple[str, Constraint]] = set()
    waiting, seen = list(definitions.resource_types()), set[str]()
    while waiting:
        definition = definitions.definition(waiting.pop())
        if definition is None or definition.name in seen:
            continue
        seen.add(definition.name)
        found |= {(definition.name, constraint) for constraint in definition.constraints}
        for element in definition.elements.values():
            waiting.extend(element.types)
            found |= {(name, constraint) for name in element.types for constraint in element.constraints}
    return found


def complaint(type_name: str, constraint: Constraint) -> str | None:
    try:
        api.compile(constraint.expression).check(type_name)
    except api.SemanticError:
        return constraint.key
    return None


def broken(node: api.Node, more: tuple[Constraint, ...], root: dict[str, object]) -> Iterator[str]:
    definition = definitions.definition(node.type)
    own = definition.constraints if definition else ()
    for constraint in (*own, *more):
        if constraint.is_error and not api.compile(constraint.expression).holds(root, context=node, at=AT):
            yield constraint.key
    elements = definition.elements if definition else {}
    for child in api.children(node):
        element = elements.get(child.key)
        yield from broken(child, element.constraints if element else (), root)


def test_every_invariant_compiles_and_only_three_are_known_to_name_missing_elements() -> None:
    """ChargeItemDefinition has no name; ras-1 and sqty-1 stand on choices, and speak of one of their types only."""
    assert {key for key in (complaint(*one) for one in invariants()) if key} == {"cid-0", "ras-1", "sqty-1"}


@pytest.mark.outside
def test_no_official_example_breaks_an_invariant_that_is_an_error() -> None:
    found = []
    with gzip.open(EXAMPLES, "rt") as lines:
        for line in lines:
            entry = json.loads(line, parse_float=Decimal)
            found += [
                (entry["file"], key) for key in broken(api.resource_node(entry["resource"]), (), entry["resource"])
            ]

    assert [(name, key) for name, key in found if not name.endswith("-questionnaire.json")] == []
