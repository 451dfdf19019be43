"""R4 StructureDefinitions -> the compact table of types that the engine compiles its checks and walkers from."""

from collections.abc import Iterable, Mapping
from typing import Any

BASE = "http://hl7.org/fhir/StructureDefinition/"
SYSTEM = "http://hl7.org/fhirpath/System."
NESTED = ("BackboneElement", "Element")
WRONG_TYPES = {"Resource.id": "id"}
"""R4 says ``string`` here and means ``id`` (https://hl7.org/fhir/R4/resource.html#id; mended in R5)."""


class Constraints:
    """Every invariant once, by its place in a list."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self.places: dict[tuple[Any, ...], int] = {}

    def place(self, constraint: Mapping[str, Any]) -> int:
        """Return where an invariant stands, after adding it when it is new."""
        error = constraint["severity"] == "error"
        row = (constraint["key"], error, constraint["human"], constraint.get("expression", ""))
        if row not in self.places:
            self.places[row] = len(self.rows)
            self.rows.append(list(row))
        return self.places[row]


def types_content(structures: Iterable[Mapping[str, Any]], numbers: Mapping[str, int]) -> dict[str, Any]:
    """Return ``{"numbers", "constraints", "types"}``.

    Args:
        structures: the StructureDefinitions of all types.
        numbers: the numbers resource types have already.
    """
    specialised = [one for one in structures if one.get("derivation") != "constraint" and one["kind"] != "logical"]
    constraints = Constraints()
    own = {one["type"]: places(one["snapshot"]["element"][0], constraints) for one in specialised}
    profiled = [one for one in structures if one.get("derivation") == "constraint"]
    own |= {one["url"]: places(one["snapshot"]["element"][0], constraints) for one in profiled}
    types: dict[str, list[Any]] = {}
    for structure in sorted(specialised, key=lambda one: one["type"]):
        types.update(types_of(structure, constraints, own))
    concrete = [name for name, row in types.items() if row[0] == "resource" and not row[2]]
    return {"numbers": numbered(concrete, numbers), "constraints": constraints.rows, "types": types}


def numbered(names: Iterable[str], earlier: Mapping[str, int]) -> dict[str, int]:
    """Return the earlier numbers with new names after them, in alphabetical order."""
    given = dict(earlier)
    for name in sorted(names):
        given.setdefault(name, len(given) + 1)
    return given


def types_of(structure: Mapping[str, Any], constraints: Constraints, own: Mapping[str, list[int]]) -> dict[str, Any]:
    """Return the rows of one StructureDefinition: the type itself and each nested element with children.

    A row is ``[kind, base, abstract, pattern, constraints, elements]``. An invariant on a nested element is the nested
    type's own, so that it holds as well where the type is used again by reference.
    """
    elements = structure["snapshot"]["element"]
    name = structure["type"]
    base = structure.get("baseDefinition", "").removeprefix(BASE) or None
    if structure["kind"] == "primitive-type":
        return {name: ["primitive", base, structure["abstract"], pattern(elements), own[name], []]}
    kind = "resource" if structure["kind"] == "resource" else "complex"
    rows = {name: [kind, base, structure["abstract"], None, own[name], []]}
    parents = {element["path"].rpartition(".")[0] for element in elements}
    for element in elements[1:]:
        path = element["path"]
        if path in parents:
            rows[path] = ["backbone", element["type"][0]["code"], False, None, places(element, constraints), []]
    for element in elements[1:]:
        path = element["path"]
        known = {path: rows[path][4]} if path in rows else own
        rows[path.rpartition(".")[0]][5].append(element_row(element, constraints, known, own["Element"]))
    return rows


def places(element: Mapping[str, Any], constraints: Constraints) -> list[int]:
    """Return where an element's invariants stand."""
    return [constraints.place(one) for one in element.get("constraint", ())]


def element_row(
    element: Mapping[str, Any], constraints: Constraints, known: Mapping[str, list[int]], everywhere: list[int]
) -> list[Any]:
    """Return ``[name, path, types, least, most, choice, targets, required, constraints, in summary, modifier]``.

    Args:
        element: an element of a snapshot.
        constraints: where invariants stand.
        known: the invariants of the types it may have; they are not repeated on the element. Those of a profile that
            it names by address (SimpleQuantity) are: the type alone does not bring them.
        everywhere: those of every element.
    """
    path = element["path"]
    types = [path] if path in known else element_types(element)
    repeated = {*everywhere, *(place for name in types for place in known.get(name, ()))}
    profiles = [url for of in element.get("type", ()) for url in of.get("profile", ())]
    standing = [*places(element, constraints), *(place for url in profiles for place in known.get(url, ()))]
    last = path.rpartition(".")[2]
    return [
        last.removesuffix("[x]"),
        path,
        types,
        element["min"],
        None if element["max"] == "*" else int(element["max"]),
        last.endswith("[x]"),
        targets(element),
        required(element),
        [place for place in standing if place not in repeated],
        element.get("isSummary", False),
        element.get("isModifier", False),
    ]


def element_types(element: Mapping[str, Any]) -> list[str]:
    """Return the names of the types an element may have."""
    path = element["path"]
    if "contentReference" in element:
        return [element["contentReference"].partition("#")[2]]
    if element.get("base", {}).get("path") in WRONG_TYPES:
        return [WRONG_TYPES[element["base"]["path"]]]
    if path in WRONG_TYPES:
        return [WRONG_TYPES[path]]
    return [type_name(one) for one in element["type"]]


def type_name(of: Mapping[str, Any]) -> str:
    """Return a type's name; what FHIRPath calls System.String is named by an extension."""
    code: str = of["code"]
    if not code.startswith(SYSTEM):
        return code
    named: Iterable[str] = (one["valueUrl"] for one in of.get("extension", ()) if one["url"].endswith("fhir-type"))
    return next(iter(named), "string")


def targets(element: Mapping[str, Any]) -> list[str]:
    """Return the resource types a Reference or canonical may point to; none when it may be any."""
    named = [url.removeprefix(BASE) for of in element.get("type", ()) for url in of.get("targetProfile", ())]
    return [] if "Resource" in named else list(dict.fromkeys(named))


def required(element: Mapping[str, Any]) -> str | None:
    """Return the value set that must be used, without its version."""
    binding = element.get("binding", {})
    return binding["valueSet"].partition("|")[0] if binding.get("strength") == "required" else None


def pattern(elements: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the regular expression of a primitive's value."""
    for element in elements:
        for of in element.get("type", ()) if element["path"].endswith(".value") else ():
            for extension in of.get("extension", ()):
                if extension["url"].endswith("/regex"):
                    return str(extension["valueString"])
    return None
