"""Searches and streams that are left lying: they fill no memory, and wait for nothing."""

import asyncio
import http.client
import json
import os
import socket
import time
from datetime import timedelta

import pytest
from tests.factories.fhir_server import AT
from tests.factories.fhir_whole import FORM, Whole
from tests.factories.loops import run_apart
from tests.factories.subscriptions import on_topic
from tests.reliability.fhir_attacks.conftest import Ask
from tests.reliability.fhir_malformed.sending import memory_mb

from samspill.fhir.outcomes import Refusal
from samspill.fhir.search.cursors import KEPT_LETTERS_MAX, Keeper
from samspill.http.fhir import bodies
from samspill.http.fhir.bodies import LARGE_AT_ONCE, LARGE_BYTES
from samspill.http.fhir.refusing import HttpRefusal


def test_long_private_searches_push_older_ones_out_and_not_the_memory_up() -> None:
    keeper = Keeper(b"secret")
    long = 1024 * 1024
    names = [keeper.keep((("identifier", f"{number}" + "a" * long),), "") for number in range(40)]
    assert len(keeper._kept) == KEPT_LETTERS_MAX // long - 1
    with pytest.raises(Refusal, match="410"):
        keeper.kept(names[0])
    assert keeper.kept(names[-1])[0][0][1].startswith("39")


def test_one_private_search_is_kept_however_long_it_is() -> None:
    keeper = Keeper(b"secret")
    pairs = (("identifier", "a" * (KEPT_LETTERS_MAX + 1)),)
    assert keeper.kept(keeper.keep(pairs, "")) == (pairs, "")


def test_a_stream_ends_when_the_token_that_opened_it_does(server: Whole, ask: Ask) -> None:
    subscription = json.loads(ask("POST", "Subscription", on_topic("Patient", status="active")).body)["id"]
    client = server.client
    token = client.token()
    client.moment[0] = AT + timedelta(minutes=59, seconds=59)
    try:
        connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=15)
        headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
        connection.request("GET", f"/fhir/Subscription/{subscription}/$events", headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200
        start = time.perf_counter()
        assert answer.read().startswith(b"retry: 2000")
        assert time.perf_counter() - start < 10
        connection.close()
    finally:
        client.moment[0] = AT


@pytest.mark.parametrize("value", ["a" * 900_000, ",".join("a" * 500), "(a+)+$" * 1000, "%" * 10_000, "\\" * 100_000])
def test_a_long_value_is_answered_or_refused_in_a_moment(ask: Ask, value: str) -> None:
    for name in (
        "identifier",
        "name",
        "birthdate",
        "general-practitioner",
        "_id",
        "_sort",
        "_lastUpdated",
        "name:contains",
    ):
        start = time.perf_counter()
        heard = ask("POST", "Patient/_search", f"{name}={value}".encode(), content_type=FORM)
        assert heard.status in (200, 400, 414)
        assert time.perf_counter() - start < 5


def test_many_who_send_slowly_keep_nobody_else_waiting(server: Whole) -> None:
    client = server.client
    head = (
        f"POST /fhir/Patient HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nAuthorization: Bearer {client.token()}\r\n"
        "Content-Type: application/fhir+json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
    )
    slow = [socket.create_connection(("127.0.0.1", client.port)) for _ in range(LARGE_AT_ONCE + 2)]
    try:
        for one in slow:
            one.sendall(head.encode())
        connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=5)
        headers = {"authorization": f"Bearer {client.token()}", "content-type": "application/fhir+json"}
        body = iter([b'{"resourceType":', b'"Patient"}'])
        connection.request("POST", "/fhir/Patient", body, headers, encode_chunked=True)
        assert connection.getresponse().status == 201
        connection.close()
    finally:
        for one in slow:
            one.close()


def test_who_dribbles_a_large_body_loses_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PIECE_SECONDS_MAX", 0.05)
    monkeypatch.setattr(bodies, "BYTES_A_SECOND_MIN", 100 * LARGE_BYTES)

    async def dribble() -> dict[str, object]:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b" " * (LARGE_BYTES // 8), "more_body": True}

    async def send() -> None:
        await bodies.Bodies(bytes_max=64 * LARGE_BYTES).receive(dribble, told=None)

    with pytest.raises(HttpRefusal) as refused:
        run_apart(send())
    assert (refused.value.status, refused.value.code) == (408, "timeout")


@pytest.mark.parametrize(
    "path",
    [
        "('a' & 'b').repeat($this & 'a')",
        "('a' & 'b').repeatAll($this & 'a')",
        "Patient.name.given.select($this & 'BIG'.replace('B', 'LONG').replace('G', 'LONG').replace('a', 'LONG'))",
        "Patient.name.given.aggregate($total.combine($this & 'BIG'.replace('B', 'LONG').replace('a', 'LONG')), '')",
    ],
)
def test_a_path_that_makes_ever_longer_texts_ends_before_the_memory_does(ask: Ask, path: str) -> None:
    person = {"resourceType": "Patient", "id": "1", "name": [{"given": ["a"] * 300}] * 30}
    ask("PUT", "Patient/1", person)
    parts = [
        {"name": "type", "valueCode": "delete"},
        {"name": "path", "valueString": path.replace("BIG", "B" * 900 + "G" * 900).replace("LONG", "a" * 900)},
    ]
    patch = {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": parts}]}
    before = memory_mb(os.getpid())
    refused = ask("PATCH", "Patient/1", patch)
    assert (refused.status, b"cannot be followed" in refused.body) == (422, True)
    assert memory_mb(os.getpid()) - before < 150  # it was half a gigabyte
