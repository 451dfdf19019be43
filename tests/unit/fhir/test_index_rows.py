"""A resource's index as a whole: complete, each row once, the same every time, whatever the resource holds."""

import copy
import json
from typing import Any

import pytest

from samspill.fhir.definitions import api as definitions
from samspill.fhir.index.api import new_rows_of, rows_of
from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.outcomes import Refusal

OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "id": "o1",
    "meta": {"tag": [{"code": "t"}], "profile": ["http://x.example/P"]},
    "status": "final",
    "category": [{"coding": [{"system": "http://loinc.org", "code": "c"}]}] * 2,
    "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9", "display": "BP"}], "text": "bp"},
    "subject": {"reference": "Patient/p1"},
    "performer": [{"reference": "Patient/p2"}, {"reference": "Practitioner/d"}],
    "effectiveDateTime": "2024-02-01T10:15:00+01:00",
    "component": [{"code": {"text": "x"}, "valueQuantity": {"value": 1}}],
}


def tables(rows: IndexRows) -> list[list[tuple[Any, ...]]]:
    return [list(rows.token), list(rows.string), list(rows.date), list(rows.quantity), list(rows.reference)]


def test_each_row_stands_once() -> None:
    assert [len(table) for table in tables(rows_of(OBSERVATION))] == [5, 2, 1, 1, 3]
    assert all(len(table) == len(set(table)) for table in tables(rows_of(OBSERVATION)))


def test_the_order_of_the_elements_does_not_matter() -> None:
    turned = dict(reversed(OBSERVATION.items()))
    assert rows_of(turned) == rows_of(OBSERVATION)


def test_the_resource_is_left_as_it_was() -> None:
    given = copy.deepcopy(OBSERVATION)
    rows_of(given)
    assert given == OBSERVATION


def test_a_resource_lies_in_the_compartments_of_all_its_patients() -> None:
    assert rows_of(OBSERVATION).patients == ("p2", "p1")


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({"resourceType": "Patient", "id": "p1"}, ("p1",)),
        ({"resourceType": "Patient", "id": "p1", "link": [{"other": {"reference": "Patient/p2"}}]}, ("p1", "p2")),
        ({"resourceType": "Observation", "id": "o", "subject": {"reference": "Group/g"}}, ()),
        ({"resourceType": "Observation", "id": "o", "subject": {"reference": "http://x.example/Patient/p"}}, ()),
        ({"resourceType": "Medication", "id": "m"}, ()),
        ({"resourceType": "Encounter", "id": "e", "subject": {"reference": "Patient/p"}}, ("p",)),
        ({"resourceType": "Patient"}, ()),
    ],
)
def test_the_patients_a_resource_is_about(resource: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert rows_of(resource).patients == expected


def test_a_type_that_r4_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError):
        rows_of({"resourceType": "Pasient"})


WRONG: list[Any] = [
    None,
    0,
    True,
    "x",
    "",
    [],
    {},
    [None],
    [[]],
    [{}],
    {"a": 1},
    "\u0000",
    "\ud800",
    ["x"],
    10**400,
    "2024-99",
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda value: repr(value)[:12])
@pytest.mark.parametrize("name", ["Observation", "Patient", "Encounter", "Location", "Bundle", "Group", "ValueSet"])
def test_an_element_that_is_not_of_its_type_does_not_stop_the_index(name: str, wrong: object) -> None:
    found = definitions.definition(name)
    assert found
    names = [element.name for element in found.elements.values() if not element.choice]
    names += [
        element.name + each[0].upper() + each[1:]
        for element in found.elements.values()
        if element.choice
        for each in element.types
    ]
    rows = rows_of({"resourceType": name, **dict.fromkeys(names, wrong), "id": "1"})
    json.dumps(tables(rows))
    assert all(isinstance(row[-1], str) for table in (rows.token, rows.string, rows.reference) for row in table)


@pytest.mark.parametrize(
    "inner", ["coding", "reference", "value", "repeat", "start", "family", "given", "line", "low", "type"]
)
@pytest.mark.parametrize("wrong", WRONG, ids=lambda value: repr(value)[:12])
def test_a_part_that_is_not_of_its_type_does_not_stop_the_index(inner: str, wrong: object) -> None:
    part = {inner: wrong}
    resource = {
        "identifier": [part],
        "name": [part],
        "address": [part],
        "telecom": [part],
        "contact": [part],
        "link": [part],
    }
    rows = rows_of({"resourceType": "Patient", "id": "1", "managingOrganization": part, **resource})
    assert all(isinstance(row[-1], str) for table in (rows.token, rows.string, rows.reference) for row in table)


def test_an_absurdly_long_code_is_shortened() -> None:
    rows = rows_of({"resourceType": "Observation", "id": "1", "code": {"coding": [{"code": "x" * 10_000}]}})
    assert len(rows.token[0][3]) == 600


def basic(identifiers: int) -> dict[str, Any]:
    return {"resourceType": "Basic", "identifier": [{"value": str(number)} for number in range(identifiers)]}


def test_twenty_thousand_rows_are_taken() -> None:
    assert len(new_rows_of(basic(20_000)).token) == 20_000


def test_one_more_is_refused_with_the_parameter_and_the_element() -> None:
    with pytest.raises(Refusal) as refused:
        new_rows_of({**basic(19_999), "author": {"reference": "Patient/1"}, "created": "2024"})
    (issue,) = refused.value.issues
    assert (refused.value.status, issue.code, issue.expression) == (422, "too-costly", ("Basic.identifier",))
    assert issue.diagnostics == (
        "The resource has 20001 values to be searched for, 19999 of them for the search parameter 'identifier'; "
        "at most 20000 are indexed. Spread them over several resources."
    )


def test_what_is_stored_already_is_indexed_whole() -> None:
    assert len(rows_of(basic(20_001)).token) == 20_001
