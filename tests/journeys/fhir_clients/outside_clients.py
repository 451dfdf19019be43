"""The journeys of clients that are programs of their own: the npm ones, smart-fetch and sekmet."""

import gzip
import json
import os
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from scripts.fhir_clients import NPM_FOLDER, program
from tests.journeys.fhir_clients.papers import patient, visit
from tests.journeys.fhir_clients.serving import FhirServer, free_port

SECONDS_MAX = 120
LEFT_OUT = {"Answers FHIR XML when asked (Accept application/fhir+xml)"}
"""Steps of sekmet's that Samspill does not serve: its FHIR is JSON only."""


def npm_journey(server: FhirServer, client: str) -> dict[str, Any]:
    """Run ``npm/<client>.mjs`` in Node and return the facts it tells."""
    papers = {"base_url": server.base_url, "token": server.token, "patient": patient(f"{client}-npm"), "visit": visit()}
    told = run([str(program("node")), str(NPM_FOLDER / f"{client}.mjs")], given=json.dumps(papers))
    facts: dict[str, Any] = json.loads(told)
    return facts


def run(command: list[str], *, given: str = "", folder: Path | None = None, fails: bool = False) -> str:
    """Run a program and return what it printed; its error output is shown when it fails, unless it may (``fails``)."""
    environment = {name: word for name, word in os.environ.items() if not name.startswith("SAMSPILL_")}
    done = subprocess.run(
        command,
        input=given,
        cwd=folder,
        env={**environment, "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    if not fails:
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def smart_fetch(server: FhirServer, folder: Path, *words: str, signs_in: tuple[str, ...] = ()) -> Counter[str]:
    """Fetch Patients and Observations with smart-fetch into a folder; return how many of each type came.

    Args:
        server: the server.
        folder: an empty one.
        words: further words of the command.
        signs_in: how it gets a token by itself (``--smart-client-id ...``); by the server's bearer token else.
    """
    token = folder / "token"
    token.write_text(server.token, encoding="utf-8")
    target = folder / "fetched"
    own = signs_in or ("--bearer-token", str(token))
    access = ["--fhir-url", server.base_url, *own, "--type", "Patient,Observation"]
    run([str(program("smart-fetch")), "export", *access, *words, str(target)], folder=folder)
    return Counter(
        json.loads(line)["resourceType"]
        for file in target.rglob("*.ndjson.gz")
        if not file.is_symlink()
        for line in gzip.decompress(file.read_bytes()).splitlines()
    )


def sekmet_settings(server: FhirServer, folder: Path) -> Path:
    """Write sekmet's settings with our server as its peer, and a free port for its own; return the file."""
    port = free_port()
    auth = {"type": "bearer", "token": server.token} if server.token else {"type": "none"}
    settings = {
        "data_dir": str(folder / "sekmet"),
        "host": "127.0.0.1",
        "port": port,
        "base_url": f"http://127.0.0.1:{port}/fhir",
        "own_private_key_path": str(folder / "key.pem"),
        "simulator": {"enabled": False},
        "peers": {"samspill": {"base_url": server.base_url, "auth": auth}},
    }
    file = folder / "settings.yaml"
    file.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return file


def sekmet_scenarios(server: FhirServer, folder: Path, *words: str) -> dict[str, list[str]]:
    """Run sekmet's scenarios against the server; return each one's steps that did not pass, left-out ones included.

    Args:
        server: the server under test.
        folder: an empty one, for settings and reports.
        words: the scenarios' names, and further words of the command; ``--serve`` starts sekmet's own server as well,
            so that it can be told of changes.
    """
    options = ["--peer", "samspill", "--report-dir", str(folder / "reports")]
    config = ["-c", str(sekmet_settings(server, folder))]
    serve = [] if "--serve" in words else ["--no-serve"]
    run([str(program("sekmet")), "scenario", "run", *words, *options, *serve, *config], folder=folder, fails=True)
    (report,) = (folder / "reports").rglob("results.json")
    return {
        Path(scenario["file"]).stem: [
            f"{step['name']}: {step['status']} {step['message']}"
            for step in scenario["steps"]
            if step["status"] != "passed" and step["name"] not in LEFT_OUT
        ]
        for scenario in json.loads(report.read_text(encoding="utf-8"))
    }
