"""Every example of docs/how-to/connect-a-fhir-client.md does what it says, in the page's order."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.journeys.fhir_clients.serving import fhir_server

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "connect-a-fhir-client.md"
RUNS = {"bash": ["bash", "-eu", "-c"], "python": [sys.executable, "-W", "ignore", "-c"]}
SAYS = (
    '"fhirVersion"',
    '"family":"Prøve"',
    '"status":"201',
    '"mode":"include"',
    '"value":"17"',
    '"birthDate":"1950-01-01"',
    "Prøve [72]",
    "prove-1 Prøve",
    '"output"',
)
"""What stands in the output of each example."""


def examples() -> list[tuple[str, str]]:
    """Return language and text of the page's examples; what starts the server is ``sh`` and none of them."""
    return re.findall(r"^```(bash|python)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def outputs() -> list[str]:
    """What each example prints, run once and in order against a server that is as empty as the reader's."""
    with fhir_server() as fhir:
        environment = {**os.environ, "FHIR": fhir.base_url, "TOKEN": fhir.token}
        return [printed([*RUNS[language], text], environment) for language, text in examples()]


def printed(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_example_prints_what_it_should(outputs: list[str]) -> None:
    assert len(outputs) == len(SAYS)
    assert [said for said, output in zip(SAYS, outputs, strict=True) if said not in output] == []
