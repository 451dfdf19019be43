"""What every client's journey is about: a patient who is nobody, a visit as a transaction, and what must come of it."""

from typing import Any

SYSTEM = "urn:samspill:klient"
UCUM = "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
VISIT = "urn:uuid:0f6f7a8e-3f0c-4f0e-9a53-6d0d6b3f5a11"

FACTS: dict[str, Any] = {
    "FHIR version": "4.0.1",
    "version after create": "1",
    "family read back": "Fjellstad",
    "version after update": "2",
    "update of an old version": 412,
    "conditional create finds what is there": True,
    "statuses of the transaction": ["201"] * 6,
    "type of a reference into the transaction": "Encounter",
    "reference resolves to": "Encounter finished",
    "types found with include": {"Observation": 5, "Patient": 1},
    "sizes of the pages": [2, 2, 1],
    "different ones on the pages": 5,
    "birth date after patch": "1971-02-03",
    "versions in history": ["3", "2", "1"],
    "family in the first version": "Fjellstad",
    "types of everything": {"Encounter": 1, "Observation": 5, "Patient": 1},
    "read of a deleted one": 410,
    "left after delete": 4,
}
"""What a client finds out on its way; each client finds those it has a call for."""


def patient(client: str) -> dict[str, Any]:
    """Return the patient that a client creates; its identifier tells one client's from another's."""
    return {
        "resourceType": "Patient",
        "identifier": [{"system": SYSTEM, "value": client}],
        "name": [{"family": "Fjellstad", "given": ["Prøve"]}],
        "gender": "female",
        "birthDate": "1970-01-02",
    }


def visit(patient_id: str = "PATIENT") -> dict[str, Any]:
    """Return the transaction of one visit with five measurements, for the patient with this id."""
    subject = {"reference": f"Patient/{patient_id}"}
    encounter = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": subject,
        "period": {"start": "2026-03-01T09:00:00+01:00", "end": "2026-03-01T09:20:00+01:00"},
    }
    observations = [
        {
            "resourceType": "Observation",
            "status": "final",
            "category": [{"coding": [{"system": CATEGORY, "code": "vital-signs"}]}],
            "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]},
            "subject": subject,
            "encounter": {"reference": VISIT},
            "effectiveDateTime": f"2026-03-01T09:{minute:02}:00+01:00",
            "valueQuantity": {"value": 60 + minute, "unit": "/min", "system": UCUM, "code": "/min"},
        }
        for minute in range(5)
    ]
    entries = [{"fullUrl": VISIT, "resource": encounter, "request": {"method": "POST", "url": "Encounter"}}]
    entries += [{"resource": one, "request": {"method": "POST", "url": "Observation"}} for one in observations]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}
