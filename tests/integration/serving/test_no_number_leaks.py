"""A whole served journey with persons' numbers in every place a client can put one.

None of them comes out where a number may not stand: in a header, an error, a link, a log line, an audit row, a file's
name, or a page about something else.
"""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from pysqlite3 import dbapi2
from tests.factories.national_numbers import some
from tests.factories.number_scanner import NumberScanner

FNR = "urn:oid:2.16.578.1.12.4.1.4.1"
STORED, UNSTORED, REAL = some(), some(skip=3), some(origin="real")
WRONG = f"{STORED[:10]}{(int(STORED[10]) + 1) % 10}"
PLANTED = (STORED, UNSTORED, REAL, WRONG)
JSON, FORM = "application/fhir+json", "application/x-www-form-urlencoded"


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass
class Server:
    """A running server, spoken to by a careless client; everything but a person's own data is scanned as it comes."""

    port: int
    token: str
    scanner: NumberScanner
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: bytes = b"", *, is_data: bool = False, scanned: bool = True, **headers: str
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if path.startswith("/fhir"):
            named.setdefault("authorization", f"Bearer {self.token}")
            named.setdefault("content-type", JSON)
        if self.cookies:
            named["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body or None, named)
            found = connection.getresponse()
            answer = Answer(found.status, found.getheaders(), found.read())
        finally:
            connection.close()
        for key, value in answer.headers:
            if key.lower() == "set-cookie":
                name, _, rest = value.partition("=")
                self.cookies[name] = rest.partition(";")[0]
        if scanned:
            place = f"{method} {path.partition('?')[0]} {answer.status}"
            for number in PLANTED:
                place = place.replace(number, "N")
            self.scanner.look(f"headers of {place}", str(answer.headers))
            self.scanner.look(f"body of {place}", _without_data(answer.body) if is_data else answer.body)
        return answer

    def page(self, path: str, fields: Mapping[str, str] | None = None, **more: Any) -> Answer:
        if fields is None:
            return self.ask("GET", path, **more)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask("GET", path, scanned=False).body)
        sent = {**fields, **({"csrfmiddlewaretoken": token[1].decode()} if token else {})}
        return self.ask(
            "POST", path, urlencode(sent).encode(), content_type=FORM, origin=f"http://127.0.0.1:{self.port}", **more
        )


def _without_data(body: bytes) -> str:
    """Leave out the resources of an answer, where a person's number is the person's own; what is said of them stays."""
    found = json.loads(body)
    if found.get("resourceType") == "OperationOutcome":
        return body.decode()
    if found.get("resourceType") == "Bundle":
        entries = [{key: value for key, value in one.items() if key != "resource"} for one in found.get("entry", ())]
        return json.dumps({**found, "entry": entries})
    return json.dumps({key: value for key, value in found.items() if key in ("resourceType", "id", "meta")})


@contextmanager
def served(folder: Path, scanner: NumberScanner) -> Iterator[Server]:
    """Serve the demo as anyone starts it; its output is scanned when it has stopped."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    clean |= {"PYTHONUNBUFFERED": "1", "SAMSPILL_LOG_JSON": "1"}
    command = [sys.executable, "-m", "samspill"]
    with (folder / "server.log").open("w") as log, subprocess.Popen(
        [*command, "serve", "--port", "0", "--demo"], env=clean, cwd=folder,
        stdout=subprocess.PIPE, stderr=log, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
            assert found
            token = subprocess.run(
                [*command, "token", "--scope", "system/*.cruds"], env=clean, cwd=folder,
                capture_output=True, text=True, timeout=60, check=True,
            ).stdout.strip()  # fmt: skip
            yield Server(int(found[1]), token, scanner)
        finally:
            process.send_signal(signal.SIGTERM)
            said, _ = process.communicate(timeout=60)
            scanner.look("standard output", said)
            scanner.look("server log", (folder / "server.log").read_text())


def patient(number: str, **more: Any) -> bytes:
    identifier = [{"system": FNR, "value": number}]
    return json.dumps({"resourceType": "Patient", "identifier": identifier, **more}).encode()


def when_numbers_are_written(server: Server) -> str:
    made = server.ask("POST", "/fhir/Patient", patient(STORED, name=[{"family": "Prøve"}]), is_data=True)
    assert made.status == 201
    logical_id = str(json.loads(made.body)["id"])
    for body in (
        patient(REAL),
        patient(WRONG),
        patient(STORED, birthDate=STORED),
        patient(STORED, **{STORED: 1}),
        patient(STORED, gender=STORED),
        patient(STORED)[:-1] + b"," + STORED.encode(),
        json.dumps({"resourceType": STORED}).encode(),
        STORED.encode(),
    ):
        assert server.ask("POST", "/fhir/Patient", body).status in (400, 422)
    for taken in ({"id": STORED}, {"managingOrganization": {"reference": f"Organization/{STORED}"}}):
        server.ask("POST", "/fhir/Patient", patient(STORED, **taken), is_data=True)
    assert server.ask("POST", "/fhir/Patient", patient(STORED), content_type=f"text/{STORED}").status == 415
    assert server.ask("PUT", f"/fhir/Patient/{STORED}", patient(STORED)).status == 400
    return logical_id


def when_numbers_are_searched_for(server: Server) -> None:
    found = server.ask(
        "POST", "/fhir/Patient/_search", urlencode({"identifier": f"{FNR}|{STORED}"}).encode(),
        is_data=True, content_type=FORM,
    )  # fmt: skip
    assert json.loads(found.body)["entry"]
    for query in (
        f"identifier={FNR}|{STORED}",
        f"identifier={STORED}",
        f"name={STORED}",
        f"{STORED}=1",
        f"_id={STORED}",
    ):
        assert server.ask("GET", f"/fhir/Patient?{quote(query, safe='=|&')}").status == 400
        wrong = server.ask("POST", "/fhir/Patient/_search", query.encode(), is_data=True, content_type=FORM)
        assert wrong.status in (200, 400)
    for path in (f"/fhir/Patient/{STORED}", f"/fhir/{STORED}", f"/fhir/Patient/1/{STORED}", f"/fhir/${STORED}"):
        assert server.ask("GET", path).status == 400
        assert server.ask("DELETE", path).status == 400


def when_numbers_are_criteria(server: Server) -> None:
    criteria = f"identifier={FNR}|{STORED}"
    server.ask("POST", "/fhir/Patient", patient(STORED), if_none_exist=criteria, is_data=True)
    server.ask("POST", "/fhir/Patient", patient(STORED), if_none_exist=f"{STORED}=1")
    server.ask("PUT", f"/fhir/Patient?{quote(criteria, safe='=|')}", patient(STORED))
    server.ask("PUT", "/fhir/Patient/x", patient(STORED), if_match=f'W/"{STORED}"')
    entries = [
        {"request": {"method": "GET", "url": f"Patient?{criteria}"}},
        {"request": {"method": "GET", "url": f"Patient/{STORED}"}},
        {"request": {"method": "DELETE", "url": f"Patient?{STORED}=1"}},
        {"request": {"method": STORED, "url": "Patient"}},
        {"fullUrl": STORED, "request": {"method": "POST", "url": "Patient"}, "resource": json.loads(patient(WRONG))},
    ]
    for kind in ("batch", "transaction"):
        for some_entries in (entries, *([one] for one in entries)):
            bundle = {"resourceType": "Bundle", "type": kind, "entry": some_entries}
            server.ask("POST", "/fhir", json.dumps(bundle).encode(), is_data=True)
    channel = {"type": "rest-hook", "endpoint": f"http://127.0.0.1:9/{STORED}"}
    subscription = {"resourceType": "Subscription", "status": "requested", "reason": "x", "channel": channel}
    refused = server.ask("POST", "/fhir/Subscription", json.dumps({**subscription, "criteria": "Patient"}).encode())
    assert refused.status == 422


def when_headers_hold_numbers(server: Server) -> None:
    split = f"{STORED[:6]}-{STORED[6:]}"
    for value in (STORED, split, ".".join(STORED), f"id-{STORED}"):
        named = {"x_request_id": value, "user_agent": value, "referer": f"http://127.0.0.1/{value}", "origin": value}
        assert server.ask("GET", "/fhir/metadata", **named).status == 200
        server.ask("GET", "/fhir/Patient/none", **named)
        server.ask("GET", "/fhir/Patient/none", accept=value, prefer=f"handling={value}")
        server.ask("GET", "/fhir/Patient/none", authorization=f"Bearer {value}")
        server.ask("GET", "/fhir/Patient/none", authorization=value, host=f"127.0.0.1:{server.port}")
        server.ask("GET", "/fhir/Patient/none", if_none_match=value, if_modified_since=value, dpop=value)
        server.ask("GET", "/logg-inn/", cookie=f"samspill={value}", **named)


def when_everything_is_exported(server: Server) -> None:
    begun = server.ask("GET", "/fhir/$export?_type=Patient", accept=JSON, prefer="respond-async")
    assert begun.status == 202
    address = begun.header("content-location").partition(str(server.port))[2]
    for _ in range(200):
        told = server.ask("GET", address)
        if told.status != 202:
            break
        time.sleep(0.05)
    assert told.status == 200
    for file in json.loads(told.body)["output"]:
        path = file["url"].partition(str(server.port))[2]
        data = server.ask("GET", path, scanned=False)
        assert STORED.encode() in data.body  # the person's own data is where it belongs
        server.scanner.look("headers of an exported file", str(data.headers))


def when_pages_are_read(server: Server) -> None:
    assert server.page(f"/datadeling/?{STORED}").status == 302
    assert server.page("/logg-inn/", {"person": "utvikler", "next": f"/plan/?{STORED}"}).status == 302
    for path in ("/datadeling/", "/datadeling/antall/", "/datadeling/innlastinger/", "/datadeling/samsvar/"):
        assert server.page(path).status == 200
    assert server.page("/datadeling/abonnementer/").status == 200
    assert server.page(f"/datadeling/{STORED}/").status == 404
    assert server.page(f"/datadeling/sok/?line={STORED}").status == 200


def when_a_file_is_loaded(folder: Path, scanner: NumberScanner) -> None:
    people = folder / "personer.ndjson"
    people.write_bytes(b"\n".join([patient(REAL, id="a"), patient(WRONG, id="b"), b"{" + STORED.encode()]))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "samspill", "load", "--demo", "--workers", "0", str(people)],
        env=clean, cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    people.unlink()
    scanner.look("what loading says", done.stdout + done.stderr)
    (report,) = folder.rglob("*.refused.ndjson")
    scanner.look("report of what was not loaded", report.read_text())


@pytest.mark.parametrize("planted", [PLANTED], ids=["planted"])
def test_no_number_comes_out_where_none_may_stand(tmp_path: Path, planted: tuple[str, ...]) -> None:
    scanner = NumberScanner(planted)
    with served(tmp_path, scanner) as server:
        logical_id = when_numbers_are_written(server)
        when_numbers_are_searched_for(server)
        when_numbers_are_criteria(server)
        when_headers_hold_numbers(server)
        when_everything_is_exported(server)
        when_pages_are_read(server)
        server.ask("DELETE", f"/fhir/Patient/{logical_id}")
    when_a_file_is_loaded(tmp_path, scanner)
    rows = tables_of_the_record(tmp_path / "var" / "demo" / "record.sqlite3", scanner)
    scanner.look_at_names(tmp_path)
    assert not scanner.found, "\n".join(f"{find.place} ({find.form}): {find.around}" for find in scanner.found)
    assert rows > 40
    assert len(scanner.looked_at) > 150


def tables_of_the_record(record: Path, scanner: NumberScanner) -> int:
    """Look at every audit and outbox table of the store, whole; return how many audit rows there are."""
    connection = dbapi2.connect(record)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = connection.execute("SELECT count(*) FROM audit").fetchone()[0]
    for name in names:
        if name.startswith(("audit", "outbox")):
            scanner.look(f"rows of {name}", connection.execute(f"SELECT * FROM {name}").fetchall())
    connection.close()
    return int(rows)
