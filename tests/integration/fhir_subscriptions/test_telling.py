"""What listeners are told, and when (https://hl7.org/fhir/uv/subscriptions-backport/STU1.1)."""

import pytest
from tests.factories.fhir_engine import BASE, Talk, bundle, entry, observation, patient
from tests.factories.national_numbers import some
from tests.factories.records import SECOND, Clock
from tests.factories.subscriptions import extension, on_search, on_topic
from tests.integration.fhir_subscriptions.conftest import Listening

from samspill.fhir.store.contracts import Store
from samspill.fhir.subscriptions.api import Courier, Sent


def deliver(courier: Courier) -> None:
    """Let the courier go until there is nothing left that is due."""
    for _ in range(50):
        if not courier.deliver():
            return
    raise AssertionError("the outbox does not run empty")


@pytest.fixture
def subscribed(talk: Talk, courier: Courier, listener: Listening) -> str:
    """An active subscription to Observations; its handshake is over."""
    named = talk.add(on_topic())
    deliver(courier)
    listener.heard.clear()
    return named


def test_a_new_subscription_shakes_hands_and_becomes_active(talk: Talk, courier: Courier, listener: Listening) -> None:
    named = talk.add(on_topic())
    deliver(courier)
    (heard,) = listener.heard
    assert (heard.method, heard.address, heard.body["type"]) == ("POST", "http://127.0.0.1:9/hook", "history")
    assert heard.parameters == {
        "subscription": {"reference": f"{BASE}/Subscription/{named}"},
        "topic": "urn:samspill:topic:Observation",
        "status": "requested",
        "type": "handshake",
        "events-since-subscription-start": "0",
        "events": [],
    }
    assert talk("GET", f"Subscription/{named}").json["status"] == "active"


def test_a_listener_that_does_not_shake_hands_is_not_made_active(
    talk: Talk, courier: Courier, listener: Listening
) -> None:
    listener.answers = [Sent(ok=False, told="The listener answered 500.")]
    named = talk.add(on_topic())
    deliver(courier)
    shown = talk("GET", f"Subscription/{named}").json
    assert (shown["status"], shown["error"]) == ("error", "The listener answered 500.")


@pytest.mark.usefixtures("subscribed")
def test_create_update_and_delete_are_told_in_order(talk: Talk, courier: Courier, listener: Listening) -> None:
    talk.add(observation(id="o"))
    talk.add(observation(id="o", code="8867-4"))
    talk("DELETE", "Observation/o")
    deliver(courier)
    (heard,) = listener.heard
    assert [event["event-number"] for event in heard.parameters["events"]] == ["1", "2", "3"]
    assert heard.parameters["events-since-subscription-start"] == "3"
    assert [row["request"]["method"] for row in heard.body["entry"]] == ["GET", "POST", "PUT", "PUT"]
    assert all("resource" not in row for row in heard.body["entry"][1:])


def test_only_what_a_filter_finds_is_told(talk: Talk, courier: Courier, listener: Listening) -> None:
    talk.add(on_topic("Observation", "Observation?code=8867-4"))
    deliver(courier)
    listener.heard.clear()
    talk.add(observation(id="pulse", code="8867-4"))
    talk.add(observation(id="pressure", code="85354-9"))
    deliver(courier)
    (heard,) = listener.heard
    assert [event["focus"]["reference"] for event in heard.parameters["events"]] == [f"{BASE}/Observation/pulse"]


def test_a_filtered_listener_hears_that_what_it_knew_is_deleted(
    talk: Talk, courier: Courier, listener: Listening
) -> None:
    talk.add(on_topic("Observation", "code=8867-4"))
    deliver(courier)
    for named, code in (("known", "8867-4"), ("unknown", "85354-9")):
        talk.add(observation(id=named, code=code))
    deliver(courier)
    listener.heard.clear()
    talk("DELETE", "Observation/unknown")
    talk("DELETE", "Observation/known")
    deliver(courier)
    (heard,) = listener.heard
    assert [event["focus"]["reference"] for event in heard.parameters["events"]] == [f"{BASE}/Observation/known"]


def test_a_full_notification_holds_the_version_that_was_written(
    talk: Talk, courier: Courier, listener: Listening
) -> None:
    talk.add(on_topic(content="full-resource"))
    deliver(courier)
    listener.heard.clear()
    talk.add(observation(id="o"))
    talk.add(observation(id="o", code="8867-4"))
    deliver(courier)
    (heard,) = listener.heard
    versions = [row["resource"]["meta"]["versionId"] for row in heard.body["entry"][1:]]
    assert versions == ["1", "2"]


def test_an_empty_notification_names_no_resource(talk: Talk, courier: Courier, listener: Listening) -> None:
    talk.add(on_topic(content="empty"))
    deliver(courier)
    listener.heard.clear()
    talk.add(observation(id="o"))
    deliver(courier)
    (heard,) = listener.heard
    assert len(heard.body["entry"]) == 1
    assert "focus" not in heard.parameters["events"][0]


@pytest.mark.usefixtures("subscribed")
def test_a_transaction_that_is_refused_tells_of_nothing(talk: Talk, courier: Courier, listener: Listening) -> None:
    refused = talk(
        "POST",
        "",
        bundle(
            "transaction", entry("POST", "Observation", observation()), entry("DELETE", "Patient/x", ifMatch='W/"9"')
        ),
    )
    assert refused.status >= 400
    deliver(courier)
    assert listener.heard == []


@pytest.mark.usefixtures("subscribed")
def test_what_could_not_be_delivered_is_told_later_with_the_same_numbers(
    talk: Talk, courier: Courier, listener: Listening, clock: Clock
) -> None:
    listener.answers = [Sent(ok=False, told="The listener answered 503.")]
    talk.add(observation(id="o"))
    deliver(courier)
    talk.add(observation(id="p"))
    clock.at += 3600 * SECOND
    deliver(courier)
    failed, heard = listener.heard
    assert [event["event-number"] for event in failed.parameters["events"]] == ["1"]
    assert [event["event-number"] for event in heard.parameters["events"]] == ["1", "2"]


def test_a_listener_that_never_answers_ends_in_error(
    talk: Talk, courier: Courier, listener: Listening, clock: Clock, subscribed: str
) -> None:
    listener.answers = [Sent(ok=False, told="The listener answered 500.")] * 20
    talk.add(observation(id="o"))
    for _ in range(20):
        deliver(courier)
        clock.at += 4 * 3600 * SECOND
    shown = talk("GET", f"Subscription/{subscribed}").json
    assert (shown["status"], len(listener.heard)) == ("error", 12)


def test_a_deleted_subscription_is_told_nothing_more(
    talk: Talk, courier: Courier, listener: Listening, subscribed: str
) -> None:
    talk.add(observation(id="o"))
    talk("DELETE", f"Subscription/{subscribed}")
    deliver(courier)
    assert listener.heard == []


def test_a_plain_subscription_gets_the_resource_itself(talk: Talk, courier: Courier, listener: Listening) -> None:
    talk.add(on_search("Patient?family=Prøve", payload="application/fhir+json", header=["X-Prove: ja"]))
    deliver(courier)
    talk.add(patient(id="a"))
    talk.add(patient("Annen", id="b"))
    deliver(courier)
    (heard,) = listener.heard
    assert (heard.method, heard.address) == ("PUT", "http://127.0.0.1:9/hook/Patient/a")
    assert (heard.body["id"], heard.headers["X-Prove"]) == ("a", "ja")


def test_a_plain_subscription_without_payload_gets_an_empty_post(
    talk: Talk, courier: Courier, listener: Listening
) -> None:
    talk.add(on_search("Patient?family=Prøve"))
    deliver(courier)
    talk.add(patient(id="a"))
    deliver(courier)
    (heard,) = listener.heard
    assert (heard.method, heard.address, heard.body) == ("POST", "http://127.0.0.1:9/hook", None)


def test_a_silent_subscription_gets_a_heartbeat(
    talk: Talk, courier: Courier, listener: Listening, clock: Clock
) -> None:
    talk.add(on_topic(extension=[extension("backport-heartbeat-period", valueUnsignedInt=60)]))
    deliver(courier)
    listener.heard.clear()
    clock.at += 59 * SECOND
    courier.keep_time()
    assert listener.heard == []
    clock.at += 1 * SECOND
    courier.keep_time()
    (heard,) = listener.heard
    assert (heard.parameters["type"], heard.parameters["events-since-subscription-start"]) == ("heartbeat", "0")


def test_a_subscription_ends_at_its_time(talk: Talk, courier: Courier, clock: Clock) -> None:
    named = talk.add({**on_topic(), "end": "2026-02-02T02:41:00Z"})
    deliver(courier)
    clock.at += 60 * SECOND
    courier.keep_time()
    assert talk("GET", f"Subscription/{named}").json["status"] == "off"


def test_a_change_is_announced_after_the_server_died_before_delivering(
    talk: Talk, courier: Courier, listener: Listening, subscribed: str, store: Store
) -> None:
    talk.add(observation(id="o"))
    with store.snapshot() as view:
        assert view.select("SELECT topic, subject FROM outbox") == [("subscription", subscribed)]
    deliver(courier)
    assert [heard.parameters["type"] for heard in listener.heard] == ["event-notification"]


@pytest.mark.usefixtures("subscribed")
def test_status_tells_how_many_events_there_were(talk: Talk, subscribed: str) -> None:
    talk.add(observation(id="o"))
    shown = talk("GET", f"Subscription/{subscribed}/$status").json
    rows = {row["name"]: row for row in shown["entry"][0]["resource"]["parameter"]}
    assert rows["events-since-subscription-start"]["valueString"] == "1"
    assert rows["type"]["valueCode"] == "query-status"


def test_events_can_be_asked_for_again(talk: Talk, subscribed: str) -> None:
    for named in ("a", "b", "c"):
        talk.add(observation(id=named))
    shown = talk("GET", f"Subscription/{subscribed}/$events?eventsSinceNumber=2&content=full-resource").json
    assert [row["resource"]["id"] for row in shown["entry"][1:]] == ["b", "c"]


REFUSED = [
    (on_topic("Obs"), "Subscription.criteria"),
    (on_topic("Observation", "Patient?family=x"), "Subscription.criteria"),
    (on_topic("Observation", "_sort=date"), "Subscription.criteria"),
    (on_topic(endpoint="http://example.org/hook"), "Subscription.channel.endpoint"),
    (on_topic(endpoint="ftp://127.0.0.1:9/"), "Subscription.channel.endpoint"),
    (on_topic(endpoint="http://a@127.0.0.1:9/"), "Subscription.channel.endpoint"),
    (on_topic(endpoint=f"http://127.0.0.1:9/{some()}"), "Subscription.channel.endpoint"),
    (on_topic(header=["Host: other"]), "Subscription.channel.header"),
    (on_topic(header=["X-A: b\r\nX-C: d"]), "Subscription.channel.header"),
    (on_topic(content="all"), "Subscription.channel.payload.extension"),
    (on_topic(type="email"), "Subscription.channel.type"),
    (on_topic(extension=[extension("backport-timeout", valueUnsignedInt=600)]), "Subscription.channel.extension"),
    (on_search("Observation?_count=1"), "Subscription.criteria"),
]


@pytest.mark.parametrize(("resource", "element"), REFUSED, ids=[f"{number}" for number in range(len(REFUSED))])
def test_what_cannot_be_served_is_refused_and_named(talk: Talk, resource: dict[str, object], element: str) -> None:
    heard = talk("POST", "Subscription", resource)
    assert (heard.status, heard.json["issue"][0]["expression"]) == (422, [element])
