"""Bodies and headers that are made to keep the server busy, to break it, or to make it say another's address."""

import base64
import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest
from tests.factories.fhir_whole import JSON, Whole
from tests.reliability.fhir_attacks.conftest import Ask

PATIENT = {"resourceType": "Patient"}
EMPTY_MEMBER = gzip.compress(b"", 1, mtime=0)
LATER = {"prefer": "respond-async"}


def parameters(rows: Any) -> dict[str, Any]:
    return {"resourceType": "Parameters", "parameter": rows}


def code_of(body: bytes) -> str:
    return str(json.loads(body)["issue"][0]["code"])


def test_a_gzip_body_of_a_hundred_thousand_empty_members_is_refused_at_once(ask: Ask) -> None:
    body = EMPTY_MEMBER * 100_000 + gzip.compress(b'{"resourceType":"Patient"}')
    start = time.perf_counter()
    refused = ask("POST", "Patient", body, content_type=JSON, content_encoding="gzip")
    assert (refused.status, code_of(refused.body)) == (413, "too-costly")
    assert time.perf_counter() - start < 5  # it took ten seconds before members were counted


def test_a_gzip_body_of_some_members_is_taken_whole(ask: Ask) -> None:
    body = b"".join(gzip.compress(part) for part in (b'{"resourceType":', b"", b'"Pat', b'ient"}', b" " * 300_000))
    assert ask("POST", "Patient", body, content_type=JSON, content_encoding="gzip").status == 201


@pytest.mark.parametrize("cut", [1, 5, 12])
def test_a_gzip_body_that_ends_too_soon_is_the_callers_fault(ask: Ask, cut: int) -> None:
    body = gzip.compress(b'{"resourceType":"Patient"}')[:-cut]
    refused = ask("POST", "Patient", body, content_type=JSON, content_encoding="gzip")
    assert (refused.status, code_of(refused.body)) == (400, "structure")


@pytest.mark.parametrize("rows", [5, None, "a", {}, [5], [None], [{"name": "input"}], [{"name": "input", "part": 5}]])
def test_an_import_of_nothing_is_the_callers_fault(ask: Ask, rows: Any) -> None:
    assert ask("POST", "$import", parameters(rows), **LATER).status == 400


@pytest.mark.parametrize(
    "name",
    ["a" * 300, "a/" * 5000, "loop", "outside", "../secret.ndjson", "/etc/passwd", "file:///etc/passwd", "~"],
)
def test_an_import_reads_nothing_outside_its_folder(server: Whole, ask: Ask, name: str) -> None:
    folder = server.import_folder
    secret = folder.parent / "secret.ndjson"
    secret.write_text('{"resourceType":"Patient","id":"stolen"}')
    for link, to in (("loop", Path("loop")), ("outside", secret)):
        if not (folder / link).is_symlink():
            (folder / link).symlink_to(to)
    rows = [{"name": "input", "part": [{"name": "url", "valueUrl": name}]}]
    assert ask("POST", "$import", parameters(rows), **LATER).status in (400, 422)


@pytest.mark.parametrize("claimed", [5, None, {}, [{"system": []}]])
def test_a_profile_that_is_no_text_is_a_finding_of_validation(ask: Ask, claimed: Any) -> None:
    rows = [
        {"name": "profile", "valueUri": "http://example.org/p"},
        {"name": "resource", "resource": {**PATIENT, "meta": {"profile": [claimed]}}},
    ]
    heard = ask("POST", "Patient/$validate", parameters(rows))
    assert (heard.status, json.loads(heard.body)["issue"][0]["severity"]) == (200, "error")


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 01 Jan 99999999999 00:00:00 GMT",
        "Mon, 01 Jan 2020 00:00:00 +999999999999999",
        "Mon, 01 Jan 2020 1000000000000000000000:00:00 GMT",
        "9" * 5000,
        "Jan",
        "-",
    ],
)
def test_a_date_that_cannot_be_is_as_if_it_were_not_sent(ask: Ask, date: str) -> None:
    ask("PUT", "Patient/1", {**PATIENT, "id": "1"})
    assert ask("GET", "Patient/1", if_modified_since=date).status == 200


@pytest.mark.parametrize("criteria", ["identifier=%ff", "identifier=%ED%A0%80", "?", "Patient?", "a=b&" * 300])
def test_criteria_that_cannot_be_read_create_nothing(ask: Ask, criteria: str) -> None:
    assert ask("POST", "Patient", PATIENT, if_none_exist=criteria).status == 400


@pytest.mark.parametrize(
    "host",
    [
        "evil.org",
        "127.0.0.1:80.evil.org",
        "127.0.0.1:evil",
        "127.0.0.1:80@evil.org",
        "127.0.0.1/x",
        "[::1]evil.org",
        "[::1].evil.org:80",
        "127.0.0.1, evil.org",
    ],
)
def test_a_host_that_is_not_ours_is_refused(server: Whole, host: str) -> None:
    refused = server.client.ask("GET", "/fhir/metadata", authorization="", host=host)
    assert (refused.status, b"evil" in refused.body) == (400, False)


def encoded(head: bytes) -> str:
    return base64.urlsafe_b64encode(head).rstrip(b"=").decode()


HEADS = {
    "no algorithm": b'{"alg":"none","typ":"at+jwt"}',
    "another algorithm": b'{"alg":"RS256","typ":"at+jwt"}',
    "a key of its own": b'{"alg":"HS256","typ":"at+jwt","jwk":{"kty":"oct","k":"AA"}}',
    "a list of algorithms": b'{"alg":["HS256"],"typ":"at+jwt"}',
    "an object": b'{"alg":{"HS256":1}}',
    "null": b'{"alg":null}',
    "critical": b'{"alg":"HS256","crit":["b64"],"b64":false}',
    "no object": b'["HS256"]',
    "a number": b"5",
    "deep": b"[" * 2900,
    "no UTF-8": b"\xff\xfe",
    "a long number": b'{"alg":' + b"9" * 2900 + b"}",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("is_signed", [True, False])
def test_a_token_with_another_head_is_refused(server: Whole, head: bytes, is_signed: bool) -> None:
    _, claims, signature = server.client.token().split(".")
    token = f"{encoded(head)}.{claims}.{signature if is_signed else ''}"
    assert server.client.ask("GET", "/fhir/Patient", authorization=f"Bearer {token}").status == 401


def test_a_group_is_exported_by_those_only_who_may_read_it(ask: Ask) -> None:
    group = {"resourceType": "Group", "id": "g", "type": "person", "actual": True}
    assert ask("PUT", "Group/g", group).status == 201
    scope = "system/Observation.rs"
    assert ask("GET", "Group/g/$export", scope=scope, **LATER).status == 403
    assert ask("GET", "Group/none/$export", scope=scope, **LATER).status == 403
    assert ask("GET", "Group/g/$export", scope=f"{scope} system/Group.r", **LATER).status == 202
