"""What the server can do, read from its own CapabilityStatement (https://hl7.org/fhir/R4/capabilitystatement.html)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from samspill.web.pages.sharing.words import INTERACTIONS, SEARCH_TYPES, Word, reason_words
from samspill.web.record import Reports

Statement = Mapping[str, Any]


@lru_cache(maxsize=4)
def read(body: bytes) -> Statement:
    """Read a statement; the same bytes are read once."""
    found: dict[str, Any] = json.loads(body)
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """A code of FHIR's, and what it means."""

    code: str
    words: Word


@dataclass(frozen=True, slots=True)
class Parameter:
    """A search parameter that is answered."""

    code: str
    type: str
    words: Word
    definition: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A search parameter that is not answered: why, in the reader's language or (``raw``) as the engine says it."""

    code: str
    words: str
    raw: str


@dataclass(frozen=True, slots=True)
class Server:
    """What holds for the whole server.

    Attributes:
        about: what it says itself of searching, in English.
    """

    fhir: str
    software: str
    formats: tuple[str, ...]
    patch_formats: tuple[str, ...]
    interactions: tuple[Named, ...]
    operations: tuple[str, ...]
    compartments: tuple[str, ...]
    about: str
    types: int


@dataclass(frozen=True, slots=True)
class OneType:
    """What can be done with one resource type."""

    name: str
    interactions: tuple[Named, ...]
    lacking: tuple[Named, ...]
    operations: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    includes: tuple[str, ...]
    reverse_includes: tuple[str, ...]
    missing: tuple[Missing, ...]


ON_TYPE = (
    "read", "vread", "update", "patch", "delete", "history-instance", "history-type", "create", "search-type",
)  # fmt: skip
"""What R4 lets a server offer on a type (http://hl7.org/fhir/ValueSet/type-restful-interaction)."""


def server(statement: Statement) -> Server:
    """Return what holds for the whole server."""
    rest = statement["rest"][0]
    software = statement.get("software", {})
    return Server(
        fhir=statement["fhirVersion"],
        software=f"{software.get('name', '')} {software.get('version', '')}".strip(),
        formats=tuple(statement.get("format", ())),
        patch_formats=tuple(statement.get("patchFormat", ())),
        interactions=_interactions(each["code"] for each in rest.get("interaction", ())),
        operations=_operations(rest),
        compartments=tuple(sorted(each.rpartition("/")[2] for each in rest.get("compartment", ()))),
        about=rest.get("documentation", ""),
        types=len(rest.get("resource", ())),
    )


def one_type(statement: Statement, name: str, reports: Reports) -> OneType | None:
    """Return what can be done with a type; ``None`` when the server has none of that name."""
    found = next((each for each in statement["rest"][0]["resource"] if each["type"] == name), None)
    if found is None:
        return None
    offered = [each["code"] for each in found.get("interaction", ())]
    return OneType(
        name=name,
        interactions=_interactions(offered),
        lacking=_interactions(code for code in ON_TYPE if code not in offered),
        operations=_operations(found),
        parameters=tuple(map(_parameter, found.get("searchParam", ()))),
        includes=tuple(found.get("searchInclude", ())),
        reverse_includes=tuple(found.get("searchRevInclude", ())),
        missing=tuple(Missing(one.code, reason_words(one.reason), one.reason) for one in reports.unanswered(name)),
    )


def _interactions(codes: Iterable[str]) -> tuple[Named, ...]:
    return tuple(Named(code, INTERACTIONS.get(code, "")) for code in codes)


def _operations(holder: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(f"${each['name']}" for each in holder.get("operation", ()))


def _parameter(found: Mapping[str, str]) -> Parameter:
    kind = found["type"]
    return Parameter(found["name"], kind, SEARCH_TYPES.get(kind, ""), found.get("definition", ""))
