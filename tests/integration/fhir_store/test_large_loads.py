"""A large first load makes the indexes by value at its end; whatever stops it, none is missing afterwards."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2
from tests.factories.fhir_engine import Talk
from tests.factories.fhir_files import ndjson, patient

from samspill.fhir.bulk import loading
from samspill.fhir.bulk.api import Loading, load
from samspill.fhir.bulk.contracts import LoadReport
from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store, StoreBusy
from samspill.fhir.store.schema import INDEXES, ON_POSTGRESQL

BY_VALUE = [
    "token_by_code", "string_by_folded", "date_by_low", "date_by_high", "quantity_by_value", "reference_by_target",
]  # fmt: skip

OURS = set(INDEXES) - ON_POSTGRESQL
"""The indexes of a store on SQLite."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "record.sqlite3"


@pytest.fixture
def store(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(loading, "LARGE_BYTES", 0)
    opened = open_store(str(path), clock=lambda: 1_795_334_400_000_000)
    yield opened
    opened.close()


def names(path: Path) -> set[str]:
    """Return the second indexes that the file has."""
    connection = dbapi2.connect(str(path))
    try:
        found = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")}
    finally:
        connection.close()
    return found & set(INDEXES)


def loaded(store: Store, *paths: Path, **how: Any) -> LoadReport:
    return load(store, paths, how=Loading(workers=0), refused=lambda _: None, **how)


def test_a_large_first_load_makes_the_indexes_by_value_once_everything_is_in(
    store: Store, tmp_path: Path, path: Path
) -> None:
    seen: list[tuple[str, int]] = []

    def told_index(name: str) -> None:
        with store.snapshot() as view:
            seen.append((name, view.select("SELECT count(*) FROM resource")[0][0]))

    loaded(store, ndjson(tmp_path / "a.ndjson", patient("a"), patient("b")), told_index=told_index)
    assert seen == [(name, 2) for name in BY_VALUE]
    assert names(path) == OURS


def test_a_large_load_into_a_store_that_holds_something_leaves_its_indexes_alone(store: Store, tmp_path: Path) -> None:
    loaded(store, ndjson(tmp_path / "a.ndjson", patient("a")))
    seen: list[str] = []
    report = loaded(store, ndjson(tmp_path / "b.ndjson", patient("b")), told_index=seen.append)
    assert (report.written, seen) == (1, [])


def test_a_first_load_that_is_stopped_leaves_its_indexes_to_whoever_opens_the_store_next(
    store: Store, tmp_path: Path, path: Path
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loaded(store, ndjson(tmp_path / "a.ndjson", patient("a"), patient("b")), told=stop)
    between = names(path)
    store.close()
    open_store(str(path), clock=lambda: 1_795_334_400_000_000).close()
    assert (OURS - between, names(path)) == (set(BY_VALUE), OURS)


def test_a_search_is_told_to_come_back_while_they_are_not_there(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, lambda: 1_795_334_400_000_000)
    heard: list[str] = []

    def told(*_: object) -> None:
        with pytest.raises(StoreBusy) as refused:
            talk("GET", "Patient?family=Test")
        heard.append(str(refused.value))

    loaded(store, ndjson(tmp_path / "a.ndjson", patient("a")), told=told)
    after = talk("GET", "Patient?family=Test")
    assert (heard, after.ids) == (
        ["The search index is being made after a large load. Try again in some minutes."],
        ["a"],
    )
