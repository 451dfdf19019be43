"""An attestation in the full JSON model and in HelseID's shape, made anew for each test."""

from copy import deepcopy
from typing import Any

from tests.factories.national_numbers import some

from samspill.access.attestation.contracts import LoggedIn
from samspill.kernel.numbers.national import NationalNumber

ENH = "urn:oid:2.16.578.1.12.4.1.4.101"
VOLVEN = "urn:oid:2.16.578.1.12.4.1.1"
PURPOSE = "urn:oid:2.16.840.1.113883.1.11.20448"
TOA = 1_795_334_400  # 2026-11-22 08:00 UTC
PROFESSIONAL, PATIENT, OTHER = (NationalNumber(some(skip=skip)) for skip in range(3))
HOSPITAL, RIKSHOSPITALET, ULLEVAL = "993467049", "874716782", "974589095"
HPR = "999000001"


def full(**changes: Any) -> dict[str, Any]:
    """Return a whole and faultless attestation; ``changes`` are by path with __ between, and ``...`` takes out."""
    value: dict[str, Any] = {
        "toa": TOA,
        "practitioner": {
            "identifier": {
                "id": PROFESSIONAL.digits,
                "name": "Demo Sykehuslege",
                "system": "urn:oid:2.16.578.1.12.4.1.4.1",
                "authority": "https://www.skatteetaten.no",
            },
            "hpr_nr": {"id": HPR, "system": "urn:oid:2.16.578.1.12.4.1.4.4"},
            "authorization": {"code": "LE", "text": "Lege", "system": f"{VOLVEN}.9060"},
            "legal_entity": {"id": HOSPITAL, "name": "Oslo universitetssykehus HF", "system": ENH},
            "point_of_care": {"id": RIKSHOSPITALET, "system": ENH},
            "department": {"id": "705592", "system": "urn:oid:2.16.578.1.12.4.1.4.102"},
        },
        "care_relationship": {
            "healthcare_service": {"code": "S03", "text": "Indremedisin", "system": f"{VOLVEN}.8655"},
            "purpose_of_use": {"code": "TREAT", "text": "Behandling", "system": PURPOSE},
            "purpose_of_use_details": {
                "code": "POLBESOK",
                "text": "Poliklinisk besøk",
                "system": "https://terminology.dips.com/decisiontemplate",
            },
            "decision_ref": {"id": "beslutning-1", "user_selected": False, "description": "Innleggelse"},
        },
        "patients": [
            {
                "identifier": {"id": PATIENT.digits, "system": "urn:oid:2.16.578.1.12.4.1.4.1"},
                "point_of_care": {"id": ULLEVAL, "system": ENH},
                "department": {"id": "109765", "system": "urn:oid:2.16.578.1.12.4.1.4.102"},
            }
        ],
    }
    return changed(value, changes)


def claim(**changes: Any) -> dict[str, Any]:
    """Return the same in the shape HelseID carries."""
    value: dict[str, Any] = {
        "type": "nhn:tillitsrammeverk:parameters",
        "practitioner": {
            "authorization": {"code": "LE", "system": f"{VOLVEN}.9060"},
            "legal_entity": {"id": HOSPITAL, "system": ENH},
            "point_of_care": {"id": RIKSHOSPITALET, "system": ENH},
        },
        "care_relationship": {
            "healthcare_service": {"code": "S03", "system": f"{VOLVEN}.8655"},
            "purpose_of_use": {"code": "TREAT", "system": PURPOSE},
            "decision_ref": {"id": "beslutning-1", "user_selected": True},
        },
        "patients": [{}],
    }
    return changed(value, changes)


def changed(value: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return a copy with values set, or taken out, by path."""
    value = deepcopy(value)
    for path, new in changes.items():
        *parents, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        place: Any = value
        for step in parents:
            place = place[step]
        if new is ...:
            del place[last]
        else:
            place[last] = new
    return value


def login(**changes: Any) -> LoggedIn:
    """Return who is logged in, as the attestation says unless changed."""
    said: dict[str, Any] = {
        "pid": PROFESSIONAL,
        "name": "Demo Sykehuslege",
        "security_level": 4,
        "hpr_number": HPR,
        "orgnr_parent": HOSPITAL,
        "orgnr_child": RIKSHOSPITALET,
        "issued_at": TOA,
        **changes,
    }
    return LoggedIn(**said)
