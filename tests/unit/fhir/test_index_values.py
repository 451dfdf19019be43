"""Which rows a value gives, type by type (https://hl7.org/fhir/R4/search.html)."""

import math
from decimal import Decimal
from typing import Any

import pytest

from samspill.fhir.definitions import api as definitions
from samspill.fhir.index.api import date_range, of_type, rows_of, system_number
from samspill.fhir.index.contracts import CANONICAL, EARLIEST, IDENTIFIER, LATEST, OF_TYPE

LOINC = system_number("http://loinc.org")
UCUM = system_number("http://unitsofmeasure.org")
OWN = frozenset({"https://fhir.example.org/r4"})


def rows(resource_type: str, code: str, table: str, /, **elements: Any) -> list[tuple[Any, ...]]:
    """Return a resource's rows under one parameter's number, without the number."""
    number = definitions.search_parameters(resource_type)[code].number
    found = getattr(rows_of({"resourceType": resource_type, "id": "1", **elements}, OWN), table)
    return [row[1:] for row in found if row[0] == number]


def day(text: str) -> int:
    found = date_range(text)
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({"coding": [{"system": "http://loinc.org", "code": "1-8"}]}, [(0, LOINC, "1-8")]),
        ({"coding": [{"code": "1-8"}]}, [(0, 0, "1-8")]),
        ({"coding": [{"system": "http://loinc.org"}]}, [(0, LOINC, "")]),
        ({"coding": [{"code": "a"}, {"code": "b"}, {"code": "a"}]}, [(0, 0, "a"), (0, 0, "b")]),
        ({"coding": [{"display": "Only words"}]}, []),
        ({"text": "Only words"}, []),
    ],
)
def test_a_concept_is_found_by_each_coding(elements: dict[str, Any], expected: list[Any]) -> None:
    assert rows("Observation", "code", "token", code=elements) == expected


def test_a_concept_is_found_by_its_words() -> None:
    code = {"coding": [{"code": "a", "display": "Blood  Pressure"}], "text": "Blodtrykk"}
    assert rows("Observation", "code", "string", code=code) == [(0, "blood pressure", ""), (0, "blodtrykk", "")]


def test_a_code_has_the_system_it_must_come_from() -> None:
    system = system_number("http://hl7.org/fhir/administrative-gender")
    assert rows("Patient", "gender", "token", gender="female") == [(0, system, "female")]


def test_a_boolean_is_a_word() -> None:
    system = system_number("http://hl7.org/fhir/special-values")
    assert rows("Patient", "active", "token", active=False) == [(0, system, "false")]


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({}, "false"),
        ({"deceasedBoolean": False}, "false"),
        ({"deceasedBoolean": True}, "true"),
        ({"deceasedDateTime": "2024"}, "true"),
    ],
)
def test_a_patient_is_dead_or_alive(elements: dict[str, Any], expected: str) -> None:
    assert [code for _, _, code in rows("Patient", "deceased", "token", **elements)] == [expected]


def test_an_identifier_is_found_by_its_value_and_by_its_type() -> None:
    identifier = {
        "type": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}],
            "text": "Journalnummer",
        },
        "system": "urn:oid:1.2.3",
        "value": "A 7",
    }
    marked = of_type("http://terminology.hl7.org/CodeSystem/v2-0203", "MR")
    assert rows("Patient", "identifier", "token", identifier=[identifier]) == [
        (0, system_number("urn:oid:1.2.3"), "A 7"),
        (OF_TYPE, marked, "A 7"),
    ]
    assert rows("Patient", "identifier", "string", identifier=[identifier]) == [(0, "journalnummer", "")]


@pytest.mark.parametrize(
    ("system", "value", "expected"),
    [
        ("phone", "+47 22 33-44", ["+47 22 33-44", "+47223344"]),
        ("email", "Kari@Example.org", ["Kari@Example.org", "kari@example.org"]),
        ("url", "https://Example.org/A", ["https://Example.org/A"]),
    ],
)
def test_a_contact_point_is_found_as_written_and_as_dialled(system: str, value: str, expected: list[str]) -> None:
    found = rows("Patient", "telecom", "token", telecom=[{"system": system, "value": value}])
    assert found == [(0, 0, each) for each in expected]


def test_only_telephones_are_found_as_telephones() -> None:
    telecom = [{"system": "phone", "value": "1"}, {"system": "email", "value": "a@b"}]
    assert rows("Patient", "phone", "token", telecom=telecom) == [(0, 0, "1")]


def test_every_part_of_a_name_is_found() -> None:
    name = {"family": "Ås", "given": ["Kari", None, "Anne"], "prefix": ["Dr."], "suffix": ["PhD"], "text": "Kari Ås"}
    assert rows("Patient", "name", "string", name=[name]) == [
        (0, "aas", "Ås"),
        (0, "kari aas", "Kari Ås"),
        (0, "kari", "Kari"),
        (0, "anne", "Anne"),
        (0, "dr.", "Dr."),
        (0, "phd", "PhD"),
    ]


def test_every_part_of_an_address_is_found() -> None:
    address = {
        "line": ["Gata 1"],
        "city": "Oslo",
        "postalCode": "0150",
        "state": "Østlandet",
        "district": "Sentrum",
        "country": "NO",
    }
    found = {folded for _, folded, _ in rows("Patient", "address", "string", address=[address])}
    assert found == {"gata 1", "oslo", "0150", "ostlandet", "sentrum", "no"}


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({"effectiveDateTime": "2024-02"}, [(0, day("2024-02-01"), day("2024-03-01"))]),
        ({"effectiveInstant": "2024-02-01T00:00:00Z"}, [(0, day("2024-02-01"), day("2024-02-01") + 1_000_000)]),
        ({"effectivePeriod": {"start": "2024-02-01", "end": "2024-02"}}, [(0, day("2024-02-01"), day("2024-03-01"))]),
        ({"effectivePeriod": {"start": "2024"}}, [(0, day("2024-01-01"), LATEST)]),
        ({"effectivePeriod": {"end": "2023"}}, [(0, EARLIEST, day("2024-01-01"))]),
        ({"effectivePeriod": {}}, []),
        ({"effectivePeriod": {"start": "2024", "end": "2023"}}, []),
        ({"effectiveTiming": {"event": ["2024-03-01", "2024-01-01"]}}, [(0, day("2024-01-01"), day("2024-03-02"))]),
        (
            {"effectiveTiming": {"event": ["2024-03-01"], "repeat": {"boundsPeriod": {"start": "2024-02-01"}}}},
            [(0, day("2024-02-01"), LATEST)],
        ),
        ({"effectiveTiming": {"repeat": {"frequency": 1}}}, []),
        ({"effectiveDateTime": "0000-00-00"}, []),
    ],
)
def test_a_date_is_found_by_the_time_it_means(elements: dict[str, Any], expected: list[Any]) -> None:
    assert rows("Observation", "date", "date", **elements) == expected


KG = {"system": "http://unitsofmeasure.org", "code": "kg"}


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ({"value": Decimal("5.40"), **KG}, [(0, UCUM, "kg", 5.4, 5.4), (0, CANONICAL, "g", 5400.0, 5400.0)]),
        (
            {"value": 2, **KG, "unit": "kilo"},
            [(0, UCUM, "kg", 2.0, 2.0), (0, 0, "kilo", 2.0, 2.0), (0, CANONICAL, "g", 2000.0, 2000.0)],
        ),
        ({"value": 2, "system": "urn:x", "code": "kg"}, [(0, system_number("urn:x"), "kg", 2.0, 2.0)]),
        ({"value": 2, "unit": "tabletter"}, [(0, 0, "tabletter", 2.0, 2.0)]),
        ({"value": 2}, [(0, 0, "", 2.0, 2.0)]),
        ({"value": 2, "system": KG["system"], "code": "bogus"}, [(0, UCUM, "bogus", 2.0, 2.0)]),
        ({"value": 5, "comparator": "<="}, [(0, 0, "", -math.inf, 5.0)]),
        ({"value": 5, "comparator": "<"}, [(0, 0, "", -math.inf, math.nextafter(5.0, 0))]),
        ({"value": 5, "comparator": ">="}, [(0, 0, "", 5.0, math.inf)]),
        ({"value": 5, "comparator": ">"}, [(0, 0, "", math.nextafter(5.0, 6), math.inf)]),
        ({"code": "kg"}, []),
        ({"value": Decimal("1e999")}, [(0, 0, "", math.inf, math.inf)]),
        ({"value": True}, []),
    ],
)
def test_a_quantity_is_found_as_written_and_in_base_units(quantity: dict[str, Any], expected: list[Any]) -> None:
    assert rows("Observation", "value-quantity", "quantity", valueQuantity=quantity) == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (
            {"low": {"value": 1, **KG}, "high": {"value": 2, **KG}},
            [(0, UCUM, "kg", 1.0, 2.0), (0, CANONICAL, "g", 1000.0, 2000.0)],
        ),
        ({"low": {"value": 1}}, [(0, 0, "", 1.0, math.inf)]),
        ({"high": {"value": 1}}, [(0, 0, "", -math.inf, 1.0)]),
        ({"low": {"value": 1, "unit": "a"}, "high": {"value": 2, "unit": "b"}}, []),
        ({"low": {"value": 2}, "high": {"value": 1}}, []),
        ({}, []),
    ],
)
def test_a_range_has_two_ends(span: dict[str, Any], expected: list[Any]) -> None:
    assert rows("Condition", "onset-age", "quantity", onsetRange=span) == expected


def test_money_has_its_currency_as_unit() -> None:
    money = {"value": Decimal("10.50"), "currency": "NOK"}
    assert rows("Invoice", "totalgross", "quantity", totalGross=money) == [
        (0, system_number("urn:iso:std:iso:4217"), "NOK", 10.5, 10.5)
    ]


def test_a_number_has_neither_system_nor_unit() -> None:
    prediction = [{"probabilityDecimal": Decimal("0.25")}]
    assert rows("RiskAssessment", "probability", "quantity", prediction=prediction) == [(0, 0, "", 0.25, 0.25)]


def test_a_location_is_found_by_where_it_is() -> None:
    position = {"latitude": Decimal("59.91"), "longitude": Decimal("10.75")}
    assert rows("Location", "near", "quantity", position=position) == [
        (0, 0, "latitude", 59.91, 59.91),
        (0, 0, "longitude", 10.75, 10.75),
    ]


PATIENT = definitions.type_number("Patient")


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("Patient/p1", [(0, PATIENT, "p1")]),
        ("Patient/p1/_history/3", [(0, PATIENT, "p1")]),
        ("https://fhir.example.org/r4/Patient/p1", [(0, PATIENT, "p1")]),
        ("https://fhir.example.org/r4/Patient/p1/_history/3", [(0, PATIENT, "p1")]),
        ("https://fhir.example.org/r4x/Patient/p1", [(0, 0, "https://fhir.example.org/r4x/Patient/p1")]),
        ("https://other.example/Patient/p1", [(0, 0, "https://other.example/Patient/p1")]),
        ("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", [(0, 0, "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0")]),
        ("Pasient/p1", [(0, 0, "Pasient/p1")]),
        ("#inside", []),
        ("", []),
    ],
)
def test_a_reference_is_found_by_where_it_points(reference: str, expected: list[Any]) -> None:
    assert rows("Observation", "subject", "reference", subject={"reference": reference}) == expected


def test_a_reference_is_found_by_the_identifier_it_carries() -> None:
    subject = {"identifier": {"system": "urn:oid:1.2", "value": "7"}}
    assert rows("Observation", "subject", "token", subject=subject) == [(IDENTIFIER, system_number("urn:oid:1.2"), "7")]


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("http://x.example/Q|2.0", [(0, 0, "http://x.example/Q"), (0, 0, "http://x.example/Q|2.0")]),
        ("http://x.example/Q", [(0, 0, "http://x.example/Q")]),
        ("Questionnaire/q", [(0, definitions.type_number("Questionnaire"), "q")]),
    ],
)
def test_a_canonical_is_found_with_and_without_its_version(canonical: str, expected: list[Any]) -> None:
    assert rows("QuestionnaireResponse", "questionnaire", "reference", questionnaire=canonical) == expected


def test_a_document_is_found_by_the_composition_in_it() -> None:
    entry = [{"resource": {"resourceType": "Composition", "id": "c"}}]
    expected = [(0, definitions.type_number("Composition"), "c")]
    assert rows("Bundle", "composition", "reference", type="document", entry=entry) == expected


def test_a_profile_is_found_with_and_without_its_version() -> None:
    found = rows("Patient", "_profile", "token", meta={"profile": ["http://x.example/P|1"], "source": "urn:a"})
    assert found == [(0, 0, "http://x.example/P"), (0, 0, "http://x.example/P|1")]


@pytest.mark.parametrize("code", ["_tag", "_security"])
def test_labels_are_found_on_every_type(code: str) -> None:
    meta = {code[1:]: [{"system": "http://loinc.org", "code": "x"}]}
    assert rows("Basic", code, "token", meta=meta) == [(0, LOINC, "x")]
