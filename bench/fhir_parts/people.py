"""Made-up patients with 49 resources each, the same ones for the same seed; nobody of these lives anywhere.

The counts and the mean size are those of the measurements the targets come from: 1 Patient, 7 Encounters, 4 Conditions,
26 Observations (3 of them blood pressures with components), 4 MedicationRequests, 4 Procedures, 2 DiagnosticReports,
1 AllergyIntolerance and 1 Immunization; about 640 bytes a resource.
"""

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Resource = dict[str, Any]

FAMILIES = (
    "Aspelund",
    "Bakkemo",
    "Dalseth",
    "Eikrem",
    "Fossmark",
    "Granheim",
    "Haugseth",
    "Iverslien",
    "Jordmyr",
    "Kleivdal",
    "Lindset",
    "Myrhaug",
    "Nordvik",
    "Oppegaard",
    "Prestmo",
    "Rognes",
    "Solheim",
    "Tveitan",
    "Ulvmo",
    "Vikebakk",
    "Ytterdal",
    "Aasmo",
    "Oyehaug",
    "Rabbevik",
    "Sandmo",
    "Teigland",
)
FEMALE = (
    "Astrid",
    "Birgit",
    "Dagny",
    "Eldrid",
    "Gunvor",
    "Hjordis",
    "Ingrid",
    "Kari",
    "Liv",
    "Magnhild",
    "Nanna",
    "Ragnhild",
    "Solveig",
    "Torbjorg",
)
MALE = (
    "Arne",
    "Bjarte",
    "Dag",
    "Eivind",
    "Geir",
    "Halvor",
    "Ivar",
    "Jostein",
    "Ketil",
    "Leif",
    "Magne",
    "Njal",
    "Oddvar",
    "Ragnar",
    "Sverre",
    "Terje",
)
PLACES = ("Oslo", "Lillestrom", "Asker", "Drammen", "Ski", "Lorenskog", "Hamar", "Moss")
LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
MEASURED = (
    ("8867-4", "Heart rate", "/min", 48, 120, 0),
    ("8310-5", "Body temperature", "Cel", 36, 40, 1),
    ("29463-7", "Body weight", "kg", 45, 130, 1),
    ("2708-6", "Oxygen saturation", "%", 86, 100, 0),
    ("718-7", "Hemoglobin", "g/dL", 9, 18, 1),
    ("2160-0", "Creatinine", "mg/dL", 0, 3, 2),
    ("4548-4", "Hemoglobin A1c", "%", 4, 11, 1),
    ("1988-5", "C reactive protein", "mg/L", 0, 180, 0),
)
"""Code, name, UCUM unit, lowest, highest, decimals."""
CONDITIONS = (
    ("44054006", "Diabetes mellitus type 2"),
    ("13645005", "Chronic obstructive lung disease"),
    ("38341003", "Hypertensive disorder"),
    ("84114007", "Heart failure"),
    ("52448006", "Dementia"),
)
PROCEDURES = (
    ("399208008", "Plain chest X-ray"),
    ("29303009", "Electrocardiographic procedure"),
    ("33195004", "Teleconsultation"),
    ("73761001", "Colonoscopy"),
)
MEDICINES = (("A10BA02", "Metformin"), ("C03CA01", "Furosemide"), ("R03AC02", "Salbutamol"), ("N02BE01", "Paracetamol"))


@dataclass(slots=True)
class Draw:
    """One patient under the making: the chance that decides, and the resources made so far with their ids."""

    chance: random.Random
    made: list[tuple[str, Resource]] = field(default_factory=list)

    def add(self, resource: Resource) -> str:
        """Keep a resource; return the urn that others refer to it by."""
        identity = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        self.made.append((identity, resource))
        return f"urn:uuid:{identity}"

    def moment(self) -> str:
        """Return some minute of the last five years."""
        c = self.chance
        return (
            f"{c.randint(2021, 2025)}-{c.randint(1, 12):02}-{c.randint(1, 28):02}"
            f"T{c.randint(0, 23):02}:{c.randint(0, 59):02}:00+01:00"
        )


def people(count: int, *, seed: int = 20261122) -> Iterator[list[tuple[str, Resource]]]:
    """Yield each patient's 50 resources with their ids, the patient first; references are ``urn:uuid:`` of these."""
    for number in range(count):
        yield person(number, chance=random.Random(f"{seed}-{number}"))


def person(number: int, *, chance: random.Random) -> list[tuple[str, Resource]]:
    """Return one patient's 50 resources with their ids."""
    draw = Draw(chance)
    patient = draw.add(_patient(number, draw))
    encounters = [draw.add(_encounter(patient, draw)) for _ in range(7)]
    for _ in range(4):
        draw.add(_condition(patient, chance.choice(encounters), draw))
    measured = [draw.add(_measurement(patient, chance.choice(encounters), draw)) for _ in range(23)]
    for _ in range(3):
        draw.add(_blood_pressure(patient, chance.choice(encounters), draw))
    for make, times in ((_medication_request, 4), (_procedure, 4)):
        for _ in range(times):
            draw.add(make(patient, chance.choice(encounters), draw))
    for _ in range(2):
        draw.add(_report(patient, chance.choice(encounters), chance.sample(measured, 4), draw))
    draw.add(_allergy(patient, draw))
    draw.add(_immunization(patient, chance.choice(encounters), draw))
    return draw.made


def _coded(system: str, code: str, display: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def _category(system: str, code: str) -> list[Resource]:
    return [{"coding": [{"system": f"{TERMINOLOGY}/{system}", "code": code}]}]


def _patient(number: int, draw: Draw) -> Resource:
    chance = draw.chance
    gender = chance.choice(("female", "male"))
    return {
        "resourceType": "Patient",
        "identifier": [{"use": "usual", "system": "urn:samspill:bench:patient", "value": f"B-{number:07}"}],
        "active": True,
        "name": [
            {
                "use": "official",
                "family": chance.choice(FAMILIES),
                "given": chance.sample(FEMALE if gender == "female" else MALE, 2),
            }
        ],
        "telecom": [{"system": "phone", "value": f"555 {chance.randint(0, 99999):05}", "use": "mobile"}],
        "gender": gender,
        "birthDate": f"{chance.randint(1930, 2020)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "address": [
            {
                "use": "home",
                "line": [f"Provegata {chance.randint(1, 200)}"],
                "city": chance.choice(PLACES),
                "postalCode": f"{chance.randint(1, 9999):04}",
                "country": "NO",
            }
        ],
        "maritalStatus": _coded(f"{TERMINOLOGY}/v3-MaritalStatus", "M", "Married"),
        "communication": [{"language": _coded("urn:ietf:bcp:47", "nb", "Bokmaal"), "preferred": True}],
    }


def _encounter(patient: str, draw: Draw) -> Resource:
    code, name = draw.chance.choice((("AMB", "ambulatory"), ("EMER", "emergency"), ("IMP", "inpatient encounter")))
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": f"{TERMINOLOGY}/v3-ActCode", "code": code, "display": name},
        "type": [_coded(SNOMED, "185349003", "Encounter for check up")],
        "subject": {"reference": patient},
        "period": {"start": (start := draw.moment()), "end": start},
        "reasonCode": [_coded(SNOMED, *draw.chance.choice(CONDITIONS))],
        "serviceProvider": {"display": "Provesykehuset, medisinsk avdeling"},
    }


def _condition(patient: str, encounter: str, draw: Draw) -> Resource:
    return {
        "resourceType": "Condition",
        "clinicalStatus": _category("condition-clinical", "active")[0],
        "category": _category("condition-category", "encounter-diagnosis"),
        "code": _coded(SNOMED, *draw.chance.choice(CONDITIONS)),
        "subject": {"reference": patient},
        "encounter": {"reference": encounter},
        "onsetDateTime": draw.moment(),
        "recordedDate": draw.moment(),
    }


def _observation(patient: str, encounter: str, draw: Draw, category: str, code: Resource) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": _category("observation-category", category),
        "code": code,
        "subject": {"reference": patient},
        "encounter": {"reference": encounter},
        "effectiveDateTime": draw.moment(),
    }


def _quantity(value: float, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def _measurement(patient: str, encounter: str, draw: Draw) -> Resource:
    code, name, unit, low, high, decimals = draw.chance.choice(MEASURED)
    value = round(draw.chance.uniform(low, high), decimals)
    resource = _observation(patient, encounter, draw, "laboratory", _coded(LOINC, code, name))
    return {**resource, "valueQuantity": _quantity(value if decimals else int(value), unit)}


def _blood_pressure(patient: str, encounter: str, draw: Draw) -> Resource:
    code = _coded(LOINC, "85354-9", "Blood pressure panel with all children optional")
    resource = _observation(patient, encounter, draw, "vital-signs", code)
    sides = (("8480-6", "Systolic blood pressure", 100, 190), ("8462-4", "Diastolic blood pressure", 55, 110))
    return {
        **resource,
        "component": [
            {
                "code": _coded(LOINC, side, name),
                "valueQuantity": _quantity(draw.chance.randint(low, high), "mm[Hg]"),
            }
            for side, name, low, high in sides
        ],
    }


def _medication_request(patient: str, encounter: str, draw: Draw) -> Resource:
    dose = draw.chance.randint(1, 3)
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": _coded("http://www.whocc.no/atc", *draw.chance.choice(MEDICINES)),
        "subject": {"reference": patient},
        "encounter": {"reference": encounter},
        "authoredOn": draw.moment(),
        "dosageInstruction": [
            {
                "text": f"1 tablett {dose} ganger daglig",
                "timing": {"repeat": {"frequency": dose, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": _quantity(1, "{tablet}")}],
            }
        ],
    }


def _procedure(patient: str, encounter: str, draw: Draw) -> Resource:
    return {
        "resourceType": "Procedure",
        "status": "completed",
        "category": _coded(SNOMED, "103693007", "Diagnostic procedure"),
        "code": _coded(SNOMED, *draw.chance.choice(PROCEDURES)),
        "subject": {"reference": patient},
        "encounter": {"reference": encounter},
        "performedPeriod": {"start": (start := draw.moment()), "end": start},
        "reasonCode": [_coded(SNOMED, *draw.chance.choice(CONDITIONS))],
    }


def _report(patient: str, encounter: str, results: list[str], draw: Draw) -> Resource:
    return {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "category": _category("v2-0074", "LAB"),
        "code": _coded(LOINC, "58410-2", "CBC panel - Blood by Automated count"),
        "subject": {"reference": patient},
        "encounter": {"reference": encounter},
        "effectiveDateTime": draw.moment(),
        "result": [{"reference": result} for result in results],
    }


def _allergy(patient: str, draw: Draw) -> Resource:
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": _category("allergyintolerance-clinical", "active")[0],
        "verificationStatus": _category("allergyintolerance-verification", "confirmed")[0],
        "type": "allergy",
        "category": ["medication"],
        "criticality": draw.chance.choice(("low", "high")),
        "code": _coded(SNOMED, "373270004", "Penicillin -class of antibiotic-"),
        "patient": {"reference": patient},
        "recordedDate": draw.moment(),
    }


def _immunization(patient: str, encounter: str, draw: Draw) -> Resource:
    return {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": _coded("http://www.whocc.no/atc", "J07BB02", "Influenza, inactivated, split virus"),
        "patient": {"reference": patient},
        "encounter": {"reference": encounter},
        "occurrenceDateTime": draw.moment(),
        "primarySource": True,
        "lotNumber": f"L{draw.chance.randint(0, 999999):06}",
    }


def transaction(resources: list[tuple[str, Resource]]) -> bytes:
    """Return the transaction Bundle that creates one patient's resources."""
    entries = [
        {"fullUrl": f"urn:uuid:{identity}", "resource": resource, "request": _create(resource)}
        for identity, resource in resources
    ]
    return compact({"resourceType": "Bundle", "type": "transaction", "entry": entries})


def _create(resource: Resource) -> Resource:
    return {"method": "POST", "url": resource["resourceType"]}


def with_ids(resources: list[tuple[str, Resource]]) -> Iterator[tuple[str, bytes]]:
    """Yield each resource's type and its line of ndjson, with its id and with references that name types and ids."""
    places = {f"urn:uuid:{identity}": f"{resource['resourceType']}/{identity}" for identity, resource in resources}

    def placed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: placed(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [placed(inner) for inner in value]
        return places.get(value, value) if isinstance(value, str) else value

    for identity, resource in resources:
        kind = resource["resourceType"]
        yield kind, compact({"resourceType": kind, "id": identity, **placed(resource)})


def compact(value: Any) -> bytes:
    """Return JSON without needless space."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
