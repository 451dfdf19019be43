"""Which partitions a search about one patient can be in, on PostgreSQL (``store/schema.py`` on keys and parts)."""

from samspill.fhir.definitions import api as definitions
from samspill.fhir.index.naming import part_of
from samspill.fhir.search.contracts import Query, ReferenceTest, Rows, Table
from samspill.fhir.search.parsing.fields import field_of
from samspill.fhir.store.contracts import Dialect

SHIFT = 48
PATIENT = definitions.type_number("Patient")


def key_ranges(dialect: Dialect, query: Query) -> tuple[tuple[int, int], ...]:
    """Return the ranges of keys that matches lie in; nothing when they may lie anywhere.

    What refers to a patient by a parameter of the patient compartment lies in the patient's part, or in part 0 when it
    refers to several patients.
    """
    if dialect is Dialect.SQLITE:
        return ()
    for node in query.nodes:
        patient = _patient(query.types, node) if isinstance(node, Rows) else None
        if patient:
            return tuple((part << SHIFT, (part + 1) << SHIFT) for part in (0, part_of((patient,))))
    return ()


def _patient(types: tuple[str, ...], node: Rows) -> str | None:
    """Return the one patient that a node demands, if it does so by parameters of the patient compartment."""
    if node.table is not Table.REFERENCE or len(node.tests) != 1 or len(types) != 1:
        return None
    test = node.tests[0]
    if not isinstance(test, ReferenceTest) or test.types != (PATIENT,) or test.target is None:
        return None
    return test.target if set(node.params) <= _compartment_numbers(types[0]) else None


def _compartment_numbers(resource_type: str) -> set[int]:
    codes = definitions.compartments()["Patient"].parameters.get(resource_type, ())
    fields = (field_of((resource_type,), code) for code in codes)
    return {
        number
        for field in fields
        if field
        for only, found in field.groups
        if only in (None, "Patient")
        for number in found
    }
