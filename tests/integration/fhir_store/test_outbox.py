"""What is to be delivered is taken with a lease, in order per subject, and goes only when it has arrived."""

from random import Random

from tests.factories.records import SECOND, START, Clock, patient, written

from samspill.fhir.store import outbox
from samspill.fhir.store.contracts import Store

LEASE = 30 * SECOND


def filled(store: Store, *subjects: str, topic: str = "hook") -> None:
    for number, subject in enumerate(subjects):
        written(store, lambda tx, subject=subject, number=number: tx.enqueue(topic, subject, b"%d" % number))


def claimed(store: Store, *, most: int = 10, topic: str = "hook") -> list[outbox.Job]:
    return written(store, lambda tx: outbox.claim(tx, topic, lease=LEASE, most=most))


def payloads(jobs: list[outbox.Job]) -> list[bytes]:
    return [job.payload for job in jobs]


def test_what_was_enqueued_is_taken_once(store: Store) -> None:
    filled(store, "a")
    jobs = claimed(store)
    assert [(job.topic, job.subject, job.payload, job.at, job.attempts) for job in jobs] == [
        ("hook", "a", b"0", START, 1)
    ]
    assert claimed(store) == []


def test_what_a_failed_unit_enqueued_is_never_taken(store: Store) -> None:
    def failing(tx):
        tx.put(patient("p"))
        tx.enqueue("hook", "a", b"never")
        raise ValueError

    assert isinstance(store.write(failing).exception(timeout=60), ValueError)
    assert claimed(store) == []


def test_only_the_first_of_each_subject_is_taken_until_it_has_arrived(store: Store) -> None:
    filled(store, "a", "b", "a", "b", "a")
    first = claimed(store)
    assert payloads(first) == [b"0", b"1"]
    assert claimed(store) == []
    assert written(store, lambda tx: outbox.finish(tx, first[0]))
    second = claimed(store)
    assert payloads(second) == [b"2"]


def test_topics_are_taken_apart(store: Store) -> None:
    filled(store, "a", topic="mail")
    assert claimed(store, topic="hook") == []
    assert payloads(claimed(store, topic="mail")) == [b"0"]


def test_no_more_are_taken_than_asked_for(store: Store) -> None:
    filled(store, *"abcde")
    assert [payloads(claimed(store, most=2)) for _ in range(4)] == [[b"0", b"1"], [b"2", b"3"], [b"4"], []]


def test_a_lease_that_runs_out_gives_the_row_to_another_with_the_same_id(store: Store, clock: Clock) -> None:
    filled(store, "a")
    lost = claimed(store)[0]
    clock.at += LEASE - SECOND
    assert claimed(store) == []
    clock.at += SECOND
    taken = claimed(store)[0]
    assert (taken.id, taken.attempts) == (lost.id, 2)
    assert not written(store, lambda tx: outbox.finish(tx, lost))
    assert not written(store, lambda tx: outbox.fail(tx, lost, "late", rng=Random(1)))
    assert not written(store, lambda tx: outbox.renew(tx, lost, lease=LEASE))
    assert written(store, lambda tx: outbox.finish(tx, taken))


def test_a_lease_that_is_renewed_holds_longer(store: Store, clock: Clock) -> None:
    filled(store, "a")
    job = claimed(store)[0]
    clock.at += LEASE - SECOND
    assert written(store, lambda tx: outbox.renew(tx, job, lease=LEASE))
    clock.at += LEASE - SECOND
    assert claimed(store) == []


def test_what_did_not_arrive_is_tried_again_after_a_pause(store: Store, clock: Clock) -> None:
    filled(store, "a", "a")
    job = claimed(store)[0]
    assert written(store, lambda tx: outbox.fail(tx, job, "connection refused", rng=Random(1)))
    assert claimed(store) == []
    clock.at += outbox.PAUSE_FIRST
    assert [(job.payload, job.attempts) for job in claimed(store)] == [(b"0", 2)]


def test_pauses_double_and_end_at_three_hours() -> None:
    pauses = [outbox.pause(attempts, rng=Random(1)) // SECOND for attempts in range(1, outbox.ATTEMPTS_MAX + 1)]
    assert pauses == [3, 7, 15, 31, 62, 125, 250, 501, 1002, 2005, 4011, 8023]
    assert outbox.pause(30, rng=Random(1)) <= outbox.PAUSE_MAX


def test_what_never_arrives_is_parked_and_lets_the_next_one_pass(store: Store, clock: Clock) -> None:
    filled(store, "a", "a")
    for _ in range(outbox.ATTEMPTS_MAX):
        job = claimed(store)[0]
        written(store, lambda tx, job=job: outbox.fail(tx, job, "gone", rng=Random(1)))
        clock.at += outbox.PAUSE_MAX
    with store.snapshot() as snapshot:
        assert [(row.job.payload, row.error) for row in outbox.parked(snapshot, "hook")] == [(b"0", "gone")]
        assert outbox.waiting(snapshot) == outbox.Waiting(count=1, oldest=START, parked=1)
    assert payloads(claimed(store)) == [b"1"]


def test_a_parked_row_that_is_released_is_tried_from_its_first_attempt(store: Store) -> None:
    filled(store, "a")
    job = claimed(store)[0]
    assert written(store, lambda tx: outbox.park(tx, job, "410 Gone"))
    assert claimed(store) == []
    assert written(store, lambda tx: outbox.release(tx, job.id))
    assert [job.attempts for job in claimed(store)] == [1]


def test_what_is_dropped_is_not_delivered(store: Store) -> None:
    filled(store, "a", "a", "b")
    assert written(store, lambda tx: outbox.drop(tx, "hook", "a")) == 2
    assert payloads(claimed(store)) == [b"2"]


def test_two_who_claim_at_once_never_get_the_same(store: Store, reopen) -> None:
    filled(store, *(f"s{number}" for number in range(40)))
    stores = [store, reopen()]
    futures = [
        stores[number % 2].write(lambda tx: outbox.claim(tx, "hook", lease=LEASE, most=3)) for number in range(20)
    ]
    taken = [job.id for future in futures for job in future.result(timeout=60)]
    assert (len(taken), len(set(taken))) == (40, 40)
