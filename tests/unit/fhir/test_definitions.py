"""The R4 definitions as the engine sees them: types, search parameters, compartments, value sets."""

import gzip
import json
import time
from typing import Any

import pytest
from scripts.fhir_definitions import contents, encoded
from scripts.fhir_search import alternatives, numbered, reduced
from tests.shared import SHARED

from samspill.fhir.definitions import api, building, reading
from samspill.fhir.definitions.contracts import Component, Kind, SearchType

OFFICIAL = SHARED / "conformance/fhir/r4-definitions"


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    """Return what the generator makes of the official definitions."""
    return contents(OFFICIAL)


@pytest.mark.outside
@pytest.mark.parametrize(
    "name", ["types.json.gz", "search.json.gz", "compartments.json.gz", "value-sets.json.gz", "code-systems.json.gz"]
)
def test_data_files_are_what_the_official_definitions_give(name: str, made: dict[str, Any]) -> None:
    assert encoded(made[name]) == gzip.decompress((reading.FOLDER / name).read_bytes())


def test_every_data_file_names_its_source_and_version() -> None:
    for path in reading.FOLDER.glob("*.json.gz"):
        source = json.loads(gzip.decompress(path.read_bytes()))["source"]
        assert (source["version"], source["licence"]) == ("4.0.1", "CC0")


def test_r4_has_146_concrete_resource_types() -> None:
    assert len(api.resource_types()) == 146
    assert api.resource_types()[0] == "Account"
    assert "DomainResource" not in api.resource_types()


def test_numbers_of_types_go_both_ways() -> None:
    assert api.type_number("Account") == 1
    assert [api.type_named(api.type_number(name)) for name in api.resource_types()] == list(api.resource_types())


def test_number_of_a_search_parameter_is_its_own() -> None:
    numbers = [row.number for name in api.resource_types() for row in api.search_parameters(name).values()]
    assert len(numbers) == len(set(numbers)) == max(numbers)


def test_new_search_parameter_gets_a_new_number_and_the_old_keep_theirs() -> None:
    table = {"Patient": [["age"], ["name"]]}
    assert numbered(table, {"Patient.name": 1, "Patient.gone": 2}) == {
        "Patient.name": 1,
        "Patient.gone": 2,
        "Patient.age": 3,
    }


def test_nested_type_is_named_by_its_path() -> None:
    component = api.definition("Observation.component")
    assert component is not None
    assert (component.kind, component.base) == (Kind.BACKBONE, "BackboneElement")
    assert component.elements["value"].choice
    assert component.elements["value"].types[:2] == ("Quantity", "CodeableConcept")


def test_content_reference_is_the_type_it_names() -> None:
    component = api.definition("Observation.component")
    assert component is not None
    assert component.elements["referenceRange"].types == ("Observation.referenceRange",)


def test_invariant_of_a_nested_element_stands_on_its_type() -> None:
    contact = api.definition("Patient.contact")
    assert contact is not None
    assert [one.key for one in contact.constraints] == ["ele-1", "pat-1"]


def test_invariants_of_a_type_are_not_repeated_on_its_elements() -> None:
    patient = api.definition("Patient")
    assert patient is not None
    assert [one.key for element in patient.elements.values() for one in element.constraints] == []


def test_quantity_that_may_have_no_comparator_says_so() -> None:
    dosage = api.definition("Dosage.doseAndRate")
    assert dosage is not None
    assert [one.key for one in dosage.elements["dose"].constraints] == ["sqty-1"]


def test_id_of_a_resource_is_an_id_and_of_an_element_a_string() -> None:
    patient, name = api.definition("Patient"), api.definition("HumanName")
    assert patient is not None
    assert name is not None
    assert (patient.elements["id"].types, name.elements["id"].types) == (("id",), ("string",))


def test_reference_names_the_types_it_may_point_to() -> None:
    observation = api.definition("Observation")
    assert observation is not None
    assert observation.elements["subject"].targets == ("Patient", "Group", "Device", "Location")
    assert observation.elements["focus"].targets == ()


def test_unknown_type_has_no_definition() -> None:
    assert api.definition("Pasient") is None


def test_every_type_that_an_element_names_is_defined() -> None:
    names = list(reading.types_file().types)
    types = {kind for name in names for element in api.definition(name).elements.values() for kind in element.types}  # type: ignore[union-attr]
    assert [name for name in types if api.definition(name) is None] == []


@pytest.mark.parametrize(
    ("resource_type", "code", "expression"),
    [
        ("Patient", "name", "Patient.name"),
        ("Practitioner", "phone", "Practitioner.telecom.where(system='phone')"),
        ("Patient", "_lastUpdated", "Resource.meta.lastUpdated"),
        ("MedicationRequest", "code", "(MedicationRequest.medication.ofType(CodeableConcept))"),
        ("Patient", "deceased", "Patient.deceased.exists() and Patient.deceased != false"),
        ("Patient", "_text", ""),
        ("Patient", "_content", ""),
        ("Observation", "combo-code", "Observation.code | Observation.component.code"),
    ],
)
def test_expression_holds_what_concerns_the_type(resource_type: str, code: str, expression: str) -> None:
    assert api.search_parameters(resource_type)[code].expression == expression


def test_only_full_text_and_named_queries_have_no_expression() -> None:
    empty = {
        row.code for name in api.resource_types() for row in api.search_parameters(name).values() if not row.expression
    }
    assert empty == {"_text", "_content", "_query"}


def test_bundle_is_no_domain_resource_and_has_no_text_search() -> None:
    assert "_text" not in api.search_parameters("Bundle")


def test_composite_names_its_parts() -> None:
    assert api.search_parameters("Observation")["code-value-quantity"].components == (
        Component("code", SearchType.TOKEN, "code"),
        Component("value-quantity", SearchType.QUANTITY, "value.ofType(Quantity)"),
    )


def test_union_inside_parentheses_or_quotes_is_one_alternative() -> None:
    assert list(alternatives("A.x | (A.y | A.z).where(b='|') | B.c")) == ["A.x", "(A.y | A.z).where(b='|')", "B.c"]


def test_alternative_without_a_type_is_kept() -> None:
    assert reduced("name | Patient.name | Person.name", "Patient") == "name | Patient.name"


def test_search_parameters_of_an_unknown_type_are_refused() -> None:
    with pytest.raises(KeyError):
        api.search_parameters("Pasient")


def test_compartments_name_the_parameters_that_make_a_resource_belong() -> None:
    assert list(api.compartments()) == ["Device", "Encounter", "Patient", "Practitioner", "RelatedPerson"]
    patient = api.compartments()["Patient"].parameters
    assert patient["Observation"] == ("subject", "performer")
    assert "ActivityDefinition" not in patient
    assert api.compartments()["Encounter"].parameters["Encounter"] == ("_id",)


def test_codes_of_a_value_set() -> None:
    gender = "http://hl7.org/fhir/administrative-gender"
    expected = {(gender, "male"), (gender, "female"), (gender, "other"), (gender, "unknown")}
    assert api.codes_of("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1") == expected


def test_codes_of_a_code_system() -> None:
    assert api.codes_in("http://hl7.org/fhir/administrative-gender") == {"male", "female", "other", "unknown"}
    assert api.codes_in("http://loinc.org") is None


def test_codes_from_another_organisation_are_unknown() -> None:
    assert api.codes_of("http://hl7.org/fhir/ValueSet/mimetypes") is None
    assert api.codes_of("http://example.org/ValueSet/ours") is None


def test_all_types_and_search_parameters_are_read_in_well_under_a_cold_start() -> None:
    for cached in (reading.types_file, reading.search_file, building.constraint):
        cached.cache_clear()
    started = time.process_time()
    for name in reading.types_file().types:
        building.type_definition(name)
    for name in api.resource_types():
        building.search_parameters(name)
    assert time.process_time() - started < 0.6  # measured: 0.08; a busy machine takes longer
