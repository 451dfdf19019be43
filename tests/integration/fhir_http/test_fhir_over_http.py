"""The whole way over loopback HTTP: endpoint, engine, bulk and a store on disk; a journey of status codes."""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.factories.fhir_files import patient, weight
from tests.factories.fhir_server import Client, Heard, serving

from samspill.fhir.api import Engine
from samspill.fhir.bulk.api import Bulk, Loading, Room, WithBulk
from samspill.fhir.store.api import open_store
from samspill.kernel.clock import now_us

JSON = "application/fhir+json"


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder: Path = tmp_path_factory.mktemp("fhir")
    store = open_store(str(folder / "record.sqlite3"), clock=now_us)
    room = Room(store, now_us, None, Loading(workers=0))
    engine = WithBulk(Engine(store, clock=now_us), Bulk(room, folder=folder / "bulk"))
    try:
        with serving(engine) as client:
            yield client
    finally:
        engine.close()


def send(caller: Client, method: str, path: str, resource: dict[str, Any], **headers: str) -> Heard:
    return caller.ask(method, f"/fhir/{path}", json.dumps(resource).encode(), content_type=JSON, **headers)


def test_a_resource_lives_its_life(caller: Client) -> None:
    assert caller.ask("GET", "/fhir/Patient/life").status == 404
    made = send(caller, "PUT", "Patient/life", patient("life"))
    assert (made.status, made.headers["etag"]) == (201, 'W/"1"')
    assert made.headers["location"] == f"{caller.base}/Patient/life/_history/1"
    read = caller.ask("GET", "/fhir/Patient/life")
    assert (read.status, read.headers["etag"], json.loads(read.body)["id"]) == (200, 'W/"1"', "life")
    assert caller.ask("GET", "/fhir/Patient/life", if_none_match='W/"1"').status == 304
    assert caller.ask("GET", "/fhir/Patient/life", if_modified_since=read.headers["last-modified"]).status == 304
    assert send(caller, "PUT", "Patient/life", patient("life", "New"), if_match='W/"9"').status == 412
    changed = send(caller, "PUT", "Patient/life", patient("life", "New"), if_match='W/"1"')
    assert (changed.status, changed.headers["etag"]) == (200, 'W/"2"')
    assert caller.ask("HEAD", "/fhir/Patient/life").headers["content-length"] == str(len(changed.body))
    assert json.loads(caller.ask("GET", "/fhir/Patient/life/_history/1").body)["name"] == [{"family": "Test"}]
    assert caller.ask("DELETE", "/fhir/Patient/life").status in (200, 204)
    assert caller.ask("GET", "/fhir/Patient/life").status == 410


def test_searches_by_address_and_by_form_find_the_same(caller: Client) -> None:
    send(caller, "PUT", "Patient/sought", patient("sought", "Unlikely"))
    by_address = json.loads(caller.ask("GET", "/fhir/Patient?family=unlikely&_format=json").body)
    form = {"content_type": "application/x-www-form-urlencoded"}
    by_form = json.loads(caller.ask("POST", "/fhir/Patient/_search", b"family=unlikely", **form).body)
    for found in (by_address, by_form):
        assert [entry["resource"]["id"] for entry in found["entry"]] == ["sought"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "Pasient/1", None, 404),
        ("GET", "Patient/a_b", None, 400),
        ("POST", "Patient", b"{", 400),
        ("POST", "Patient", b'{"resourceType":"Observation"}', 400),
        ("POST", "Patient", b'{"resourceType":"Patient","gender":"x"}', 400),
        ("POST", "Patient", b'{"resourceType":"Patient","id":"x","name":[{"family":"\xff"}]}', 400),
        ("DELETE", "metadata", None, 405),
        ("GET", "Patient?nonsense=1", None, 400),
    ],
)
def test_what_cannot_be_done_is_an_outcome(
    caller: Client, method: str, path: str, body: bytes | None, status: int
) -> None:
    heard = caller.ask(method, f"/fhir/{path}", body, **({"content_type": JSON} if body else {}))
    assert heard.status == status
    assert json.loads(heard.body)["resourceType"] == "OperationOutcome"


def test_a_narrow_token_does_what_its_scopes_say(caller: Client) -> None:
    send(caller, "PUT", "Patient/narrow", patient("narrow"))
    reader = {"authorization": f"Bearer {caller.token('system/Patient.r')}"}
    assert caller.ask("GET", "/fhir/Patient/narrow", **reader).status == 200
    assert caller.ask("GET", "/fhir/Patient", **reader).status == 403
    assert caller.ask("GET", "/fhir/Observation/x", **reader).status == 403
    assert send(caller, "PUT", "Patient/narrow", patient("narrow"), **reader).status == 403


def test_the_capability_statement_is_open_and_tells_of_bulk(caller: Client) -> None:
    said = json.loads(caller.ask("GET", "/fhir/metadata", authorization="").body)
    (rest,) = said["rest"]
    assert {"export", "import"} <= {operation["name"] for operation in rest["operation"]}
    assert said["implementation"]["url"] == caller.base


def test_an_export_travels_over_http(caller: Client) -> None:
    send(caller, "PUT", "Patient/travels", patient("travels"))
    send(caller, "PUT", "Observation/weight", weight("weight", "Patient/travels"))
    begun = caller.ask("GET", "/fhir/Patient/$export?_type=Observation", prefer="respond-async", accept=JSON)
    assert begun.status == 202
    status = begun.headers["content-location"].removeprefix(caller.base)
    while (heard := caller.ask("GET", f"/fhir{status}")).status == 202:
        time.sleep(0.01)
    (row,) = json.loads(heard.body)["output"]
    path = f"/fhir{row['url'].removeprefix(caller.base)}"
    plain = caller.ask("GET", path, accept="application/fhir+ndjson")
    packed = caller.ask("GET", path, accept="application/fhir+ndjson", accept_encoding="gzip")
    assert json.loads(plain.body)["id"] == "weight"
    assert gzip.decompress(packed.body) == plain.body
    assert caller.ask("GET", path, authorization="").status == 401
    assert caller.ask("DELETE", f"/fhir{status}").status == 202
    assert caller.ask("GET", path).status == 404


@pytest.mark.parametrize("kind", ["export", "import"])
def test_a_job_and_its_files_are_for_whom_its_token_names(caller: Client, kind: str) -> None:
    send(caller, "PUT", "Patient/owned", patient("owned"))
    owner, other = ({"authorization": f"Bearer {caller.token(name=name)}"} for name in ("owner", "other"))
    if kind == "export":
        begun = caller.ask("GET", "/fhir/$export?_type=Patient", prefer="respond-async", **owner)
    else:
        how = {"prefer": "respond-async", "content_type": "application/fhir+ndjson"}
        begun = caller.ask("POST", "/fhir/$import", b"not a resource", **how, **owner)
    status = f"/fhir{begun.headers['content-location'].removeprefix(caller.base)}"
    while (heard := caller.ask("GET", status, **owner)).status == 202:
        assert caller.ask("GET", status, **other).status == 404
    manifest = json.loads(heard.body)
    assert manifest["requiresAccessToken"] is True
    (row,) = manifest["output"] or manifest["error"]
    file = f"/fhir{row['url'].removeprefix(caller.base)}"
    calls = [("GET", status), ("HEAD", status), ("DELETE", status), ("GET", file), ("HEAD", file), ("DELETE", file)]
    assert [caller.ask(*call, **other).status for call in calls] == [404] * 6
    assert [caller.ask(*call, authorization="").status for call in calls] == [401] * 6
    # a new token of the same name, as one is fetched when the old one expires
    again = {"authorization": f"Bearer {caller.token('system/*.rs', name='owner')}"}
    assert [caller.ask("GET", path, **again).status for path in (status, file)] == [200, 200]
    assert caller.ask("DELETE", status, **again).status == 202
