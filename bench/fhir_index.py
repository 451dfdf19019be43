"""How long it takes to make a resource's index rows: ``python -m bench.fhir_index``.

CPU time of this process, so that neighbours on the machine count little; the best of several rounds.
"""

import gzip
import json
from decimal import Decimal
from pathlib import Path
from time import process_time
from timeit import repeat
from typing import Any

from samspill.fhir.index.api import rows_of
from samspill.fhir.index.contracts import IndexRows

EXAMPLES = Path(__file__).resolve().parents[2] / "shared/conformance/fhir/r4-examples/examples.ndjson.gz"
ROUNDS = 7

OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "id": "0b1d6d0e-8f1c-4d39-9f66-2b4b2a1c7d10",
    "status": "final",
    "category": [
        {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                    "code": "vital-signs",
                    "display": "Vital Signs",
                }
            ]
        }
    ],
    "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7", "display": "Body weight"}], "text": "Vekt"},
    "subject": {"reference": "Patient/5f0c3f57-4c8a-4a70-9a0e-0e1d3f0a9b11"},
    "encounter": {"reference": "Encounter/9a0f7a52-2a63-4b0a-bb55-6f1f5d7c2e33"},
    "effectiveDateTime": "2024-02-01T10:15:00+01:00",
    "issued": "2024-02-01T10:15:00.123+01:00",
    "valueQuantity": {
        "value": Decimal("72.40"),
        "unit": "kg",
        "system": "http://unitsofmeasure.org",
        "code": "kg",
    },
}


def count(rows: IndexRows) -> int:
    return sum(len(table) for table in (rows.token, rows.string, rows.date, rows.quantity, rows.reference))


def main() -> None:
    rows_of(OBSERVATION)
    seconds = min(repeat(lambda: rows_of(OBSERVATION), timer=process_time, number=2_000, repeat=ROUNDS)) / 2_000
    size = len(json.dumps(OBSERVATION, default=float, separators=(",", ":")))
    print(f"Observation of {size} bytes: {seconds * 1e6:.1f} µs, {count(rows_of(OBSERVATION))} rows")
    if not EXAMPLES.is_file():
        print("The official examples are not there.")
        return
    with gzip.open(EXAMPLES, "rt", encoding="utf-8") as lines:
        examples = [json.loads(line, parse_float=Decimal)["resource"] for line in lines]
    rows = sum(count(rows_of(each)) for each in examples)
    seconds = min(repeat(lambda: [rows_of(each) for each in examples], timer=process_time, number=1, repeat=ROUNDS))
    each = seconds / len(examples) * 1e6
    print(f"{len(examples)} official examples: {each:.0f} µs and {rows / len(examples):.1f} rows each on average")


if __name__ == "__main__":
    main()
