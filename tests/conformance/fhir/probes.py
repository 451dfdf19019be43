"""What a resource should be found by: queries made of its own values, and some that must not find it.

Made of R4's table of which search type compares which data type (https://hl7.org/fhir/R4/search.html#table) and of the
FHIRPath engine's answer to a parameter's expression; nothing here knows how the index keeps values.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.conformance.fhir import probe_forms
from tests.conformance.fhir.probe_forms import Form

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Component, SearchParameter, SearchType
from samspill.fhir.path import api as path

OWN = frozenset({"_id", "_lastUpdated"})
"""Parameters of the resource itself: they have no modifiers."""


@dataclass(frozen=True)
class Probe:
    """A query and what it must answer about the resource it was made of.

    Attributes:
        code: the search parameter.
        name: it with its modifier.
        value: escaped as the search language wants it.
        is_absent: whether it must leave the resource out.
        is_exact: whether it finds only resources that give the same query.
        form: which of the type's forms it is, for the count.
    """

    code: str
    name: str
    value: str
    form: str
    is_absent: bool = False
    is_exact: bool = False


FORMS: dict[SearchType, Callable[[list[path.Node], SearchParameter | Component], Iterator[Form]]] = {
    SearchType.TOKEN: probe_forms.token,
    SearchType.STRING: probe_forms.string,
    SearchType.URI: probe_forms.uri,
    SearchType.DATE: probe_forms.date,
    SearchType.NUMBER: probe_forms.number,
    SearchType.QUANTITY: probe_forms.quantity,
    SearchType.REFERENCE: probe_forms.reference,
}


def probes(resource: dict[str, Any], parameter: SearchParameter) -> list[Probe]:
    """Return the queries of one parameter; none when the resource has no value that it compares."""
    if parameter.type is SearchType.COMPOSITE:
        found = list(_composite(resource, parameter))
    elif parameter.type in FORMS:
        nodes = values(path.compile(parameter.expression).nodes(resource))
        found = [_probe(parameter, form) for form in FORMS[parameter.type](nodes, parameter)]
    else:
        found = []
    if parameter.code in OWN:
        return [
            replace(probe, is_exact=False) for probe in found if probe.name == probe.code and "|" not in probe.value
        ]
    return [*found, *_missing(parameter)] if found else []


def values(nodes: list[Any]) -> list[path.Node]:
    """Return what a search can compare: nodes with a value; the language's own true and false as such."""
    found = [path.Node(node, "boolean") if isinstance(node, bool) else node for node in nodes]
    return [node for node in found if isinstance(node, path.Node) and node.value is not None]


def _probe(parameter: SearchParameter, form: Form) -> Probe:
    name = f"{parameter.code}:{form.modifier}" if form.modifier else parameter.code
    return Probe(parameter.code, name, form.value, f"{parameter.type} {form.name}", form.is_absent, form.is_exact)


def _missing(parameter: SearchParameter) -> Iterator[Probe]:
    if parameter.type is not SearchType.COMPOSITE:
        name = f"{parameter.code}:missing"
        yield Probe(parameter.code, name, "false", ":missing=false", is_exact=True)
        yield Probe(parameter.code, name, "true", ":missing=true", is_absent=True)


def _composite(resource: dict[str, Any], parameter: SearchParameter) -> Iterator[Probe]:
    for focus in path.compile(parameter.expression).nodes(resource):
        parts = [_part(resource, focus, component) for component in parameter.components]
        if all(parts):
            yield Probe(parameter.code, parameter.code, "$".join(parts), "composite")


def _part(resource: dict[str, Any], focus: path.Node, component: Component) -> str:
    """Return a part's value as a search for it alone would write it; empty when there is none."""
    nodes = values(path.compile(component.expression).nodes(resource, context=focus))
    plain = (form.value for form in FORMS[component.type](nodes, component) if not form.modifier and not form.is_absent)
    return next(plain, "")


def parameters(resource_type: str) -> list[SearchParameter]:
    """Return the parameters of a type that R4 gives an expression."""
    return [each for each in definitions.search_parameters(resource_type).values() if each.expression]
