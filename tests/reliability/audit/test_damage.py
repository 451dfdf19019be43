"""Coarse damage is found without end: a log of which all was changed, one with a hole, one with a leaf far away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from tests.factories.records import Clock, entry, select

from samspill.fhir.auditing.api import prove, verify
from samspill.fhir.auditing.contracts import LogRefused
from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store

SIZE = 600


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "record.sqlite3"
    store = open_store(str(path), clock=Clock())
    for future in [store.note(entry(f"r{number}")) for number in range(SIZE)]:
        future.result(timeout=60)
    store.close()
    return path


@pytest.fixture
def damaged(file: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    connection = dbapi2.connect(str(file), isolation_level=None)
    for statement in request.param:
        connection.execute(statement)
    connection.close()
    store = open_store(str(file), clock=Clock())
    yield store
    store.close()


def found(store: Store) -> list[tuple[str, int, int]]:
    return [(fault.kind.value, fault.first, fault.last) for fault in verify(store, key=None).faults]


@pytest.mark.parametrize("damaged", [["UPDATE audit SET actor = 'x'"]], indirect=True)
def test_a_log_of_which_all_was_changed_is_one_finding(damaged: Store) -> None:
    assert found(damaged) == [("changed", 0, SIZE - 1)]


@pytest.mark.parametrize("damaged", [["DELETE FROM audit"]], indirect=True)
def test_a_log_of_which_all_was_removed_is_one_finding(damaged: Store) -> None:
    assert found(damaged) == [("removed", 0, SIZE - 1)]


@pytest.mark.parametrize("damaged", [["DELETE FROM audit_leaf WHERE position BETWEEN 100 AND 399"]], indirect=True)
def test_a_hole_in_the_leaves_is_found_and_what_comes_after_it_is_still_checked(damaged: Store) -> None:
    assert found(damaged) == [("leaf-removed", 100, 399)]


@pytest.mark.parametrize("damaged", [["DELETE FROM audit_leaf", "DELETE FROM audit_node"]], indirect=True)
def test_a_log_without_leaves_says_that_its_entries_are_not_sealed(damaged: Store) -> None:
    assert {kind for kind, _, _ in found(damaged)} == {"inserted"}


@pytest.mark.parametrize("damaged", [["INSERT INTO audit_leaf VALUES (4611686018427387000, 9, x'00')"]], indirect=True)
def test_a_leaf_far_away_stops_nobody(damaged: Store) -> None:
    assert found(damaged)[0] == ("leaf-removed", SIZE, 4611686018427386999)
    damaged.note(entry("after")).result(timeout=60)
    assert select(damaged, "SELECT count(*) FROM audit WHERE request = 'after'") == [(1,)]
    with pytest.raises(LogRefused, match="skadet"):
        prove(damaged, 3)
