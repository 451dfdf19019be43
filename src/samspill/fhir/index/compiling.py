"""A resource type's search parameters, compiled once to a list of plain functions that add index rows."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchParameter, SearchType
from samspill.fhir.index.aliases import layout, stored_as
from samspill.fhir.index.composites import slots
from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.index.converting import CONVERTIBLE, Converter
from samspill.fhir.index.folding import bounded
from samspill.fhir.index.leaves import Leaf
from samspill.fhir.index.naming import system_number
from samspill.fhir.path.walkers import walker

Bases = frozenset[str]
Walker = Callable[[dict[str, Any]], list[tuple[Any, str]]]
Run = Callable[[IndexRows, dict[str, Any], Bases, int], None]
"""(rows to add to, resource, own bases, slot)."""

ALWAYS = "resourceType"
"""The key that every resource has: of an expression that may yield something where its element is missing."""


@cache
def runs(resource_type: str) -> tuple[tuple[str, Run], ...]:
    """Return (JSON name that must be there, function that adds rows) for all parameters with rows, in a fixed order."""
    parameters = definitions.search_parameters(resource_type)
    own = sorted(layout(resource_type).own.items(), key=lambda item: parameters[item[0]].number)
    return tuple(entry for code, found in own for entry in _of_parameter(parameters[code], found))


def _of_parameter(parameter: SearchParameter, found: tuple[Leaf, ...]) -> Iterator[tuple[str, Run]]:
    element = slots(parameter.resource_type).get(parameter.number)
    for leaf in found:
        run = _run(parameter, leaf)
        for key in sorted(leaf.keys) or (ALWAYS,):
            yield key, _slotted(run, parameter.resource_type, element) if element else run


def _run(parameter: SearchParameter, leaf: Leaf) -> Run:
    walk: Walker = walker(leaf.whole)
    number = parameter.number
    if leaf.type is None:
        return _by_type(walk, number, CONVERTIBLE[parameter.type])
    convert = _converter(parameter.type, leaf, leaf.type)

    def run(rows: IndexRows, resource: dict[str, Any], bases: Bases, slot: int) -> None:
        for value, _ in walk(resource):
            convert(rows, number, slot, value, bases)

    return run


def _by_type(walk: Walker, number: int, converters: Mapping[str, Converter]) -> Run:
    """Choose the converter by each value's type, for an expression whose end the definitions do not tell."""

    def run(rows: IndexRows, resource: dict[str, Any], bases: Bases, slot: int) -> None:
        for value, name in walk(resource):
            convert = converters.get(name)
            if convert:
                convert(rows, number, slot, value, bases)

    return run


def _slotted(run: Run, resource_type: str, element: str) -> Run:
    """Run once for each repetition of an element, as if the resource had no other, with its number as the slot."""

    def each(rows: IndexRows, resource: dict[str, Any], bases: Bases, _slot: int) -> None:
        for slot, item in enumerate(resource[element], 1):
            run(rows, {"resourceType": resource_type, element: [item]}, bases, slot)

    return each


def _converter(search_type: SearchType, leaf: Leaf, type_name: str) -> Converter:
    bound = leaf.element.required if leaf.element else None
    if search_type is SearchType.TOKEN and type_name == "code" and bound:
        return _bound_code(_systems(bound))
    return CONVERTIBLE[search_type][type_name]


def _systems(value_set: str) -> Mapping[str, int]:
    """Return the system number of each code of a value set; not of a code that two systems have."""
    pairs = sorted(definitions.codes_of(value_set) or ())
    several = {code for at, (_, code) in enumerate(pairs) if any(code == other for _, other in pairs[at + 1 :])}
    return {code: system_number(system) for system, code in pairs if code not in several}


def _bound_code(systems: Mapping[str, int]) -> Converter:
    def bound_code(rows: IndexRows, param: int, slot: int, value: Any, _bases: Bases) -> None:
        if isinstance(value, str):
            rows.token.append((param, slot, systems.get(value, 0), bounded(value)))

    return bound_code


@cache
def patient_parameters(resource_type: str) -> frozenset[int]:
    """Return the numbers of the reference parameters that put a resource into a patient's compartment."""
    codes = definitions.compartments()["Patient"].parameters.get(resource_type, ())
    return frozenset(number for code in codes for number, _ in stored_as(resource_type, code))


@cache
def canonical_parameters(resource_type: str) -> frozenset[int]:
    """Return the numbers of the reference parameters whose values are canonicals, or may be."""
    parameters = definitions.search_parameters(resource_type)
    return frozenset(
        parameters[code].number
        for code, found in layout(resource_type).own.items()
        if parameters[code].type is SearchType.REFERENCE and any(leaf.type in (None, "canonical") for leaf in found)
    )
