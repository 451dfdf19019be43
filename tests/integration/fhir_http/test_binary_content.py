"""The content of a Binary goes in and comes out as it is (https://hl7.org/fhir/R4/binary.html#rest)."""

import gzip
import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.fhir_server import Client, Heard
from tests.factories.fhir_whole import whole

JSON = "application/fhir+json"
PAGE = b"<html><script>alert(1)</script></html>"
PICTURE = bytes(range(256)) * 20


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with whole(tmp_path_factory.mktemp("binary")) as running:
        yield running.client


def stored(client: Client, name: str, kind: str, content: bytes) -> str:
    resource = {"resourceType": "Binary", "id": name, "contentType": kind, "data": b64encode(content).decode()}
    heard = client.ask("PUT", f"/fhir/Binary/{name}", json.dumps(resource).encode(), content_type=JSON)
    assert heard.status in (200, 201)
    return f"/fhir/Binary/{name}"


def seen(heard: Heard) -> tuple[int, str, bytes]:
    return heard.status, heard.headers["content-type"], heard.body


@pytest.mark.parametrize(
    "accept", ["", "*/*", "image/png", "image/*", "text/html, image/*;q=0.5", "application/pdf, */*"]
)
def test_a_read_that_does_not_name_fhir_gets_the_content(client: Client, accept: str) -> None:
    path = stored(client, "picture", "image/png", PICTURE)
    for address in (path, f"{path}/_history/1"):
        assert seen(client.ask("GET", address, accept=accept)) == (200, "image/png", PICTURE)


@pytest.mark.parametrize(
    ("accept", "query"),
    [
        (JSON, ""),
        ("application/json", ""),
        ("application/fhir+json, */*", ""),
        ("text/html;q=0.5, application/fhir+json;q=0.9", ""),
        ("*/*", "?_format=json"),
        ("image/png", "?_pretty=true"),
        ("image/png", "?_elements=contentType"),
    ],
)
def test_a_read_that_names_fhir_gets_the_resource(client: Client, accept: str, query: str) -> None:
    path = stored(client, "picture", "image/png", PICTURE)
    heard = client.ask("GET", f"{path}{query}", accept=accept)
    assert heard.status == 200
    found = json.loads(heard.body)
    assert (found["resourceType"], found["contentType"]) == ("Binary", "image/png")


@pytest.mark.parametrize("accept", ["text/html", "application/fhir+xml", "image/png;q=0", "image/png;q=0, image/*"])
def test_content_of_another_type_is_not_acceptable(client: Client, accept: str) -> None:
    path = stored(client, "picture", "image/png", PICTURE)
    heard = client.ask("GET", path, accept=accept)
    assert heard.status == 406
    assert json.loads(heard.body)["issue"][0]["code"] == "not-supported"


def test_what_somebody_stored_runs_nowhere(client: Client) -> None:
    path = stored(client, "page", "text/html", PAGE)
    heard = client.ask("GET", path, accept="text/html,*/*;q=0.8")
    assert seen(heard) == (200, "text/html", PAGE)
    assert heard.headers["content-disposition"] == "attachment"
    assert heard.headers["x-content-type-options"] == "nosniff"
    assert heard.headers["content-security-policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"


def test_content_has_the_version_of_its_resource(client: Client) -> None:
    path = stored(client, "versioned", "text/plain", b"one")
    heard = client.ask("GET", path)
    assert heard.headers["etag"] == 'W/"1"'
    assert client.ask("GET", path, if_none_match='W/"1"').status == 304
    assert client.ask("HEAD", path).headers["content-length"] == "3"
    client.ask("DELETE", path)
    gone = client.ask("GET", path, accept="text/plain")
    assert (gone.status, json.loads(gone.body)["resourceType"]) == (410, "OperationOutcome")


def test_content_that_is_posted_becomes_a_binary(client: Client) -> None:
    made = client.ask("POST", "/fhir/Binary", PICTURE, content_type="image/png")
    assert made.status == 201
    path = made.headers["location"].removeprefix(client.base).partition("/_history")[0]
    assert seen(client.ask("GET", f"/fhir{path}", accept="image/png")) == (200, "image/png", PICTURE)
    resource = json.loads(client.ask("GET", f"/fhir{path}", accept=JSON).body)
    assert resource["data"] == b64encode(PICTURE).decode()


def test_content_that_is_put_is_the_next_version(client: Client) -> None:
    for content, status, tag in ((b"<a/>", 201, 'W/"1"'), (b"<b/>", 200, 'W/"2"'), (b"<b/>", 200, 'W/"2"')):
        heard = client.ask("PUT", "/fhir/Binary/paper", content, content_type="application/xml; charset=utf-8")
        assert (heard.status, heard.headers["etag"]) == (status, tag)
    assert seen(client.ask("GET", "/fhir/Binary/paper")) == (200, "application/xml; charset=utf-8", b"<b/>")


def test_content_may_come_and_go_compressed(client: Client) -> None:
    text = b"lang tekst " * 1000
    packed = gzip.compress(text)
    assert (
        client.ask("PUT", "/fhir/Binary/long", packed, content_type="text/plain", content_encoding="gzip").status == 201
    )
    heard = client.ask("GET", "/fhir/Binary/long", accept_encoding="gzip")
    assert (heard.headers["content-encoding"], gzip.decompress(heard.body)) == ("gzip", text)


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        (JSON, b'{"resourceType":"Patient"}', 400),
        ("application/json", b"[1, 2]", 400),
        ("not a type", b"x", 415),
        ("image/png", b"x" * (24 * 1024 * 1024 + 1), 413),
    ],
)
def test_content_that_cannot_be_kept_is_refused(client: Client, kind: str, content: bytes, status: int) -> None:
    heard = client.ask("POST", "/fhir/Binary", content, content_type=kind)
    assert heard.status == status
    assert json.loads(heard.body)["resourceType"] == "OperationOutcome"


def test_a_content_type_that_fits_no_header_is_sent_as_unknown_bytes(client: Client) -> None:
    path = stored(client, "odd", 'text/html; charset="a b"', PAGE)
    assert seen(client.ask("GET", path)) == (200, "application/octet-stream", PAGE)


def test_a_binary_without_data_is_empty(client: Client) -> None:
    body = json.dumps({"resourceType": "Binary", "id": "empty", "contentType": "text/plain"}).encode()
    client.ask("PUT", "/fhir/Binary/empty", body, content_type=JSON)
    assert seen(client.ask("GET", "/fhir/Binary/empty")) == (200, "text/plain", b"")


def test_content_needs_a_token_and_its_scope(client: Client) -> None:
    path = stored(client, "secret", "text/plain", b"x")
    other = f"Bearer {client.token('system/Patient.r')}"
    assert [client.ask("GET", path, authorization=who).status for who in ("", other)] == [401, 403]
    assert client.ask("POST", "/fhir/Binary", b"x", content_type="text/plain", authorization=other).status == 403


def test_in_a_bundle_a_binary_is_a_resource(client: Client) -> None:
    stored(client, "inside", "text/plain", b"x")
    entries = [{"request": {"method": "GET", "url": "Binary/inside"}}]
    bundle = json.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries}).encode()
    heard = json.loads(client.ask("POST", "/fhir", bundle, content_type=JSON).body)
    assert heard["entry"][0]["resource"]["resourceType"] == "Binary"


def test_every_read_of_content_is_in_the_audit(tmp_path: Path) -> None:
    with whole(tmp_path) as running:
        path = stored(running.client, "seen", "text/plain", b"x")
        running.client.ask("GET", path)
        with running.store.snapshot() as view:
            rows = view.select("SELECT interaction, type, resource, version, status FROM audit ORDER BY id")
    assert rows[-1] == ("read", "Binary", "seen", 1, 200)
