"""How a composite search parameter is answered from the rows of the parameters it is made of.

A composite whose focus is the resource itself (``code-value-quantity``) matches when its parts match. One whose focus
repeats (``component-code-value-quantity``) needs them in the same repetition: the parts' ordinary rows carry the
repetition's number as their slot. So no composite has rows of its own.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Component, SearchParameter, SearchType
from samspill.fhir.index.aliases import layout
from samspill.fhir.index.contracts import Part, Way
from samspill.fhir.index.leaves import alternatives, leaves

REPEATING = re.compile(r"[A-Z]\w*\.(\w+)")


def ways(resource_type: str, code: str) -> tuple[Way, ...]:
    """Return the ways in which a composite can match; nothing for another parameter, or one that is not supported.

    Raises:
        KeyError: R4 has no such resource type.
    """
    return _all_ways(resource_type).get(code, ())


@cache
def _all_ways(resource_type: str) -> Mapping[str, tuple[Way, ...]]:
    parameters = definitions.search_parameters(resource_type).values()
    found = {
        parameter.code: tuple(_way(parameter, focus) for focus in alternatives(parameter.expression))
        for parameter in parameters
        if parameter.type is SearchType.COMPOSITE
    }
    return {code: several for code, several in found.items() if all(several)}


def _way(parameter: SearchParameter, focus: str) -> Way:
    """Return how the parts match at one focus; empty when a part is no parameter of its own."""
    parts = [_part(parameter.resource_type, focus, component) for component in parameter.components]
    return tuple(part for part in parts if part) if all(parts) else ()


def _part(resource_type: str, focus: str, component: Component) -> Part | None:
    expression = _from_resource(resource_type, focus, component.expression)
    found = _parameter(resource_type, expression, component)
    if found is None:
        return None
    parameter = definitions.search_parameters(resource_type)[found]
    repeats = repeating(resource_type, focus) is not None
    slotted = repeats and all(part.startswith(f"{focus}.") for part in alternatives(expression))
    return Part(found, parameter.type, layout(resource_type).stored[found], slotted)


def _parameter(resource_type: str, expression: str, component: Component) -> str | None:
    """Return the code of the parameter that a part is.

    That is the one with the part's expression, of the part's type if there is one: in R4's
    ``DocumentReference.relationship`` the expressions and the definitions have changed places, and the text goes with
    the expressions. ``code-value-string`` leaves out the text of a concept, which ``value-string`` has: there the
    definition stands.
    """
    known = layout(resource_type)
    for search_type in (component.type, *SearchType):
        found = frozenset(leaves(expression, resource_type, search_type))
        code = known.by_leaves.get((search_type, found)) if found else None
        if code:
            return code
    return component.code if component.code in known.stored else None


def _from_resource(resource_type: str, focus: str, expression: str) -> str:
    """Write a part's expression, which begins at the focus, as one that begins at the resource."""
    return " | ".join(
        part.replace("%resource", resource_type, 1) if part.startswith("%resource") else f"{focus}.{part}"
        for part in alternatives(expression)
    )


def repeating(resource_type: str, focus: str) -> str | None:
    """Return the element that a focus is, if it is one that repeats."""
    found = REPEATING.fullmatch(focus)
    definition = definitions.definition(resource_type)
    element = definition.elements.get(found[1]) if found and definition else None
    return element.name if element and element.is_list else None


@cache
def slots(resource_type: str) -> Mapping[int, str]:
    """Return the repeating element whose number is the slot of a parameter's rows, by parameter number."""
    return dict(_slots(resource_type))


def _slots(resource_type: str) -> Iterator[tuple[int, str]]:
    for parameter in definitions.search_parameters(resource_type).values():
        if parameter.type is SearchType.COMPOSITE:
            for focus, way in zip(
                alternatives(parameter.expression), ways(resource_type, parameter.code), strict=False
            ):
                element = repeating(resource_type, focus)
                yield from ((number, element) for part in way if part.slotted and element for number, _ in part.stored)
