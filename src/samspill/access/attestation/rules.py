"""Whether an attestation holds for one look-up: pure checks against the login, the register and the clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from samspill.access.attestation.contracts import Attestation, LoggedIn
from samspill.access.attestation.refusing import Fault, fault
from samspill.access.hpr.contracts import Answer, Reason, Standing
from samspill.kernel.numbers.national import NationalNumber

AGE_SECONDS_MAX = 60 * 60
"""ATT-58: an attestation that is older than 60 minutes is refused."""

AHEAD_SECONDS_MAX = 5
"""How far two honest clocks may differ, as NHN's own samples allow."""

SECURITY_LEVEL_HIGH = 4
"""HelseID's ``security_level`` for level of assurance high (ATT-9)."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What an attestation is held against.

    Attributes:
        login: what the verified token says.
        hpr: how the professional stands in the register on the day.
        at: the moment of the look-up.
        patient: whose data is asked for; None for a list of several persons.
        is_narrow_list: whether it is a list of such a narrow data set that ATT-6 lets it be shown without a patient.
    """

    login: LoggedIn
    hpr: Answer
    at: datetime
    patient: NationalNumber | None
    is_narrow_list: bool = False


def broken_rules(attestation: Attestation, situation: Situation) -> tuple[Fault, ...]:
    """Return every rule that an attestation breaks; none when it holds."""
    return (
        *_time(attestation, situation),
        *_person(attestation, situation.login),
        *_organisation(attestation, situation.login),
        *_register(attestation, situation.hpr),
        *_patient(attestation, situation),
    )


def _time(attestation: Attestation, situation: Situation) -> Iterator[Fault]:
    age = situation.at.timestamp() - attestation.toa
    if age > AGE_SECONDS_MAX:
        yield fault("attestation_has_expired", "toa")
    if age < -AHEAD_SECONDS_MAX:
        yield fault("attestation_from_the_future", "toa")


def _person(attestation: Attestation, login: LoggedIn) -> Iterator[Fault]:
    if login.security_level < SECURITY_LEVEL_HIGH:
        yield fault("login_too_weak")
    if attestation.practitioner.identifier.id != login.pid.digits:
        yield fault("practitioner_is_not_logged_in", "practitioner.identifier.id")


def _organisation(attestation: Attestation, login: LoggedIn) -> Iterator[Fault]:
    """The token names the main organisation and, mostly, the sub-unit; what it does not name is not held against it."""
    code, practitioner = "organisation_is_not_the_tokens", attestation.practitioner
    if practitioner.legal_entity.id != login.orgnr_parent:
        yield fault(code, "practitioner.legal_entity.id")
    if login.orgnr_child is not None and practitioner.point_of_care.id != login.orgnr_child:
        yield fault(code, "practitioner.point_of_care.id")


def _register(attestation: Attestation, hpr: Answer) -> Iterator[Fault]:
    """What the register does not answer is left for the decision, which may deny for that reason alone."""
    if hpr.standing is Standing.UNKNOWN:
        return
    practitioner = attestation.practitioner
    has_entry = hpr.reason is not Reason.NO_ENTRY
    if practitioner.hpr_nr is None and has_entry:
        yield fault("hpr_number_left_out", "practitioner.hpr_nr")
    if practitioner.hpr_nr is not None and (not has_entry or hpr.reason is Reason.NUMBER_OF_ANOTHER):
        yield fault("hpr_number_of_another", "practitioner.hpr_nr.id")
    if practitioner.authorization is not None and practitioner.authorization.code not in hpr.professions:
        yield fault("authorization_not_held", "practitioner.authorization.code")


def _patient(attestation: Attestation, situation: Situation) -> Iterator[Fault]:
    patient = attestation.patient
    if patient is None:
        if not situation.is_narrow_list:
            yield fault("list_is_not_narrow", "patients")
    elif patient.identifier is not None and (
        situation.patient is None or patient.identifier.id != situation.patient.digits
    ):
        yield fault("patient_is_another", "patients[0].identifier.id")
