"""A search parameter's expression, walked over a resource."""

from typing import Any

import pytest

from samspill.fhir.path.errors import PathSyntaxError
from samspill.fhir.path.walkers import is_plain, walker

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "name": [{"family": "Ås", "given": ["Kari", "Mo"]}, {"given": ["Kari"]}],
    "birthDate": "1950-01-02",
    "_birthDate": {"extension": [{"url": "urn:time", "valueDateTime": "1950-01-02T03:04:05Z"}]},
    "telecom": [{"system": "phone", "value": "1"}, {"system": "email", "value": "2"}, {"value": "3"}],
    "extension": [{"url": "urn:a", "valueCode": "x"}, {"url": "urn:b", "valueCode": "y"}],
}


def observation(**more: Any) -> dict[str, Any]:
    return {"resourceType": "Observation", "status": "final", **more}


@pytest.mark.parametrize(
    ("expression", "resource", "found"),
    [
        ("Patient.name.given", PATIENT, [("Kari", "string"), ("Mo", "string"), ("Kari", "string")]),
        ("Patient.name.given | Patient.name.family", PATIENT, [("Kari", "string"), ("Mo", "string"), ("Ås", "string")]),
        ("Patient.telecom.where(system='email').value", PATIENT, [("2", "string")]),
        ("Patient.extension('urn:b').value", PATIENT, [("y", "code")]),
        ("Patient.birthDate.extension('urn:time').value", PATIENT, [("1950-01-02T03:04:05Z", "dateTime")]),
        ("Observation.value", observation(valueString="no"), [("no", "string")]),
        ("Observation.value.ofType(Quantity)", observation(valueString="no"), []),
        ("(Observation.value as Quantity).unit", observation(valueQuantity={"unit": "g"}), [("g", "string")]),
        ("Observation.status", PATIENT, []),
        ("Resource.meta.tag", {**PATIENT, "meta": {"tag": [{"code": "t"}]}}, [({"code": "t"}, "Coding")]),
        ("Patient.deceased.exists() and Patient.deceased != false", PATIENT, [(False, "boolean")]),
        ("Patient.nothing", PATIENT, []),
        ("Observation.value.exists()", observation(valueInteger=0), [(True, "boolean")]),
    ],
)
def test_an_expression_finds_values_with_their_types(
    expression: str, resource: dict[str, Any], found: list[Any]
) -> None:
    assert walker(expression)(resource) == found


@pytest.mark.parametrize(
    ("subject", "is_found"),
    [
        ({"reference": "Patient/1"}, True),
        ({"reference": "https://a.example/fhir/Patient/1/_history/2"}, True),
        ({"reference": "Group/1"}, False),
        ({"reference": "urn:uuid:0", "type": "Patient"}, True),
        ({"reference": "urn:uuid:0"}, False),
        ({"reference": "#me"}, True),
        ({"reference": "#other"}, False),
        ({"identifier": {"value": "1"}, "type": "Patient"}, True),
        ({"display": "someone"}, False),
    ],
)
def test_a_reference_points_to_the_type_its_text_or_type_or_contained_resource_says(
    subject: dict[str, Any], is_found: bool
) -> None:
    resource = observation(subject=subject, contained=[{"resourceType": "Patient", "id": "me"}])

    assert bool(walker("Observation.subject.where(resolve() is Patient)")(resource)) is is_found


def test_a_reference_to_a_practitioner_is_a_resource_too() -> None:
    resource = observation(performer=[{"reference": "Practitioner/1"}])

    assert walker("Observation.performer.where(resolve() is Resource)")(resource) == [
        ({"reference": "Practitioner/1"}, "Reference")
    ]


def test_a_primitive_with_only_an_extension_is_left_out() -> None:
    resource = {"resourceType": "Patient", "_birthDate": {"extension": [{"url": "urn:unknown"}]}}

    assert walker("Patient.birthDate")(resource) == []


def test_a_null_in_a_list_of_primitives_is_left_out() -> None:
    resource = {"resourceType": "Patient", "name": [{"given": [None, "Mo"], "_given": [{"id": "1"}, None]}]}

    assert walker("Patient.name.given")(resource) == [("Mo", "string")]


def test_an_element_of_the_wrong_shape_finds_nothing() -> None:
    assert walker("Patient.name.given")({"resourceType": "Patient", "name": "Mo"}) == []


def test_an_unreadable_expression_is_refused_when_it_is_compiled() -> None:
    with pytest.raises(PathSyntaxError):
        walker("Patient.name.")


def test_a_path_is_walked_without_the_whole_engine() -> None:
    assert is_plain("Observation.value.ofType(Quantity) | Observation.component.value.ofType(Quantity)")
