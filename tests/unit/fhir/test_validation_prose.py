"""What R4 demands in words only, at the level of profiles; and what a wary deployment refuses."""

from typing import Any

import pytest

from samspill.fhir.validation.api import Profiles, check
from samspill.fhir.validation.code_forms import misformed
from samspill.fhir.validation.contracts import Level, Wariness

PATIENT = {"resourceType": "Patient"}
ADDRESS = "http://example.org/fhir"


def errors(resource: dict[str, Any], wariness: Wariness = Wariness()) -> list[str]:  # noqa: B008
    """Return the places of the errors at the level of profiles."""
    issues = check(resource, Level.PROFILE, profiles=Profiles(), wariness=wariness)
    return [one.expression[0] for one in issues if one.is_error]


def bundle(kind: str, *entries: dict[str, Any], **added: Any) -> dict[str, Any]:
    """Return a Bundle."""
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries), **added}


def coded(system: str, code: str) -> dict[str, Any]:
    """Return an Observation with a code."""
    coding = {"system": system, "code": code}
    return {"resourceType": "Observation", "status": "final", "code": {"coding": [coding]}}


def document(reference: str, *ids: str) -> dict[str, Any]:
    """Return a document whose Composition is about someone."""
    composition = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "x"},
        "date": "2024",
        "title": "x",
        "author": [{"display": "x"}],
        "subject": {"reference": reference},
    }
    entries = [{"fullUrl": f"{ADDRESS}/Patient/{one}", "resource": {**PATIENT, "id": one}} for one in ids]
    first = {"fullUrl": f"{ADDRESS}/Composition/c", "resource": composition}
    identifier = {"system": "http://example.org/ids", "value": "1"}
    return bundle("document", first, *entries, identifier=identifier, timestamp="2024-01-01T00:00:00Z")


SEARCH_PARAMETER = {
    "resourceType": "SearchParameter",
    "url": f"{ADDRESS}/SearchParameter/x",
    "name": "X",
    "status": "draft",
    "description": "x",
    "code": "x",
    "base": ["Patient"],
    "type": "string",
}
CODE_SYSTEM = {"resourceType": "CodeSystem", "status": "draft", "content": "complete"}
CODES = {"resourceType": "ValueSet", "status": "draft"}
NAME = "http://hl7.org/fhir/SearchParameter/Patient-name"


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (coded("http://loinc.org", "85354-9"), []),
        (coded("http://loinc.org", "85354-8"), ["Observation.code.coding[0].code"]),
        (coded("http://snomed.info/sct", "73211009"), []),
        (coded("http://snomed.info/sct", "73211008"), ["Observation.code.coding[0].code"]),
        (coded("http://hl7.org/fhir/administrative-gender", "female"), []),
        (coded("http://hl7.org/fhir/administrative-gender", "kvinne"), ["Observation.code.coding[0].code"]),
        (coded("urn:oid:2.16.578.1.12.4.1.1.7280", "NPU01685"), []),
        (coded("7280", "NPU01685"), ["Observation.code.coding[0].system"]),
        (coded("urn:oid:2.16.", "NPU01685"), ["Observation.code.coding[0].system"]),
        ({**PATIENT, "photo": [{"contentType": "image/png", "data": "QUJD", "size": 3}]}, []),
        ({**PATIENT, "photo": [{"contentType": "image/png", "data": "QUJD", "size": 4}]}, ["Patient.photo[0].size"]),
        (bundle("collection", {"fullUrl": "Patient/1", "resource": PATIENT}), ["Bundle.entry[0].fullUrl"]),
        (bundle("collection", {"fullUrl": "urn:uuid:53FEFA32", "resource": PATIENT}), ["Bundle.entry[0].fullUrl"]),
        (bundle("searchset", {"resource": PATIENT}), ["Bundle.entry[0].resource"]),
        (bundle("searchset", {"resource": {**PATIENT, "id": "1"}}), []),
        (
            bundle("searchset", {"resource": {**PATIENT, "id": "1"}, "search": {"mode": "outcome"}}),
            ["Bundle.entry[0].resource"],
        ),
        (
            bundle("searchset", {"resource": {**PATIENT, "id": "1"}}, link=[{"relation": "self", "url": "u"}] * 2),
            ["Bundle.link[1]"],
        ),
        (document("Patient/1", "1"), []),
        (document(f"{ADDRESS}/Patient/1", "1"), []),
        (document("Patient/2", "1"), ["Bundle.entry[0].resource"]),
        ({**SEARCH_PARAMETER, "type": "composite"}, ["SearchParameter"]),
        ({**SEARCH_PARAMETER, "derivedFrom": NAME}, []),
        ({**SEARCH_PARAMETER, "derivedFrom": NAME, "type": "token"}, ["SearchParameter.type"]),
        ({**SEARCH_PARAMETER, "derivedFrom": NAME, "base": ["Device"]}, ["SearchParameter.base[0]"]),
        ({**CODE_SYSTEM, "supplements": "http://loinc.org"}, ["CodeSystem.content"]),
        ({**CODE_SYSTEM, "property": [{"code": "a", "type": "code"}] * 2}, ["CodeSystem.property[1]"]),
        ({**CODES, "url": "ValueSet/x"}, ["ValueSet.url"]),
        ({**CODES, "compose": {"include": [{"system": "#x"}]}}, ["ValueSet.compose.include[0].system"]),
        ({**PATIENT, "meta": {"profile": ["our-profile"]}}, ["Patient.meta.profile[0]"]),
        (
            {
                "resourceType": "QuestionnaireResponse",
                "status": "completed",
                "questionnaire": "http://hl7.org/fhir/ValueSet/days-of-week",
            },
            ["QuestionnaireResponse.questionnaire"],
        ),
    ],
)
def test_rule_of_r4s_prose(resource: dict[str, Any], expected: list[str]) -> None:
    assert errors(resource) == expected


def test_prose_is_not_asked_at_the_base_level() -> None:
    wrong = bundle("collection", {"fullUrl": "Patient/1", "resource": PATIENT})
    assert [one for one in check(wrong, Level.BASE) if one.is_error] == []


@pytest.mark.parametrize("code", ["73211009", "322236009", "900000000000207008", "73211009:246075003=387517004"])
def test_snomed_codes_with_the_right_check_digit(code: str) -> None:
    assert not misformed("http://snomed.info/sct", code)


@pytest.mark.parametrize("code", ["1", "154h", "73211090", "073211009", "9000000000002070080"])
def test_what_is_no_snomed_code(code: str) -> None:
    assert misformed("http://snomed.info/sct", code)


@pytest.mark.parametrize("code", ["8480-6", "8462-4", "8310-5", "29463-7", "LA6576-8"])
def test_loinc_codes_with_the_right_check_digit(code: str) -> None:
    assert not misformed("http://loinc.org", code)


@pytest.mark.parametrize("code", ["8480-5", "8480", "84806", "x-6"])
def test_what_is_no_loinc_code(code: str) -> None:
    assert misformed("http://loinc.org", code)


def test_codes_of_systems_without_check_digits_are_not_judged() -> None:
    assert not misformed("urn:oid:2.16.578.1.12.4.1.1.7280", "anything")


WARY = Wariness(known_extensions_only=True, no_markup=True)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://hl7.org/fhir/StructureDefinition/patient-birthPlace", []),
        ("http://hl7.org/fhir/5.0/StructureDefinition/extension-Patient.x", []),
        ("http://example.org/fhir/StructureDefinition/ours", ["Patient.extension[0]"]),
    ],
)
def test_wary_deployment_takes_known_extensions_only(url: str, expected: list[str]) -> None:
    assert errors({**PATIENT, "extension": [{"url": url, "valueString": "x"}]}, WARY) == expected


def test_unknown_extension_is_taken_otherwise() -> None:
    assert errors({**PATIENT, "extension": [{"url": "http://example.org/x", "valueString": "x"}]}) == []


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a </b>", "<!-- a -->", "<?php 1"])
def test_wary_deployment_refuses_text_that_looks_like_html(text: str) -> None:
    assert errors({**PATIENT, "name": [{"text": "a"}, {"text": text}]}, WARY) == ["Patient.name[1].text"]


@pytest.mark.parametrize("text", ["a < b", "5<6", "<3", "->"])
def test_less_than_is_no_html(text: str) -> None:
    assert errors({**PATIENT, "name": [{"text": text}]}, WARY) == []
