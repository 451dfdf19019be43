"""The rules of HTTP at the FHIR base, over real loopback HTTP, with an engine that answers what it is told."""

import gzip
import json
import socket

import pytest
from tests.factories.fhir_server import Client, Scripted
from tests.unit.fhir_http.speaking import FNR, LIMIT, issue_of

# Who asks


def test_without_a_token_the_challenge_is_bare(caller: Client, engine: Scripted) -> None:
    heard = caller.ask("GET", "/fhir/Patient/1", authorization="")
    assert (heard.status, heard.headers["www-authenticate"]) == (401, 'Bearer realm="samspill"')
    assert issue_of(heard.body) == ("error", "login")
    assert engine.calls == []


@pytest.mark.parametrize(
    "authorization", ["Bearer rubbish", "Bearer a.b.c", "Bearer " + "x" * 5000, "Basic eDp5", "Bearer", "Bearer  "]
)
def test_what_is_no_token_of_ours_is_refused(caller: Client, authorization: str) -> None:
    heard = caller.ask("GET", "/fhir/Patient/1", authorization=authorization)
    assert heard.status == 401
    assert heard.headers["www-authenticate"].startswith('Bearer realm="samspill", error="invalid_')


def test_an_expired_token_is_refused_as_expired(caller: Client) -> None:
    token = caller.token()
    kept = caller.moment[0]
    assert caller.ask("GET", "/fhir/Patient/1", authorization=f"Bearer {token}").status == 200
    caller.moment[0] = kept.replace(hour=9)
    try:
        heard = caller.ask("GET", "/fhir/Patient/1", authorization=f"Bearer {token}")
    finally:
        caller.moment[0] = kept
    assert (heard.status, issue_of(heard.body)) == (401, ("error", "expired"))


def test_a_token_for_another_base_is_refused(caller: Client) -> None:
    elsewhere = caller.token(audience="http://127.0.0.1:1/fhir")
    assert caller.ask("GET", "/fhir/Patient/1", authorization=f"Bearer {elsewhere}").status == 401


def test_scopes_and_name_reach_the_engine(caller: Client, engine: Scripted) -> None:
    token = caller.token("system/Observation.rs system/Patient.read")
    caller.ask("GET", "/fhir/Patient/1", authorization=f"bearer {token}")
    assert engine.calls[0][1].name == "tester"
    assert engine.calls[0][1].scopes == (("Observation", "rs"), ("Patient", "rs"))


@pytest.mark.parametrize("path", ["/fhir/metadata", "/fhir/.well-known/smart-configuration"])
def test_how_to_speak_to_the_server_is_open(caller: Client, path: str) -> None:
    assert caller.ask("GET", path, authorization="").status == 200


def test_the_open_addresses_are_open_for_reading_only(caller: Client) -> None:
    assert caller.ask("POST", "/fhir/metadata", b"{}", authorization="").status == 401


def test_smart_configuration_promises_no_endpoint_where_there_is_none(caller: Client) -> None:
    said = json.loads(caller.ask("GET", "/fhir/.well-known/smart-configuration", authorization="").body)
    assert said["capabilities"] == ["permission-v1", "permission-v2", "permission-user"]
    assert [name for name in said if name.endswith("_endpoint")] == []


# What is asked for


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("/fhir", ()),
        ("/fhir/", ()),
        ("/fhir/Patient", ("Patient",)),
        ("/fhir/Patient/", ("Patient",)),
        ("/fhir/Patient/a%2Db", ("Patient", "a-b")),
        ("/fhir/Patient/%C3%A6", ("Patient", "æ")),
        ("/fhir/%24export", ("$export",)),
        ("/fhir/Patient/1/_history/2", ("Patient", "1", "_history", "2")),
    ],
)
def test_path_reaches_the_engine_decoded(
    caller: Client, engine: Scripted, path: str, segments: tuple[str, ...]
) -> None:
    assert caller.ask("GET", path).status == 200
    assert engine.calls[0][0].path == segments


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/fhir/Patient/a%2Fb", 400),
        ("/fhir/Patient/a%5Cb", 400),
        ("/fhir/Patient/%2e%2e/x", 400),
        ("/fhir/Patient//1", 400),
        ("/fhir/Patient/%00", 400),
        ("/fhir/Patient/%ff", 400),
        ("/fhir/Patient/%zz", 400),
        ("/fhir/Patient/%c0%af", 400),
        ("/fhir/Patient/" + "a" * 1100, 414),
        ("/fhir/Patient?name=" + "a" * 17_000, 414),
        ("/fhir/Patient?name=%ff", 400),
        ("/fhir/Patient?name=a%00b", 400),
        ("/fhir/Patient?" + "&".join(["a=b"] * 300), 400),
    ],
)
def test_an_address_that_no_client_means_is_refused(caller: Client, engine: Scripted, path: str, status: int) -> None:
    heard = caller.ask("GET", path)
    assert heard.status == status
    issue_of(heard.body)
    assert engine.calls == []


def test_query_reaches_the_engine_in_its_order(caller: Client, engine: Scripted) -> None:
    caller.ask("GET", "/fhir/Patient?b=1&a=%C3%A5+x&b=2&c=&_format=json")
    assert engine.calls[0][0].query == (("b", "1"), ("a", "å x"), ("b", "2"), ("c", ""))


def test_a_posted_form_is_part_of_the_query(caller: Client, engine: Scripted) -> None:
    form = {"content_type": "application/x-www-form-urlencoded"}
    caller.ask("POST", "/fhir/Patient/_search?_count=5", b"name=Kari&gender=female", **form)
    assert engine.calls[0][0].query == (("_count", "5"), ("name", "Kari"), ("gender", "female"))
    assert engine.calls[0][0].body is None


def test_a_posted_search_that_is_no_form_is_refused(caller: Client) -> None:
    heard = caller.ask("POST", "/fhir/Patient/_search", b'{"name":"x"}', content_type="application/json")
    assert heard.status == 415


@pytest.mark.parametrize(
    "query", [f"identifier={FNR}", f"identifier=urn:oid:2.16.578.1.12.4.1.4.1%7C{FNR}", f"_id=1,{FNR}", f"name=x{FNR}y"]
)
def test_a_national_number_in_an_address_is_refused_without_being_repeated(caller: Client, query: str) -> None:
    heard = caller.ask("GET", f"/fhir/Patient?{query}")
    assert (heard.status, issue_of(heard.body)) == (400, ("error", "security"))
    assert FNR.encode() not in heard.body


@pytest.mark.parametrize(
    "value", ["12345678901", f"http://example.org/local%7C{FNR}", f"{FNR}0", "urn:oid:2.16.578.1.12.4.1.4.4%7C9999999"]
)
def test_other_numbers_may_stand_in_an_address(caller: Client, value: str) -> None:
    assert caller.ask("GET", f"/fhir/Patient?identifier={value}").status == 200


def test_a_national_number_may_stand_in_a_form(caller: Client) -> None:
    form = {"content_type": "application/x-www-form-urlencoded"}
    assert caller.ask("POST", "/fhir/Patient/_search", f"identifier={FNR}".encode(), **form).status == 200


def test_conditions_reach_the_engine(caller: Client, engine: Scripted) -> None:
    caller.ask(
        "PUT", "/fhir/Patient/1", b"{}", content_type="application/fhir+json; charset=UTF-8", if_match='W/"3"',
        if_none_match="*", if_none_exist="identifier=x", if_modified_since="Sun, 22 Nov 2026 08:00:00 GMT",
        prefer="return=minimal", accept="application/fhir+json",
    )  # fmt: skip
    call = engine.calls[0][0]
    assert (call.method, call.body, call.content_type) == ("PUT", b"{}", "application/fhir+json")
    assert (call.if_match, call.if_none_match, call.if_none_exist) == ('W/"3"', "*", "identifier=x")
    assert (call.if_modified_since, call.prefer) == ("Sun, 22 Nov 2026 08:00:00 GMT", "return=minimal")
    assert call.base == caller.base


def test_another_host_name_is_refused(caller: Client) -> None:
    heard = caller.ask("GET", "/fhir/metadata", host="evil.example", authorization="")
    assert (heard.status, issue_of(heard.body)) == (400, ("error", "security"))


def test_methods_that_fhir_does_not_have_are_named_to_be_refused(caller: Client) -> None:
    heard = caller.ask("TRACE", "/fhir/Patient")
    assert (heard.status, heard.headers["allow"]) == (405, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")


def test_options_says_what_there_is_without_a_token(caller: Client) -> None:
    heard = caller.ask("OPTIONS", "/fhir/Patient", authorization="")
    assert (heard.status, heard.body) == (204, b"")
    assert "PATCH" in heard.headers["allow"]


# Forms


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "application/fhir+json"),
        ("*/*", "application/fhir+json"),
        ("application/fhir+json; fhirVersion=4.0", "application/fhir+json"),
        ("application/json", "application/json"),
        ("application/fhir+xml;q=0.9, application/json;q=0.1", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/fhir+json"),
    ],
)
def test_json_is_answered_as_it_was_asked_for(caller: Client, accept: str, form: str) -> None:
    heard = caller.ask("GET", "/fhir/Patient/1", accept=accept)
    assert (heard.status, heard.headers["content-type"]) == (200, f"{form}; charset=utf-8")


@pytest.mark.parametrize(
    "accept",
    ["application/fhir+xml", "text/turtle", "application/fhir+json; fhirVersion=5.0", "application/fhir+json;q=0"],
)
def test_what_is_not_json_of_r4_is_not_acceptable(caller: Client, engine: Scripted, accept: str) -> None:
    heard = caller.ask("GET", "/fhir/Patient/1", accept=accept)
    assert (heard.status, issue_of(heard.body)) == (406, ("error", "not-supported"))
    assert engine.calls == []


def test_format_wins_over_accept(caller: Client) -> None:
    assert caller.ask("GET", "/fhir/Patient/1?_format=xml", accept="application/fhir+json").status == 406
    assert caller.ask("GET", "/fhir/Patient/1?_format=json", accept="application/fhir+xml").status == 200
    assert caller.ask("GET", "/fhir/Patient/1?_format=application/fhir%2Bjson", accept="text/xml").status == 200
    assert caller.ask("GET", "/fhir/Patient/1?_format=application/fhir+json", accept="text/xml").status == 200


def test_pretty_indents(caller: Client) -> None:
    assert caller.ask("GET", "/fhir/Patient/1?_pretty=true").body == b'{\n  "resourceType": "Basic"\n}'


@pytest.mark.parametrize(
    "content_type",
    [
        "application/fhir+xml",
        "text/xml",
        "application/fhir+json; charset=latin-1",
        "application/fhir+json;fhirVersion=5.0",
    ],
)
def test_a_body_that_is_not_utf8_json_of_r4_is_not_taken(caller: Client, content_type: str) -> None:
    heard = caller.ask("POST", "/fhir/Patient", b"x", content_type=content_type)
    assert (heard.status, issue_of(heard.body)) == (415, ("error", "not-supported"))


# Bodies


def test_a_body_over_the_limit_is_refused(caller: Client, engine: Scripted) -> None:
    heard = caller.ask("POST", "/fhir", b" " * (LIMIT + 1), content_type="application/fhir+json")
    assert (heard.status, issue_of(heard.body)) == (413, ("error", "too-long"))
    assert engine.calls == []


def test_a_body_over_the_limit_without_a_told_length_is_refused(caller: Client) -> None:
    with socket.create_connection(("127.0.0.1", caller.port), timeout=20) as line:
        line.sendall(
            f"POST /fhir HTTP/1.1\r\nHost: 127.0.0.1:{caller.port}\r\nAuthorization: Bearer {caller.token()}\r\n"
            "Content-Type: application/fhir+json\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        for _ in range(12):
            line.sendall(b"2710\r\n" + b" " * 10_000 + b"\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def test_a_body_at_the_limit_is_taken(caller: Client, engine: Scripted) -> None:
    assert caller.ask("POST", "/fhir", b" " * LIMIT, content_type="application/fhir+json").status == 200
    assert len(engine.calls[0][0].body or b"") == LIMIT


def test_a_gzip_body_is_unpacked(caller: Client, engine: Scripted) -> None:
    packed = gzip.compress(b'{"a":1}') + gzip.compress(b" ")
    caller.ask("POST", "/fhir", packed, content_type="application/fhir+json", content_encoding="gzip")
    assert engine.calls[0][0].body == b'{"a":1} '


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (gzip.compress(b" " * 50_000_000), "gzip", 413),
        (gzip.compress(b" " * LIMIT) + gzip.compress(b"  "), "gzip", 413),
        (b"not gzip", "gzip", 400),
        (gzip.compress(b" " * 1000)[:-9], "gzip", 400),
        (b"x", "br", 415),
    ],
    ids=["a bomb", "just over the limit", "not packed", "cut off", "another packing"],
)
def test_a_packed_body_that_cannot_be_taken_is_refused(caller: Client, body: bytes, encoding: str, status: int) -> None:
    heard = caller.ask("POST", "/fhir", body, content_type="application/fhir+json", content_encoding=encoding)
    assert heard.status == status
    issue_of(heard.body)
