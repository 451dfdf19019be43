"""Fixed values and patterns, and the paths that tell slices apart.

Source: https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.fixed_x_ and
https://hl7.org/fhir/R4/profiling.html#discriminator.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Matcher = Callable[[Any], bool]

_STEP = re.compile(
    r"extension\('(?P<url>[^']*)'\)|ofType\((?P<type>\w+)\)|(?P<resolve>resolve\(\))|(?P<name>\$this|\w+)"
)


def prefixed(element: Mapping[str, Any], prefix: str) -> tuple[bool, Any]:
    """Return whether an ElementDefinition has ``fixed[x]`` or ``pattern[x]``, and its value."""
    for key, value in element.items():
        if key.startswith(prefix) and key[len(prefix) : len(prefix) + 1].isupper():
            return True, value
    return False, None


def matches(pattern: Any, value: Any) -> bool:
    """Answer whether a value has all that a pattern has; an array may have more, in any order."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(matches(inner, value.get(key)) for key, inner in pattern.items())
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(matches(one, found) for found in value) for one in pattern)
    return same(pattern, value)


def same(fixed: Any, value: Any) -> bool:
    """Answer whether a value is exactly a fixed one; true is not 1."""
    return isinstance(fixed, bool) is isinstance(value, bool) and bool(fixed == value)


def steps(path: str) -> list[re.Match[str]]:
    """Return the steps of a discriminator's path; ``$this`` is none."""
    return [step for step in _STEP.finditer(path) if step["name"] != "$this"]


def values_at(value: Any, path: str, contained: Callable[[str], Any]) -> list[Any]:
    """Return what stands at a discriminator's path.

    Args:
        value: the element that is told apart.
        path: names, ``extension('url')``, ``ofType(X)``, ``resolve()``.
        contained: finds the resource that ``#id`` names.
    """
    found = [value]
    for step in steps(path):
        found = [after for before in found for after in _after(before, step, contained)]
    return found


def _after(value: Any, step: re.Match[str], contained: Callable[[str], Any]) -> list[Any]:
    if not isinstance(value, dict):
        return []
    if step["url"]:
        rows = value.get("extension", ())
        return [one for one in rows if isinstance(one, dict) and one.get("url") == step["url"]]
    if step["resolve"]:
        inside = contained(str(value.get("reference", "")))
        return [] if inside is None else [inside]
    if step["type"]:
        return [value]
    name = step["name"]
    keys = [name] if name in value else [key for key in value if _is_choice(key, name)]
    return [one for key in keys for one in (value[key] if isinstance(value[key], list) else [value[key]])]


def _is_choice(key: str, name: str) -> bool:
    return key.startswith(name) and key[len(name) : len(name) + 1].isupper()
