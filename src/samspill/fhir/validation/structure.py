"""Types -> functions that check an object of that type, compiled from the definitions when a type is first met.

Source: https://hl7.org/fhir/R4/json.html and the StructureDefinitions.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Element, Kind, TypeDefinition
from samspill.fhir.validation import invariants, narrative, prose, references
from samspill.fhir.validation.bindings import code_check, concept_check
from samspill.fhir.validation.fields import (
    Field,
    Holder,
    ObjectCheck,
    beside_many,
    beside_one,
    chosen,
    many_objects,
    many_primitives,
    one_object,
    one_primitive,
    strictly,
)
from samspill.fhir.validation.primitives import check_of
from samspill.fhir.validation.running import Run, Where

PLAIN = frozenset(("Extension.url", "Narrative.div"))
"""Attributes in FHIR's XML, and the narrative: no ``_url`` stands beside them; so with the id of an element."""


@cache
def object_check(name: str) -> ObjectCheck:
    """Return the check of an object of a type.

    Args:
        name: a complex type, a nested type by its path, or a concrete resource type.
    """
    if name == "Resource":
        return _any_resource
    plan: _Plan | None = None

    def check(value: Any, where: Where, run: Run) -> None:
        nonlocal plan
        if plan is None:  # compiled when first met: Extension alone leads to 50 types
            plan = _Plan(name)
        if type(value) is not dict or not value:
            run.fail(where, "structure", _not_object(value))
            return
        fields = plan.fields
        for key, inner in value.items():
            field = fields.get(key)
            if field is not None:
                field(inner, value, where, run)
            else:
                run.fail(where, "structure", plan.unknown(key))
        for first, all_names in plan.required:
            if first not in value and all_names.isdisjoint(value):
                run.fail((where, first, -1), "required", f"is missing; {name} must have it.")
        for rule in plan.rules:
            rule(value, where, run)

    return check


class _Plan:
    """What an object of one type may hold, must hold and must obey.

    Attributes:
        fields: by JSON key.
        required: for each required element its usual key, and all keys that satisfy it.
        rules: what concerns the object as a whole.
    """

    __slots__ = ("choices", "fields", "name", "required", "rules")

    def __init__(self, name: str) -> None:
        known = definitions.definition(name)
        if known is None:
            raise LookupError(f"R4 has no type {name}.")
        self.name = name
        self.fields: dict[str, Field] = {}
        self.required: list[tuple[str, frozenset[str]]] = []
        self.choices = tuple(element.name for element in known.elements.values() if element.choice)
        self.rules = (*_RULES.get(name, ()), *invariants.rules_of(known))
        self.rules += tuple(_if_strict(rule) for rule in prose.RULES.get(name, ()))
        if known.kind is Kind.RESOURCE:
            self.rules = (references.check_contained_used, *self.rules)
            self.fields["resourceType"] = _pass
        else:
            self.rules = (_has_more_than_id, *self.rules)
        for element in known.elements.values():
            self._add(element, known)

    def _add(self, element: Element, known: TypeDefinition) -> None:
        keys = json_names(element)
        for key, kind in keys.items():
            added = dict(_fields(key, kind, element, known))
            if element.choice:
                added = {k: chosen(field, element.name, frozenset(keys)) for k, field in added.items()}
            self.fields.update(added)
        if element.least:
            first = next(iter(keys)) if len(keys) == 1 else element.name
            self.required.append((first, frozenset(keys) | {f"_{key}" for key in keys}))

    def unknown(self, key: str) -> str:
        """Say that a key is not known here, and what may have been meant."""
        shown = repr(key if len(key) <= 64 else f"{key[:60]}...")
        chosen_by = [name for name in self.choices if key.removeprefix("_").startswith(name)]
        if chosen_by:
            return f"{shown} is not one of the types that {self.name}.{chosen_by[0]}[x] may have."
        return f"{shown} is not an element of {self.name}."


def json_names(element: Element) -> Mapping[str, str]:
    """Return the JSON names an element may have with the type each means."""
    if not element.choice:
        return {element.name: element.types[0]}
    return {f"{element.name}{kind[0].upper()}{kind[1:]}": kind for kind in element.types}


def _fields(key: str, kind: str, element: Element, holder: TypeDefinition) -> Iterator[tuple[str, Field]]:
    """Yield the fields of one JSON name: itself and, of a primitive, the one beside it."""
    known = definitions.definition(kind)
    if known is None:
        raise LookupError(f"R4 has no type {kind}.")
    if known.kind is not Kind.PRIMITIVE:
        check = _object_of(kind, element)
        yield key, many_objects(key, check, element.most) if element.is_list else one_object(key, check)
        return
    check_one = narrative.check if kind == "xhtml" else check_of(kind)
    if element.required:
        check_one = code_check(element.required, check_one)
    field = many_primitives(key, check_one, element.most) if element.is_list else one_primitive(key, check_one)
    yield (
        key,
        strictly(field, key, prose.points_elsewhere(frozenset(element.targets))) if kind == "canonical" else field,
    )
    if element.path not in PLAIN and not (element.name == "id" and holder.kind is not Kind.RESOURCE):
        inside = object_check("Element")
        yield f"_{key}", beside_many(key, inside) if element.is_list else beside_one(key, inside)


def _object_of(kind: str, element: Element) -> ObjectCheck:
    """Return the check of an object with what its element adds: a binding, the types a reference may point at."""
    check = object_check(kind)
    if kind == "Reference" and element.targets:
        return _with_targets(check, frozenset(element.targets), severe=references.decides_record(element.path))
    bound = concept_check(element.required, kind) if element.required else None
    if bound is not None:
        check = _with_codes(check, bound)
    rules = invariants.rules_on(element, kind)
    return _with_rules(check, rules) if rules else check


def _with_targets(check: ObjectCheck, targets: frozenset[str], *, severe: bool) -> ObjectCheck:
    def check_reference(value: Any, where: Where, run: Run) -> None:
        check(value, where, run)
        references.check_targets(value, targets, where, run, severe=severe)

    return check_reference


def _with_rules(check: ObjectCheck, rules: tuple[ObjectCheck, ...]) -> ObjectCheck:
    def check_ruled(value: Any, where: Where, run: Run) -> None:
        check(value, where, run)
        if type(value) is dict:
            for rule in rules:
                rule(value, where, run)

    return check_ruled


def _with_codes(check: ObjectCheck, bound: Callable[[Any], str | None]) -> ObjectCheck:
    def check_bound(value: Any, where: Where, run: Run) -> None:
        check(value, where, run)
        message = bound(value)
        if message is not None:
            run.fail(where, "code-invalid", message)

    return check_bound


def resource_check(value: Any, where: Where, run: Run) -> None:
    """Check a resource by its own type."""
    name = value.get("resourceType") if isinstance(value, dict) else None
    if not isinstance(name, str) or name not in _concrete():
        run.fail(where, "structure", "is not a resource of a type that R4 has: resourceType is missing or unknown.")
        return
    outer, run.resource = run.resource, value
    object_check(name)(value, where, run)
    if run.follow is not None:
        run.follow(value, name, where)
    run.resource = outer


@cache
def _concrete() -> frozenset[str]:
    return frozenset(definitions.resource_types())


def _any_resource(value: Any, where: Where, run: Run) -> None:
    """Check a resource inside another: contained, or in a Bundle or Parameters, where it is a root of its own."""
    if where[1] == "contained":
        resource_check(value, where, run)
        return
    outer, resource = run.root, run.resource
    run.enter(value if isinstance(value, dict) else {})
    resource_check(value, where, run)
    run.enter(outer)
    run.resource = resource


def _if_strict(rule: ObjectCheck) -> ObjectCheck:
    """Return a rule that is asked at the level of profiles only."""

    def strict_rule(value: Any, where: Where, run: Run) -> None:
        if run.strict:
            rule(value, where, run)

    return strict_rule


def _not_object(value: Any) -> str:
    if isinstance(value, list):
        return "is not an array: it may occur only once."
    return "is an empty object; leave it out instead." if value == {} else "must be a JSON object."


def _pass(_value: Any, _holder: Holder, _where: Where, _run: Run) -> None:
    """Leave resourceType alone: it chose this check."""


def _has_more_than_id(value: dict[str, Any], where: Where, run: Run) -> None:
    """Check invariant ele-1: an element has a value or children."""
    if len(value) == 1 and "id" in value:
        run.fail(where, "invariant", "has an id and nothing else (ele-1).")


def _value_or_extensions(value: dict[str, Any], where: Where, run: Run) -> None:
    """Check invariant ext-1: an extension has a value or extensions, not both."""
    has_value = any(key.startswith(("value", "_value")) for key in value)
    if has_value == ("extension" in value):
        run.fail(where, "invariant", "must have either a value or extensions of its own (ext-1).")


def _known_extension(value: dict[str, Any], where: Where, run: Run) -> None:
    """Where only known extensions are taken: it is HL7's own, one that was loaded, or part of such a one."""
    url, known = value.get("url"), run.known_extensions
    if run.follow is not None:
        run.follow(value, "Extension", where)
    if known is None or not isinstance(url, str) or ":" not in url or _CORE.match(url):
        return
    if url.partition("|")[0] not in known:
        run.fail(where, "extension", "is an extension that nobody here knows, and only known ones are taken.")


_CORE = re.compile(r"http://hl7\.org/fhir/((\d\.\d|tools)/)?StructureDefinition/")

_RULES: dict[str, tuple[ObjectCheck, ...]] = {
    "Extension": (_value_or_extensions, _known_extension),
    "Reference": (references.check_local,),
}
