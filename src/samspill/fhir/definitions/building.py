"""Rows of the data files -> the frozen values of ``contracts``."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from samspill.fhir.definitions.contracts import (
    Component,
    Constraint,
    Element,
    Kind,
    SearchParameter,
    SearchType,
    TypeDefinition,
)
from samspill.fhir.definitions.reading import row, search_file, types_file


def type_definition(name: str) -> TypeDefinition:
    """Return a type by name.

    Raises:
        KeyError: the table has no such type.
    """
    kind, base, abstract, pattern, constraints, elements = row(types_file().types[name])
    return TypeDefinition(
        name=name,
        kind=Kind(kind),
        base=base,
        abstract=abstract,
        elements=MappingProxyType({one[0]: element(one) for one in elements}),
        pattern=pattern,
        constraints=tuple(map(constraint, constraints)),
    )


def element(of: list[Any]) -> Element:
    """Return one child element."""
    name, path, types, least, most, choice, targets, required, constraints, in_summary, modifier = of
    return Element(
        name=name,
        path=path,
        types=tuple(types),
        least=least,
        most=most,
        choice=choice,
        targets=tuple(targets),
        required=required,
        constraints=tuple(map(constraint, constraints)),
        in_summary=in_summary,
        is_modifier=modifier,
    )


@cache
def constraint(place: int) -> Constraint:
    """Return the invariant at a place in the table."""
    return Constraint(*row(types_file().constraints[place]))


def search_parameters(resource_type: str) -> Mapping[str, SearchParameter]:
    """Return the search parameters of a concrete resource type by code."""
    raw = search_file().parameters.get(resource_type)
    if raw is None:
        raise KeyError(resource_type)
    return MappingProxyType({one[0]: search_parameter(resource_type, one) for one in row(raw)})


def search_parameter(resource_type: str, of: list[Any]) -> SearchParameter:
    """Return one search parameter."""
    code, kind, expression, targets, components, url, description = of
    return SearchParameter(
        number=search_file().numbers[f"{resource_type}.{code}"],
        resource_type=resource_type,
        code=code,
        type=SearchType(kind),
        expression=expression,
        targets=tuple(targets),
        components=tuple(Component(part[0], SearchType(part[1]), part[2]) for part in components),
        url=url,
        description=description,
    )
