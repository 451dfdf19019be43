"""Writes an attestation: the full JSON model, and the shape that HelseID is asked with."""

from typing import Any

from samspill.access.attestation.contracts import Attestation, Code, Identifier, PatientAt
from samspill.access.attestation.reading import TYPE

Row = dict[str, Any]


def write_attestation(attestation: Attestation) -> Row:
    """Return the full JSON model, with ``care_relationship`` as HelseID and the later documents spell it."""
    practitioner, care = attestation.practitioner, attestation.care_relationship
    decision = care.decision_ref
    return {
        "toa": attestation.toa,
        "practitioner": _filled(
            identifier=_identifier(practitioner.identifier),
            hpr_nr=_identifier(practitioner.hpr_nr),
            authorization=_code(practitioner.authorization),
            legal_entity=_identifier(practitioner.legal_entity),
            point_of_care=_identifier(practitioner.point_of_care),
            department=_identifier(practitioner.department),
        ),
        "care_relationship": _filled(
            healthcare_service=_code(care.healthcare_service),
            purpose_of_use=_code(care.purpose_of_use),
            purpose_of_use_details=_code(care.purpose_of_use_details),
            decision_ref=_filled(
                id=decision.id, user_selected=decision.user_selected, description=decision.description
            ),
        ),
        "patients": [_patient(attestation.patient)] if attestation.patient else [],
    }


def write_for_helseid(attestation: Attestation) -> Row:
    """Return what HelseID is asked with: no person's number, no words (it fills those in) and no description."""
    practitioner, care = attestation.practitioner, attestation.care_relationship
    decision = care.decision_ref
    return {
        "type": TYPE,
        "practitioner": _filled(
            authorization=_short_code(practitioner.authorization),
            legal_entity=_short(practitioner.legal_entity),
            point_of_care=_short(practitioner.point_of_care),
            department=_short(practitioner.department),
        ),
        "care_relationship": _filled(
            healthcare_service=_short_code(care.healthcare_service),
            purpose_of_use=_short_code(care.purpose_of_use),
            purpose_of_use_details=_short_code(care.purpose_of_use_details),
            decision_ref={"id": decision.id, "user_selected": decision.user_selected},
        ),
        "patients": [_place(attestation.patient)] if attestation.patient else [],
    }


def _patient(patient: PatientAt) -> Row:
    return _filled(
        identifier=_identifier(patient.identifier),
        point_of_care=_identifier(patient.point_of_care),
        department=_identifier(patient.department),
    )


def _place(patient: PatientAt) -> Row:
    return _filled(point_of_care=_short(patient.point_of_care), department=_short(patient.department))


def _identifier(value: Identifier | None) -> Row | None:
    if value is None:
        return None
    return _filled(id=value.id, name=value.name, system=value.system, authority=value.authority)


def _short(value: Identifier | None) -> Row | None:
    return {"id": value.id, "system": value.system} if value is not None else None


def _code(value: Code | None) -> Row | None:
    if value is None:
        return None
    return _filled(code=value.code, text=value.text, system=value.system, assigner=value.assigner)


def _short_code(value: Code | None) -> Row | None:
    return {"code": value.code, "system": value.system} if value is not None else None


def _filled(**attributes: object) -> Row:
    """Leave out what there is nothing to say about; ``false`` is something."""
    return {name: value for name, value in attributes.items() if value is not None and value != ""}
