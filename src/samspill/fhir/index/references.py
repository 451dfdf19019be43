"""Values -> reference rows (https://hl7.org/fhir/R4/search.html#reference)."""

import re
from collections.abc import Mapping
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.index import tokens
from samspill.fhir.index.contracts import IDENTIFIER, IndexRows
from samspill.fhir.index.folding import bounded

LOCAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?")
NUMBERS = {name: definitions.type_number(name) for name in definitions.resource_types()}

Bases = frozenset[str]


def located(address: str, bases: Bases) -> tuple[int, str]:
    """Return (type number, id) of an address on this server, version left out; else (0, the address).

    Args:
        address: relative (``Patient/1``) or absolute.
        bases: absolute addresses of this server's own base, without a slash at the end.
    """
    found = LOCAL.fullmatch(address)
    if found is None and address.startswith("http"):
        for base in bases:
            if address.startswith(base) and address[len(base) : len(base) + 1] == "/":
                found = LOCAL.fullmatch(address, len(base) + 1)
    if found is None or found[1] not in NUMBERS:
        return 0, bounded(address)
    return NUMBERS[found[1]], found[2]


def reference(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], bases: Bases) -> None:
    """Index a Reference: where it points to, unless that is contained, and its identifier."""
    address = value.get("reference")
    if isinstance(address, str) and address and address[0] != "#":
        rows.reference.append((param, slot, *located(address, bases)))
    identifier = value.get("identifier")
    if identifier:
        tokens.identifier(rows, param, IDENTIFIER, identifier, bases)


def uri(rows: IndexRows, param: int, slot: int, value: Any, bases: Bases) -> None:
    """Index a uri, url or oid that a reference parameter leads to."""
    if isinstance(value, str) and value and value[0] != "#":
        rows.reference.append((param, slot, *located(value, bases)))


def canonical(rows: IndexRows, param: int, slot: int, value: Any, bases: Bases) -> None:
    """Index a canonical without its version, and with it if it has one."""
    if not isinstance(value, str) or not value or value[0] == "#":
        return
    address, versioned, _ = value.partition("|")
    rows.reference.append((param, slot, *located(address, bases)))
    if versioned:
        rows.reference.append((param, slot, 0, bounded(value)))


def resource(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], _bases: Bases) -> None:
    """Index a resource that stands inside (a document's Composition) as a reference to it."""
    number, id_ = NUMBERS.get(value.get("resourceType", "")), value.get("id")
    if number and isinstance(id_, str):
        rows.reference.append((param, slot, number, id_))
