"""https://hl7.org/fhir/R4/search.html#sort, #count, #total, and paging that neither repeats nor loses."""

from collections.abc import Callable

import pytest

from samspill.fhir.search import api as search


def patient(id_: str, family: str | None, born: str | None, *more_names: str) -> dict:
    names = [{"family": each} for each in (family, *more_names) if each]
    return {
        "resourceType": "Patient",
        "id": id_,
        **({"name": names} if names else {}),
        **({"birthDate": born} if born else {}),
    }


def condition(id_: str, *codings: tuple[str, str]) -> dict:
    coding = [{"system": system, "code": code} for system, code in codings]
    subject = {"reference": "Patient/a"}
    return {
        "resourceType": "Condition",
        "id": id_,
        "subject": subject,
        **({"code": {"coding": coding}} if coding else {}),
    }


RESOURCES = [
    patient("a", "Dal", "1980-05-01"),
    patient("b", "Berg", "1980-05-01"),
    patient("c", "Åsen", "1999"),
    patient("d", "Berg", None, "Aas"),
    patient("e", None, "1955-02"),
    patient("f", None, None),
    patient("g", "Dal", "2001-12-31", "Zahl"),
    condition("c1", ("urn:a", "3"), ("urn:b", "3"), ("urn:a", "2")),
    condition("c2", ("urn:a", "2.5")),
    condition("c3", ("urn:b", "1"), ("urn:a", "1")),
    condition("c4"),
    {"resourceType": "Observation", "id": "o1", "status": "final", "valueQuantity": {"value": 5}},
    {
        "resourceType": "Observation",
        "id": "o2",
        "status": "final",
        "valueQuantity": {"value": 70, "system": "http://unitsofmeasure.org", "code": "mg"},
    },
    {
        "resourceType": "Observation",
        "id": "o3",
        "status": "final",
        "valueQuantity": {"value": 1, "system": "http://unitsofmeasure.org", "code": "g"},
    },
]

SORTED = {
    # those joined by = are alike, and may come in any order
    "_sort=birthdate": "e a=b c g d=f",
    "_sort=-birthdate": "g c a=b e d=f",
    "_sort=family": "d c b a=g e=f",
    "_sort=-family": "g a b=d c e=f",
    "_sort=family,-birthdate": "d c b g a e f",
    "_sort=-birthdate,family": "g c b a e d f",
    "_sort=_id": "a b c d e f g",
    "_sort=-_id": "g f e d c b a",
    "_sort=_lastUpdated,-_id": "g f e d c b a",
    "_sort=-birthdate&family:missing=false": "g c a=b d",
    "_sort=-birthdate&family=berg,dal": "g a=b d",
    "_sort=birthdate&_id=g,f,a": "a g f",
    "_sort=-family,birthdate&_id=a,d,g": "g a d",
}


@pytest.mark.parametrize("count", [1, 2, 20])
def test_matches_come_in_the_order_asked_for(sizes: None, found: Callable[[str], str], count: int) -> None:
    answered = {query: found(f"Patient?{query}&_count={count}").split() for query in SORTED}
    assert {query: grouped(ids, SORTED[query]) for query, ids in answered.items()} == SORTED


def grouped(ids: list[str], expected: str) -> str:
    """Write those that are alike in one order."""
    left, groups = list(ids), []
    for group in expected.split():
        size = len(group.split("="))
        groups.append("=".join(sorted(left[:size])))
        del left[:size]
    return " ".join([*groups, *left])


def test_quantities_are_sorted_in_one_unit(found: Callable[[str], str]) -> None:
    assert found("Observation?_sort=value-quantity&_id=o2,o3") == "o2 o3"
    assert found("Observation?_sort=-value-quantity&_id=o2,o3") == "o3 o2"


def test_codes_are_sorted_by_the_lowest_or_highest_of_several(sizes: None, found: Callable[[str], str]) -> None:
    for count in (1, 2, 20):
        assert found(f"Condition?_sort=code&_count={count}") == "c3 c1 c2 c4"
        assert found(f"Condition?_sort=-code&_count={count}") == "c1 c2 c3 c4"


def test_total_is_told_when_known_or_asked_for(pages: Callable[[str], list[search.Page]]) -> None:
    totals = {
        query: pages(f"Patient?{query}")[0].total
        for query in ("", "_count=3", "_count=3&_total=accurate", "_total=none", "_count=0", "_summary=count",
                      "_count=3&_total=estimate&family:missing=false", "family=nobody")
    }  # fmt: skip
    assert totals == {
        "": 7,
        "_count=3": None,
        "_count=3&_total=accurate": 7,
        "_total=none": None,
        "_count=0": 7,
        "_summary=count": 7,
        "_count=3&_total=estimate&family:missing=false": 5,
        "family=nobody": 0,
    }
