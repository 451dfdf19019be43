"""The Norwegian packages: every profile is read, their examples conform but for mistakes that are known and named."""

from typing import Any

import pytest
from tests.shared import SHARED

from samspill.fhir.formats import api as formats
from samspill.fhir.validation.api import Profiles, check, load_profiles
from samspill.fhir.validation.contracts import Level

pytestmark = pytest.mark.outside

NORWAY = SHARED / "conformance/no"
FNR = "urn:oid:2.16.578.1.12.4.1.4.1"


def observation(**added: Any) -> dict[str, Any]:
    """Return an Observation."""
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, **added}


@pytest.fixture(scope="module")
def norwegian() -> Profiles:
    """Return the profiles of the four Norwegian packages."""
    return load_profiles(NORWAY / one for one in ("hl7.fhir.no.basis-2.2.2", "NILAR", "VkpObservation", "AuditEvent"))


def held(resource: dict[str, Any], url: str, profiles: Profiles) -> list[str]:
    """Return the places of the errors when a resource is held to a profile."""
    found = check(resource, Level.PROFILE, against=(url,), profiles=profiles)
    return sorted({one.expression[0] for one in found if one.is_error})


def test_every_norwegian_profile_is_read(norwegian: Profiles) -> None:
    assert norwegian.problems == []
    assert [url for url in norwegian if norwegian.profile(url) is None] == []
    assert len(list(norwegian)) == 98


WRONG = {
    "no-basis-HealthcareService-example.json": ["HealthcareService.id"],
    "Observation-blood-pressure-create.json": ["Observation.extension[5].valueCoding.code"],
    "Observation-body-mass-index-create.json": ["Observation.method.coding[0].code"],
}
"""The only examples of no-basis and VkpObservation that are wrong: an id of 67 letters, made-up SNOMED CT codes."""


def test_norwegian_examples_conform_but_for_three_whose_mistake_is_known(norwegian: Profiles) -> None:
    folders = (NORWAY / "hl7.fhir.no.basis-2.2.2/examples", NORWAY / "VkpObservation")
    found = {}
    for path in (one for folder in folders for one in folder.rglob("*.json")):
        kind = path.name.split("-")[0]
        if kind not in ("StructureDefinition", "ValueSet", "CodeSystem", "ImplementationGuide"):
            resource = formats.read(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
            issues = check(resource, Level.PROFILE, profiles=norwegian)
            found[path.name] = [one.expression[0] for one in issues if one.is_error]
    assert {name: places for name, places in found.items() if places} == WRONG
    assert len(found) > 20


def test_audit_event_whose_organisations_have_an_id_for_a_number_is_refused(norwegian: Profiles) -> None:
    example = formats.read((NORWAY / "AuditEvent/AuditEvent-NOBasisAuditeventInstance3.json").read_bytes())
    found = check(example, Level.PROFILE, profiles=norwegian)
    assert [one.expression[0] for one in found if one.is_error] == [
        "AuditEvent.contained[2].identifier[0].value",
        "AuditEvent.contained[4].identifier[0].value",
        "AuditEvent.contained[6].identifier[0].value",
        "AuditEvent.purposeOfEvent[1].coding",
    ]


def test_vkp_observation_needs_a_subject_and_numbers_it_knows(norwegian: Profiles) -> None:
    url = "http://hl7.no/fhir/vkpobservation/StructureDefinition/vkp-Observation"
    known = {"identifier": {"system": FNR, "value": "x"}}
    unknown = {"identifier": {"system": "urn:oid:1.2.3", "value": "x"}}
    found = [held(observation(subject=one) if one else observation(), url, norwegian) for one in ({}, known, unknown)]
    assert found == [["Observation.subject"], [], ["Observation.subject.identifier.system"]]


def test_no_basis_patient_needs_the_number_behind_its_system(norwegian: Profiles) -> None:
    url = "http://hl7.no/fhir/StructureDefinition/no-basis-Patient"
    assert held({"resourceType": "Patient", "identifier": [{"system": FNR}]}, url, norwegian) == [
        "Patient.identifier[0].value"
    ]
