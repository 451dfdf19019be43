"""A unit of work is written whole or not at all, whoever stands beside it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from tests.factories.records import entry, observation, outcome, patient, put, requests, select, written

from samspill.fhir.formats.api import read
from samspill.fhir.store.contracts import HistoryScope, Store, StoreBusy, StoreUnavailable


class Stop(Exception):
    """What a unit raises to be undone."""


def test_a_unit_that_fails_leaves_nothing_and_its_neighbours_stand(store: Store) -> None:
    def failing(tx):
        tx.put(patient("bad"))
        tx.note(entry("bad"))
        tx.enqueue("topic", "subject", b"bad")
        tx.select("SELECT 1")
        raise Stop

    units = [lambda tx: tx.put(patient("before")).id, failing, lambda tx: tx.put(patient("after")).id]
    assert [outcome(future) for future in [store.write(unit) for unit in units]] == ["before", "Stop", "after"]
    assert select(store, "SELECT id FROM resource ORDER BY id") == [("after",), ("before",)]
    assert (requests(store), select(store, "SELECT id FROM outbox")) == ([], [])


def test_a_unit_that_fails_after_an_update_leaves_the_version_and_its_index_as_they_were(store: Store) -> None:
    first = put(store, patient("a", family="Før"))

    def failing(tx):
        tx.put(patient("a", family="Etter"))
        raise Stop

    assert outcome(store.write(failing)) == "Stop"
    with store.snapshot() as snapshot:
        assert snapshot.history(HistoryScope("Patient", "a")) == [first]
    assert select(store, "SELECT exact FROM idx_string") == [("Før",)]


def test_a_unit_sees_what_it_has_written(store: Store) -> None:
    def work(tx):
        tx.put(patient("a", family="Ny"))
        return tx.select("SELECT id FROM idx_string JOIN resource USING (key) WHERE exact = ?", ("Ny",)), list(
            tx.stream("SELECT exact FROM idx_string")
        )

    assert written(store, work) == ([("a",)], [("Ny",)])


def test_everything_in_a_unit_has_the_same_time(store: Store) -> None:
    stored = written(store, lambda tx: [tx.put(patient("a")), tx.put(patient("b")), tx.delete("Patient", "a")])
    assert len({version.at for version in stored}) == 1


def test_what_is_noted_in_a_unit_stands_beside_what_it_wrote(store: Store) -> None:
    written(store, lambda tx: (tx.put(patient("a")), tx.note(entry("r1", id="a", resource_type="Patient", version=1))))
    rows = select(store, "SELECT actor, interaction, type, resource, version, status, request FROM audit")
    assert rows == [("prøve", "read", "Patient", "a", 1, 200, "r1")]


def test_notes_alone_are_all_written(store: Store) -> None:
    for future in [store.note(entry(f"r{number}")) for number in range(300)]:
        assert future.result(timeout=60) is None
    assert sorted(requests(store)) == sorted(f"r{number}" for number in range(300))


def test_notes_of_one_turn_are_written_when_it_ends(store: Store) -> None:
    turn: list[Callable[[], None]] = []
    futures = [store.note(entry(f"r{number}"), turn.append) for number in range(3)]
    while turn:
        turn.pop()()
    assert [future.result(timeout=60) for future in futures] == [None] * 3
    assert sorted(requests(store)) == ["r0", "r1", "r2"]


def test_a_long_turn_does_not_keep_its_first_notes_waiting(store: Store) -> None:
    futures = [store.note(entry(f"r{number}"), lambda _: None) for number in range(32)]
    assert [future.result(timeout=60) for future in futures] == [None] * 32


def test_notes_of_a_turn_that_never_ends_are_written_before_the_store_is_closed(store: Store, reopen) -> None:
    futures = [store.note(entry(f"r{number}"), lambda _: None) for number in range(3)]
    store.close()
    assert [future.exception(timeout=60) for future in futures] == [None] * 3
    assert sorted(requests(reopen())) == ["r0", "r1", "r2"]


def test_a_note_that_cannot_be_written_fails_alone(store: Store) -> None:
    futures = [store.note(entry(request)) for request in ("good-1", "bad-\ud800", "good-2")]
    assert [outcome(future) for future in futures] == [None, "UnicodeEncodeError", None]
    assert sorted(requests(store)) == ["good-1", "good-2"]


def test_a_unit_whose_caller_has_gone_before_it_began_is_not_run(store: Store) -> None:
    go, busy = Event(), Event()
    first = [store.write(lambda tx: (busy.set(), go.wait(60))) for _ in range(64)]
    busy.wait(60)
    second = store.write(lambda tx: tx.put(patient("unwanted")))
    assert second.cancel()
    go.set()
    assert [future.result(timeout=60)[1] for future in first] == [True] * 64
    written(store, lambda tx: None)
    assert select(store, "SELECT id FROM resource") == []


def test_more_than_can_wait_is_told_to_come_back(store: Store) -> None:
    go = Event()
    waiting = []

    def one_after_another():
        while len(waiting) < 10_000:
            waiting.append(store.write(lambda tx: go.wait(60)))

    with pytest.raises(StoreBusy):
        one_after_another()
    go.set()
    assert all(future.result(timeout=60) for future in waiting)


def test_what_was_accepted_is_written_before_the_store_is_closed(store: Store, reopen) -> None:
    futures = [store.write(lambda tx, name=f"p{number}": tx.put(patient(name))) for number in range(50)]
    futures += [store.note(entry(f"r{number}")) for number in range(50)]
    store.close()
    assert [future.done() and future.exception() for future in futures] == [None] * 100
    assert select(reopen(), "SELECT count(*) FROM resource UNION ALL SELECT count(*) FROM audit") == [(50,), (50,)]


def test_a_closed_store_takes_nothing_more(store: Store) -> None:
    store.close()
    with pytest.raises(StoreUnavailable):
        store.write(lambda tx: None)
    with pytest.raises(StoreUnavailable):
        store.note(entry("r"))


def test_of_many_who_make_what_is_missing_one_does(store: Store) -> None:
    barrier = Barrier(16)

    def make_if_missing(number):
        barrier.wait()

        def work(tx):
            tx.lock("Patient?family=Felles")
            if tx.select("SELECT 1 FROM idx_string WHERE exact = ?", ("Felles",)):
                return False
            tx.put(patient(f"p{number}", family="Felles"))
            return True

        return written(store, work)

    with ThreadPoolExecutor(16) as pool:
        assert sorted(pool.map(make_if_missing, range(16))) == [False] * 15 + [True]
    assert select(store, "SELECT count(*) FROM resource") == [(1,)]


def test_writers_of_one_resource_make_one_row_of_versions(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: put(store, patient("same", family=str(number))).version, range(60)))
    assert sorted(made) == list(range(1, 61))
    with store.snapshot() as snapshot:
        history = snapshot.history(HistoryScope("Patient", "same", count=100))
    assert [version.version for version in history] == list(range(60, 0, -1))
    assert [version.at for version in history] == sorted((version.at for version in history), reverse=True)


def test_units_that_take_the_same_resources_in_opposite_order_all_succeed(store: Store) -> None:
    def swap(number):
        names = ["a", "b", "c"] if number % 2 else ["c", "b", "a"]
        return written(store, lambda tx: [tx.put(patient(name)).version for name in names])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(swap, range(8)))
    assert select(store, "SELECT id, version FROM resource ORDER BY id") == [("a", 8), ("b", 8), ("c", 8)]


def test_units_that_say_what_they_are_about_to_change_never_wait_for_a_deadlock_to_be_seen(store: Store) -> None:
    def swap(number):
        names = ["a", "b", "c"] if number % 2 else ["c", "b", "a"]

        def work(tx):
            tx.expect([("Patient", name) for name in names])
            return [tx.put(patient(name)).version for name in names]

        return written(store, work)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(swap, range(40)))
    assert select(store, "SELECT id, version FROM resource ORDER BY id") == [("a", 40), ("b", 40), ("c", 40)]


def test_what_was_expected_need_not_come_and_may_come_twice(store: Store) -> None:
    put(store, patient("old"))
    put(store, observation("moves", subject="p1"))

    def work(tx):
        tx.expect([("Patient", name) for name in ("old", "new", "new", "never")] + [("Observation", "moves")])
        made = [tx.put(patient("new")), tx.put(patient("old")), tx.put(patient("new")), tx.delete("Patient", "old")]
        return [
            *made,
            tx.put(observation("moves", subject="p2")),
            tx.delete("Patient", "never"),
            tx.current("Patient", "new"),
        ]

    *versions, nothing, new = written(store, work)
    assert [version.version for version in versions] == [1, 2, 2, 3, 2]
    assert (nothing, new.version) == (None, 2)
    with store.snapshot() as snapshot:
        history = snapshot.history(HistoryScope())
    assert [(version.id, version.version) for version in history][:3] == [("moves", 2), ("old", 3), ("new", 2)]


def test_what_a_unit_reads_as_the_newest_version_stays_it_until_the_unit_ends(store: Store) -> None:
    put(store, patient("count", born=0))

    def add_one(_):
        def work(tx):
            counted = read(tx.current("Patient", "count").body)["multipleBirthInteger"]
            tx.put(patient("count", born=counted + 1))

        written(store, work)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(40)))
    assert select(store, "SELECT low FROM idx_date") == [(40,)]


def test_a_view_does_not_see_what_is_written_after_it_was_opened(store: Store) -> None:
    put(store, patient("a", family="Før"))
    with store.snapshot() as snapshot:
        before = snapshot.current("Patient", "a")
        put(store, patient("a", family="Etter"))
        put(store, patient("b"))
        assert snapshot.current("Patient", "a") == before
        assert snapshot.select("SELECT id FROM resource") == [("a",)]
        assert snapshot.history_count(HistoryScope()) == 1


def test_a_long_stream_is_read_while_others_write(store: Store) -> None:
    written(store, lambda tx: [tx.put(patient(f"p{number:04}")) for number in range(2500)])
    with store.snapshot() as snapshot:
        rows = snapshot.stream("SELECT id FROM resource WHERE id >= ? ORDER BY id", ("p0100",))
        names = [next(rows)[0]]
        put(store, patient("p9999"))
        inner = snapshot.select("SELECT count(*) FROM resource")
        names += [name for (name,) in rows]
    assert names == [f"p{number:04}" for number in range(100, 2500)]
    assert inner == [(2500,)]


def test_a_stream_that_is_left_half_read_is_no_hindrance(store: Store) -> None:
    written(store, lambda tx: [tx.put(patient(f"p{number:04}")) for number in range(1500)])
    for _ in range(3):
        with store.snapshot() as snapshot:
            first, second = snapshot.stream("SELECT id FROM resource"), snapshot.stream("SELECT key FROM resource")
            next(first)
            next(second)
    assert put(store, patient("after")).version == 1
    assert select(store, "SELECT count(*) FROM resource") == [(1501,)]


def test_a_view_cannot_write(store: Store) -> None:
    with store.snapshot() as snapshot, pytest.raises(Exception, match=r"read-?only"):
        snapshot.select("DELETE FROM resource")


def test_a_question_mark_within_a_quoted_text_is_no_place(store: Store) -> None:
    assert select(store, "SELECT 'why?' WHERE 1 = ?", 1) == [("why?",)]


def test_an_observation_whose_patient_changes_keeps_its_versions(store: Store) -> None:
    first = put(store, observation("o", subject="p1"))
    moved = [put(store, observation("o", subject=f"p{number}")) for number in range(2, 6)]
    with store.snapshot() as snapshot:
        assert [version.version for version in snapshot.history(HistoryScope("Observation", "o"))] == [5, 4, 3, 2, 1]
        found = snapshot.version("Observation", "o", 1)
    assert found is not None
    assert (found.body, moved[-1].version) == (first.body, 5)
    assert select(store, "SELECT target, key FROM idx_reference") == [("p5", moved[-1].key)]
