"""`samspill serve --port --demo` as a developer starts it, in an empty folder and with nothing set."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from secrets import token_urlsafe

import pytest
from joserfc.jwk import ECKey
from tests.factories.logins import public
from tests.factories.providers import BACK, Browser

from samspill.access.login.client.api import HELSEID, Client, Registration, proof
from samspill.access.login.transport import Web
from samspill.kernel.clock import now

KEY = ECKey.generate_key("P-256")


def ask(port: int, path: str, token: str = "", body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/fhir+json", **({"Authorization": f"Bearer {token}"} if token else {})}
    try:
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _stored(port: int, token: str) -> set[str]:
    whole = json.loads(ask(port, "/fhir/Patient", token)[1])
    return {entry["resource"]["id"] for entry in whole["entry"]}


def _names_its_provider(port: int) -> bool:
    issuer = f"http://127.0.0.1:{port}/id"
    said = json.loads(ask(port, "/id/.well-known/openid-configuration")[1])
    smart = json.loads(ask(port, "/fhir/.well-known/smart-configuration")[1])
    return (said["issuer"], smart["token_endpoint"]) == (issuer, f"{issuer}/connect/token")


def _register(folder: Path) -> None:
    """Register a client of the demo's provider, as docs/reference/login.md says."""
    folder.mkdir(parents=True)
    registration = {
        "client_id": "journal",
        "organisation": "994598759",
        "redirect_uris": [BACK],
        "scope": "openid user/*.rs",
        "jwks": {"keys": [{**public(KEY), "kid": "own"}]},
    }
    (folder / "journal.json").write_text(json.dumps(registration), encoding="utf-8")


def _signs_in_and_reads(port: int) -> list[int]:
    """Sign in, and read a patient who is not there: with the proof, with the same proof again, as a bearer token."""
    who = Registration(f"http://127.0.0.1:{port}/id", HELSEID, "journal", KEY, "own", "ES256", BACK, "openid user/*.rs")
    client = Client(who, http=Web(), draw=token_urlsafe)
    begun = client.begin(at=now())
    token = client.finish(begun, Browser(port).sign_in(begun.address, "fastlege"), at=now()).tokens.access
    url, key = f"http://127.0.0.1:{port}/fhir/Patient/x", ECKey.import_key(dict(begun.key))
    shown = proof(key, method="GET", url=url, draw=token_urlsafe, at=now(), token=token)
    bound = {"Authorization": f"DPoP {token}", "DPoP": shown}
    headers = [bound, bound, {"Authorization": f"Bearer {token}"}]
    return [Browser(port).ask("GET", "/fhir/Patient/x", headers=sent).status for sent in headers]


@pytest.mark.parametrize("arguments", [("--port", "0", "--demo")])
def test_fhir_and_pages_are_served_with_nothing_set(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    command = [sys.executable, "-m", "samspill"]
    _register(tmp_path / "var" / "demo" / "login" / "clients")
    with subprocess.Popen(
        [*command, "serve", *arguments], env={**clean, "PYTHONUNBUFFERED": "1"}, cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        try:
            assert server.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", server.stdout.readline())
            assert found
            port = int(found[1])
            assert json.loads(ask(port, "/fhir/metadata")[1])["resourceType"] == "CapabilityStatement"
            assert ask(port, "/fhir/Patient/x")[0] == 401
            assert _names_its_provider(port)
            assert _signs_in_and_reads(port) == [404, 401, 401]
            token = subprocess.run(
                [*command, "token", "--scope", "system/*.cruds"], env=clean, cwd=tmp_path,
                capture_output=True, text=True, timeout=60, check=True,
            ).stdout.strip()  # fmt: skip
            made = [ask(port, "/fhir/Patient", token, b'{"resourceType":"Patient"}')[0] for _ in range(2)]
            assert made == [201, 201]
            first = json.loads(ask(port, "/fhir/Patient?_count=1", token)[1])
            following = next(link["url"] for link in first["link"] if link["relation"] == "next")
            second = json.loads(ask(port, following.partition(str(port))[2], token)[1])
            assert {page["entry"][0]["resource"]["id"] for page in (first, second)} == _stored(port, token)
            assert ask(port, "/")[0] in (200, 302)
        finally:
            server.send_signal(signal.SIGTERM)
            _, said = server.communicate(timeout=60)
    assert "Traceback" not in said
    record = tmp_path / "var" / "demo" / "record.sqlite3"
    assert record.exists()
    assert not record.with_name("record.sqlite3-wal").exists()  # the store was closed in order
