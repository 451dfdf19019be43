"""Searches and streams that are left lying: they fill no memory, and wait for nothing."""

import http.client
import json
import time
from datetime import timedelta

import pytest
from tests.factories.fhir_server import AT
from tests.factories.fhir_whole import FORM, Whole
from tests.factories.subscriptions import on_topic
from tests.reliability.fhir_attacks.conftest import Ask

from samspill.fhir.outcomes import Refusal
from samspill.fhir.search.cursors import KEPT_LETTERS_MAX, Keeper


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
