"""The door to the index: a resource's rows, where a search finds them, and how both sides write a value."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchType
from samspill.fhir.index.aliases import ROWLESS, stored_as
from samspill.fhir.index.bounding import ROWS_MAX, check_rows
from samspill.fhir.index.compiling import canonical_parameters, patient_parameters, runs
from samspill.fhir.index.composites import ways
from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.index.dates import range_of as date_range
from samspill.fhir.index.folding import bounded, exact, fold
from samspill.fhir.index.naming import part_of, system_number
from samspill.fhir.index.references import located
from samspill.fhir.index.tokens import of_type
from samspill.fhir.path.api import PathError

__all__ = [
    "ROWS_MAX",
    "bounded",
    "canonical_parameters",
    "date_range",
    "exact",
    "fold",
    "located",
    "new_rows_of",
    "of_type",
    "part_of",
    "rows_of",
    "stored_as",
    "system_number",
    "unsupported",
    "ways",
]

PATIENT = definitions.type_number("Patient")
MALFORMED = (AttributeError, KeyError, TypeError, ValueError, ArithmeticError, PathError)
NO_BASES: frozenset[str] = frozenset()


def rows_of(resource: dict[str, Any], bases: frozenset[str] = NO_BASES) -> IndexRows:
    """Return all index rows of a resource, each once and in an order that depends on the resource only.

    It never raises for what a resource holds: an element that is not of its type (possible where validation is off)
    has no rows, as it could not be found anyhow.

    Args:
        resource: as decoded, with its id.
        bases: absolute addresses of the server's own base, without a slash at the end; references that begin with one
            are local.

    Raises:
        KeyError: ``resourceType`` is missing or no R4 resource type.
    """
    resource_type = resource["resourceType"]
    rows = IndexRows()
    for key, run in runs(resource_type):
        if key in resource:
            try:
                run(rows, resource, bases, 0)
            except MALFORMED:
                continue
    rows.token = list(dict.fromkeys(rows.token))
    rows.string = list(dict.fromkeys(rows.string))
    rows.date = list(dict.fromkeys(rows.date))
    rows.quantity = list(dict.fromkeys(rows.quantity))
    rows.reference = list(dict.fromkeys(rows.reference))
    rows.patients = _patients(resource, resource_type, rows)
    return rows


def new_rows_of(resource: dict[str, Any], bases: frozenset[str] = NO_BASES) -> IndexRows:
    """Return the index rows of a resource that is about to be written, as ``rows_of`` does.

    Raises:
        Refusal: 422 when there are more than ``ROWS_MAX``. What is stored already is not asked again.
        KeyError: ``resourceType`` is missing or no R4 resource type.
    """
    rows = rows_of(resource, bases)
    check_rows(resource, rows)
    return rows


def _patients(resource: dict[str, Any], resource_type: str, rows: IndexRows) -> tuple[str, ...]:
    """Return the patients whose compartment the resource lies in; a Patient lies in its own first."""
    numbers = patient_parameters(resource_type)
    found = [row[3] for row in rows.reference if row[2] == PATIENT and row[0] in numbers]
    if resource_type == "Patient" and isinstance(resource.get("id"), str):
        found.insert(0, resource["id"])
    return tuple(dict.fromkeys(found))


@cache
def unsupported() -> Mapping[tuple[str, str], str]:
    """Return the search parameters that cannot be answered, by (resource type, code), with the reason."""
    return {
        (name, code): _reason(parameter.expression, parameter.type)
        for name in definitions.resource_types()
        for code, parameter in definitions.search_parameters(name).items()
        if code not in ROWLESS
        and (parameter.type is SearchType.SPECIAL or not (stored_as(name, code) or ways(name, code)))
    }


def _reason(expression: str, search_type: SearchType) -> str:
    if not expression:
        return "no index of whole texts, and no named queries"
    if search_type is SearchType.SPECIAL:
        return "searching by distance"
    if search_type is SearchType.COMPOSITE:
        return "a part of it is no search parameter of its own"
    return f"its elements have no type that a {search_type} search compares"
