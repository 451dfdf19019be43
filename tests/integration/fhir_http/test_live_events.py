"""A subscription's events as a stream that stays open, over real loopback HTTP and a real engine."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.factories.fhir_engine import Talk, observation
from tests.factories.fhir_server import Client, serving
from tests.factories.records import Clock
from tests.factories.subscriptions import extension, on_topic

from samspill.fhir.api import Engine
from samspill.fhir.store.api import open_store
from samspill.fhir.subscriptions.api import Subscriptions
from samspill.http.fhir import live


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    clock = Clock()
    store = open_store(str(tmp_path / "record.sqlite3"), clock=clock)
    subscriptions = Subscriptions(hooks=())
    talk = Talk(store, clock)
    talk.engine = Engine(store, clock=clock, on_change=subscriptions.on_change, checks=subscriptions.checks)
    yield talk
    talk.engine.close()


@pytest.fixture
def client(talk: Talk) -> Iterator[Client]:
    with serving(talk.engine) as client:
        yield client


@pytest.fixture
def screen(talk: Talk) -> str:
    """An active subscription that is read as a stream."""
    stream = extension("backport-channel-type", valueCoding={"code": "sse"})
    subscription = on_topic(status="active", content="full-resource", type="message", _type={"extension": [stream]})
    return talk.add(subscription)


class Stream:
    """An open stream, read message by message."""

    def __init__(self, client: Client, subscription: str, **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=10)
        said = {"Authorization": f"Bearer {client.token()}", "Accept": "text/event-stream", **headers}
        self.connection.request("GET", f"/fhir/Subscription/{subscription}/$events", headers=said)
        self.answer = self.connection.getresponse()

    def message(self) -> dict[str, str]:
        """Wait for the next message that holds data."""
        fields: dict[str, str] = {}
        while True:
            line = self.answer.readline().decode().rstrip("\n")
            if not line and "data" in fields:
                return fields
            name, _, value = line.partition(": ")
            fields = {**fields, name: value} if line else {}

    def close(self) -> None:
        self.connection.close()


def resources(message: dict[str, str]) -> list[Any]:
    return [entry["resource"]["id"] for entry in json.loads(message["data"])["entry"][1:]]


def test_what_happens_after_the_stream_was_opened_is_told(talk: Talk, client: Client, screen: str) -> None:
    talk.add(observation(id="before"))
    stream = Stream(client, screen)
    assert (stream.answer.status, stream.answer.getheader("content-type")) == (200, "text/event-stream")
    assert stream.answer.readline() == b"retry: 2000\n"
    talk.add(observation(id="after"))
    message = stream.message()
    stream.close()
    assert (message["id"], message["event"], resources(message)) == ("2", "event-notification", ["after"])


def test_a_reader_that_comes_back_misses_nothing(talk: Talk, client: Client, screen: str) -> None:
    for named in ("a", "b", "c"):
        talk.add(observation(id=named))
    stream = Stream(client, screen, **{"Last-Event-ID": "1"})
    message = stream.message()
    stream.close()
    assert (message["id"], resources(message)) == ("3", ["b", "c"])


def test_more_events_than_fit_come_in_several_messages(talk: Talk, client: Client, screen: str) -> None:
    for number in range(60):
        talk.add(observation(id=f"o{number}"))
    stream = Stream(client, screen, **{"Last-Event-ID": "0"})
    first, second = stream.message(), stream.message()
    stream.close()
    assert (first["id"], len(resources(first))) == ("50", 50)
    assert (second["id"], resources(second)[-1]) == ("60", "o59")


def test_every_message_has_its_audit_row(talk: Talk, client: Client, screen: str) -> None:
    talk.add(observation(id="a"))
    stream = Stream(client, screen, **{"Last-Event-ID": "0"})
    stream.message()
    stream.close()
    asked = [row[0] for row in talk.audit() if row[1:3] == ("Subscription", screen) and "events" in row[0]]
    assert len(asked) == 2  # the stream was opened, and one message was shown


@pytest.mark.parametrize(
    ("subscription", "headers", "status"),
    [("unknown", {}, 404), ("", {"Last-Event-ID": "x"}, 400), ("", {"Authorization": ""}, 401)],
)
def test_a_stream_that_cannot_be_opened_is_refused_with_its_own_status(
    client: Client, screen: str, subscription: str, headers: dict[str, str], status: int
) -> None:
    stream = Stream(client, subscription or screen, **headers)
    body = json.loads(stream.answer.read())
    stream.close()
    assert (stream.answer.status, body["resourceType"]) == (status, "OperationOutcome")


def test_nobody_takes_everybodys_streams(client: Client, screen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CALLER_STREAMS_MAX", 2)
    streams = [Stream(client, screen) for _ in range(2)]
    assert [stream.answer.readline() for stream in streams] == [b"retry: 2000\n"] * 2
    third = Stream(client, screen)
    refused = json.loads(third.answer.read())
    others = Stream(client, screen, Authorization=f"Bearer {client.token(name='another')}")
    assert (third.answer.status, refused["issue"][0]["code"], others.answer.status) == (429, "throttled", 200)
    for stream in (*streams, third, others):
        stream.close()


def test_a_caller_who_may_not_read_subscriptions_gets_no_stream(client: Client, screen: str) -> None:
    stream = Stream(client, screen, Authorization=f"Bearer {client.token('system/Observation.rs')}")
    stream.answer.read()
    stream.close()
    assert stream.answer.status == 403
