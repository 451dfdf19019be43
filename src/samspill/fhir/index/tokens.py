"""Values -> token rows, and string rows for ``:text`` (https://hl7.org/fhir/R4/search.html#token)."""

from collections.abc import Mapping
from typing import Any

from samspill.fhir.index.contracts import OF_TYPE, IndexRows
from samspill.fhir.index.folding import bounded, fold
from samspill.fhir.index.naming import system_number

SPECIAL_VALUES = system_number("http://hl7.org/fhir/special-values")
"""The system of ``true`` and ``false``."""
PUNCTUATION = str.maketrans("", "", " \u00a0-./()")
DIALLED = ("phone", "fax", "sms", "pager")

Bases = frozenset[str]


def of_type(system: str, code: str) -> int:
    """Return the system number that marks an identifier's type in rows for ``:of-type``."""
    return system_number(f"{system}|{code}")


def plain(rows: IndexRows, param: int, slot: int, value: Any, _bases: Bases) -> None:
    """Index a code, string, id or uri as it stands, without a system."""
    if isinstance(value, str):
        rows.token.append((param, slot, 0, bounded(value)))


def integer(rows: IndexRows, param: int, slot: int, value: Any, _bases: Bases) -> None:
    """Index a whole number as its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        rows.token.append((param, slot, 0, str(value)))


def boolean(rows: IndexRows, param: int, slot: int, value: Any, _bases: Bases) -> None:
    """Index a boolean."""
    if isinstance(value, bool):
        rows.token.append((param, slot, SPECIAL_VALUES, "true" if value else "false"))


def coding(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], _bases: Bases) -> None:
    """Index a Coding: system and code, and its display for ``:text``."""
    system, code, display = value.get("system"), value.get("code"), value.get("display")
    if code or system:
        number = system_number(system) if isinstance(system, str) and system else 0
        rows.token.append((param, slot, number, bounded(code) if isinstance(code, str) else ""))
    if isinstance(display, str):
        rows.string.append((param, slot, fold(display), ""))


def codeable_concept(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], bases: Bases) -> None:
    """Index every coding of a CodeableConcept, and its text for ``:text``."""
    for each in value.get("coding", ()):
        coding(rows, param, slot, each, bases)
    text = value.get("text")
    if isinstance(text, str):
        rows.string.append((param, slot, fold(text), ""))


def identifier(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], _bases: Bases) -> None:
    """Index an Identifier: system and value, its type for ``:of-type``, the type's text for ``:text``."""
    system, code = value.get("system"), value.get("value")
    if code or system:
        number = system_number(system) if isinstance(system, str) and system else 0
        rows.token.append((param, slot, number, bounded(code) if isinstance(code, str) else ""))
    kind = value.get("type")
    if kind:
        _identifier_type(rows, param, slot, kind, code)


def _identifier_type(rows: IndexRows, param: int, slot: int, kind: Mapping[str, Any], value: Any) -> None:
    for each in kind.get("coding", ()):
        if isinstance(value, str) and isinstance(each.get("code"), str):
            rows.token.append((param, OF_TYPE, of_type(each.get("system", ""), each["code"]), bounded(value)))
    if isinstance(kind.get("text"), str):
        rows.string.append((param, slot, fold(kind["text"]), ""))


def contact_point(rows: IndexRows, param: int, slot: int, value: Mapping[str, Any], _bases: Bases) -> None:
    """Index a ContactPoint: its value, and once more as it is dialled or mailed, without spaces and capitals.

    R4 leaves such handling to the server ("filtering punctuation").
    """
    written = value.get("value")
    if not isinstance(written, str):
        return
    rows.token.append((param, slot, 0, bounded(written)))
    system = value.get("system")
    meant = (
        written.translate(PUNCTUATION) if system in DIALLED else written.casefold() if system == "email" else written
    )
    if meant and meant != written:
        rows.token.append((param, slot, 0, bounded(meant)))


def uri(rows: IndexRows, param: int, slot: int, value: Any, _bases: Bases) -> None:
    """Index a uri as a code without a system."""
    if isinstance(value, str):
        rows.token.append((param, slot, 0, bounded(value)))


def canonical(rows: IndexRows, param: int, slot: int, value: Any, _bases: Bases) -> None:
    """Index a canonical without its version, and with it if it has one."""
    if isinstance(value, str):
        address, versioned, _ = value.partition("|")
        rows.token.append((param, slot, 0, bounded(address)))
        if versioned:
            rows.token.append((param, slot, 0, bounded(value)))
