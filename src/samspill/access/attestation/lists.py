"""The code lists of an attestation, from a dated data file, and the one address that each list is known by here."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "lists.json"
VOLVEN = "urn:oid:2.16.578.1.12.4.1.1"

_OID = re.compile(r"(?:urn:oid:)?([0-2](?:\.(?:0|[1-9][0-9]{0,30})){2,40})")
_VOLVEN = re.compile(r"https?://(?:ehelse|helsedir|hl7)\.no/fhir/CodeSystem/no-kodeverk-([0-9]{4})(?:-[a-z0-9]{1,20})?")
_ADDRESS = re.compile(r"(?:https?://[a-z0-9][a-z0-9.-]*(?:[/#?][!-~]*)?|urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:[!-~]+)")
_SYSTEM_CHARS_MAX = 200


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list.

    Attributes:
        system: its address here.
        name: what it is called.
        source: where the codes were read.
        is_complete: whether a code that is not among these does not exist.
        codes: code to words.
    """

    system: str
    name: str
    source: str
    is_complete: bool
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lists:
    """Every list, and which of them each attribute may use."""

    dated: str
    by_system: Mapping[str, CodeList]
    uses: Mapping[str, tuple[str, ...]]
    addresses: Mapping[str, str]


@cache
def lists() -> Lists:
    """Return the lists, read once."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    return Lists(
        dated=content["dated"],
        by_system={
            system: CodeList(system, row["name"], row["source"], row["complete"], row["codes"])
            for system, row in content["lists"].items()
        },
        uses={attribute: tuple(systems) for attribute, systems in content["uses"].items()},
        addresses=content["addresses"],
    )


def normalised(address: str) -> str | None:
    """Return the one address that a list or register is known by here; ``None`` for what is no address at all.

    A list of Volven is compared by its number, whichever of its addresses was sent; a bare OID gets its ``urn:oid:``.
    """
    if len(address) > _SYSTEM_CHARS_MAX:
        return None
    if known := lists().addresses.get(address):
        return known
    if match := _VOLVEN.fullmatch(address):
        return f"{VOLVEN}.{match[1]}"
    if match := _OID.fullmatch(address):
        return f"urn:oid:{match[1]}"
    if address.lower().startswith("urn:oid:"):
        return None
    return address if _ADDRESS.fullmatch(address) else None


def shown(system: str) -> str:
    """Return an address as people say it: a list's number and name where it is known."""
    found = lists().by_system.get(system)
    number = system.removeprefix(f"{VOLVEN}.") if system.startswith(f"{VOLVEN}.") else ""
    if found is None:
        return number or system
    return f"{number} {found.name}".strip()
