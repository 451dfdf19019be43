"""An attestation holds for one look-up: each rule with its refusals first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.factories.attestations import OTHER, PATIENT, TOA, claim, full, login

from samspill.access.attestation.api import RULES, AttestationRefused, Checked, check_attestation, read_attestation
from samspill.access.attestation.table import Told
from samspill.access.hpr.api import UNKNOWN, Answer, Authorisation, Reason, Standing
from samspill.kernel.numbers.hpr import HprNumber
from samspill.kernel.numbers.national import NationalNumber

AT = datetime.fromtimestamp(TOA, UTC)
DOCTOR = Answer(Standing.VALID, None, HprNumber("999000001"), (Authorisation("LE", "1"),))
NURSE = Answer(Standing.VALID, None, HprNumber("999000001"), (Authorisation("SP", "1"),))


def no(reason: Reason) -> Answer:
    return Answer(Standing.NOT_VALID, reason)


class Says:
    """A register that gives one answer, and keeps what it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[tuple[Any, ...]] = []

    def ask(self, *, person: NationalNumber, hpr_number: HprNumber | None, at: Any) -> Answer:
        self.asked.append((person, hpr_number, at))
        return self.answer


def check(value: dict[str, Any] | None = None, answer: Answer = DOCTOR, **more: Any) -> Checked:
    said = {"login": login(), "at": AT, "patient": PATIENT, **more}
    return check_attestation(read_attestation(value or full(), login=said["login"]), register=Says(answer), **said)


def broken(value: dict[str, Any] | None = None, answer: Answer = DOCTOR, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(AttestationRefused) as refused:
        check(value, answer, **more)
    assert not any(number.digits in str(refused.value) for number in (PATIENT, OTHER))
    return [(fault.rule.id, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(minutes=60, microseconds=1), [("ATT-58", "attestation_has_expired")]),
        (timedelta(days=400), [("ATT-58", "attestation_has_expired")]),
        (timedelta(seconds=-6), [("ATT-58", "attestation_from_the_future")]),
        (timedelta(minutes=60), []),
        (timedelta(0), []),
        (timedelta(seconds=-5), []),
    ],
)
def test_an_attestation_lasts_for_sixty_minutes(age: timedelta, expected: list[tuple[str, str]]) -> None:
    if expected:
        assert broken(at=AT + age) == expected
    else:
        assert check(at=AT + age).at == AT + age


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"pid": OTHER}, ("ATT-11", "practitioner_is_not_logged_in")),
        ({"security_level": 3}, ("ATT-9", "login_too_weak")),
        ({"orgnr_parent": "974589095"}, ("ATT-13", "organisation_is_not_the_tokens")),
        ({"orgnr_parent": ""}, ("ATT-13", "organisation_is_not_the_tokens")),
        ({"orgnr_child": "974589095"}, ("ATT-13", "organisation_is_not_the_tokens")),
    ],
)
def test_it_must_be_of_whoever_is_logged_in(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert broken(login=login(**changes)) == [expected]


def test_a_token_without_a_sub_unit_holds_nothing_against_the_point_of_care() -> None:
    assert check(login=login(orgnr_child=None)).patient == PATIENT


@pytest.mark.parametrize(
    ("changes", "answer", "expected"),
    [
        ({}, NURSE, [("ATT-32", "authorization_not_held")]),
        ({}, no(Reason.SUSPENDED), [("ATT-32", "authorization_not_held")]),
        ({}, no(Reason.NONE_IN_FORCE), [("ATT-32", "authorization_not_held")]),
        (
            {},
            no(Reason.NO_ENTRY),
            [("ATT-29", "hpr_number_of_another"), ("ATT-32", "authorization_not_held")],
        ),
        (
            {},
            no(Reason.NUMBER_OF_ANOTHER),
            [("ATT-29", "hpr_number_of_another"), ("ATT-32", "authorization_not_held")],
        ),
        ({"practitioner__hpr_nr": ...}, DOCTOR, [("ATT-29", "hpr_number_left_out")]),
        (
            {"practitioner__hpr_nr": ..., "practitioner__authorization": ...},
            no(Reason.NONE_IN_FORCE),
            [("ATT-29", "hpr_number_left_out")],
        ),
        ({"practitioner__hpr_nr": ...}, no(Reason.NO_ENTRY), [("ATT-32", "authorization_not_held")]),
    ],
)
def test_number_and_authorisation_must_be_the_registers(
    changes: dict[str, Any], answer: Answer, expected: list[tuple[str, str]]
) -> None:
    assert broken(full(**changes), answer, login=login(hpr_number=None)) == expected


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({}, DOCTOR),
        ({}, UNKNOWN),
        ({"practitioner__hpr_nr": ...}, UNKNOWN),
        ({"practitioner__hpr_nr": ..., "practitioner__authorization": ...}, no(Reason.NO_ENTRY)),
        ({"practitioner__authorization": ...}, DOCTOR),
    ],
)
def test_an_honest_attestation_carries_the_registers_answer_with_it(changes: dict[str, Any], answer: Answer) -> None:
    assert check(full(**changes), answer, login=login(hpr_number=None)).hpr == answer


def test_the_register_is_asked_once_about_whoever_logged_in_on_the_norwegian_day() -> None:
    register = Says(DOCTOR)
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    attestation = read_attestation(full(toa=int(late.timestamp())))
    check_attestation(attestation, login=login(), register=register, at=late, patient=PATIENT)
    ((person, number, day),) = register.asked
    assert (person, number, day.isoformat()) == (login().pid, "999000001", "2026-11-23")


@pytest.mark.parametrize(
    ("value", "more", "expected"),
    [
        (full(patients=[]), {}, [("ATT-6", "list_is_not_narrow")]),
        (full(patients=[]), {"patient": None}, [("ATT-6", "list_is_not_narrow")]),
        (full(), {"patient": OTHER}, [("ATT-4", "patient_is_another")]),
        (full(), {"patient": None, "is_narrow_list": True}, [("ATT-4", "patient_is_another")]),
        (full(patients=[]), {"patient": None, "is_narrow_list": True}, []),
        (full(), {}, []),
        (claim(), {}, []),
    ],
    ids=["one-patient", "wide-list", "another", "bound-for-a-list", "narrow-list", "the-patient", "apart"],
)
def test_it_is_bound_to_its_patient(
    value: dict[str, Any], more: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    if expected:
        assert broken(value, **more) == expected
    else:
        assert check(value, **more).patient == more.get("patient", PATIENT)


def test_every_broken_rule_is_told_at_once() -> None:
    assert broken(at=AT + timedelta(hours=2), login=login(pid=OTHER, security_level=3), patient=OTHER) == [
        ("ATT-58", "attestation_has_expired"),
        ("ATT-9", "login_too_weak"),
        ("ATT-11", "practitioner_is_not_logged_in"),
        ("ATT-4", "patient_is_another"),
    ]


def test_one_broken_rule_says_what_why_and_what_to_do() -> None:
    with pytest.raises(AttestationRefused) as refused:
        check(at=AT + timedelta(hours=2))
    assert str(refused.value) == (
        "Attesten er eldre enn 60 minutter. "
        "Behovet for opplysningene kan ha endret seg siden den ble laget. (ATT-58, toa) "
        "Lag en ny attest i journalsystemet, og prøv igjen."
    )


def test_each_rule_has_a_code_of_its_own_and_both_kinds_are_there() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert {rule.told for rule in RULES} == set(Told)
