"""References: does one point at a type that it may point at, and does ``#id`` point at something contained?

Source: https://hl7.org/fhir/R4/references.html. Only what the text itself says is judged: a relative address names its
type, an absolute one may lie on a server with other rules, and a ``urn:uuid:`` is resolved by the transaction.
"""

import re
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.validation.running import Run, Where


def check_local(value: dict[str, Any], where: Where, run: Run) -> None:
    """Check invariant ref-1: a reference to ``#id`` has something contained with that id; ``#`` alone is the root."""
    text = value.get("reference")
    if type(text) is str and text.startswith("#") and len(text) > 1 and text[1:] not in run.contained():
        run.fail((where, "reference", -1), "invariant", "nothing is contained under this id (ref-1).")


def check_contained_used(value: dict[str, Any], where: Where, run: Run) -> None:
    """Check invariant dom-3: what is contained is referred to from the resource, or refers to it (``#``)."""
    rows = value.get("contained")
    if not isinstance(rows, list):
        return
    used = _local_texts(value)
    for number, one in enumerate(rows):
        if isinstance(one, dict) and f"#{one.get('id', '')}" not in used and "#" not in _local_texts(one):
            run.fail((where, "contained", number), "invariant", "nothing in the resource refers to it (dom-3).")


def _local_texts(value: Any) -> set[str]:
    """Return every text in a resource that begins with ``#``: Reference.reference, uri and canonical."""
    found: set[str] = set()
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
        elif isinstance(one, str) and one.startswith("#"):
            found.add(one)
    return found


def decides_record(path: str) -> bool:
    """Whether an element says whose record a resource belongs to: what ``patient`` or ``subject`` is searched by."""
    resource_type, _, name = path.partition(".")
    if resource_type not in definitions.resource_types():
        return False
    known = definitions.search_parameters(resource_type)
    found = [known[code].expression for code in ("patient", "subject") if code in known]
    return any(re.search(rf"\b{resource_type}\.{re.escape(name)}(?![A-Za-z.]*[a-z])", one) for one in found)


def check_targets(value: Any, targets: frozenset[str], where: Where, run: Run, *, severe: bool) -> None:
    """Check that a literal reference names one of the types that the element may point to.

    Four of HL7's own examples point at other types (``MedicationRequest.dispenseRequest.performer`` at a Practitioner),
    so base R4 warns. It is an error where it decides whose record the resource belongs to, where it points at a Patient
    and may not, and in profiles.
    """
    if type(value) is not dict:
        return
    named = run.target_type(value)
    if named is None or named in targets:
        return
    severity = "error" if severe or run.strict or named == "Patient" else "warning"
    run.note(severity, where, "structure", f"points at a {named}; it may point at {', '.join(sorted(targets))}.")
