"""Which slice does an element belong to? (https://hl7.org/fhir/R4/profiling.html#discriminator)

A slice that its discriminators cannot tell apart (they name nothing fixed) takes no element, and is not demanded:
nobody could know.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from samspill.fhir.validation.bindings import is_one_of
from samspill.fhir.validation.matching import Matcher, matches, prefixed, same, steps, values_at
from samspill.fhir.validation.pruning import Shape
from samspill.fhir.validation.shapes import Profiles

Contained = Callable[[str], Any]

_BY_URL = ({"type": "value", "path": "url"},)
_BY_TYPE = ({"type": "type", "path": "$this"},)


def discriminators(shape: Shape) -> Iterable[Mapping[str, str]]:
    """Return what tells the slices of an element apart; extensions and choices have their own way unless it is said."""
    given: Iterable[Mapping[str, str]] = shape.element.get("slicing", {}).get("discriminator", ())
    if given:
        return given
    if shape.name.endswith("[x]"):
        return _BY_TYPE
    return _BY_URL if shape.name in ("extension", "modifierExtension") else ()


Belongs = Callable[[Any, str, Contained], bool]
"""Answers whether a value belongs to a slice: value, type, what finds contained resources."""


def slice_matcher(shape: Shape, name: str, profiles: Profiles) -> Belongs | None:
    """Return what answers whether a value belongs to a slice of an element; ``None`` when nobody can tell."""
    if name not in shape.matchers:
        tests = [_test(one, shape.slices[name], profiles) for one in discriminators(shape)]
        shape.matchers[name] = _all([test for test in tests if test is not None], len(tests))
    return shape.matchers[name]


def _all(known: list[Belongs], demanded: int) -> Belongs | None:
    if not known or len(known) < demanded:
        return None
    return lambda value, kind, contained: all(test(value, kind, contained) for test in known)


def _test(discriminator: Mapping[str, str], sliced: Shape, profiles: Profiles) -> Belongs | None:
    path = discriminator["path"]
    match discriminator["type"]:
        case "value" | "pattern":
            expected = _expected(sliced, [step["name"] or step["url"] or "" for step in steps(path)], profiles)
            if expected is None:
                return None
            return lambda value, _, contained: any(expected(one) for one in values_at(value, path, contained))
        case "exists":
            at = _child(sliced, [step["name"] or "" for step in steps(path)])
            wanted = at is not None and at.element.get("max") != "0"
            return lambda value, _, contained: bool(values_at(value, path, contained)) == wanted
        case "type":
            return _by_type(sliced, path, profiles)
        case _:
            return None


def _by_type(sliced: Shape, path: str, profiles: Profiles) -> Belongs | None:
    """Tell apart by type: of the element itself, or of the resource at a path."""
    names = [step["name"] or "" for step in steps(path) if not step["resolve"]]
    at = _child(sliced, names)
    if at is None:
        return None
    rows = at.element.get("type", ())
    if "resolve()" in path:
        urls = [url for row in rows for url in row.get("targetProfile", ())]
        allowed = {profiles.type_of(url) for url in urls}
        before = path.removesuffix("resolve()").rstrip(".") or "$this"
        return lambda value, _, contained: any(
            _reference_type(one, contained) in allowed for one in values_at(value, before, contained)
        )
    codes = {row["code"] for row in rows}
    if names:
        return lambda value, _, contained: any(
            _resource_type(one) in codes for one in values_at(value, path, contained)
        )
    return lambda _, kind, __: kind in codes


def _reference_type(value: Any, contained: Contained) -> str | None:
    if not isinstance(value, dict):
        return None
    text = str(value.get("reference", ""))
    if text.startswith("#"):
        return _resource_type(contained(text))
    named = text.split("/")
    return named[-2] if len(named) > 1 else value.get("type")


def _resource_type(value: Any) -> str | None:
    return value.get("resourceType") if isinstance(value, dict) else None


def _child(shape: Shape, names: list[str]) -> Shape | None:
    for name in names:
        found = shape.children.get(name) or shape.children.get(f"{name}[x]")
        if found is None:
            return None
        shape = found
    return shape


def _expected(shape: Shape, names: list[str], profiles: Profiles) -> Matcher | None:
    """Return the test of what a slice fixes at a path: by a value, a pattern, a binding or a profile."""
    fixed, value = prefixed(shape.element, "fixed")
    patterned, pattern = prefixed(shape.element, "pattern")
    if fixed or patterned:
        return _inside(value if fixed else pattern, names, exact=fixed)
    if not names:
        return _bound(shape, profiles)
    for row in shape.element.get("type", ()):
        for url in row.get("profile", ()):
            if row["code"] == "Extension" and names == ["url"]:
                return lambda found: bool(found == url)
            profile = profiles.profile(url)
            expected = _expected(profile.root, names, profiles) if profile else None
            if expected is not None:
                return expected
    after = _child(shape, names[:1])
    if after is None:
        return None
    return _expected(after, names[1:], profiles) or _of_slices(after, names[1:], profiles)


def _of_slices(shape: Shape, names: list[str], profiles: Profiles) -> Matcher | None:
    """Return the test that one of an element's own slices passes: ``code.coding`` sliced inside a slice."""
    tests = [test for one in shape.slices.values() if (test := _expected(one, names, profiles)) is not None]
    return (lambda found: any(test(found) for test in tests)) if tests else None


def _inside(value: Any, names: list[str], *, exact: bool) -> Matcher | None:
    found = values_at(value, ".".join(names) or "$this", lambda _: None)
    if not found:
        return None
    return (
        (lambda one: any(same(want, one) for want in found))
        if exact
        else (lambda one: any(matches(w, one) for w in found))
    )


def _bound(shape: Shape, profiles: Profiles) -> Matcher | None:
    binding = shape.element.get("binding", {})
    codes = (
        profiles.codes_of(binding["valueSet"])
        if binding.get("strength") == "required" and "valueSet" in binding
        else None
    )
    if codes is None:
        return None
    plain = {code for _, code in codes}

    def test(value: Any) -> bool:
        if isinstance(value, str):
            return value in plain
        rows = value.get("coding", [value]) if isinstance(value, dict) else []
        return isinstance(rows, list) and any(is_one_of(row, codes) for row in rows)

    return test
