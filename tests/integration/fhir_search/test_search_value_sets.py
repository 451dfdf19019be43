"""``:in`` and ``:not-in`` (https://hl7.org/fhir/R4/search.html#modifiers)."""

from collections.abc import Callable

import pytest

from samspill.fhir.outcomes import Refusal


def condition(id_: str, code: str, system: str = "urn:c") -> dict:
    return {
        "resourceType": "Condition",
        "id": id_,
        "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"system": system, "code": code}]},
        "clinicalStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
        },
    }


def value_set(id_: str, compose: dict | None = None, **more: object) -> dict:
    resource = {"resourceType": "ValueSet", "id": id_, "status": "active", "url": f"urn:vs:{id_}", **more}
    return {**resource, "compose": compose} if compose else resource


def part(*codes: str, **more: object) -> dict:
    return {"system": "urn:c", "concept": [{"code": code} for code in codes], **more}


RESOURCES = [
    condition("a", "A"),
    condition("b", "B"),
    condition("c", "C"),
    condition("elsewhere", "A", "urn:d"),
    {"resourceType": "Condition", "id": "uncoded", "subject": {"reference": "Patient/p"}},
    value_set("ab", {"include": [part("A", "B")]}),
    value_set("nested", {"include": [{"valueSet": ["urn:vs:ab"]}, part("C")]}),
    value_set("both", {"include": [part("A", "C", valueSet=["urn:vs:ab"])]}),
    value_set("less", {"include": [part("A", "B", "C")], "exclude": [part("B")]}),
    value_set("whole", {"include": [{"system": "urn:c"}]}),
    value_set(
        "expanded",
        expansion={
            "timestamp": "2024-01-01",
            "contains": [{"system": "urn:c", "code": "B", "contains": [{"system": "urn:c", "code": "C"}]}],
        },
    ),
    value_set("filtered", {"include": [{"system": "urn:c", "filter": [{"property": "p", "op": "=", "value": "v"}]}]}),
    value_set("round", {"include": [{"valueSet": ["urn:vs:round"]}]}),
    value_set("empty", {"include": [part("A")], "exclude": [part("A")]}),
]

CASES = {
    "code:in=urn:vs:ab": "a b",
    "code:in=ValueSet/ab": "a b",
    "code:not-in=urn:vs:ab": "c elsewhere uncoded",
    "code:in=urn:vs:nested": "a b c",
    "code:in=urn:vs:both": "a",
    "code:in=urn:vs:less": "a c",
    "code:in=urn:vs:whole": "a b c",
    "code:in=urn:vs:expanded": "b c",
    "code:in=urn:vs:empty": "",
    "code:not-in=urn:vs:empty": "a b c elsewhere uncoded",
    "clinical-status:in=http://hl7.org/fhir/ValueSet/condition-clinical": "a b c elsewhere",
    "clinical-status:in=http://hl7.org/fhir/ValueSet/condition-clinical&code:in=urn:vs:ab&_id=b": "b",
}


def test_codes_are_found_by_the_value_set_they_are_in(found: Callable[[str], str]) -> None:
    assert {query: sorted(found(f"Condition?{query}").split()) for query in CASES} == {
        query: ids.split() for query, ids in CASES.items()
    }


@pytest.mark.parametrize("address", ["urn:vs:unknown", "urn:vs:filtered", "urn:vs:round", "ValueSet/unknown"])
def test_a_value_set_that_does_not_list_its_codes_is_refused(found: Callable[[str], str], address: str) -> None:
    with pytest.raises(Refusal) as refused:
        found(f"Condition?code:in={address}")
    assert refused.value.status == 400
    assert "'code:in'" in refused.value.issues[0].diagnostics
