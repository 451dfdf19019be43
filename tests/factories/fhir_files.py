"""Small FHIR resources and files of them, for bulk."""

import json
from pathlib import Path
from typing import Any

Resource = dict[str, Any]


def patient(logical_id: str | None = None, family: str = "Test") -> Resource:
    found: Resource = {"resourceType": "Patient", "name": [{"family": family}]}
    return {**found, "id": logical_id} if logical_id else found


def weight(logical_id: str, subject: str, value: int = 70) -> Resource:
    return {
        "resourceType": "Observation", "id": logical_id, "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"reference": subject},
        "valueQuantity": {"value": value, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    }  # fmt: skip


def ndjson(path: Path, *resources: Resource | str) -> Path:
    """Write one line each; a string is written as it is."""
    lines = [one if isinstance(one, str) else json.dumps(one) for one in resources]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def bundle(kind: str, *entries: Resource) -> Resource:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}
