"""Does an element conform to a profile: how often, of which type, with which values, in which slices?

Source: https://hl7.org/fhir/R4/profiling.html. What R4 says itself is checked by ``structure``; ``mustSupport`` is
about systems, not about data, and is passed over; a binding that is not required, or whose codes nobody here has, is
too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Kind
from samspill.fhir.path import api as path
from samspill.fhir.path.api import Node, PathError
from samspill.fhir.validation.bindings import is_one_of
from samspill.fhir.validation.matching import matches, prefixed, same
from samspill.fhir.validation.pruning import Shape
from samspill.fhir.validation.running import Run, Where
from samspill.fhir.validation.shapes import Profile, Profiles
from samspill.fhir.validation.slicing import slice_matcher


@dataclass(frozen=True, slots=True)
class Instance:
    """One occurrence of an element.

    Attributes:
        value: the JSON value; ``None`` for a primitive that has only extensions.
        extras: what stands in ``_name`` beside a primitive.
        type: its FHIR type; a nested element's path.
        where: its place.
    """

    value: Any
    extras: Any
    type: str
    where: Where


class Conforming:
    """Checks one run against profiles.

    Attributes:
        profiles: what was loaded.
        run: takes the issues.
    """

    def __init__(self, profiles: Profiles, run: Run) -> None:
        self.profiles = profiles
        self.run = run
        self._under: set[tuple[str, int]] = set()

    def check(self, profile: Profile, instance: Instance) -> None:
        """Check an element or a resource against a profile."""
        key = (profile.url, id(instance.value))
        if key in self._under:  # a profile of a type that holds itself
            return
        self._under.add(key)
        self._invariants(profile.root, instance)
        self._children(profile.root, instance, profile.url)
        self._under.discard(key)

    def _children(self, shape: Shape, instance: Instance, url: str) -> None:
        holder = instance.value if isinstance(instance.value, dict) else instance.extras
        if not isinstance(holder, dict):
            return
        for child in shape.children.values():
            found = list(occurrences(holder, child.name, instance.type, instance.where))
            self._count(child, len(found), instance.where, url)
            for one in found:
                self._one(child, one, url)
            if child.slices:
                self._slices(child, found, instance.where, url)

    def _count(self, shape: Shape, count: int, where: Where, url: str, slice_name: str = "") -> None:
        element = shape.element
        base = {} if slice_name else element.get("base", {})  # what R4 demands of the element was checked with R4
        shown = f"the slice {slice_name}" if slice_name else shape.name
        least, most = element.get("min"), element.get("max")
        if isinstance(least, int) and count < least and least != base.get("min"):
            self.run.fail(
                (where, shape.name, -1), "required", f"{shown} occurs {count} times, at least {least} ({url})."
            )
        if isinstance(most, str) and most != "*" and count > int(most) and most != base.get("max"):
            self.run.fail(
                (where, shape.name, -1), "structure", f"{shown} occurs {count} times, at most {most} ({url})."
            )

    def _one(self, shape: Shape, instance: Instance, url: str) -> None:
        """Check one occurrence: itself and what is inside."""
        self._types(shape, instance, url)
        self._values(shape, instance, url)
        self._invariants(shape, instance)
        self._children(shape, instance, url)

    def _types(self, shape: Shape, instance: Instance, url: str) -> None:
        rows = [row for row in shape.element.get("type", ()) if isinstance(row, dict)]
        if not rows:
            return
        codes = {row["code"] for row in rows}
        is_chosen = shape.name.endswith("[x]") or (shape.name == "resource" and "Resource" not in codes)
        if is_chosen and instance.type not in codes:
            self.run.fail(instance.where, "structure", f"{instance.type} is not one of the types it may have ({url}).")
        named = [one for row in rows if row["code"] == instance.type for one in row.get("profile", ())]
        found = [profile for one in named if (profile := self.profiles.profile(one)) is not None]
        if len(named) == len(found) == 1:
            self.check(found[0], instance)
        elif found and len(named) == len(found) and not any(self._conforms(profile, instance) for profile in found):
            self.run.fail(instance.where, "structure", f"conforms to none of {', '.join(named)} ({url}).")
        targets = [one for row in rows if row["code"] == "Reference" for one in row.get("targetProfile", ())]
        if instance.type == "Reference" and targets:
            self._target(targets, instance, url)

    def _conforms(self, profile: Profile, instance: Instance) -> bool:
        inner = Run(self.run.root, strict=True)
        inner.resource = self.run.resource
        Conforming(self.profiles, inner).check(profile, instance)
        return not any(issue.is_error for issue in inner.issues)

    def _target(self, targets: list[str], instance: Instance, url: str) -> None:
        allowed = {self.profiles.type_of(one) for one in targets}
        named = self.run.target_type(instance.value)
        if named is not None and not allowed.intersection((named, "Resource", None)):
            known = ", ".join(sorted(str(one) for one in allowed))
            self.run.fail(instance.where, "structure", f"points at a {named}; it may point at {known} ({url}).")

    def _values(self, shape: Shape, instance: Instance, url: str) -> None:
        fixed, value = prefixed(shape.element, "fixed")
        if fixed and not same(value, instance.value):
            self.run.fail(instance.where, "value", f"is not the value that is fixed ({url}).")
        patterned, pattern = prefixed(shape.element, "pattern")
        if patterned and not matches(pattern, instance.value):
            self.run.fail(instance.where, "value", f"does not have all that the pattern demands ({url}).")
        binding = shape.element.get("binding", {})
        if binding.get("strength") == "required" and "valueSet" in binding and instance.value is not None:
            codes = self.profiles.codes_of(binding["valueSet"].partition("|")[0])
            if codes is not None and not _coded(instance.value, codes):
                self.run.fail(instance.where, "code-invalid", f"has no code of {binding['valueSet']} ({url}).")

    def _invariants(self, shape: Shape, instance: Instance) -> None:
        """Check a profile's own invariants; those of R4 were checked with R4."""
        for one in shape.element.get("constraint", ()):
            if "expression" not in one or str(one.get("source", "")).startswith("http://hl7.org/fhir/Structure"):
                continue
            if (one["key"], one["expression"]) in _official_keys(instance.type):
                continue
            severity = "error" if one.get("severity") == "error" else "warning"
            try:
                context = Node(instance.value, instance.type, instance.extras)
                met = path.compile(one["expression"]).holds(self.run.resource, context=context)
            except PathError as error:
                self.run.note("warning", instance.where, "not-supported", f"{one['key']} cannot be evaluated: {error}.")
                continue
            if not met:
                self.run.note(severity, instance.where, "invariant", f"{one.get('human', '')} ({one['key']}).")

    def _slices(self, shape: Shape, found: list[Instance], where: Where, url: str) -> None:
        taken: set[int] = set()
        undecided, contained = False, self.run.contained_resource
        for name, sliced in shape.slices.items():
            belongs = slice_matcher(shape, name, self.profiles)
            if belongs is None:
                undecided = True
                continue
            inside = [number for number, one in enumerate(found) if belongs(one.value, one.type, contained)]
            taken.update(inside)
            self._count(sliced, len(inside), where, url, name)
            for number in inside:
                self._one(sliced, found[number], url)
        if shape.element.get("slicing", {}).get("rules") == "closed" and not undecided:
            for number, one in enumerate(found):
                if number not in taken:
                    self.run.fail(one.where, "structure", f"belongs to no slice, and no other is allowed ({url}).")


def occurrences(holder: Mapping[str, Any], name: str, kind: str, where: Where) -> Iterator[Instance]:
    """Yield the occurrences of an element in an object.

    Args:
        holder: the object.
        name: the element's name in a shape: ``identifier``, ``value[x]``, ``valueQuantity``.
        kind: the object's type.
        where: the object's place.
    """
    for key, type_name in _keys(name, kind):
        value, extras = holder.get(key), holder.get(f"_{key}")
        if isinstance(value, list) or isinstance(extras, list):
            values = value if isinstance(value, list) else []
            beside = extras if isinstance(extras, list) else []
            for number in range(max(len(values), len(beside))):
                one = values[number] if number < len(values) else None
                more = beside[number] if number < len(beside) else None
                yield Instance(one, more, type_name or _own_type(one), (where, key, number))
        elif value is not None or extras is not None:
            yield Instance(value, extras, type_name or _own_type(value), (where, key, -1))


def _keys(name: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the JSON keys that an element may stand behind, with the type each means; none for a resource."""
    known = definitions.definition(kind)
    if known is not None and known.kind is Kind.PRIMITIVE:
        known = definitions.definition("Element")
    for element in known.elements.values() if known else ():
        if not element.choice and element.name == name:
            yield name, "" if element.types[0] == "Resource" else element.types[0]
        elif element.choice:
            for one in element.types:
                key = f"{element.name}{one[0].upper()}{one[1:]}"
                if name in (key, f"{element.name}[x]"):
                    yield key, one


def _own_type(value: Any) -> str:
    return str(value.get("resourceType", "Resource")) if isinstance(value, dict) else "Resource"


def _official_keys(kind: str) -> frozenset[tuple[str, str]]:
    known = definitions.definition(kind)
    return frozenset((one.key, one.expression) for one in known.constraints) if known else frozenset()


def _coded(value: Any, codes: frozenset[tuple[str, str]]) -> bool:
    if isinstance(value, str):
        return any(code == value for _, code in codes)
    if not isinstance(value, dict):
        return True
    rows = value["coding"] if isinstance(value.get("coding"), list) else [value]
    return any(is_one_of(row, codes) for row in rows)
