"""The published samples break their own specification; what is wrong with each is told exactly."""

import json
from pathlib import Path

import pytest
from tests.factories.national_numbers import some
from tests.shared import SHARED

from samspill.access.attestation.api import AttestationRefused, read_attestation, unknown_attributes
from samspill.access.attestation.contracts import Code

pytestmark = pytest.mark.outside
FOLDER = SHARED / "conformance" / "no" / "Tillitsrammeverk"


def sample(name: str) -> Path:
    return FOLDER / f"informasjons_og_datamodell-{name}.json"


@pytest.mark.parametrize("name", ["L1058", "L1215", "L1287"])
def test_a_sample_as_it_was_published_is_no_json(name: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(sample(name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("L1058.FIXED", ["care_relation.purpose_of_use_details.system: details_list_wrong"]),
        (
            "L1156",
            [
                "care_relation.healthcare_service.system: code_of_another_list",
                "care_relation.purpose_of_use: purpose_missing",
                "care_relation.decision_ref: decision_missing",
            ],
        ),
        ("L1215.FIXED", ["care_relation.decision_ref: decision_missing"]),
        ("L1287.FIXED", ["care_relation.decision_ref: decision_missing"]),
    ],
)
def test_a_sample_lacks_its_moment_and_names_a_patient_who_cannot_exist(name: str, others: list[str]) -> None:
    value = json.loads(sample(name).read_text(encoding="utf-8"))
    with pytest.raises(AttestationRefused) as refused:
        read_attestation(value)
    assert [f"{fault.path}: {fault.code}" for fault in refused.value.faults] == [
        "toa: toa_missing",
        *others,
        "patients[0].identifier.id: patient_number_impossible",
    ]
    assert unknown_attributes(value) == ()


def test_the_gps_service_is_told_to_belong_to_the_municipal_list() -> None:
    with pytest.raises(AttestationRefused, match=r"Koden står i kodeverk 8663 Tjenestetyper for kommunal"):
        read_attestation(json.loads(sample("L1156").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ["L1215.FIXED", "L1287.FIXED"])
def test_a_sample_is_read_once_its_faults_are_mended(name: str) -> None:
    value = json.loads(sample(name).read_text(encoding="utf-8"))
    value["toa"] = 1_714_471_200
    value["care_relation"]["decision_ref"] = {"id": "1", "user_selected": False}
    value["patients"][0]["identifier"]["id"] = some()
    assert read_attestation(value).practitioner.authorization == Code(
        "LE", "urn:oid:2.16.578.1.12.4.1.1.9060", "Lege", "https://www.helsedirektoratet.no/"
    )
