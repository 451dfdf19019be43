"""Required bindings: is a code one of those that R4 says it must be?

Source: https://hl7.org/fhir/R4/terminologies.html#required. Value sets that the definitions cannot enumerate (MIME
types, languages, UCUM) are not checked here.
"""

from collections.abc import Callable
from typing import Any

from samspill.fhir.definitions import api as definitions

CodeCheck = Callable[[Any], str | None]

_SHOWN_MAX = 12


def code_check(value_set: str, otherwise: CodeCheck) -> CodeCheck:
    """Return the check of a ``code`` (or uri, string) bound to a value set.

    Args:
        value_set: canonical address.
        otherwise: the check of the type itself; it speaks first when a value is no code at all.
    """
    pairs = definitions.codes_of(value_set)
    if pairs is None:
        return otherwise
    codes = frozenset(code for _, code in pairs)
    listed = ", ".join(sorted(codes)) if len(codes) <= _SHOWN_MAX else f"{len(codes)} codes"

    def check(value: Any) -> str | None:
        if type(value) is str and value in codes:
            return None
        return otherwise(value) or f"is not in the value set {value_set} that R4 requires ({listed})."

    return check


def concept_check(value_set: str, kind: str) -> CodeCheck | None:
    """Return the check of a Coding, CodeableConcept or Quantity bound to a value set.

    Returns:
        ``None`` when another type is bound, or when the codes are not known.
    """
    pairs = definitions.codes_of(value_set)
    if pairs is None or kind not in _READERS:
        return None
    read = _READERS[kind]

    def check(value: Any) -> str | None:
        if any(is_one_of(one, pairs) for one in read(value)):
            return None
        return f"has no code of the value set {value_set} that R4 requires."

    return check


def is_one_of(coding: Any, pairs: frozenset[tuple[str, str]]) -> bool:
    """Answer whether an object's system and code are a pair of a value set; never for what is no Coding at all."""
    if not isinstance(coding, dict):
        return False
    system, code = coding.get("system"), coding.get("code")
    return isinstance(system, str) and isinstance(code, str) and (system, code) in pairs


def _of_concept(value: Any) -> list[dict[str, Any]]:
    rows = value.get("coding", ()) if isinstance(value, dict) else ()
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _of_coding(value: Any) -> list[dict[str, Any]]:
    return [value] if isinstance(value, dict) else []


_READERS = {"CodeableConcept": _of_concept, "Coding": _of_coding, "Quantity": _of_coding}
