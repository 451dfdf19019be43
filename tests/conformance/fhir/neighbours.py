"""Every example is found through its references (include, reverse include, chain, reverse chain), in its compartments,
and once in every order.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from tests.conformance.fhir import examples
from tests.conformance.fhir.probe_forms import LOCAL
from tests.conformance.fhir.probes import parameters, values
from tests.factories.fhir_engine import Talk, bundle, entry

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchType
from samspill.fhir.index import api as index
from samspill.fhir.path import api as path

AT_ONCE = 500
Link = tuple[str, str, str]
"""(path of the resource that refers, search parameter, path of the target)."""


@cache
def resources() -> Mapping[str, dict[str, Any]]:
    """Return the valid examples by path."""
    return {each.path: each.resource for each in examples.valid()}


@cache
def links() -> tuple[Link, ...]:
    """Return every reference from an example to another, under each parameter that is about it."""
    return tuple(dict.fromkeys(link for source, resource in resources().items() for link in _links(source, resource)))


def _links(source: str, resource: dict[str, Any]) -> Iterator[Link]:
    for parameter in parameters(resource["resourceType"]):
        if parameter.type is SearchType.REFERENCE:
            for target in targets(resource, parameter.expression):
                if target in resources() and (not parameter.targets or target.split("/")[0] in parameter.targets):
                    yield source, parameter.code, target


def targets(resource: dict[str, Any], expression: str) -> Iterator[str]:
    """Yield the paths of the local resources that an expression's references name, versions left out."""
    for node in values(path.compile(expression).nodes(resource)):
        found = LOCAL.fullmatch(node.value.get("reference", "")) if node.type == "Reference" else None
        if found:
            yield f"{found[1]}/{found[2]}"


def searches(link: Link) -> dict[str, str]:
    """Return the searches that a link answers, each with the path that it must find."""
    source, code, target = link
    (kind, name), (aim, aimed) = source.split("/"), target.split("/")
    return {
        f"{kind}?_id={name}&_include={kind}:{code}": target,
        f"{aim}?_id={aimed}&_revinclude={kind}:{code}": source,
        f"{kind}?{code}:{aim}._id={aimed}&_count=1000": source,
        f"{aim}?_has:{kind}:{code}:_id={name}&_count=1000": target,
    }


@cache
def missed() -> tuple[int, tuple[str, ...]]:
    """Send them all; return how many there were, and those that do not find what they must."""
    asked = [(search, aim) for link in links() for search, aim in searches(link).items()]
    return len(asked), tuple(sorted(misled(examples.loaded().talk, asked)))


def misled(talk: Talk, asked: Sequence[tuple[str, str]]) -> list[str]:
    """Send searches, each with the path that it must find; return those that do not."""
    answered = zip(asked, _lists(talk, [search for search, _ in asked]), strict=True)
    return [search for (search, aim), found in answered if aim not in found]


def _lists(talk: Talk, urls: Sequence[str]) -> Iterator[list[str]]:
    """Send searches as batches; yield the paths that each answers with, in alphabetical order."""
    for start in range(0, len(urls), AT_ONCE):
        part = [entry("GET", f"{url}&_elements=id") for url in urls[start : start + AT_ONCE]]
        for answered in talk("POST", "", bundle("batch", *part)).json["entry"]:
            found = (each["resource"] for each in answered.get("resource", {}).get("entry", ()))
            yield sorted(f"{each['resourceType']}/{each.get('id')}" for each in found)


@cache
def disordered() -> tuple[int, tuple[str, ...]]:
    """Sort each type by each of its parameters, both ways; return how many, and those that lose or repeat one."""
    return len(sorts()), tuple(misordered(examples.loaded().talk, sorts()))


@cache
def sorts() -> tuple[str, ...]:
    """Return a search for each parameter of each type, up and down."""
    kinds = dict.fromkeys(place.split("/")[0] for place in resources())
    return tuple(
        f"{kind}?_sort={way}{code}&_count=1000" for kind in kinds for code in _sortable(kind) for way in ("", "-")
    )


def misordered(talk: Talk, asked: Sequence[str]) -> list[str]:
    """Send sorted searches; return those that do not show every resource of their type exactly once."""
    stored: dict[str, set[str]] = {}
    for place in resources():
        stored.setdefault(place.split("/")[0], set()).add(place)
    shown = zip(asked, _lists(talk, asked), strict=True)
    return [url for url, found in shown if found != sorted(stored[url.split("?")[0]])]


def _sortable(kind: str) -> list[str]:
    unsupported = index.unsupported()
    found = (each for each in parameters(kind) if each.type is not SearchType.COMPOSITE)
    return [each.code for each in found if (kind, each.code) not in unsupported]


@cache
def compartments() -> tuple[int, tuple[str, ...]]:
    """Ask each compartment for each type that lies in it; return how many, and those that answer anything else."""
    return len(_inside()), tuple(misplaced(examples.loaded().talk))


def misplaced(talk: Talk) -> list[str]:
    """Ask for every compartment; return those that hold something else than R4's definition says."""
    return [
        f"{owner}/{kind}"
        for (owner, kind), expected in _inside().items()
        if set(talk("GET", f"{owner}/{kind}?_count=1000&_elements=id").ids) != expected
    ]


@cache
def _inside() -> dict[tuple[str, str], set[str]]:
    """Return the ids in each compartment, by its owner and their type, as R4 defines it."""
    found: dict[tuple[str, str], set[str]] = {}
    for place, resource in resources().items():
        kind = resource["resourceType"]
        for code, compartment in definitions.compartments().items():
            if code == kind == "Patient":  # R4 names only its links; that a patient is in its own goes without saying
                found.setdefault((place, kind), set()).add(resource["id"])
            for parameter in compartment.parameters.get(kind, ()):
                for owner in _owners(place, resource, parameter):
                    if owner.startswith(f"{code}/") and owner in resources():
                        found.setdefault((owner, kind), set()).add(resource["id"])
    return found


def _owners(place: str, resource: dict[str, Any], parameter: str) -> Iterator[str]:
    if parameter == "_id":
        yield place
    else:
        yield from targets(resource, definitions.search_parameters(resource["resourceType"])[parameter].expression)
