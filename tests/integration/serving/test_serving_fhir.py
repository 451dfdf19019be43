"""`samspill serve --port --demo` as a developer starts it, in an empty folder and with nothing set."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest


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


@pytest.mark.parametrize("arguments", [("--port", "0", "--demo")])
def test_fhir_and_pages_are_served_with_nothing_set(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    command = [sys.executable, "-m", "samspill"]
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
