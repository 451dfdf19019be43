"""The door to the R4 definitions. Everything is read from ``data/`` once, when first asked for."""

from collections.abc import Mapping

from samspill.fhir.definitions.contracts import Compartment, SearchParameter, TypeDefinition


def resource_types() -> tuple[str, ...]:
    """Return the names of all concrete resource types, in alphabetical order."""
    raise NotImplementedError


def type_number(resource_type: str) -> int:
    """Return the stable small number that stands for a resource type in the store (1 and up; 0 means none)."""
    raise NotImplementedError


def type_named(number: int) -> str:
    """Return the resource type that a number stands for."""
    raise NotImplementedError


def definition(name: str) -> TypeDefinition | None:
    """Return a type by name (``Observation``, ``HumanName``, ``dateTime``, ``Observation.component``), if R4 has it."""
    raise NotImplementedError


def search_parameters(resource_type: str) -> Mapping[str, SearchParameter]:
    """Return the search parameters of a concrete resource type by code, those of every resource included."""
    raise NotImplementedError


def compartments() -> Mapping[str, Compartment]:
    """Return the R4 compartments by the type that names them."""
    raise NotImplementedError


def codes_of(value_set: str) -> frozenset[tuple[str, str]] | None:
    """Return the (system, code) pairs of a value set that R4 binds as required.

    Returns:
        ``None`` when the value set is not enumerable from the definitions (all of MIME types, BCP 47, UCUM ...).
    """
    raise NotImplementedError
