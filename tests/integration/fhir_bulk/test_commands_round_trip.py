"""`samspill load | export | reindex` as an operator runs them, on the store that the tests run on."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.factories.fhir_files import ndjson, patient, weight

from samspill.fhir.store.api import open_store

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def samspill(tmp_path: Path, location: str) -> Run:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    record = {"SAMSPILL_RECORD_URL": location} if "://" in location else {}
    environment = {**clean, "SAMSPILL_DATA": str(tmp_path), **record}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "samspill", *arguments]
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False
        )

    return run


def test_what_is_loaded_comes_out_again(samspill: Run, tmp_path: Path, location: str) -> None:
    source = ndjson(tmp_path / "in.ndjson", patient("a"), patient("b"), weight("w", "Patient/a"))
    done = samspill("load", str(source))
    assert (done.returncode, done.stdout.split(".")[0]) == (0, "3 skrevet, 0 uendret, 0 ikke tatt inn")
    assert samspill("reindex").stdout == "Indeksen er bygd på nytt. Ressurser: 3.\n"
    assert samspill("export", "out").stdout == "Skrev til out. Ressurser: 3. Filer: 2.\n"
    lines = (tmp_path / "out" / "Patient.ndjson").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b"]
    again = samspill("load", "out/Patient.ndjson")
    assert again.stdout.startswith("0 skrevet, 2 uendret, 0 ikke tatt inn.")
    store = open_store(location, clock=lambda: 0)  # where the operator said, and nowhere else
    try:
        with store.snapshot() as snapshot:
            assert snapshot.select("SELECT count(*) FROM idx_reference") == [(1,)]
    finally:
        store.close()


def test_a_file_that_was_loaded_is_not_read_again(samspill: Run, tmp_path: Path) -> None:
    source = ndjson(tmp_path / "in.ndjson", patient("a"))
    samspill("load", str(source))
    assert samspill("load", str(source)).stdout.startswith(f"{source} er lastet før, og er ikke lest på nytt.")
