"""Reads who and where in an attestation: the professional, the patient, the organisations and the departments."""

from samspill.access.attestation.contracts import Identifier, LoggedIn
from samspill.access.attestation.values import Object, Values, below
from samspill.kernel.numbers.hpr import parse_hpr_number
from samspill.kernel.numbers.national import Kind, NationalNumber
from samspill.kernel.numbers.systems import DNR, ENH, FNR, HPR, KINDS, RESH
from samspill.kernel.organisation_numbers import check_digit
from samspill.kernel.refusals import Refused

_POPULATION_REGISTER = "https://www.skatteetaten.no"
_PROFESSIONALS = (FNR, DNR)


def person(row: Object, values: Values, login: LoggedIn | None) -> Identifier | None:
    """Read ``practitioner.identifier``; what the login says stands where the attestation leaves it out."""
    path = "practitioner.identifier"
    if row.get("identifier") is None and login is not None:
        return Identifier(login.pid.digits, _system_of(login.pid), login.name, _POPULATION_REGISTER)
    value = values.object(row, "identifier", "practitioner", missing="attribute_missing")
    found = values.identifier(value, path, "practitioner_system_wrong") if value is not None else None
    if found is None:
        return None
    if found.system not in _PROFESSIONALS:
        values.refuse("practitioner_system_wrong", below(path, "system"))
    elif not _is_possible(found):
        values.refuse("practitioner_number_impossible", below(path, "id"))
    return found


def patient_number(row: Object, path: str, values: Values, *, is_required: bool) -> Identifier | None:
    """Read a patient's number."""
    missing = "attribute_missing" if is_required else ""
    value = values.object(row, "identifier", path, missing=missing)
    at = below(path, "identifier")
    found = values.identifier(value, at, "patient_number_impossible") if value is not None else None
    if found is None:
        return None
    if found.system not in KINDS:
        values.refuse("patient_number_impossible", below(at, "system"))
    elif not _is_possible(found):
        values.refuse("patient_number_impossible", below(at, "id"))
    return found


def hpr_number(row: Object, values: Values, login: LoggedIn | None) -> Identifier | None:
    """Read ``practitioner.hpr_nr``, without the zeros that NAV puts first."""
    path, wrong = "practitioner.hpr_nr", "hpr_number_malformed"
    if row.get("hpr_nr") is None:
        return Identifier(login.hpr_number, HPR) if login is not None and login.hpr_number else None
    value = values.object(row, "hpr_nr", "practitioner")
    found = values.identifier(value, path, wrong) if value is not None else None
    if found is None:
        return None
    if found.system != HPR:
        values.refuse(wrong, below(path, "system"))
        return None
    try:
        return Identifier(parse_hpr_number(found.id), HPR, found.name, found.authority)
    except Refused:
        values.refuse(wrong, below(path, "id"))
        return None


def organisation(row: Object, key: str, path: str, values: Values, *, missing: str = "") -> Identifier | None:
    """Read an organisation by its number."""
    at = below(path, key)
    value = values.object(row, key, path, missing=missing)
    found = values.identifier(value, at, "organisation_system_wrong") if value is not None else None
    if found is None:
        return None
    if found.system != ENH:
        values.refuse("organisation_system_wrong", below(at, "system"))
        return None
    if not _is_organisation_number(found.id):
        values.refuse("organisation_number_impossible", below(at, "id"))
        return None
    return found


def department(row: Object, path: str, values: Values, *, is_full: bool) -> Identifier | None:
    """Read a department: by RESH, or by a local number whose keeper is told (ATT-28; HelseID fills it in itself)."""
    value = values.object(row, "department", path)
    at = below(path, "department")
    found = values.identifier(value, at) if value is not None else None
    if found is not None and is_full and found.system != RESH and not found.authority:
        values.refuse("department_without_authority", below(at, "authority"))
    return found


def _system_of(number: NationalNumber) -> str:
    return DNR if any(reading.kind is Kind.DNR for reading in number.readings) else FNR


def _is_possible(found: Identifier) -> bool:
    """Answer whether a number can exist, as one of the kinds that its register has."""
    try:
        readings = NationalNumber(found.id).readings
    except Refused:
        return False
    return any(reading.kind in KINDS[found.system] for reading in readings)


def _is_organisation_number(digits: str) -> bool:
    """Answer whether nine digits fit; the first is not looked at: test environments have numbers that begin with 1."""
    if len(digits) != 9 or not digits.isascii() or not digits.isdigit():
        return False
    return check_digit(digits[:8]) == int(digits[8])
