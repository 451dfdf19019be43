"""An attestation is read as Tillitsrammeverk v1.1 writes it; every fault is told by its path, all at once."""

from typing import Any

import pytest
from tests.factories.attestations import (
    ENH,
    HPR,
    OTHER,
    PATIENT,
    PROFESSIONAL,
    PURPOSE,
    RIKSHOSPITALET,
    TOA,
    VOLVEN,
    claim,
    full,
    login,
)
from tests.factories.national_numbers import some

from samspill.access.attestation.api import (
    AttestationRefused,
    normalised,
    read_attestation,
    unknown_attributes,
    write_attestation,
    write_for_helseid,
)
from samspill.access.attestation.contracts import Code, Identifier
from samspill.kernel.numbers.national import NationalNumber
from samspill.kernel.numbers.systems import DNR, FNR


def told(value: object, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(AttestationRefused) as refused:
        read_attestation(value, **more)
    assert not any(number.digits in str(refused.value) for number in (PATIENT, PROFESSIONAL, OTHER))
    return [(fault.path, fault.code) for fault in refused.value.faults]


def test_the_full_model_is_read() -> None:
    found = read_attestation(full())
    assert found.toa == TOA
    assert found.practitioner.identifier.name == "Demo Sykehuslege"
    assert found.practitioner.hpr_nr == Identifier(HPR, "urn:oid:2.16.578.1.12.4.1.4.4")
    assert found.care_relationship.purpose_of_use == Code("TREAT", PURPOSE, "Behandling")
    assert found.care_relationship.decision_ref.user_selected is False
    assert found.patient is not None
    assert found.patient.identifier == Identifier(PATIENT.digits, FNR)


def test_nothing_that_is_read_shows_a_number() -> None:
    assert PATIENT.digits not in repr(read_attestation(full()))
    assert PROFESSIONAL.digits not in repr((read_attestation(full()), login()))


def test_both_spellings_are_read_as_one() -> None:
    value = full()
    value["care_relation"] = value.pop("care_relationship")
    assert read_attestation(value) == read_attestation(full())


def test_faults_are_told_by_the_spelling_that_was_used() -> None:
    value = full()
    value["care_relation"] = {**value.pop("care_relationship"), "decision_ref": None}
    assert told(value) == [("care_relation.decision_ref", "decision_missing")]


def test_both_spellings_at_once_are_refused() -> None:
    value = full()
    value["care_relation"] = value["care_relationship"]
    assert told(value) == [("care_relationship", "attribute_given_twice")]


def test_the_claim_is_filled_in_by_the_login() -> None:
    found = read_attestation(claim(), login=login())
    assert (found.toa, found.practitioner.identifier.id) == (TOA, PROFESSIONAL.digits)
    assert found.practitioner.identifier.system == FNR
    assert found.practitioner.hpr_nr == Identifier(HPR, "urn:oid:2.16.578.1.12.4.1.4.4")
    assert found.patient is not None
    assert (found.patient.identifier, found.patient.point_of_care) == (None, None)


def test_a_claim_needs_no_type_when_the_token_is_known() -> None:
    assert read_attestation(claim(type=...), login=login()) == read_attestation(claim(), login=login())


def test_the_login_does_not_overrule_what_the_claim_says() -> None:
    value = claim(toa=TOA - 60, practitioner__identifier={"id": OTHER.digits, "system": FNR})
    found = read_attestation(value, login=login())
    assert (found.toa, found.practitioner.identifier.id) == (TOA - 60, OTHER.digits)


def test_a_d_number_that_logs_in_stands_under_its_own_address() -> None:
    found = read_attestation(claim(), login=login(pid=NationalNumber(some("dnr"))))
    assert found.practitioner.identifier.system == DNR


def test_a_claim_alone_lacks_who_and_when() -> None:
    assert told(claim()) == [("toa", "toa_missing"), ("practitioner.identifier", "attribute_missing")]


@pytest.mark.parametrize("patients", [None, []])
def test_without_a_patient_it_is_for_a_list(patients: Any) -> None:
    assert read_attestation(full(patients=patients)).patient is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"toa": ...}, [("toa", "toa_missing")]),
        ({"toa": str(TOA)}, [("toa", "toa_not_seconds")]),
        ({"toa": True}, [("toa", "toa_not_seconds")]),
        ({"toa": TOA + 0.5}, [("toa", "toa_not_seconds")]),
        ({"toa": -1}, [("toa", "toa_not_seconds")]),
        ({"toa": TOA * 1000}, [("toa", "toa_not_seconds")]),
        ({"type": "helseid_authorization"}, [("type", "attribute_malformed")]),
        ({"practitioner": ...}, [("practitioner", "attribute_missing")]),
        ({"practitioner": []}, [("practitioner", "attribute_malformed")]),
        ({"practitioner__identifier": ...}, [("practitioner.identifier", "attribute_missing")]),
        ({"practitioner__identifier__id": ...}, [("practitioner.identifier.id", "attribute_missing")]),
        ({"practitioner__identifier__system": HPR}, [("practitioner.identifier.system", "practitioner_system_wrong")]),
        (
            {"practitioner__identifier__system": "urn:oid:2.16.578.1.12.4.1.4.3"},
            [("practitioner.identifier.system", "practitioner_system_wrong")],
        ),
        ({"practitioner__identifier__system": DNR}, [("practitioner.identifier.id", "practitioner_number_impossible")]),
        ({"practitioner__identifier__id": "1"}, [("practitioner.identifier.id", "practitioner_number_impossible")]),
        ({"practitioner__identifier__name": 7}, [("practitioner.identifier.name", "attribute_malformed")]),
        ({"practitioner__hpr_nr__id": "12"}, [("practitioner.hpr_nr.id", "hpr_number_malformed")]),
        ({"practitioner__hpr_nr__system": FNR}, [("practitioner.hpr_nr.system", "hpr_number_malformed")]),
        ({"practitioner__authorization__code": "ZZ"}, [("practitioner.authorization.code", "authorization_unknown")]),
        (
            {"practitioner__authorization__system": f"{VOLVEN}.7704"},
            [("practitioner.authorization.system", "authorization_unknown")],
        ),
        ({"practitioner__legal_entity": ...}, [("practitioner.legal_entity", "attribute_missing")]),
        (
            {"practitioner__legal_entity__id": "993467048"},
            [("practitioner.legal_entity.id", "organisation_number_impossible")],
        ),
        (
            {"practitioner__legal_entity__system": "urn:oid:2.16.578.1.12.4.1.2.101"},
            [("practitioner.legal_entity.system", "organisation_system_wrong")],
        ),
        ({"practitioner__point_of_care": ...}, [("practitioner.point_of_care", "point_of_care_missing")]),
        ({"practitioner__department__id": ""}, [("practitioner.department.id", "attribute_missing")]),
        (
            {"practitioner__department__system": "urn:oid:1.2.3.4"},
            [("practitioner.department.authority", "department_without_authority")],
        ),
        ({"care_relationship": ...}, [("care_relationship", "attribute_missing")]),
        (
            {"care_relationship__purpose_of_use": ...},
            [("care_relationship.purpose_of_use", "purpose_missing")],
        ),
        (
            {"care_relationship__purpose_of_use__code": "HRESCH"},
            [("care_relationship.purpose_of_use.code", "purpose_unknown")],
        ),
        (
            {"care_relationship__purpose_of_use__code": "treat"},
            [("care_relationship.purpose_of_use.code", "purpose_unknown")],
        ),
        (
            {"care_relationship__healthcare_service__system": f"{VOLVEN}.9151"},
            [("care_relationship.healthcare_service.system", "healthcare_service_list_wrong")],
        ),
        (
            {"care_relationship__healthcare_service__code": "KX17"},
            [("care_relationship.healthcare_service.system", "code_of_another_list")],
        ),
        (
            {"care_relationship__purpose_of_use_details": {"code": "10", "system": f"{VOLVEN}.9151"}},
            [("care_relationship.purpose_of_use_details.code", "code_unknown")],
        ),
        (
            {"care_relationship__purpose_of_use_details": {"code": "15", "system": "urn:oid:x.x.x.x.x.9151"}},
            [("care_relationship.purpose_of_use_details.system", "details_list_wrong")],
        ),
        (
            {
                "care_relationship__purpose_of_use_details": ...,
                "care_relationship__healthcare_service": ...,
            },
            [("care_relationship", "neither_service_nor_details")],
        ),
        ({"care_relationship__decision_ref": ...}, [("care_relationship.decision_ref", "decision_missing")]),
        (
            {"care_relationship__decision_ref__id": ...},
            [("care_relationship.decision_ref.id", "attribute_missing")],
        ),
        (
            {"care_relationship__decision_ref__id": "linje\nskift"},
            [("care_relationship.decision_ref.id", "attribute_malformed")],
        ),
        (
            {"care_relationship__decision_ref__id": "x" * 129},
            [("care_relationship.decision_ref.id", "attribute_malformed")],
        ),
        (
            {"care_relationship__decision_ref__user_selected": "true"},
            [("care_relationship.decision_ref.user_selected", "user_selected_not_boolean")],
        ),
        (
            {"care_relationship__decision_ref__user_selected": ...},
            [("care_relationship.decision_ref.user_selected", "user_selected_not_boolean")],
        ),
        ({"patients": {}}, [("patients", "attribute_malformed")]),
        ({"patients": ["x"]}, [("patients", "attribute_malformed")]),
        ({"patients": [{}, {}]}, [("patients", "several_patients")]),
        ({"patients": [{}]}, [("patients[0].identifier", "attribute_missing")]),
        ({"patients__0__identifier__id": "1" * 11}, [("patients[0].identifier.id", "patient_number_impossible")]),
        ({"patients__0__identifier__system": DNR}, [("patients[0].identifier.id", "patient_number_impossible")]),
        ({"patients__0__identifier__system": ENH}, [("patients[0].identifier.system", "patient_number_impossible")]),
        ({"patients__0__point_of_care__id": "1"}, [("patients[0].point_of_care.id", "organisation_number_impossible")]),
    ],
)
def test_a_fault_is_told_by_its_path(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert told(full(**changes)) == expected


@pytest.mark.parametrize("value", [None, [], "x", 1, b"{}"])
def test_what_is_no_object_is_refused(value: object) -> None:
    assert told(value) == [("", "attribute_malformed")]


def test_every_fault_is_told_at_once_in_the_attestations_order() -> None:
    value = full(
        toa=...,
        practitioner__hpr_nr__id="x",
        care_relationship__purpose_of_use=...,
        care_relationship__decision_ref=...,
        patients__0__identifier__id="x",
    )
    assert told(value) == [
        ("toa", "toa_missing"),
        ("practitioner.hpr_nr.id", "hpr_number_malformed"),
        ("care_relationship.purpose_of_use", "purpose_missing"),
        ("care_relationship.decision_ref", "decision_missing"),
        ("patients[0].identifier.id", "patient_number_impossible"),
    ]


def test_a_fault_says_what_where_and_by_which_rule() -> None:
    with pytest.raises(AttestationRefused) as refused:
        read_attestation(full(care_relationship__healthcare_service__code="KX17"))
    assert str(refused.value) == (
        "Koden hører til et annet kodeverk enn det som er oppgitt. "
        "Attesten følger ikke datamodellen i Tillitsrammeverk v1.1. "
        "(ATT-37, care_relationship.healthcare_service.system) "
        "Koden står i kodeverk 8663 Tjenestetyper for kommunal helse- og omsorgstjeneste. "
        "Be leverandøren av journalsystemet rette attesten."
    )


def test_unknown_attributes_are_left_out_but_told() -> None:
    value = full(
        extra=1,
        practitioner__shoe_size=44,
        practitioner__identifier__value="x",
        care_relationship__decision_ref__why="x",
        patients__0__name="x",
    )
    assert read_attestation(value) == read_attestation(full())
    assert unknown_attributes(value) == (
        "extra",
        "practitioner.shoe_size",
        "practitioner.identifier.value",
        "care_relationship.decision_ref.why",
        "patients[0].name",
    )


def test_a_name_that_could_be_a_number_is_not_told() -> None:
    assert unknown_attributes({PATIENT.digits: 1, "x" * 50: 1, 7: 1}) == ("…", "…", "…")


def test_no_more_than_fifty_unknown_attributes_are_told() -> None:
    assert len(unknown_attributes({f"extra{at}": 1 for at in range(99)})) == 50


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        (f"{VOLVEN}.9060", f"{VOLVEN}.9060"),
        ("2.16.578.1.12.4.1.1.9060", f"{VOLVEN}.9060"),
        ("http://ehelse.no/fhir/CodeSystem/no-kodeverk-9060", f"{VOLVEN}.9060"),
        ("http://helsedir.no/fhir/CodeSystem/no-kodeverk-9060", f"{VOLVEN}.9060"),
        ("http://helsedir.no/fhir/CodeSystem/no-kodeverk-7280-nlk", f"{VOLVEN}.7280"),
        ("http://terminology.hl7.org/CodeSystem/v3-ActReason", PURPOSE),
        ("urn:AuditEventHL7Norway/CodeSystem/carerelation", "https://terminology.dips.com/decisiontemplate"),
        ("https://example.org/list", "https://example.org/list"),
        ("urn:oid:x.x.x.x.x.9151", None),
        ("urn:oid:2.16..578", None),
        ("URN:OID:2.16.x", None),
        ("9060", None),
        ("https://", None),
        ("", None),
        ("http://ehelse.no/fhir/CodeSystem/no-kodeverk-9060\n", None),
        ("urn:oid:" + "2.1" * 100, None),
    ],
)
def test_a_list_is_known_by_one_address(sent: str, known: str | None) -> None:
    assert normalised(sent) == known


def test_an_unknown_code_of_a_list_that_is_not_whole_here_is_taken_on_trust() -> None:
    found = read_attestation(
        full(care_relationship__healthcare_service={"code": "300", "text": "Øye", "system": f"{VOLVEN}.8451"})
    )
    assert found.care_relationship.healthcare_service == Code("300", f"{VOLVEN}.8451", "Øye")


def test_a_list_of_the_same_purpose_may_be_used_for_details() -> None:
    value = full(care_relationship__purpose_of_use_details={"code": "x", "system": "https://example.org/why"})
    assert read_attestation(value).care_relationship.purpose_of_use_details == Code("x", "https://example.org/why")


def test_a_code_without_words_gets_the_lists() -> None:
    found = read_attestation(claim(), login=login())
    assert found.practitioner.authorization == Code("LE", f"{VOLVEN}.9060", "Lege")


def test_a_test_organisation_with_a_low_number_is_read() -> None:
    value = full(practitioner__legal_entity__id="100100673", practitioner__point_of_care__id="100100673")
    assert read_attestation(value).practitioner.legal_entity.id == "100100673"


def test_what_is_written_is_read_back_as_the_same() -> None:
    found = read_attestation(full())
    assert "care_relationship" in write_attestation(found)
    assert read_attestation(write_attestation(found)) == found


def test_a_list_is_written_without_patients() -> None:
    assert write_attestation(read_attestation(full(patients=[])))["patients"] == []


def test_helseid_is_sent_no_persons_number_no_words_and_no_description() -> None:
    sent = write_for_helseid(read_attestation(full()))
    assert sent == {
        "type": "nhn:tillitsrammeverk:parameters",
        "practitioner": {
            "authorization": {"code": "LE", "system": f"{VOLVEN}.9060"},
            "legal_entity": {"id": "993467049", "system": ENH},
            "point_of_care": {"id": RIKSHOSPITALET, "system": ENH},
            "department": {"id": "705592", "system": "urn:oid:2.16.578.1.12.4.1.4.102"},
        },
        "care_relationship": {
            "healthcare_service": {"code": "S03", "system": f"{VOLVEN}.8655"},
            "purpose_of_use": {"code": "TREAT", "system": PURPOSE},
            "purpose_of_use_details": {"code": "POLBESOK", "system": "https://terminology.dips.com/decisiontemplate"},
            "decision_ref": {"id": "beslutning-1", "user_selected": False},
        },
        "patients": [
            {
                "point_of_care": {"id": "974589095", "system": ENH},
                "department": {"id": "109765", "system": "urn:oid:2.16.578.1.12.4.1.4.102"},
            }
        ],
    }


def test_what_helseid_is_sent_is_read_back_with_the_login() -> None:
    sent = write_for_helseid(read_attestation(claim(), login=login()))
    assert sent == claim()
