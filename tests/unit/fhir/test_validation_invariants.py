"""R4's invariants: met and not met, from memory or from the engine."""

import gzip
import json
from typing import Any

import msgspec
import pytest
from tests.shared import SHARED

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Constraint
from samspill.fhir.formats import api as formats
from samspill.fhir.path import api as path
from samspill.fhir.path.nodes import Node
from samspill.fhir.validation.api import check
from samspill.fhir.validation.contracts import Level
from samspill.fhir.validation.invariants import Invariant

EXAMPLES = SHARED / "conformance/fhir/r4-examples/examples.ndjson.gz"
CODE = {"text": "x"}
OBSERVATION = {"resourceType": "Observation", "status": "final", "code": CODE}


def broken(resource: dict[str, Any], level: Level = Level.BASE) -> list[str]:
    """Return place and key of each invariant that is not met."""
    issues = [issue for issue in check(resource, level) if issue.code == "invariant"]
    return [f"{issue.expression[0]} {issue.diagnostics.rpartition('(')[2].removesuffix(').')}" for issue in issues]


def question(**changed: Any) -> dict[str, Any]:
    """Return a Questionnaire with one item."""
    item = {"linkId": "1", "type": "string", **changed}
    return {"resourceType": "Questionnaire", "status": "active", "item": [item]}


def bundle(kind: str, *entries: dict[str, Any], **added: Any) -> dict[str, Any]:
    """Return a Bundle."""
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries), **added}


PATIENT = {"resourceType": "Patient"}
POST = {"method": "POST", "url": "Patient"}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({**OBSERVATION, "dataAbsentReason": CODE, "valueString": "x"}, "Observation obs-6"),
        ({**OBSERVATION, "valueString": "x", "component": [{"code": CODE}]}, None),
        ({**OBSERVATION, "referenceRange": [{"age": {"low": {"value": 1}}}]}, "Observation.referenceRange[0] obs-3"),
        ({**PATIENT, "contact": [{"gender": "male"}]}, "Patient.contact[0] pat-1"),
        ({**PATIENT, "contact": [{"name": {"text": "x"}}]}, None),
        ({**PATIENT, "telecom": [{"value": "12345678"}]}, "Patient.telecom[0] cpt-2"),
        ({**PATIENT, "name": [{"period": {"start": "2024-02", "end": "2024-01"}}]}, "Patient.name[0].period per-1"),
        ({**PATIENT, "name": [{"period": {"start": "2024", "end": "2024-01"}}]}, None),
        ({**PATIENT, "photo": [{"data": "QUJD"}]}, "Patient.photo[0] att-1"),
        (
            {**PATIENT, "contained": [{"resourceType": "Organization", "id": "o", "name": "x"}]},
            "Patient.contained[0] dom-3",
        ),
        ({"resourceType": "Organization"}, "Organization org-1"),
        (
            {**OBSERVATION, "referenceRange": [{"low": {"value": 1, "comparator": ">"}}]},
            "Observation.referenceRange[0].low sqty-1",
        ),
        ({**OBSERVATION, "valueQuantity": {"value": 1, "comparator": ">"}}, None),
        ({"resourceType": "Organization", "name": "x", "address": [{"use": "home"}]}, "Organization.address[0] org-2"),
        (question(type="group"), "Questionnaire.item[0] que-1"),
        (question(type="display", readOnly=True), "Questionnaire.item[0] que-9"),
        (question(type="date", maxLength=5), "Questionnaire.item[0] que-10"),
        (question(), None),
        (bundle("transaction", {"resource": PATIENT}), "Bundle bdl-3"),
        (bundle("transaction", {"resource": PATIENT, "request": POST}), None),
        (bundle("collection", {"resource": PATIENT}, total=1), "Bundle bdl-1"),
        (
            bundle("collection", {"fullUrl": "http://a.b/Patient/1/_history/2", "resource": PATIENT}),
            "Bundle.entry[0] bdl-8",
        ),
        (bundle("collection", {"link": [{"relation": "self", "url": "x"}]}), "Bundle.entry[0] bdl-5"),
        (bundle("searchset", {"resource": {"resourceType": "Organization"}}), "Bundle.entry[0].resource org-1"),
    ],
)
def test_invariant_is_told_with_its_key_and_place(resource: dict[str, Any], expected: str | None) -> None:
    assert broken(resource) == ([expected] if expected else [])


def test_value_in_the_code_of_a_component_again_breaks_obs_7() -> None:
    code = {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]}
    assert broken({**OBSERVATION, "code": code, "valueString": "x", "component": [{"code": code}]}) == [
        "Observation obs-7"
    ]


def test_invariant_of_a_contained_resource_asks_the_contained_one() -> None:
    code = {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]}
    inside = {**OBSERVATION, "id": "o", "code": code, "valueString": "x", "component": [{"code": code}]}
    outer = {**OBSERVATION, "contained": [inside], "hasMember": [{"reference": "#o"}]}
    assert broken(outer) == ["Observation.contained[0] obs-7"]


def test_amounts_that_cannot_be_compared_break_no_invariant() -> None:
    low, high = {"value": 2, "unit": "tablets"}, {"value": 1, "unit": "mg"}
    assert broken({**OBSERVATION, "valueRange": {"low": low, "high": high}}) == []


def test_link_id_that_stands_twice_is_an_error_at_the_level_of_profiles_only() -> None:
    twice = question(type="group", item=[{"linkId": "1", "type": "string"}])
    found = [{one.severity for one in check(twice, level) if "que-2" in one.diagnostics} for level in Level]
    assert found == [set(), {"warning"}, {"error"}]


def test_best_practice_is_a_warning_and_only_at_the_level_of_profiles() -> None:
    assert (broken(PATIENT), broken(PATIENT, Level.PROFILE)) == ([], ["Patient dom-6"])


def test_malformed_object_does_not_teach_the_memory_wrong() -> None:
    wrong = {**OBSERVATION, "referenceRange": [{"low": []}]}
    right = {**OBSERVATION, "referenceRange": [{"low": {"value": 1}}]}
    check(wrong, Level.BASE)
    assert broken(right) == []


def test_code_that_is_no_text_does_not_stop_the_check() -> None:
    assert {issue.code for issue in check(question(type=["group"]), Level.BASE)} >= {"structure"}


def test_every_invariant_of_r4_compiles() -> None:
    types = [of for name in definitions.resource_types() if (of := definitions.definition(name))]
    keys = {Invariant(one, of).key for of in types for one in of.constraints if one.expression}
    assert {"obs-6", "obs-7", "que-2", "bdl-7", "dom-2"} <= keys


@pytest.mark.outside
def test_memory_answers_as_the_engine_does_on_every_official_example() -> None:
    def asked(one: Constraint, value: dict[str, Any]) -> bool:
        return path.compile(one.expression).holds(value, context=Node(value, value["resourceType"]))

    different = []
    for line in gzip.decompress(EXAMPLES.read_bytes()).splitlines():
        value = formats.read(bytes(msgspec.json.decode(line, type=dict[str, msgspec.Raw])["resource"]))
        of = definitions.definition(value["resourceType"])
        assert of is not None
        for one in of.constraints:
            comparable = one.key not in ("dom-3", "mdd-1") and "descendants" not in one.expression
            if comparable and asked(one, value) != Invariant(one, of).holds(value, value):
                different.append((json.dumps(value["id"]), one.key))
    assert different == []
