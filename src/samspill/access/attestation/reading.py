"""Reads an attestation: the full JSON model, and the shape HelseID carries it in (``nhn:tillitsrammeverk:parameters``).

Both spellings of ``care_relationship`` are read. Every fault is told, by its path and at once. Attributes that the data
model does not have are left out of what is read, and told by ``unknown_attributes``.
"""

from dataclasses import replace
from typing import Any

from samspill.access.attestation import parties
from samspill.access.attestation.contracts import (
    Attestation,
    CareRelationship,
    Code,
    DecisionRef,
    LoggedIn,
    PatientAt,
    Practitioner,
)
from samspill.access.attestation.lists import lists, shown
from samspill.access.attestation.refusing import AttestationRefused, fault
from samspill.access.attestation.values import TEXT_CHARS_MAX, Object, Values, below
from samspill.kernel.texts import say

TYPE = "nhn:tillitsrammeverk:parameters"
_TOA_LATEST = 1 << 33  # the year 2242
_SPELLINGS = ("care_relationship", "care_relation")


def read_attestation(value: object, *, login: LoggedIn | None = None) -> Attestation:
    """Read an attestation.

    Args:
        value: parsed JSON. With ``type`` or ``login`` it is taken for HelseID's shape, where the patient's number is
            not sent and the token itself tells who the professional is and when it was made.
        login: what the token says, for what the value leaves out; what the value does say is never overruled.

    Raises:
        AttestationRefused: something is wrong with it, all of it told.
    """
    values = Values()
    found = _read(value, login, values)
    if values.faults or found is None:
        raise AttestationRefused(tuple(values.faults))
    return found


def unknown_attributes(value: object) -> tuple[str, ...]:
    """Return the paths of attributes that the data model does not have, at most 50, whatever else is wrong."""
    values = Values()
    _read(value, None, values)
    return tuple(values.unknown)


def _read(value: object, login: LoggedIn | None, values: Values) -> Attestation | None:
    if not isinstance(value, dict):
        values.faults.append(fault("attribute_malformed"))
        return None
    values.note_unknown(value, ("type", "toa", "practitioner", "patients", *_SPELLINGS), "")
    is_full = "type" not in value and login is None
    if "type" in value and value["type"] != TYPE:
        values.refuse("attribute_malformed", "type")
    toa = _toa(value, login, values)
    practitioner = _practitioner(value, login, values, is_full=is_full)
    care = _care_relationship(value, values)
    patient = _patient(value, values, is_full=is_full)
    if toa is None or practitioner is None or care is None:
        return None
    return Attestation(toa, practitioner, care, patient)


def _toa(value: Object, login: LoggedIn | None, values: Values) -> int | None:
    found: Any = value.get("toa")
    if found is None:
        if login is not None:
            return login.issued_at
        values.refuse("toa_missing", "toa")
        return None
    if type(found) is not int or not 0 < found < _TOA_LATEST:
        values.refuse("toa_not_seconds", "toa")
        return None
    return found


def _practitioner(value: Object, login: LoggedIn | None, values: Values, *, is_full: bool) -> Practitioner | None:
    at = "practitioner"
    row = values.object(value, at, "", missing="attribute_missing")
    if row is None:
        return None
    known = ("identifier", "hpr_nr", "authorization", "legal_entity", "point_of_care", "department")
    values.note_unknown(row, known, at)
    identifier = parties.person(row, values, login)
    hpr_nr = parties.hpr_number(row, values, login)
    authorization = values.object(row, "authorization", at)
    code = None
    if authorization is not None:
        code = values.code(authorization, f"{at}.authorization", "authorization_unknown")
        code = _of_complete_list(code, "authorization", "authorization_unknown", f"{at}.authorization", values)
    legal_entity = parties.organisation(row, "legal_entity", at, values, missing="attribute_missing")
    point_of_care = parties.organisation(row, "point_of_care", at, values, missing="point_of_care_missing")
    department = parties.department(row, at, values, is_full=is_full)
    if identifier is None or legal_entity is None or point_of_care is None:
        return None
    return Practitioner(identifier, hpr_nr, code, legal_entity, point_of_care, department)


def _care_relationship(value: Object, values: Values) -> CareRelationship | None:
    given = [name for name in _SPELLINGS if value.get(name) is not None]
    if len(given) == 2:
        values.refuse("attribute_given_twice", given[0])
        return None
    at = given[0] if given else _SPELLINGS[0]
    row = values.object(value, at, "", missing="attribute_missing")
    if row is None:
        return None
    values.note_unknown(row, ("healthcare_service", "purpose_of_use", "purpose_of_use_details", "decision_ref"), at)
    service = _service(row, at, values)
    purpose = _purpose(row, at, values)
    details = _details(row, at, values)
    if row.get("healthcare_service") is None and row.get("purpose_of_use_details") is None:
        values.refuse("neither_service_nor_details", at)
    decision = _decision_ref(row, at, values)
    if purpose is None or decision is None:
        return None
    return CareRelationship(service, purpose, details, decision)


def _service(row: Object, at: str, values: Values) -> Code | None:
    wrong, path = "healthcare_service_list_wrong", f"{at}.healthcare_service"
    value = values.object(row, "healthcare_service", at)
    found = values.code(value, path, wrong) if value is not None else None
    if found is None:
        return None
    if found.system not in lists().uses["healthcare_service"]:
        values.refuse(wrong, f"{path}.system")
        return None
    return _of_its_list(found, "healthcare_service", path, values)


def _purpose(row: Object, at: str, values: Values) -> Code | None:
    value = values.object(row, "purpose_of_use", at, missing="purpose_missing")
    path = f"{at}.purpose_of_use"
    found = values.code(value, path, "purpose_unknown") if value is not None else None
    return _of_complete_list(found, "purpose_of_use", "purpose_unknown", path, values)


def _details(row: Object, at: str, values: Values) -> Code | None:
    """Read the details; the source lets other lists of the same purpose be used (ATT-45)."""
    value = values.object(row, "purpose_of_use_details", at)
    path = f"{at}.purpose_of_use_details"
    found = values.code(value, path, "details_list_wrong") if value is not None else None
    return _of_its_list(found, "purpose_of_use_details", path, values) if found is not None else None


def _decision_ref(row: Object, at: str, values: Values) -> DecisionRef | None:
    path = f"{at}.decision_ref"
    value = values.object(row, "decision_ref", at, missing="decision_missing")
    if value is None:
        return None
    values.note_unknown(value, ("id", "user_selected", "description"), path)
    named = values.text(value, "id", path, required=True)
    description = values.text(value, "description", path, chars_max=TEXT_CHARS_MAX)
    chosen = value.get("user_selected")
    if not isinstance(chosen, bool):
        values.refuse("user_selected_not_boolean", f"{path}.user_selected")
        return None
    return DecisionRef(named, chosen, description) if named else None


def _patient(value: Object, values: Values, *, is_full: bool) -> PatientAt | None:
    found = value.get("patients")
    if found is None or found == []:
        return None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        values.refuse("attribute_malformed", "patients")
        return None
    if len(found) > 1:
        values.refuse("several_patients", "patients")
        return None
    row, path = found[0], "patients[0]"
    values.note_unknown(row, ("identifier", "point_of_care", "department"), path)
    return PatientAt(
        identifier=parties.patient_number(row, path, values, is_required=is_full),
        point_of_care=parties.organisation(row, "point_of_care", path, values),
        department=parties.department(row, path, values, is_full=is_full),
    )


def _of_complete_list(found: Code | None, use: str, wrong: str, path: str, values: Values) -> Code | None:
    """Return a code of the one list that an attribute has, with the list's words."""
    if found is None:
        return None
    (system,) = lists().uses[use]
    if found.system != system:
        values.refuse(wrong, below(path, "system"), say("Riktig kodeverk er %(list)s.", list=shown(system)))
        return None
    words = lists().by_system[system].codes.get(found.code)
    if words is None:
        values.refuse(wrong, below(path, "code"))
        return None
    return replace(found, text=found.text or words)


def _of_its_list(found: Code, use: str, path: str, values: Values) -> Code | None:
    """Return a code with its list's words; refused where the list is whole without it, or another is known to have it.

    A code of a list that is not complete here is taken on trust, and keeps the words it came with.
    """
    own = lists().by_system.get(found.system)
    words = own.codes.get(found.code) if own else None
    if words is not None:
        return replace(found, text=found.text or words)
    others = [system for system in lists().uses[use] if found.code in lists().by_system[system].codes]
    if own is not None and others:
        hint = say("Koden står i kodeverk %(list)s.", list=shown(others[0]))
        values.refuse("code_of_another_list", below(path, "system"), hint)
        return None
    if own is not None and own.is_complete:
        values.refuse("code_unknown", below(path, "code"))
        return None
    return found
