"""HelseID's claim ``helseid://claims/hpr/hpr_details``: what the register said when somebody signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samspill.access.hpr.contracts import (
    IN_FORCE_KINDS,
    UNKNOWN,
    Answer,
    Authorisation,
    Reason,
    RegisterRefused,
    Standing,
)
from samspill.access.hpr.entries import NO_ENTRY
from samspill.kernel.numbers.hpr import HprNumber, parse_hpr_number
from samspill.kernel.numbers.national import NationalNumber
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import Text, say

CLAIM = "helseid://claims/hpr/hpr_details"


@dataclass(frozen=True, slots=True)
class HprDetails:
    """The claim, read.

    Attributes:
        hpr_number: None for who has none.
        approvals: what the register holds; the claim tells no days.
        specialities: codes of list 7426, of all approvals.
    """

    hpr_number: HprNumber | None
    approvals: tuple[Authorisation, ...]
    specialities: tuple[str, ...] = ()


def read_hpr_details(value: object) -> HprDetails:
    """Read the claim's value.

    Raises:
        RegisterRefused: it is not in HelseID's form, or contradicts itself; no value of it is repeated.
    """
    row = _object(value, CLAIM)
    number, has_none = row.get("hpr_number"), row.get("no_hpr_number", False)
    if not isinstance(has_none, bool) or (number is not None and has_none):
        raise _unreadable("no_hpr_number")
    approvals = [_object(one, f"approvals[{at}]") for at, one in enumerate(_list(row, "approvals"))]
    if number is None and approvals:
        raise _unreadable("hpr_number")
    return HprDetails(
        hpr_number=_number(number),
        approvals=tuple(_approval(one, f"approvals[{at}]") for at, one in enumerate(approvals)),
        specialities=tuple(_specialities(approvals)),
    )


def answer_of(details: HprDetails) -> Answer:
    """Say how somebody stands by the claim alone: it tells no suspension, so a register that is at hand goes before."""
    if details.hpr_number is None:
        return NO_ENTRY
    held = tuple(one for one in details.approvals if one.kind in IN_FORCE_KINDS)
    if not held:
        return Answer(Standing.NOT_VALID, Reason.NONE_IN_FORCE, details.hpr_number)
    return Answer(Standing.VALID, None, details.hpr_number, held)


class ClaimedRegister:
    """What the sign-in says, asked as the register is: about whoever signed in, and unknown for everybody else."""

    def __init__(self, person: NationalNumber, details: HprDetails) -> None:
        self._person = person
        self._details = details

    def ask(self, *, person: NationalNumber, hpr_number: HprNumber | None, at: date) -> Answer:  # noqa: ARG002
        """Tell how the one who signed in stands; the claim tells no days, so every day is answered alike."""
        if person != self._person:
            return UNKNOWN
        own = self._details.hpr_number
        if hpr_number is not None and hpr_number != own:
            return Answer(Standing.NOT_VALID, Reason.NUMBER_OF_ANOTHER, own)
        return answer_of(self._details)


def _number(value: object) -> HprNumber | None:
    """Read the number, which HelseID writes as a JSON number."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _unreadable("hpr_number")
    try:
        return parse_hpr_number(str(value))
    except Refused as refused:
        raise _unreadable("hpr_number") from refused


def _approval(row: Mapping[str, Any], path: str) -> Authorisation:
    kind = _object(row.get("authorization"), f"{path}.authorization")
    return Authorisation(_code(row, "profession", path), _code(kind, "value", f"{path}.authorization"))


def _specialities(approvals: list[Mapping[str, Any]]) -> list[str]:
    found = []
    for at, row in enumerate(approvals):
        path = f"approvals[{at}].specialities"
        found += [_code(_object(one, path), "value", path) for one in _list(row, "specialities")]
    return found


def _object(value: object, path: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _unreadable(path)
    return value


def _list(row: Mapping[str, Any], field: str) -> list[Any]:
    found = row.get(field) or []
    if not isinstance(found, list):
        raise _unreadable(field)
    return found


def _code(row: Mapping[str, Any], field: str, path: str) -> str:
    found = row.get(field)
    if not isinstance(found, str) or not found.isalnum() or len(found) > 16:
        raise _unreadable(f"{path}.{field}")
    return found


def _unreadable(path: str) -> RegisterRefused:
    return RegisterRefused(
        say("Opplysningene om helsepersonellet fra innloggingen kan ikke leses."),
        why=_where(path),
        remedy=say("Logg inn på nytt. Skjer det igjen, si fra til dem som drifter Samspill."),
    )


def _where(path: str) -> Text:
    return say("Feilen er i %(path)s.", path=path)
