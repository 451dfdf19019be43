"""`samspill token` as an operator runs it."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def token(tmp_path: Path) -> Run:
    """Return a function that runs `samspill token …` with nothing but the named settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "samspill", "token", *arguments],
            env={**clean, **environment}, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return run


def claims(said: str) -> dict[str, Any]:
    body = said.strip().split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))


def test_only_the_token_is_printed(token: Run) -> None:
    done = token("--scope", "system/Observation.rs system/Patient.read", SAMSPILL_DEMO="1")
    assert (done.returncode, done.stderr, done.stdout.count("\n"), done.stdout.count(".")) == (0, "", 1, 2)
    assert claims(done.stdout)["scope"] == "system/Observation.rs system/Patient.rs"


def test_token_is_for_every_host_on_the_port_that_is_set(token: Run) -> None:
    said = claims(token(SAMSPILL_DEMO="1", SAMSPILL_PORT="8123", SAMSPILL_HOSTS="127.0.0.1,localhost").stdout)
    assert said["aud"] == ["http://127.0.0.1:8123/fhir", "http://localhost:8123/fhir"]
    assert said["exp"] - said["iat"] == 3600


def test_token_behind_a_proxy_is_for_the_address_that_is_given(token: Run) -> None:
    said = claims(token("--base", "https://fhir.example/fhir/", SAMSPILL_DEMO="1").stdout)
    assert said["aud"] == ["https://fhir.example/fhir"]


def test_where_nothing_is_said_the_token_is_the_demos(token: Run, tmp_path: Path) -> None:
    assert token().returncode == 0
    assert (tmp_path / "var" / "demo" / "secret-key").exists()


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        ((), {"SAMSPILL_DEMO": "0"}, "Tokener lages bare i demomodus."),
        ((), {"SAMSPILL_DATA": "elsewhere"}, "Tokener lages bare i demomodus."),
        (("--scope", "all"), {"SAMSPILL_DEMO": "1"}, "«all» er ikke en tilgang slik SMART skriver den."),
        (("--scope", "patient/*.rs"), {"SAMSPILL_DEMO": "1"}, "Bare tilganger for systemer (system/…) kan stå"),
        (("--scope", "system/Pasient.rs"), {"SAMSPILL_DEMO": "1"}, "«Pasient» er ikke en ressurstype i FHIR R4."),
        ((), {"SAMSPILL_DEMO": "1", "SAMSPILL_PORT": "0"}, "Vi vet ikke hvilken adresse tokenet skal gjelde for."),
    ],
)
def test_token_is_refused_kindly(
    token: Run, arguments: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    done = token(*arguments, **environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
