"""Schemathesis, which nobody here wrote, asks a server what its description allows and what it does not."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from scripts.fhir_clients import program
from tests.journeys.fhir_clients.serving import samspill_server
from tests.reliability.fhir_malformed.describing import described

FEW = ("Patient", "Observation")
MANY = (*FEW, "Encounter", "MedicationRequest", "Bundle", "Subscription", "ValueSet", "Questionnaire")
CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance"


def run(folder: Path, types: tuple[str, ...], examples: int, seconds: int) -> None:
    with samspill_server(folder) as server:
        with urllib.request.urlopen(f"{server.base_url}/metadata") as answer:
            description = described(json.load(answer), types)
        (folder / "openapi.json").write_text(json.dumps(description), encoding="utf-8")
        done = subprocess.run(
            [
                program("schemathesis"),
                "run",
                folder / "openapi.json",
                "--url",
                server.base_url,
                "--header",
                f"Authorization: Bearer {server.token}",
                "--checks",
                CHECKS,
                "--continue-on-failure",
                "--max-examples",
                str(examples),
                "--max-time",
                str(seconds),
                "--phases",
                "examples,coverage,fuzzing",
                "--seed",
                "1",
                "--no-shrink",
                "--generation-database",
                "none",
                "--no-color",
                "--warnings",
                "off",
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    sys.stderr.write(done.stdout[-1500:])
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_schemathesis_finds_nothing_in_two_resource_types(tmp_path: Path) -> None:
    run(tmp_path, FEW, examples=5, seconds=8)


@pytest.mark.soak
def test_schemathesis_finds_nothing_in_eight_resource_types(tmp_path: Path) -> None:
    run(tmp_path, MANY, examples=200, seconds=150)
