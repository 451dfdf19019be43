"""``reference`` values (https://hl7.org/fhir/R4/search.html#reference)."""

import re
from collections.abc import Sequence

from samspill.fhir.definitions import api as definitions
from samspill.fhir.search.contracts import ReferenceTest
from samspill.fhir.search.parsing.saying import bad_value
from samspill.fhir.search.parsing.splitting import unescape

RELATIVE = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?")
ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
FORMS = "[id], [type]/[id], or an absolute address"


def test(name: str, value: str, types: Sequence[str], base: str) -> ReferenceTest:
    """Return the test of one target.

    Args:
        name: the parameter, for a refusal.
        value: as written.
        types: resource types that a bare id may be of; empty for all.
        base: absolute address of the FHIR base: what lies under it is local.
    """
    text = unescape(value)
    if base and text.startswith(base + "/"):
        text = text[len(base) + 1 :]
    found = RELATIVE.fullmatch(text)
    if found and found[1] in definitions.resource_types():
        if types and found[1] not in types:
            raise bad_value(name, f"the target's type {found[1]} is not one of the parameter's", ", ".join(types))
        return ReferenceTest((definitions.type_number(found[1]),), found[2])
    if ":" in text:
        return ReferenceTest((0,), text)
    if not ID.fullmatch(text):
        raise bad_value(name, "the value is no reference", FORMS)
    return ReferenceTest(numbers(types), text)


def numbers(types: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of resource types, all of them for none."""
    return tuple(definitions.type_number(each) for each in types or definitions.resource_types())
