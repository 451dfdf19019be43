"""The index says of each resource what its newest version says, and can be made anew."""

import pytest
from tests.factories.records import delete, observation, patient, put, rows_of, select, written

from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.store import rebuilding
from samspill.fhir.store.api import differences, rebuild
from samspill.fhir.store.contracts import Dialect, Store
from samspill.fhir.store.schema import INDEX_TABLES


def loaded(store: Store) -> None:
    written(store, lambda tx: [tx.put(patient(f"p{number}", born=number)) for number in range(30)])
    written(store, lambda tx: [tx.put(observation(f"o{number}", subject=f"p{number % 7}")) for number in range(30)])
    for number in range(0, 30, 3):
        delete(store, "Observation", f"o{number}")
        put(store, patient(f"p{number}", family="Endret"))


def damage(store: Store) -> None:
    def work(tx):
        tx.run("DELETE FROM idx_string WHERE exact = 'Endret'")
        tx.run("UPDATE idx_date SET low = low - 1 WHERE low > 10")
        stray = "INSERT INTO idx_token (key, param, slot, system, code)"
        tx.run(f"{stray} SELECT key, 9, 0, 0, 'stray' FROM resource WHERE method = 3")
        tx.run(f"{stray} VALUES (123456, 9, 0, 0, 'stray')")

    written(store, work)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "CHUNK", 7)


def test_an_update_leaves_only_the_new_rows(store: Store) -> None:
    put(store, patient("a", family="Før", born=1))
    put(store, patient("a", family="Etter", born=2))
    assert select(store, "SELECT folded, exact FROM idx_string") == [("etter", "Etter")]
    assert select(store, "SELECT low FROM idx_date") == [(2,)]
    assert select(store, "SELECT code FROM idx_token") == [("Etter",)]


def test_a_delete_leaves_no_rows(store: Store) -> None:
    put(store, patient("a"))
    put(store, observation("o", subject="a"))
    delete(store, "Patient", "a")
    delete(store, "Observation", "o")
    assert [select(store, f"SELECT count(*) FROM {table}") for table in INDEX_TABLES] == [[(0,)]] * 5


def test_what_is_said_twice_is_one_row(store: Store) -> None:
    put(store, observation("o", subject="a"))
    assert select(store, "SELECT param, slot, system, code FROM idx_token") == [(4, 0, 77, "final")]


@pytest.mark.parametrize("text", ['a"b', "a\\b", "{a,b}", "NULL", "", "å😀", "a\nb", "'"])
def test_any_text_is_kept_as_it_is(store: Store, text: str) -> None:
    put(store, patient("a", family=text))
    assert select(store, "SELECT exact FROM idx_string WHERE exact = ?", text) == [(text,)]


@pytest.mark.usefixtures("small_chunks")
def test_the_index_of_a_store_in_use_is_as_a_rebuild_makes_it(store: Store) -> None:
    loaded(store)
    assert list(differences(store, rows_of)) == []


@pytest.mark.usefixtures("small_chunks")
def test_every_damage_is_told(store: Store) -> None:
    loaded(store)
    damage(store)
    found = list(differences(store, rows_of))
    assert {difference.table for difference in found} == {"idx_string", "idx_date", "idx_token"}
    assert sum(len(difference.missing) for difference in found if difference.table == "idx_string") == 10
    assert {row for difference in found if difference.table == "idx_token" for row in difference.extra} == {
        (9, 0, 0, "stray")
    }
    assert len([difference for difference in found if difference.table == "idx_token"]) == 11


@pytest.mark.usefixtures("small_chunks")
def test_a_rebuild_mends_every_damage(store: Store) -> None:
    loaded(store)
    damage(store)
    assert rebuild(store, rows_of) == 50
    assert list(differences(store, rows_of)) == []


@pytest.mark.usefixtures("small_chunks")
def test_a_rebuild_that_was_interrupted_goes_on_where_it_was(store: Store) -> None:
    loaded(store)
    damage(store)

    def stop(done: int) -> None:
        if done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(store, rows_of, each=stop)
    assert rebuild(store, rows_of) == 50 - 21
    assert list(differences(store, rows_of)) == []
    assert rebuild(store, rows_of) == 50


@pytest.mark.usefixtures("small_chunks")
def test_a_rebuild_leaves_what_changed_meanwhile_as_it_is(store: Store) -> None:
    loaded(store)
    changed = []

    def slow_rows_of(stored):
        if stored.id == "p5" and not changed:
            changed.append(put(store, patient("p5", family="Nyest")))
        return rows_of(stored)

    rebuild(store, slow_rows_of)
    assert list(differences(store, rows_of)) == []
    assert select(store, "SELECT count(*) FROM idx_string WHERE exact = 'Nyest'") == [(1,)]


def test_a_rebuild_moves_a_resource_that_now_belongs_to_another_patient(store: Store) -> None:
    put(store, observation("o", subject="a"))
    put(store, observation("o", subject="a", value="ny"))

    def other(stored):
        rows = rows_of(stored)
        return IndexRows(token=rows.token, reference=rows.reference, patients=("someone-else",))

    rebuild(store, other)
    assert list(differences(store, other)) == []
    with store.snapshot() as snapshot:
        newest, first = snapshot.current("Observation", "o"), snapshot.version("Observation", "o", 1)
    assert newest is not None
    assert first is not None
    assert first.key == newest.key
    if store.dialect is Dialect.POSTGRESQL:
        assert newest.key >> 48 == 27  # crc32("someone-else") % 32 + 1
