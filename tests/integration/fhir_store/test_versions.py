"""What is put is kept as a version, and can be read as it was."""

from decimal import Decimal

import pytest
from tests.factories.records import SECOND, START, Clock, delete, entry, observation, patient, put, requests, written

from samspill.fhir.store.contracts import AuditEntry, HistoryScope, Method, Store, Stored


def shown(store: Store, scope: HistoryScope) -> list[tuple[str, int]]:
    with store.snapshot() as snapshot:
        return [(version.id, version.version) for version in snapshot.history(scope)]


def test_a_stored_resource_begins_with_its_type_id_and_meta_and_ends_as_it_came(store: Store) -> None:
    resource = {"status": "final", "meta": {"profile": ["http://a"]}, "valueDecimal": Decimal("1.10"), "id": "?"}
    prepared = observation("o", subject="p")
    prepared.resource.clear()
    prepared.resource.update(resource)
    stored = put(store, prepared)
    assert stored.body == (
        b'{"resourceType":"Observation","id":"o","meta":{"versionId":"1","lastUpdated":"2026-02-02T02:40:00.000Z",'
        b'"profile":["http://a"]},"status":"final","valueDecimal":1.10}'
    )


def test_what_put_returns_is_what_is_read(store: Store) -> None:
    stored = put(store, patient("p"))
    with store.snapshot() as snapshot:
        assert snapshot.current("Patient", "p") == stored


def test_a_look_sees_the_newest_version_and_leaves_the_audit_row_it_is_told(store: Store) -> None:
    seen: list[Stored | None] = []

    def look(resource_type: str, request: str) -> None:
        def tell(found: Stored | None) -> AuditEntry:
            seen.append(found)
            return entry(request)

        store.look(resource_type, "p", tell).result(timeout=60)

    look("Patient", "1")
    first = put(store, patient("p"))
    look("Patient", "2")
    look("Observation", "3")
    gone = delete(store, "Patient", "p")
    look("Patient", "4")
    assert seen == [None, first, None, gone]
    assert requests(store) == ["1", "2", "3", "4"]


def test_a_query_that_is_wrong_leaves_the_view_to_be_used_again(store: Store) -> None:
    put(store, patient("p"))
    for _ in range(3):
        with store.snapshot() as snapshot, pytest.raises(Exception, match="nowhere"):
            snapshot.select("SELECT 1 FROM nowhere")
    with store.snapshot() as snapshot:
        assert snapshot.select("SELECT id FROM resource") == [("p",)]


def test_a_resource_that_never_was_is_none(store: Store) -> None:
    with store.snapshot() as snapshot:
        assert snapshot.current("Patient", "p") is None
        assert snapshot.version("Patient", "p", 1) is None


def test_an_update_is_the_next_version_and_the_first_one_stays(store: Store) -> None:
    first = put(store, patient("p", family="Før"))
    second = put(store, patient("p", family="Etter"))
    assert (second.version, second.method, second.key) == (2, Method.UPDATE, first.key)
    with store.snapshot() as snapshot:
        assert snapshot.version("Patient", "p", 1) == first
        assert snapshot.version("Patient", "p", 2) == second
        assert snapshot.version("Patient", "p", 3) is None


def test_a_delete_is_a_version_without_a_body(store: Store) -> None:
    put(store, patient("p"))
    gone = delete(store, "Patient", "p")
    assert gone is not None
    assert (gone.version, gone.method, gone.body, gone.is_deleted) == (2, Method.DELETE, b"", True)
    with store.snapshot() as snapshot:
        assert snapshot.current("Patient", "p") == gone


def test_there_is_nothing_to_delete_twice(store: Store) -> None:
    put(store, patient("p"))
    delete(store, "Patient", "p")
    assert delete(store, "Patient", "p") is None
    assert delete(store, "Patient", "never") is None


def test_a_deleted_resource_comes_back_as_the_next_version(store: Store) -> None:
    put(store, patient("p"))
    delete(store, "Patient", "p")
    back = put(store, patient("p"))
    assert (back.version, back.method) == (3, Method.CREATE)


def test_the_same_id_under_two_types_is_two_resources(store: Store) -> None:
    put(store, patient("same"))
    assert put(store, observation("same", subject="p")).version == 1


def test_versions_made_in_one_unit_follow_each_other(store: Store) -> None:
    def work(tx):
        made = [tx.put(patient("p", family="a")), tx.put(patient("p", family="b")), tx.delete("Patient", "p")]
        return [*made, tx.put(patient("p", family="c")), tx.current("Patient", "p")]

    versions = written(store, work)
    assert [version.version for version in versions] == [1, 2, 3, 4, 4]
    with store.snapshot() as snapshot:
        assert [version.version for version in snapshot.history(HistoryScope("Patient", "p"))] == [4, 3, 2, 1]


def test_history_lists_one_resource_a_type_and_everything_newest_first(store: Store) -> None:
    for prepared in (patient("a"), observation("o", subject="a"), patient("b"), patient("a")):
        put(store, prepared)
    delete(store, "Observation", "o")
    assert shown(store, HistoryScope("Patient", "a")) == [("a", 2), ("a", 1)]
    assert shown(store, HistoryScope("Patient")) == [("a", 2), ("b", 1), ("a", 1)]
    assert shown(store, HistoryScope()) == [("o", 2), ("a", 2), ("b", 1), ("o", 1), ("a", 1)]
    assert shown(store, HistoryScope("Patient", "never")) == []


def test_history_is_read_page_by_page(store: Store) -> None:
    for _ in range(5):
        put(store, patient("a"))
    pages, before = [], None
    with store.snapshot() as snapshot:
        while page := snapshot.history(HistoryScope(before=before, count=2)):
            pages.append([version.version for version in page])
            before = page[-1].sequence
    assert pages == [[5, 4], [3, 2], [1]]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (None, None, [5, 4, 3, 2, 1]),
        (0, None, [5, 4, 3, 2, 1]),
        (2, None, [5, 4, 3]),
        (4, None, [5]),
        (5, None, []),
        (None, -1, []),
        (None, 0, [1]),
        (None, 3, [4, 3, 2, 1]),
        (1, 3, [4, 3, 2]),
        (3, 1, []),
    ],
)
def test_history_between_two_times_has_what_was_written_then(
    store: Store, clock: Clock, since: int | None, until: int | None, found: list[int]
) -> None:
    for second in range(5):
        clock.at = START + second * SECOND
        put(store, patient("a"))
        put(store, patient(f"other-{second}"))
    scope = HistoryScope(
        "Patient",
        "a",
        since=None if since is None else START + since * SECOND,
        until=None if until is None else START + until * SECOND,
    )
    whole = HistoryScope(since=scope.since, until=scope.until, count=100)
    with store.snapshot() as snapshot:
        assert [version.version for version in snapshot.history(scope)] == found
        assert snapshot.history_count(scope) == len(found)
        assert snapshot.history_count(whole) == len(snapshot.history(whole)) == 2 * len(found)


def test_the_cursor_and_the_count_of_a_page_do_not_change_the_total(store: Store) -> None:
    for _ in range(3):
        put(store, patient("a"))
    with store.snapshot() as snapshot:
        assert snapshot.history_count(HistoryScope("Patient", before=2, count=1)) == 3


def test_times_never_go_backwards_even_if_the_clock_does(store: Store, clock: Clock) -> None:
    first = put(store, patient("a"))
    clock.at -= 3600 * SECOND
    assert put(store, patient("a")).at == first.at
    assert put(store, patient("b")).at == first.at


def test_times_do_not_go_backwards_after_a_restart_with_a_clock_that_is_behind(
    store: Store, clock: Clock, reopen
) -> None:
    first = put(store, patient("a"))
    store.close()
    clock.at -= 3600 * SECOND
    assert put(reopen(), patient("a")).at == first.at


def test_two_stores_on_one_place_see_each_others_versions(store: Store, reopen) -> None:
    other = reopen()
    sequences = [put(writer, patient("a")).sequence for writer in (store, other, store, other, store)]
    assert sequences == sorted(set(sequences))
    with store.snapshot() as snapshot:
        assert [version.version for version in snapshot.history(HistoryScope("Patient", "a"))] == [5, 4, 3, 2, 1]
