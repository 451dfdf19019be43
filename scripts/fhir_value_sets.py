"""R4 ValueSets and CodeSystems -> the codes of every value set that the definitions can enumerate."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Coding = tuple[str, str]


class NotEnumerable(Exception):
    """The definitions do not hold the codes: another organisation's code system, a filter that is not a hierarchy."""


class Terms:
    """Value sets and code systems by canonical address, read together."""

    def __init__(self, resources: Iterable[Mapping[str, Any]]) -> None:
        known = list(resources)
        self.value_sets = {one["url"]: one for one in known if one["resourceType"] == "ValueSet"}
        self.systems = {one["url"]: one for one in known if one["resourceType"] == "CodeSystem"}

    def codes(self, url: str, inside: tuple[str, ...] = ()) -> set[Coding]:
        """Return the codes of a value set.

        Raises:
            NotEnumerable: they are not all known.
        """
        value_set = self.value_sets.get(url.partition("|")[0])
        if value_set is None or url in inside or not value_set.get("compose", {}).get("include"):
            raise NotEnumerable(url)
        compose = value_set["compose"]
        found: set[Coding] = set()
        for include in compose["include"]:
            found |= self.selected(include, (*inside, url))
        for exclude in compose.get("exclude", ()):
            found -= self.selected(exclude, (*inside, url))
        return found

    def selected(self, include: Mapping[str, Any], inside: tuple[str, ...]) -> set[Coding]:
        """Return what one include selects: in its system and in all the value sets it names."""
        chosen = [self.codes(url, inside) for url in include.get("valueSet", ())]
        if "system" in include:
            chosen.append({(include["system"], code) for code in self.of_system(include)})
        return set.intersection(*chosen)

    def of_system(self, include: Mapping[str, Any]) -> set[str]:
        """Return the codes that one include takes from its code system."""
        if "concept" in include:
            return {one["code"] for one in include["concept"]}
        system = self.systems.get(include["system"])
        if system is None or system["content"] != "complete":
            raise NotEnumerable(include["system"])
        concepts = list(walk(system.get("concept", ()), ()))
        found = {concept["code"] for concept, _ in concepts}
        for one in include.get("filter", ()):
            found &= filtered(concepts, one)
        return found


def walk(concepts: Iterable[Mapping[str, Any]], above: tuple[str, ...]) -> Iterator[tuple[Mapping[str, Any], set[str]]]:
    """Yield each concept of a code system with the codes above it: by nesting, and by its ``subsumedBy`` properties."""
    for concept in concepts:
        parents = {one["valueCode"] for one in concept.get("property", ()) if one["code"] in ("subsumedBy", "parent")}
        yield concept, {*above, *parents}
        yield from walk(concept.get("concept", ()), (*above, concept["code"]))


def filtered(concepts: list[tuple[Mapping[str, Any], set[str]]], one: Mapping[str, str]) -> set[str]:
    """Return the codes that pass one filter."""
    if one["op"] not in ("is-a", "descendent-of") or one["property"] not in ("concept", "code"):
        raise NotEnumerable(f"{one['property']} {one['op']}")
    top = one["value"]
    found, size = {top}, 0
    while len(found) > size:
        size = len(found)
        found |= {concept["code"] for concept, above in concepts if above & found}
    return found - {top} if one["op"] == "descendent-of" else found


def code_systems_content(resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return ``{"code_systems"}``: by canonical address, all codes of each code system that is complete."""
    systems = Terms(resources).systems
    table = {}
    for url in sorted(systems):
        if systems[url]["content"] == "complete" and systems[url].get("concept"):
            table[url] = [concept["code"] for concept, _ in walk(systems[url]["concept"], ())]
    return {"code_systems": table}


def value_sets_content(resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return ``{"value_sets"}``: by canonical address, the codes by system."""
    terms = Terms(resources)
    table = {}
    for url in sorted(terms.value_sets):
        try:
            codes = sorted(terms.codes(url))
        except NotEnumerable:
            continue
        systems = sorted({system for system, _ in codes})
        table[url] = {system: [code for of, code in codes if of == system] for system in systems}
    return {"value_sets": table}
