"""What is answered at the FHIR base, over real loopback HTTP, also when it does not go well."""

import gzip
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event

import pytest
from tests.factories.fhir_server import Client, Scripted
from tests.unit.fhir_http.speaking import FNR, issue_of

from samspill.fhir.contracts import Answer
from samspill.fhir.store.contracts import StoreBusy, StoreFull, StoreUnavailable

# Answers


def test_answer_carries_what_fhir_asks_for(caller: Client, engine: Scripted) -> None:
    engine.answer = Answer(
        201, b"{}", etag='W/"7"', last_modified=1_795_334_399_999_000, location="http://x/fhir/Patient/1/_history/7",
        headers=(("Content-Location", "http://x"),),
    )  # fmt: skip
    heard = caller.ask("POST", "/fhir/Patient", b"{}", content_type="application/fhir+json", x_request_id="mine-1")
    assert heard.headers["etag"] == 'W/"7"'
    assert heard.headers["last-modified"] == "Sun, 22 Nov 2026 07:59:59 GMT"
    assert heard.headers["location"] == "http://x/fhir/Patient/1/_history/7"
    assert heard.headers["content-location"] == "http://x"
    assert heard.headers["x-correlation-id"] == "mine-1"
    assert heard.headers["x-request-id"] == engine.calls[0][0].request


def test_no_answer_is_kept_by_a_cache_or_guessed_at_by_a_browser(caller: Client) -> None:
    headers = caller.ask("GET", "/fhir/Patient/1").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("form", ["{}", "id-{}", "{}x"])
def test_a_persons_number_is_not_echoed_as_a_request_id(caller: Client, form: str) -> None:
    for number in (FNR, f"{FNR[:6]}-{FNR[6:]}", ".".join(FNR), f"{FNR[:2]}:{FNR[2:]}"):
        heard = caller.ask("GET", "/fhir/Patient/1", x_request_id=form.format(number))
        assert "x-correlation-id" not in heard.headers


def test_a_uuid_is_echoed_as_a_request_id_whatever_its_digits(caller: Client) -> None:
    named = f"{FNR[:8]}-{FNR[8:]}0-4000-8000-abcdefabcdef"
    assert caller.ask("GET", "/fhir/Patient/1", x_request_id=named).headers["x-correlation-id"] == named


def test_head_has_the_length_of_what_get_has(caller: Client) -> None:
    heard = caller.ask("HEAD", "/fhir/Patient/1")
    assert (heard.status, heard.headers["content-length"], heard.body) == (200, "24", b"")


def test_not_modified_has_neither_body_nor_type(caller: Client, engine: Scripted) -> None:
    engine.answer = Answer(304, etag='W/"1"')
    heard = caller.ask("GET", "/fhir/Patient/1", if_none_match='W/"1"')
    assert (heard.status, heard.body, "content-type" in heard.headers) == (304, b"", False)


def test_a_large_answer_is_packed_when_asked_for(caller: Client, engine: Scripted) -> None:
    engine.answer = Answer(200, b"[" + b"1," * 2000 + b"1]")
    heard = caller.ask("GET", "/fhir/Patient", accept_encoding="gzip, deflate")
    assert heard.headers["content-encoding"] == "gzip"
    assert gzip.decompress(heard.body) == engine.answer.body
    assert "content-encoding" not in caller.ask("GET", "/fhir/Patient").headers
    assert "content-encoding" not in caller.ask("GET", "/fhir/Patient", accept_encoding="gzip;q=0").headers


def test_a_small_answer_is_not_packed(caller: Client) -> None:
    assert "content-encoding" not in caller.ask("GET", "/fhir/Patient/1", accept_encoding="gzip").headers


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_stream_arrives_whole(caller: Client, engine: Scripted, encoding: str) -> None:
    engine.answer = lambda call: Answer(
        200, iter([b"a" * 50_000, b"b" * 50_000]), content_type="application/fhir+ndjson"
    )
    heard = caller.ask("GET", "/fhir/$files/1", accept="application/fhir+ndjson", accept_encoding=encoding)
    body = gzip.decompress(heard.body) if encoding else heard.body
    assert body == b"a" * 50_000 + b"b" * 50_000
    assert heard.headers["content-type"] == "application/fhir+ndjson"


def test_a_stream_is_let_go_when_the_caller_leaves(caller: Client, engine: Scripted) -> None:
    let_go = []

    def endless() -> Iterator[bytes]:
        try:
            while True:
                yield b"x" * 100_000
        finally:
            let_go.append(True)

    engine.answer = lambda call: Answer(200, endless(), content_type="application/fhir+ndjson")
    with socket.create_connection(("127.0.0.1", caller.port), timeout=20) as line:
        head = (
            f"GET /fhir/x HTTP/1.1\r\nHost: 127.0.0.1:{caller.port}\r\nAuthorization: Bearer {caller.token()}\r\n\r\n"
        )
        line.sendall(head.encode())
        line.recv(1000)
    for _ in range(200):
        if let_go:
            break
        time.sleep(0.01)
    assert let_go == [True]


# A plain read


def test_a_plain_read_waits_for_its_audit_row(caller: Client, engine: Scripted) -> None:
    engine.reads_at_once = True
    assert caller.ask("GET", "/fhir/Patient/1").body == b'{"resourceType":"Basic"}'


def test_a_plain_read_whose_audit_row_is_not_written_shows_nothing(caller: Client, engine: Scripted) -> None:
    engine.reads_at_once = True
    engine.audit_error = StoreFull("full")
    heard = caller.ask("GET", "/fhir/Patient/1")
    assert (heard.status, issue_of(heard.body)) == (507, ("fatal", "no-store"))


# When it does not go well


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (StoreBusy("x"), 503, "throttled"),
        (StoreUnavailable("x"), 503, "transient"),
        (StoreFull("x"), 507, "no-store"),
    ],
)
def test_trouble_in_the_store_is_told(
    caller: Client, engine: Scripted, error: Exception, status: int, code: str
) -> None:
    def fail(call: object) -> Answer:
        raise error

    engine.answer = fail
    heard = caller.ask("GET", "/fhir/Patient")
    assert (heard.status, issue_of(heard.body)) == (status, ("fatal", code))
    assert ("retry-after" in heard.headers) == (status == 503)


def test_the_unexpected_is_a_reference_number_and_one_line_without_values(
    caller: Client, engine: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(call: object) -> Answer:
        raise ValueError("Kari Nordmann")

    engine.answer = fail
    heard = caller.ask("GET", "/fhir/Patient?name=Kari")
    assert (heard.status, issue_of(heard.body)) == (500, ("fatal", "exception"))
    assert heard.headers["x-request-id"].encode() in heard.body
    said = capsys.readouterr()
    logged = said.out + said.err
    assert heard.headers["x-request-id"] in logged
    assert "ValueError" in logged
    assert "Kari" not in logged


def test_when_too_much_waits_the_next_is_asked_to_come_back(caller: Client, engine: Scripted) -> None:
    go_on = Event()

    def wait(call: object) -> Answer:
        go_on.wait(20)
        return Answer(200, b"{}")

    engine.answer = wait
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(caller.ask, "GET", "/fhir/Patient") for _ in range(8)]
        refused = [one.result() for _, one in zip(range(4), as_completed(asked, timeout=20), strict=False)]
        go_on.set()
        statuses = sorted(one.result().status for one in asked)
    assert statuses == [200] * 4 + [503] * 4
    assert {(one.headers["retry-after"], issue_of(one.body)) for one in refused} == {("1", ("fatal", "throttled"))}
