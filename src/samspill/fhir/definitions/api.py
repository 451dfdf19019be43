"""The door to the R4 definitions. Everything is read from ``data/`` once, when first asked for."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from samspill.fhir.definitions import building
from samspill.fhir.definitions.contracts import Compartment, SearchParameter, TypeDefinition
from samspill.fhir.definitions.reading import code_systems_file, compartments_file, row, types_file, value_sets_file


@cache
def resource_types() -> tuple[str, ...]:
    """Return the names of all concrete resource types, in alphabetical order."""
    return tuple(sorted(types_file().numbers))


def type_number(resource_type: str) -> int:
    """Return the stable small number that stands for a resource type in the store (1 and up; 0 means none).

    Raises:
        KeyError: R4 has no such concrete resource type.
    """
    return types_file().numbers[resource_type]


def type_named(number: int) -> str:
    """Return the resource type that a number stands for.

    Raises:
        KeyError: no resource type has the number.
    """
    return _names()[number]


@cache
def _names() -> Mapping[int, str]:
    return {number: name for name, number in types_file().numbers.items()}


def definition(name: str) -> TypeDefinition | None:
    """Return a type by name (``Observation``, ``HumanName``, ``dateTime``, ``Observation.component``), if R4 has it.

    An invariant on a nested element stands on the nested type, so that it holds also where the type is used again.
    """
    return _definition(name) if name in types_file().types else None


@cache
def _definition(name: str) -> TypeDefinition:
    """Only names of R4 come here, as in the two below: what a client makes up must not be kept."""
    return building.type_definition(name)


@cache
def search_parameters(resource_type: str) -> Mapping[str, SearchParameter]:
    """Return the search parameters of a concrete resource type by code, those of every resource included.

    ``_text``, ``_content`` and ``_query`` have no expression; ``_has``, ``_list``, ``_type`` and ``_filter`` are parts
    of the search language and have no definition in R4.

    Raises:
        KeyError: R4 has no such concrete resource type.
    """
    return building.search_parameters(resource_type)


@cache
def compartments() -> Mapping[str, Compartment]:
    """Return the R4 compartments by the type that names them."""
    found = compartments_file().compartments
    return MappingProxyType({code: Compartment(code, MappingProxyType(types)) for code, types in found.items()})


def codes_of(value_set: str) -> frozenset[tuple[str, str]] | None:
    """Return the (system, code) pairs of a value set: every one that the R4 definitions enumerate, bound or not.

    Args:
        value_set: canonical address; a version after ``|`` is passed over, for R4 has one version of each.

    Returns:
        ``None`` when the value set is not enumerable from the definitions (all of MIME types, BCP 47, UCUM ...).
    """
    address = value_set.partition("|")[0]
    return _codes_of(address) if address in value_sets_file().value_sets else None


@cache
def _codes_of(address: str) -> frozenset[tuple[str, str]]:
    codes_by_system = row(value_sets_file().value_sets[address])
    return frozenset((system, code) for system, codes in codes_by_system.items() for code in codes)


def codes_in(system: str) -> frozenset[str] | None:
    """Return all codes of a code system that R4 itself defines; ``None`` when it is another's, or not complete here."""
    return _codes_in(system) if system in code_systems_file().code_systems else None


@cache
def _codes_in(system: str) -> frozenset[str]:
    return frozenset(row(code_systems_file().code_systems[system]))
