"""Value sets -> their codes, as far as the code systems at hand tell them (https://hl7.org/fhir/R4/valueset.html#compositions)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Coding = tuple[str, str]
KnownSet = Callable[[str], Iterable[Coding] | None]


class NotEnumerable(Exception):
    """The codes are not all known: another organisation's code system, a filter that is not a hierarchy."""


class Terms:
    """Value sets and code systems by canonical address, read together.

    Attributes:
        value_sets: ValueSets by address.
        systems: CodeSystems by address.
    """

    def __init__(self, resources: Iterable[Mapping[str, Any]], known: KnownSet = lambda _: None) -> None:
        """Keep the terms.

        Args:
            resources: ValueSets and CodeSystems; others are passed over.
            known: the codes of value sets that are enumerated elsewhere.
        """
        rows = [one for one in resources if isinstance(one.get("url"), str)]
        self.value_sets = {one["url"]: one for one in rows if one["resourceType"] == "ValueSet"}
        self.systems = {one["url"]: one for one in rows if one["resourceType"] == "CodeSystem"}
        self._known = known

    def codes(self, url: str, inside: tuple[str, ...] = ()) -> set[Coding]:
        """Return the codes of a value set.

        Raises:
            NotEnumerable: they are not all known.
        """
        url = url.partition("|")[0]
        value_set = self.value_sets.get(url)
        if value_set is None or url in inside or not value_set.get("compose", {}).get("include"):
            known = self._known(url)
            if known is None:
                raise NotEnumerable(url)
            return set(known)
        compose = value_set["compose"]
        found: set[Coding] = set()
        for include in compose["include"]:
            found |= self._selected(include, (*inside, url))
        for exclude in compose.get("exclude", ()):
            found -= self._selected(exclude, (*inside, url))
        return found

    def _selected(self, include: Mapping[str, Any], inside: tuple[str, ...]) -> set[Coding]:
        """Return what one include selects: in its system and in all the value sets it names."""
        chosen = [self.codes(url, inside) for url in include.get("valueSet", ())]
        if "system" in include:
            chosen.append({(include["system"], code) for code in self._of_system(include)})
        if not chosen:
            raise NotEnumerable("an include without a system")
        return set.intersection(*chosen)

    def _of_system(self, include: Mapping[str, Any]) -> set[str]:
        """Return the codes that one include takes from its code system."""
        if "concept" in include:
            return {one["code"] for one in include["concept"]}
        system = self.systems.get(include["system"])
        if system is None or system["content"] != "complete":
            raise NotEnumerable(include["system"])
        concepts = list(walk(system.get("concept", ()), ()))
        found = {concept["code"] for concept, _ in concepts}
        for one in include.get("filter", ()):
            found &= _filtered(concepts, one)
        return found


def walk(concepts: Iterable[Mapping[str, Any]], above: tuple[str, ...]) -> Iterator[tuple[Mapping[str, Any], set[str]]]:
    """Yield each concept of a code system with the codes above it: by nesting, and by its ``subsumedBy`` properties."""
    for concept in concepts:
        parents = {one["valueCode"] for one in concept.get("property", ()) if one["code"] in ("subsumedBy", "parent")}
        yield concept, {*above, *parents}
        yield from walk(concept.get("concept", ()), (*above, concept["code"]))


def _filtered(concepts: list[tuple[Mapping[str, Any], set[str]]], one: Mapping[str, str]) -> set[str]:
    """Return the codes that pass one filter."""
    if one["op"] not in ("is-a", "descendent-of") or one["property"] not in ("concept", "code"):
        raise NotEnumerable(f"{one['property']} {one['op']}")
    top = one["value"]
    found, size = {top}, 0
    while len(found) > size:
        size = len(found)
        found |= {concept["code"] for concept, above in concepts if above & found}
    return found - {top} if one["op"] == "descendent-of" else found
