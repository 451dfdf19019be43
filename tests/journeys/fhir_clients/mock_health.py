"""The FHIR TestScripts of mock.health, run by sekmet; and the one assertion of theirs that sekmet's engine lacks.

Five scripts assert ``responseBody`` with a regular expression. R4's TestScript has no such element, and sekmet refuses
it as "no supported check". Sekmet runs these scripts without that assertion; the same operation is then asked once
more from here and its body matched, so that both halves of the verdict are given by somebody.
"""

import copy
import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.fhir_clients import program
from tests.journeys.fhir_clients.outside_clients import run, sekmet_settings
from tests.journeys.fhir_clients.serving import FhirServer
from tests.shared import SHARED

FOLDER = SHARED / "conformance" / "fhir" / "testscripts" / "mock-health"
LIVE = ("fhir-r4-base", "bulk-data-v2")
"""The suites that are kept up; `_archived` is not."""


@dataclass(frozen=True, slots=True)
class BodyCheck:
    """One ``responseBody`` assertion: of which script, what is asked, and what its body must match."""

    script: str
    path: str
    headers: dict[str, str]
    pattern: str


def live_scripts() -> list[Path]:
    """Return the files of the live suites."""
    return sorted(path for suite in LIVE for path in (FOLDER / suite).rglob("*.json"))


def verdicts(server: FhirServer, folder: Path, scripts: list[Path]) -> dict[str, str]:
    """Run TestScripts; return what is wrong with each by its name, nothing when it passed."""
    prepared, checks = _prepared(scripts, folder / "scripts")
    words = ["-p", "samspill", "--fixture-base", "", "--report-dir", str(folder / "reports")]
    config = ["-c", str(sekmet_settings(server, folder))]
    run([str(program("sekmet")), "testscript", "run", *prepared, *words, *config], folder=folder, fails=True)
    found = {
        report.stem.removeprefix("TestReport-"): _what_failed(json.loads(report.read_text(encoding="utf-8")))
        for report in (folder / "reports").rglob("TestReport-*.json")
    }
    for check in checks:
        if not re.search(check.pattern, _body(server, check)):
            found[check.script] += f" {check.path}: the body does not match {check.pattern}"
    return found


def _prepared(scripts: list[Path], target: Path) -> tuple[list[str], list[BodyCheck]]:
    """Write the scripts without the assertions that sekmet lacks; return the files, and those assertions."""
    target.mkdir()
    files, checks = [], []
    for path in scripts:
        script = json.loads(path.read_text(encoding="utf-8"))
        for test in script["test"]:
            checks += _body_checks(path.stem, test["action"])
            test["action"] = [action for action in test["action"] if "responseBody" not in action.get("assert", {})]
        file = target / path.name
        file.write_text(json.dumps(script), encoding="utf-8")
        files.append(str(file))
    return files, checks


def _body_checks(script: str, actions: list[dict[str, Any]]) -> list[BodyCheck]:
    checks, operation = [], {}
    for action in copy.deepcopy(actions):
        operation = action.get("operation", operation)
        wanted = action.get("assert", {})
        if "responseBody" in wanted:
            if wanted["operator"] != "matchesRegex":
                raise NotImplementedError(f"{script}: responseBody with {wanted['operator']}")
            headers = {header["field"]: header["value"] for header in operation.get("requestHeader", [])}
            checks.append(BodyCheck(script, _path_of(operation), headers, wanted["responseBody"]))
    return checks


def _path_of(operation: dict[str, Any]) -> str:
    if operation["type"]["code"] == "capabilities":
        return "metadata"
    return f"{operation['resource']}{operation['params']}"


def _body(server: FhirServer, check: BodyCheck) -> str:
    headers = {"Accept": "application/fhir+json", **check.headers, **server.headers}
    request = urllib.request.Request(f"{server.base_url}/{check.path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            body: bytes = answer.read()
    except urllib.error.HTTPError as refused:
        body = refused.read()
        refused.close()
    return body.decode()


def _what_failed(report: dict[str, Any]) -> str:
    if report["result"] == "pass":
        return ""
    acts = [act for test in report["test"] for action in test["action"] for act in action.values()]
    return "; ".join(str(act.get("message")) for act in acts if act["result"] in {"fail", "error"}) or report["result"]
