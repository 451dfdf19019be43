"""R4 ValueSets and CodeSystems -> the codes of all that the definitions can enumerate."""

from collections.abc import Iterable, Mapping
from typing import Any

from samspill.fhir.definitions.expanding import NotEnumerable, Terms, walk


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
