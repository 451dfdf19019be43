"""R4 SearchParameters -> the table of search parameters by resource type, each with its own part of the expression."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

HEAD = re.compile(r"\(*\s*([A-Z][A-Za-z]*)")
ABSTRACT = ("Resource", "DomainResource")


def search_content(
    parameters: Iterable[Mapping[str, Any]], types: Mapping[str, list[Any]], numbers: Mapping[str, int]
) -> dict[str, Any]:
    """Return ``{"numbers", "parameters"}``: by resource type, the rows of ``parameter_row``.

    Args:
        parameters: the official SearchParameters.
        types: the table of types (``scripts.fhir_types``).
        numbers: the numbers that ``Type.code`` have already.
    """
    known = sorted(parameters, key=lambda one: one["code"])
    by_url = {one["url"]: one for one in known}
    concrete = [name for name, row in types.items() if row[0] == "resource" and not row[2]]
    table = {}
    for name in sorted(concrete):
        searched = {name, "Resource", types[name][1]}
        table[name] = [parameter_row(one, name, by_url) for one in known if searched.intersection(one["base"])]
    return {"numbers": numbered(table, numbers), "parameters": table}


def numbered(table: Mapping[str, list[Any]], earlier: Mapping[str, int]) -> dict[str, int]:
    """Return the earlier numbers with new ones after them, by type and code."""
    given = dict(earlier)
    for name, rows in table.items():
        for row in rows:
            given.setdefault(f"{name}.{row[0]}", len(given) + 1)
    return given


def parameter_row(parameter: Mapping[str, Any], name: str, by_url: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """Return ``[code, type, expression, targets, components, url, description]`` on one resource type."""
    return [
        parameter["code"],
        parameter["type"],
        reduced(parameter.get("expression", ""), name),
        [] if "Resource" in parameter.get("target", ()) else list(parameter.get("target", ())),
        [component_row(one, by_url) for one in parameter.get("component", ())],
        parameter["url"],
        parameter.get("description", ""),
    ]


def component_row(component: Mapping[str, Any], by_url: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return ``[code, type, expression]`` of one part of a composite."""
    of = by_url[component["definition"]]
    return [of["code"], of["type"], mended(component["expression"])]


def reduced(expression: str, name: str) -> str:
    """Return the alternatives that can yield something on a resource type."""
    kept = [part for part in alternatives(expression) if concerns(part, name)]
    return mended(" | ".join(kept))


def mended(expression: str) -> str:
    """Name the type as FHIR names it: R4 has ``ofType(DateTime)`` in one composite, and there is no such type."""
    return expression.replace("ofType(DateTime)", "ofType(dateTime)")


def concerns(part: str, name: str) -> bool:
    """Whether an alternative starts at this type, at a type it specialises, or at no type at all."""
    head = HEAD.match(part)
    return head is None or head[1] in (name, *ABSTRACT)


def alternatives(expression: str) -> Iterator[str]:
    """Yield the parts of a top-level union."""
    depth, start, quoted = 0, 0, False
    for place, letter in enumerate(expression):
        if letter == "'":
            quoted = not quoted
        elif not quoted:
            depth += (letter == "(") - (letter == ")")
            if letter == "|" and not depth:
                yield expression[start:place].strip()
                start = place + 1
    if expression[start:].strip():
        yield expression[start:].strip()
