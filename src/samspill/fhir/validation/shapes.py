"""Profiles as shapes: a StructureDefinition's elements as a tree, its slices beside the element they slice.

Source: https://hl7.org/fhir/R4/profiling.html and https://hl7.org/fhir/R4/elementdefinition.html#id. A snapshot is read
as it is; without one, the differential is laid over the shape of the profile it is based on. R4 itself is checked by
``structure``, so that a shape needs to hold only what a profile adds.
"""

import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.expanding import NotEnumerable, Terms
from samspill.fhir.validation.pruning import CORE, Shape, prune

_DECODER = msgspec.json.Decoder(float_hook=Decimal)


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile.

    Attributes:
        url: its canonical address.
        type: the type it constrains.
        root: its shape.
    """

    url: str
    type: str
    root: Shape


class Profiles:
    """Profiles, value sets and code systems that were read together.

    Attributes:
        problems: what could not be read or is not whole, for whoever loads them.
    """

    def __init__(self, resources: Iterable[Mapping[str, Any]] = (), problems: Iterable[str] = ()) -> None:
        known = list(resources)
        self.problems = list(problems)
        self._sources = {one["url"]: one for one in known if _is_profile(one)}
        self._terms = Terms(known, definitions.codes_of)
        self._made: dict[str, Profile | None] = {}
        self._codes: dict[str, frozenset[tuple[str, str]] | None] = {}

    def __contains__(self, url: object) -> bool:
        return url in self._sources

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def profile(self, canonical: str) -> Profile | None:
        """Return a profile by its address; a version after ``|`` is passed over."""
        url = canonical.partition("|")[0]
        if url not in self._made:
            source = self._sources.get(url)
            self._made[url] = self._profile(url, source) if source else None
        return self._made[url]

    def _profile(self, url: str, source: Mapping[str, Any]) -> Profile:
        root = _shape(self._elements(source))
        prune(root, source["type"])
        return Profile(url, source["type"], root)

    def type_of(self, canonical: str) -> str | None:
        """Return the type that a profile or an official definition is about."""
        url = canonical.partition("|")[0]
        if url in self._sources:
            return str(self._sources[url]["type"])
        name = url.removeprefix(CORE)
        return name if definitions.definition(name) else None

    def codes_of(self, value_set: str) -> frozenset[tuple[str, str]] | None:
        """Return the codes of a value set; ``None`` when they are not all known."""
        if value_set not in self._codes:
            try:
                self._codes[value_set] = frozenset(self._terms.codes(value_set))
            except NotEnumerable:
                self._codes[value_set] = None
        return self._codes[value_set]

    def _elements(self, source: Mapping[str, Any], inside: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        """Return the elements a profile has: its snapshot, or its base's with its differential after them."""
        if source.get("snapshot", {}).get("element"):
            return list(source["snapshot"]["element"])
        base = str(source.get("baseDefinition", "")).partition("|")[0]
        below = self._sources.get(base)
        own = list(source.get("differential", {}).get("element", ()))
        if below is not None and base not in inside:
            return [*self._elements(below, (*inside, base)), *own]
        return own


def _is_profile(resource: Mapping[str, Any]) -> bool:
    is_structure = resource.get("resourceType") == "StructureDefinition" and isinstance(resource.get("url"), str)
    return is_structure and isinstance(resource.get("type"), str) and resource.get("derivation") == "constraint"


def _shape(elements: Iterable[Mapping[str, Any]]) -> Shape:
    """Return the tree of elements; a later one with the same id is laid over an earlier."""
    root = Shape("")
    for element in elements:
        shape = root
        for step in str(element.get("id") or element["path"]).split(".")[1:]:
            name, _, sliced = step.partition(":")
            shape = shape.children.setdefault(name, Shape(name))
            if sliced:
                shape = shape.slices.setdefault(sliced, Shape(name))
        shape.element.update(element)
    return root


def load(paths: Iterable[Path]) -> Profiles:
    """Read profiles, value sets and code systems from JSON files, folders of them, and FHIR packages (.tgz).

    A file that is no JSON is named in ``problems`` and passed over.
    """
    problems: list[str] = []
    resources = [one for path in paths for one in _resources(path, problems)]
    return Profiles(resources, problems)


def _resources(path: Path, problems: list[str]) -> Iterator[dict[str, Any]]:
    for name, content in _contents(path):
        try:
            found = _DECODER.decode(content.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            problems.append(f"{name}: {error}")
            continue
        if isinstance(found, dict) and isinstance(found.get("resourceType"), str):
            yield found


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for inner in sorted(path.rglob("*.json")):
            yield inner.name, inner.read_bytes()
    elif path.suffix in (".tgz", ".gz"):
        with tarfile.open(path) as package:
            for member in package:
                opened = package.extractfile(member) if member.isfile() and member.name.endswith(".json") else None
                if opened is not None:
                    yield member.name, opened.read()
    else:
        yield path.name, path.read_bytes()
