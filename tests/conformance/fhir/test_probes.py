"""The searches that hold the engine to its examples are what R4 says of a value, written out here."""

from decimal import Decimal
from typing import Any

import pytest
from tests.conformance.fhir.probes import probes
from tests.conformance.fhir.self_match import Asked, wrong

from samspill.fhir.definitions import api as definitions

LOINC = "http://loinc.org"


def asked(resource: dict[str, Any], code: str) -> list[str]:
    """Return the queries of one parameter, those that must not find it with an exclamation mark."""
    parameter = definitions.search_parameters(resource["resourceType"])[code]
    found = probes(resource, parameter)
    return [f"{'!' * each.is_absent}{each.name}={each.value}" for each in found if ":missing" not in each.name]


OBSERVATION = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": LOINC, "code": "a,b", "display": "Puls"}], "text": "Hjerte"},
    "subject": {"reference": "Patient/1"},
    "effectiveDateTime": "2024-05",
    "valueQuantity": {"value": Decimal("1.0"), "unit": "g", "system": "u", "code": "g"},
}

CASES = {
    "code": [
        r"code=http://loinc.org|a\,b",
        r"!code:not=http://loinc.org|a\,b",
        r"code=a\,b",
        "code=http://loinc.org|",
        "code:text=Puls",
        "code:text=Hjerte",
    ],
    "status": ["status=final", "status=http://hl7.org/fhir/observation-status|final"],
    "subject": [
        "subject=Patient/1",
        "subject=http://localhost/fhir/Patient/1",
        "subject=1",
        "subject:Patient=1",
    ],
    "encounter": [],
    "date": [
        "date=2024-05", "date=eq2024-05", "date=ge2024-05", "date=le2024-05", "date=ap2024-05", "!date=ne2024-05",
        "!date=gt2024-05", "!date=lt2024-05", "!date=sa2024-05", "!date=eb2024-05", "date=2024", "!date=sa2024",
    ],
    "code-value-quantity": [r"code-value-quantity=http://loinc.org|a\,b$1.0|u|g"],
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_queries_are_those_of_the_value(code: str) -> None:
    assert asked(OBSERVATION, code) == CASES[code]


def test_a_quantity_is_asked_for_with_its_digits_and_each_of_its_units() -> None:
    found = asked(OBSERVATION, "value-quantity")
    assert [each for each in found if each.startswith("value-quantity=1")] == [
        "value-quantity=1.0|u|g", "value-quantity=1.0||g", "value-quantity=1.0",
    ]  # fmt: skip


def test_an_answer_is_wrong_that_misses_holds_too_much_or_refuses() -> None:
    exact = Asked("", "", is_exact=True, made_of={"a"}, absent={"b"})
    assert list(wrong(exact, {"a"})) == []
    assert list(wrong(exact, {"b"})) == ["does not find a", "finds b, which is something else"]
    assert list(wrong(exact, {"a", "c"})) == ["finds c too, which does not have it"]
    assert list(wrong(exact, "400: no")) == ["400: no"]
