"""Which converter makes index rows of a FHIR type, for each type of search parameter."""

from collections.abc import Callable, Mapping
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchType
from samspill.fhir.index import moments, quantities, references, strings, tokens
from samspill.fhir.index.contracts import IndexRows

Converter = Callable[[IndexRows, int, int, Any, frozenset[str]], None]
"""(rows to add to, parameter, slot, value, own bases). A value that is not of its type makes no row."""

TOKENS: dict[str, Converter] = {
    "code": tokens.plain,
    "string": tokens.plain,
    "id": tokens.plain,
    "markdown": tokens.plain,
    "date": tokens.plain,
    "dateTime": tokens.plain,
    "instant": tokens.plain,
    "uri": tokens.uri,
    "url": tokens.uri,
    "oid": tokens.uri,
    "uuid": tokens.uri,
    "canonical": tokens.canonical,
    "integer": tokens.integer,
    "positiveInt": tokens.integer,
    "unsignedInt": tokens.integer,
    "boolean": tokens.boolean,
    "Coding": tokens.coding,
    "CodeableConcept": tokens.codeable_concept,
    "Identifier": tokens.identifier,
    "ContactPoint": tokens.contact_point,
}
URIS: dict[str, Converter] = {name: TOKENS[name] for name in ("uri", "url", "oid", "uuid", "canonical")}
STRINGS: dict[str, Converter] = {
    **dict.fromkeys(("string", "markdown", "code", "id", "uri", "url"), strings.text),
    "HumanName": strings.human_name,
    "Address": strings.address,
}
DATES: dict[str, Converter] = {
    **dict.fromkeys(("date", "dateTime", "instant"), moments.moment),
    "Period": moments.span,
    "Timing": moments.timing,
}
NUMBERS: dict[str, Converter] = dict.fromkeys(("integer", "positiveInt", "unsignedInt", "decimal"), quantities.number)
QUANTITIES: dict[str, Converter] = {
    **dict.fromkeys(("Quantity", "Age", "Count", "Distance", "Duration"), quantities.quantity),
    "Range": quantities.span,
    "Money": quantities.money,
    **NUMBERS,
}
REFERENCES: dict[str, Converter] = {
    **dict.fromkeys(("uri", "url", "oid", "uuid"), references.uri),
    "canonical": references.canonical,
    "Reference": references.reference,
    **dict.fromkeys(definitions.resource_types(), references.resource),
}

CONVERTIBLE: Mapping[SearchType, Mapping[str, Converter]] = {
    SearchType.TOKEN: TOKENS,
    SearchType.URI: URIS,
    SearchType.STRING: STRINGS,
    SearchType.DATE: DATES,
    SearchType.NUMBER: NUMBERS,
    SearchType.QUANTITY: QUANTITIES,
    SearchType.REFERENCE: REFERENCES,
    SearchType.SPECIAL: {"Location.position": quantities.position},
    SearchType.COMPOSITE: {},
}
