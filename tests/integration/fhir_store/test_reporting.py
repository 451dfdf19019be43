"""What is told of a record store is what is in it, and nothing that may be secret or name a person."""

import threading
from typing import Any

import pytest
from tests.factories.records import SECOND, START, Clock, delete, entry, observation, patient, put, requests, written
from tests.factories.subscriptions import extension, on_search, on_topic

from samspill.fhir.index.api import rows_of
from samspill.fhir.reporting.api import Reports
from samspill.fhir.reporting.contracts import Answered, Change, LoadShown, TypeCount, Waiting
from samspill.fhir.reporting.counting import Counter
from samspill.fhir.reporting.standing import traffic
from samspill.fhir.reporting.subscribing import covered, covered_search
from samspill.fhir.store import outbox
from samspill.fhir.store.contracts import Prepared, Store, Stored
from samspill.fhir.store.events import add_event
from samspill.fhir.store.loads import Loaded, add_load
from samspill.fhir.store.progress import set_place

HOUR = 3600 * SECOND
ELEVEN = "12345" + "678901"


@pytest.fixture
def reports(store: Store, clock: Clock) -> Reports:
    return Reports(store, clock=clock)


def subscribe(store: Store, name: str, resource: dict[str, Any]) -> Stored:
    whole = {**resource, "id": name}
    return put(store, Prepared("Subscription", name, whole, rows_of(whole)))


# Counts


def test_resources_are_counted_by_type_without_those_deleted(store: Store, reports: Reports) -> None:
    for name in ("a", "b"):
        put(store, observation(name, subject="p"))
    put(store, patient("p"))
    put(store, patient("borte"))
    delete(store, "Patient", "borte")
    counted = reports.counts(wait_s=60)
    assert counted is not None
    assert counted.types == (TypeCount("Observation", 2), TypeCount("Patient", 1))
    assert (counted.total, counted.at) == (3, START)


def test_a_fresh_counting_is_given_again_and_an_old_one_is_not(store: Store, reports: Reports, clock: Clock) -> None:
    put(store, patient("a"))
    assert reports.counts(wait_s=60).total == 1
    put(store, patient("b"))
    assert reports.counts(wait_s=60).total == 1
    clock.at += HOUR
    assert reports.counts(wait_s=60).total == 2


class SlowStore:
    """Opens its views only when it is let go."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.go = threading.Event()

    def snapshot(self) -> Any:
        assert self.go.wait(60)
        return self.store.snapshot()


def test_who_asks_does_not_wait_longer_than_they_will(store: Store, clock: Clock) -> None:
    put(store, patient("a"))
    slow = SlowStore(store)
    counter = Counter(slow, clock)  # type: ignore[arg-type]  (a counter only opens views)
    assert counter.counted(wait_s=0.01) is None
    assert counter.is_counting
    slow.go.set()
    assert counter.counted(wait_s=60).total == 1
    assert not counter.is_counting


def test_the_last_counting_is_shown_while_a_new_one_is_under_way(store: Store, clock: Clock) -> None:
    slow = SlowStore(store)
    slow.go.set()
    counter = Counter(slow, clock)  # type: ignore[arg-type]
    assert counter.counted(wait_s=60).total == 0
    put(store, patient("a"))
    slow.go.clear()
    clock.at += HOUR
    assert (counter.counted(wait_s=0.01).total, counter.is_counting) == (0, True)
    slow.go.set()
    assert counter.counted(wait_s=60).total == 1


def test_a_counting_that_fails_says_so_and_the_next_one_is_a_new_one(store: Store, clock: Clock) -> None:
    class Broken:
        def snapshot(self) -> Any:
            raise OSError("borte")

    counter = Counter(Broken(), clock)  # type: ignore[arg-type]
    for _ in range(2):
        with pytest.raises(OSError, match="borte"):
            counter.counted(wait_s=60)


# How it stands


def test_an_empty_store_has_no_newest_change(reports: Reports) -> None:
    standing = reports.standing()
    assert (standing.newest, standing.waiting, standing.traffic.answered) == (None, Waiting(0, 0, 0), ())
    assert standing.bytes > 0


def test_the_newest_change_may_be_a_delete(store: Store, reports: Reports, clock: Clock) -> None:
    put(store, patient("a"))
    clock.at += SECOND
    delete(store, "Patient", "a")
    assert reports.standing().newest == Change(START + SECOND, "Patient", "delete")


def test_what_waits_and_what_is_set_aside_is_told_apart(store: Store, reports: Reports) -> None:
    for subject in ("a", "b", "c"):
        written(store, lambda tx, subject=subject: tx.enqueue("hook", subject, b"x"))
    (job,) = written(store, lambda tx: outbox.claim(tx, "hook", lease=SECOND, most=1))
    written(store, lambda tx: outbox.park(tx, job, "404"))
    assert reports.standing().waiting == Waiting(2, START, 1)


def test_answers_of_the_last_hour_are_counted_by_kind_and_status(store: Store, reports: Reports, clock: Clock) -> None:
    note = [("read", 200), ("read", 404)]
    for interaction, status in note:
        store.note(entry("før", interaction=interaction, status=status)).result(timeout=60)
    clock.at += HOUR + SECOND
    later = [("vread", 200), ("read", 200), ("search-type", 200), ("create", 201), ("$validate", 200), ("read", 404)]
    for interaction, status in later:
        store.note(entry("nå", interaction=interaction, status=status)).result(timeout=60)
    found = reports.standing().traffic
    assert set(found.answered) == {
        Answered("read", 200, 2),
        Answered("search", 200, 1),
        Answered("write", 201, 1),
        Answered("other", 200, 1),
        Answered("read", 404, 1),
    }
    assert (found.since, found.is_cut) == (START + SECOND, False)


def test_of_too_many_answers_the_newest_are_counted_and_said_to_be_some(store: Store, clock: Clock) -> None:
    for number in range(5):
        store.note(entry(f"{number}")).result(timeout=60)
        clock.at += SECOND
    with store.snapshot() as view:
        found = traffic(view, since=START, most=2)
    assert (found.answered, found.since, found.is_cut) == ((Answered("read", 200, 2),), START + 3 * SECOND, True)
    assert requests(store) == ["0", "1", "2", "3", "4"]


# Loads


def test_loads_are_told_with_those_that_were_not_finished(store: Store, reports: Reports) -> None:
    written(store, lambda tx: add_load(tx, Loaded("load", "a.ndjson", 3, 2, 1, first=4, us=1_500)))
    for name, place in (("load:ferdig", -1), ("load:avbrutt", 12), ("reindex", 40)):
        written(store, lambda tx, name=name, place=place: set_place(tx, name, place))
    loads = reports.loads()
    assert loads.newest == (LoadShown("load", "a.ndjson", 3, 2, 1, 4, 1_500, START),)
    assert loads.unfinished == 1


# Subscriptions


def test_a_subscription_is_shown_without_its_address_and_header_values(store: Store, reports: Reports) -> None:
    channel = {
        "endpoint": "https://bruker:ord@mottaker.example:8443/hemmelig?nokkel=1",
        "header": ["Authorization: Bearer x", "bare"],
    }
    subscribe(store, "s", on_search("Patient?name=Prøve", status="active", **channel))
    (shown,) = reports.subscriptions().shown
    assert (shown.host, shown.header_names, shown.about) == (
        "mottaker.example",
        ("Authorization",),
        "Patient?name=•••",
    )
    assert not any(word in repr(shown) for word in ("hemmelig", "nokkel", "Bearer", "ord@", "bare"))


@pytest.mark.parametrize(
    ("criteria", "about"),
    [
        (f"Patient?identifier={ELEVEN}", "Patient?identifier=•••"),
        (f"Patient?identifier=urn:oid:2.16.578%7C{ELEVEN}", "Patient?identifier=urn:oid:2.16.578|•••"),
        (f"Patient?identifier={ELEVEN[:6]}+{ELEVEN[6:]}", "Patient?identifier=•••"),
        ("Patient?identifier=%31%32%33%34%35%36%37%38%39%30%31", "Patient?identifier=•••"),
        ("Observation?code=85354-9", "Observation?code=85354-9"),
    ],
)  # fmt: skip
def test_what_looks_like_a_national_number_is_covered(criteria: str, about: str) -> None:
    assert covered(criteria) == about


@pytest.mark.parametrize(
    ("criteria", "about"),
    [
        ("Observation?code=85354-9&patient=Patient/11", "Observation?code=85354-9&patient=•••"),
        ("Observation?patient.name:exact=Kari&status=final", "Observation?patient.name:exact=•••&status=final"),
        ("Observation?subject:Patient=11", "Observation?subject:Patient=•••"),
        ("Encounter?participant=Practitioner/a.b-1,Group/2", "Encounter?participant=Practitioner/•••,Group/2"),
        ("Encounter?subject:Patient.gender=female", "Encounter?subject:Patient.gender=female"),
        ("Patient?_has:Observation:patient:code=85354-9", "Patient?_has:Observation:patient:code=85354-9"),
        ("patient=11", "patient=•••"),
        ("Patient?", "Patient?"),
        ("urn:samspill:topic:Observation", "urn:samspill:topic:Observation"),
    ],
)  # fmt: skip
def test_what_may_point_at_a_person_is_covered_in_a_search(criteria: str, about: str) -> None:
    assert covered_search(criteria) == about


def test_a_topic_is_shown_with_its_filters_and_its_own_channel(store: Store, reports: Reports) -> None:
    stream = {"extension": [extension("backport-channel-type", valueCoding={"code": "sse"})]}
    subscribe(store, "s", on_topic("Observation", f"Observation?patient.identifier={ELEVEN}", _type=stream))
    (shown,) = reports.subscriptions().shown
    assert (shown.about, shown.channel) == ("urn:samspill:topic:Observation", "sse")
    assert shown.filters == ("Observation?patient.identifier=•••",)


def test_events_what_was_told_and_what_waits_are_counted(store: Store, reports: Reports) -> None:
    subscribe(store, "s", on_topic(status="active"))
    change = put(store, patient("p"))
    for _ in range(3):
        written(store, lambda tx: add_event(tx, "s", change))
    written(store, lambda tx: tx.enqueue("subscription", "s", b"event"))
    written(store, lambda tx: set_place(tx, "told/s", 2))
    (shown,) = reports.subscriptions().shown
    assert (shown.events, shown.told, shown.waiting) == (3, 2, 1)


def test_those_that_have_failed_stand_first_and_deleted_ones_are_left_out(store: Store, reports: Reports) -> None:
    for name, status in (("a", "active"), ("f", "error"), ("o", "off"), ("d", "active")):
        subscribe(store, name, {**on_topic(status=status), "error": "404"})
    delete(store, "Subscription", "d")
    found = reports.subscriptions()
    assert ([one.id for one in found.shown], found.total, found.shown[0].error) == (["f", "a", "o"], 3, "404")
    assert (len(reports.subscriptions(most=1).shown), reports.subscriptions(most=1).total) == (1, 3)


@pytest.mark.parametrize(
    "odd",
    [
        {"channel": None}, {"channel": "x"}, {"channel": {"endpoint": "http://["}}, {"end": "i går"}, {"end": 7},
        {"status": None}, {"criteria": None},
    ],
)  # fmt: skip
def test_what_was_stored_without_validation_is_shown_as_far_as_it_goes(store, reports: Reports, odd) -> None:
    subscribe(store, "s", {**on_topic(), **odd})
    (shown,) = reports.subscriptions().shown
    assert (shown.id, shown.end) == ("s", 0)


# What is not answered


def test_parameters_that_are_not_answered_are_told_with_a_reason(reports: Reports) -> None:
    found = {one.code: one.reason for one in reports.unanswered("Observation")}
    assert {"_text", "_content", "_query", "_filter"} <= set(found)
    assert found["_filter"] == "the filter language is not supported"
    assert all(found.values())
    assert "code" not in found
