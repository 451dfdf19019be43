"""What is updated is found as it is now, what is deleted not at all."""

from collections.abc import Callable

import pytest
from tests.integration.fhir_search.conftest import parsed, write

from samspill.fhir.search import api as search
from samspill.fhir.store.contracts import Store


def patient(id_: str, family: str) -> dict:
    return {"resourceType": "Patient", "id": id_, "name": [{"family": family}], "active": True}


def observation(id_: str, subject: str) -> dict:
    return {"resourceType": "Observation", "id": id_, "status": "final", "subject": {"reference": f"Patient/{subject}"}}


RESOURCES = [
    patient("stays", "Alm"),
    patient("renamed", "Bakke"),
    patient("gone", "Carlsen"),
    patient("back", "Dahl"),
    observation("of-gone", "gone"),
    observation("moved", "stays"),
    observation("deleted", "stays"),
]

CASES = {
    "Patient?": "back renamed stays",
    "Patient?active=true": "back renamed stays",
    "Patient?_lastUpdated=gt2000": "back renamed stays",
    "Patient?_sort=family": "renamed stays back",
    "Patient?_sort=-_lastUpdated": "back renamed stays",
    "Patient?family=bakke": "",
    "Patient?family=aas": "renamed",
    "Patient?_id=gone,stays": "stays",
    "Patient?family:missing=true": "",
    "Patient?active:not=false": "back renamed stays",
    "Patient?_has:Observation:patient:status=final": "renamed",
    "Observation?patient=stays": "",
    "Observation?patient=renamed": "moved",
    "Observation?patient=gone": "of-gone",
    "Observation?patient.active=true": "moved",
    "Observation?patient.family:missing=true": "",
    "?_type=Patient,Observation": "back moved of-gone renamed stays",
}


@pytest.fixture(scope="module")
def changed(store: Store) -> Store:
    write(store, [patient("renamed", "Aasen"), observation("moved", "renamed")])
    for kind, id_ in (("Patient", "gone"), ("Patient", "back"), ("Observation", "deleted")):
        store.write(lambda unit, kind=kind, id_=id_: unit.delete(kind, id_)).result()
    write(store, [patient("back", "Dahl")])
    return store


def test_searches_see_the_newest_versions_only(changed: Store, found: Callable[[str], str]) -> None:
    ordered = {query: ids for query, ids in CASES.items() if "_sort=family" in query}
    assert {query: sorted(found(query).split()) for query in CASES} == {
        query: sorted(ids.split()) for query, ids in CASES.items()
    }
    assert {query: found(query) for query in ordered} == ordered


def test_counts_and_includes_leave_the_deleted_out(changed: Store, pages: Callable[[str], list[search.Page]]) -> None:
    with changed.snapshot() as snapshot:
        assert {
            query: search.count(snapshot, parsed(query))
            for query in ("Patient?", "Patient?active=true", "Observation?")
        } == {
            "Patient?": 3,
            "Patient?active=true": 3,
            "Observation?": 2,
        }
    assert pages("Observation?_id=of-gone&_include=Observation:subject")[0].includes == ()
    assert pages("Patient?_id=stays&_revinclude=Observation:subject")[0].includes == ()
    assert [each.id for each in pages("Patient?_id=renamed&_revinclude=Observation:subject")[0].includes] == ["moved"]


def test_few_are_found_for_a_conditional_act(changed: Store) -> None:
    with changed.snapshot() as snapshot:
        assert [each.id for each in search.find(snapshot, parsed("Patient?family=aasen"), most=2)] == ["renamed"]
        assert len(search.find(snapshot, parsed("Patient?active=true"), most=2)) == 2
        assert search.find(snapshot, parsed("Patient?family=carlsen"), most=2) == []
