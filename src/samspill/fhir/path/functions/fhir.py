"""What FHIR adds to the language (https://hl7.org/fhir/R4/fhirpath.html#functions)."""

from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.path import references, xhtml
from samspill.fhir.path.environment import Environment
from samspill.fhir.path.errors import EvaluationError
from samspill.fhir.path.functions.registry import eager, single, text
from samspill.fhir.path.nodes import Collection, Node, collect, is_primitive, is_subtype, system

_PROFILES = "http://hl7.org/fhir/StructureDefinition/"


@eager("extension", 1)
def extension(_: Environment, items: Collection, url: Collection) -> Collection:
    """The extensions with an address."""
    wanted = text(url)
    found: Collection = []
    for item in items:
        if item.__class__ is Node:
            collect(item, "extension", found)
    return [one for one in found if isinstance(one.value, dict) and one.value.get("url") == wanted]


@eager("hasValue")
def has_value(_: Environment, items: Collection) -> Collection:
    """Whether it is one primitive with a value."""
    if len(items) != 1:
        return [False]
    item = items[0]
    return [item.__class__ is not Node or (is_primitive(item.type) and item.value is not None)]


@eager("getValue")
def get_value(_: Environment, items: Collection) -> Collection:
    """The System value of one primitive."""
    if len(items) != 1 or (items[0].__class__ is Node and not is_primitive(items[0].type)):
        return []
    value = system(items[0])
    return [] if value is None else [value]


@eager("resolve")
def resolve(environment: Environment, items: Collection) -> Collection:
    """The resources the items point to; what is not found is left out."""
    found = [references.resolved(item, environment) for item in items]
    return [node for node in found if node is not None]


@eager("memberOf", 1)
def member_of(_: Environment, items: Collection, value_set: Collection) -> Collection:
    """Whether a code is in a value set; unknown (empty) when the value set cannot be listed here."""
    item, address = single(items), text(value_set)
    if item is None or address is None:
        return []
    codes = definitions.codes_of(address.partition("|")[0])
    if codes is None:
        return []
    return [any(_is_member(coding, codes) for coding in _codings(item))]


def _codings(item: Any) -> list[tuple[str | None, str]]:
    value = item.value if item.__class__ is Node else item
    if isinstance(value, str):
        return [(None, value)]
    if not isinstance(value, dict):
        raise EvaluationError("memberOf asks of a code, a Coding or a CodeableConcept")
    codings = value.get("coding", []) if item.type == "CodeableConcept" else [value]
    return [(one.get("system"), one["code"]) for one in codings if isinstance(one.get("code"), str)]


def _is_member(coding: tuple[str | None, str], codes: frozenset[tuple[str, str]]) -> bool:
    system_url, code = coding
    return any(code == known for _, known in codes) if system_url is None else (system_url, code) in codes


@eager("conformsTo", 1)
def conforms_to(_: Environment, items: Collection, profile: Collection) -> Collection:
    """Whether it is of the type an official base definition describes.

    Raises:
        EvaluationError: for any other profile: it is not known here, and a guess would be a lie.
    """
    item, address = single(items), text(profile)
    if item is None or address is None:
        return []
    name = address.partition("|")[0].removeprefix(_PROFILES)
    if not address.startswith(_PROFILES) or definitions.definition(name) is None:
        raise EvaluationError(f"The profile {address} is not known")
    return [item.__class__ is Node and is_subtype(item.type, name)]


@eager("htmlChecks")
def html_checks(_: Environment, items: Collection) -> Collection:
    """Whether a narrative holds only what the rules allow (https://hl7.org/fhir/R4/narrative.html)."""
    return _checked(items, xhtml.is_allowed)


@eager("htmlChecks2")
def html_checks2(_: Environment, items: Collection) -> Collection:
    """Whether a narrative says anything: text or a picture."""
    return _checked(items, xhtml.says_something)


def _checked(items: Collection, check: Any) -> Collection:
    value = system(single(items))
    return [check(value)] if isinstance(value, str) else []
