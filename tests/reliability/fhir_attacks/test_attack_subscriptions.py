"""What a token for Subscriptions alone can reach, and whether a Subscription can stop other people's work."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.factories.subscriptions import on_search, on_topic
from tests.reliability.fhir_attacks.conftest import Ask

Add = Callable[[dict[str, Any]], str]
SECRET = "Hemmeligsen"
ONLY_SUBSCRIPTIONS = "system/Subscription.cruds"
PLAIN = {"url": "http://example.org/x", "valueString": "y"}
OBSERVATION = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}


def said(body: bytes) -> str:
    return str(json.loads(body)["issue"][0]["diagnostics"])


def test_events_of_a_type_are_shown_to_those_only_who_may_read_the_type(ask: Ask, add: Add) -> None:
    subscription = add(on_topic("Patient", content="full-resource", status="active"))
    add({"resourceType": "Patient", "name": [{"family": SECRET}]})
    refused = ask("GET", f"Subscription/{subscription}/$events?content=full-resource", scope=ONLY_SUBSCRIPTIONS)
    assert (refused.status, SECRET.encode() in refused.body) == (403, False)
    allowed = ask("GET", f"Subscription/{subscription}/$events", scope="system/Subscription.r system/Patient.r")
    assert (allowed.status, SECRET.encode() in allowed.body) == (200, True)


def test_a_stream_of_events_is_refused_to_those_who_may_not_read_the_type(ask: Ask, add: Add) -> None:
    subscription = add(on_topic("Patient", content="full-resource", status="active"))
    path = f"Subscription/{subscription}/$events"
    assert ask("GET", path, scope=ONLY_SUBSCRIPTIONS, accept="text/event-stream").status == 403


def test_nobody_listens_to_what_they_may_not_read(ask: Ask) -> None:
    refused = ask("POST", "Subscription", on_topic("Patient"), scope=ONLY_SUBSCRIPTIONS)
    assert (refused.status, said(refused.body)) == (
        403,
        "The token does not allow this: it needs the scope system/Patient.r.",
    )


def test_a_filter_asks_of_nothing_that_a_search_might_not(ask: Ask) -> None:
    scope = f"{ONLY_SUBSCRIPTIONS} system/Observation.rs"
    chained = on_search("Observation?subject:Patient.name=Hemmeligsen")
    assert ask("POST", "Subscription", chained, scope=scope).status == 403
    assert ask("POST", "Subscription", on_search("Observation?code=x"), scope=scope).status == 201


def test_who_may_write_subscriptions_may_turn_one_off(ask: Ask, add: Add) -> None:
    subscription = add(on_topic("Patient", status="active"))
    off = {**on_topic("Patient", status="off"), "id": subscription}
    assert ask("PUT", f"Subscription/{subscription}", off, scope=ONLY_SUBSCRIPTIONS).status == 200


@pytest.mark.parametrize(
    "criteria",
    [
        "Observation?nonsense=1",
        "Observation?date=x",
        "Observation?subject.name.x=1",
        "Observation?code:in=http://example.org/none",
        "Observation?code=%ff",
        "Observation?" + "code=a&" * 500,
        "Observation?subject:Patient.subject:Patient.subject.subject.subject.subject.name=x",
    ],
    ids=["unknown", "no date", "chain", "value set", "not UTF-8", "many", "deep"],
)
def test_a_filter_that_no_search_understands_stops_nobodys_writes(ask: Ask, criteria: str) -> None:
    refused = ask("POST", "Subscription", on_search(criteria, status="active"))
    assert refused.status == 422, refused.body
    assert json.loads(refused.body)["issue"][0]["expression"] == ["Subscription.criteria"]
    assert ask("POST", "Observation", OBSERVATION).status == 201


def without(name: str) -> dict[str, Any]:
    found = on_search("Observation?code=x")
    del found[name]
    return {**found, f"_{name}": {"extension": [PLAIN]}}


@pytest.mark.parametrize("name", ["criteria", "status"])
def test_an_element_that_is_only_an_extension_is_missed(ask: Ask, name: str) -> None:
    refused = ask("POST", "Subscription", without(name))
    assert (refused.status, json.loads(refused.body)["issue"][0]["expression"]) == (422, [f"Subscription.{name}"])


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://[::1/",
        "http://127.0.0.1:[/",
        "http://127.0.0.1:99999999/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:80.evil.org/",
        "http://127.0.0.1:x.evil.org/",
        "http://127.0.0.1:80@evil.org/",
        "http://127.0.0.1:80\\@evil.org",
        "https://hooks.example.org/in/../out",
        "https://hooks.example.org/in/%2e%2E/out",
        "https://hooks.example.org/inner",
        "https://hooks.example.org/in#x",
        "https://hooks.example.org.evil.org/in",
        "file:///etc/passwd",
        "http://169.254.169.254/latest",
    ],
)
def test_an_address_outside_the_allowed_ones_is_refused(ask: Ask, endpoint: str) -> None:
    refused = ask("POST", "Subscription", on_search("Observation?code=x", endpoint=endpoint))
    assert refused.status == 422, refused.body
    assert json.loads(refused.body)["issue"][0]["expression"] == ["Subscription.channel.endpoint"]


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:9/hook", "https://hooks.example.org/in", "https://hooks.example.org/in/a?b=c"]
)
def test_an_address_under_an_allowed_one_is_taken(ask: Ask, endpoint: str) -> None:
    assert ask("POST", "Subscription", on_search("Observation?code=x", endpoint=endpoint)).status == 201


@pytest.mark.parametrize(
    "more",
    [{"end": "2016-12-31T23:59:60Z"}, {"end": "0001-01-01T00:00:00+14:00"}, {"end": "9999-12-31T23:59:59.999999999Z"}],
)
def test_an_end_at_the_edge_of_time_is_no_servers_fault(ask: Ask, more: dict[str, str]) -> None:
    assert ask("POST", "Subscription", {**on_search("Observation?code=x"), **more}).status == 201


def test_a_header_that_is_only_an_extension_is_passed_over(ask: Ask) -> None:
    header = {"header": [None, "X-A: b"], "_header": [{"extension": [PLAIN]}, None]}
    assert ask("POST", "Subscription", on_search("Observation?code=x", **header)).status == 201
