"""What was loaded from files is kept with the unit that ends it, and listed newest first."""

import pytest
from tests.factories.records import SECOND, START, Clock, written

from samspill.fhir.store.contracts import Store
from samspill.fhir.store.loads import Loaded, add_load, newest_loads


def kept(store: Store, *, most: int = 10) -> list[Loaded]:
    with store.snapshot() as snapshot:
        return newest_loads(snapshot, most=most)


def test_a_load_is_listed_as_it_was_kept_with_the_time_of_its_unit(store: Store) -> None:
    written(store, lambda tx: add_load(tx, Loaded("load", "a.ndjson", 3, 2, 1, first=4, us=1_500)))
    assert kept(store) == [Loaded("load", "a.ndjson", 3, 2, 1, first=4, us=1_500, at=START)]


def test_loads_stand_newest_first_and_no_more_than_asked_for(store: Store, clock: Clock) -> None:
    for number in range(3):
        written(store, lambda tx, number=number: add_load(tx, Loaded("import", f"{number}.ndjson", number, 0, 0)))
        clock.at += SECOND
    assert [(load.file, load.at) for load in kept(store, most=2)] == [
        ("2.ndjson", START + 2 * SECOND),
        ("1.ndjson", START + SECOND),
    ]


def test_a_load_of_a_unit_that_fails_is_not_kept(store: Store) -> None:
    def failing(tx):
        add_load(tx, Loaded("load", "a.ndjson", 1, 0, 0))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        written(store, failing)
    assert kept(store) == []
