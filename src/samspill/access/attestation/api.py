"""The door to attestations: read, written, and held against a look-up."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from samspill.access.attestation.contracts import Attestation, LoggedIn
from samspill.access.attestation.lists import lists, normalised
from samspill.access.attestation.logins import login_of
from samspill.access.attestation.reading import TYPE, read_attestation, unknown_attributes
from samspill.access.attestation.refusing import AttestationRefused, Fault
from samspill.access.attestation.rules import AGE_SECONDS_MAX, Situation, broken_rules
from samspill.access.attestation.table import RULES, Rule, Told
from samspill.access.attestation.writing import write_attestation, write_for_helseid
from samspill.access.hpr.api import Answer, Register
from samspill.kernel.numbers.hpr import HprNumber
from samspill.kernel.numbers.national import NationalNumber

__all__ = [
    "AGE_SECONDS_MAX",
    "RULES",
    "TYPE",
    "Attestation",
    "AttestationRefused",
    "Checked",
    "Fault",
    "LoggedIn",
    "Rule",
    "Told",
    "check_attestation",
    "lists",
    "login_of",
    "normalised",
    "read_attestation",
    "unknown_attributes",
    "write_attestation",
    "write_for_helseid",
]


_NORWAY = ZoneInfo("Europe/Oslo")  # the register's days are Norwegian days


@dataclass(frozen=True, slots=True)
class Checked:
    """An attestation that breaks no rule for one look-up.

    Attributes:
        attestation: the attestation.
        hpr: how the professional stands in the register; unknown is not refused here.
        at: the moment it was held against.
        patient: whose data is asked for; None for a list.
    """

    attestation: Attestation
    hpr: Answer
    at: datetime
    patient: NationalNumber | None


def check_attestation(
    attestation: Attestation,
    *,
    login: LoggedIn,
    register: Register,
    at: datetime,
    patient: NationalNumber | None,
    is_narrow_list: bool = False,
) -> Checked:
    """Hold an attestation against a look-up.

    Args:
        attestation: as it was read.
        login: what the verified token says.
        register: of health personnel, asked once.
        at: the moment of the look-up.
        patient: whose data is asked for; None for a list of several persons.
        is_narrow_list: whether the list is narrow enough to be shown without a patient (ATT-6).

    Raises:
        AttestationRefused: with every broken rule.
    """
    number = attestation.practitioner.hpr_nr
    said = HprNumber(number.id) if number is not None else None
    hpr = register.ask(person=login.pid, hpr_number=said, at=at.astimezone(_NORWAY).date())
    faults = broken_rules(attestation, Situation(login, hpr, at, patient, is_narrow_list))
    if faults:
        raise AttestationRefused(faults)
    return Checked(attestation, hpr, at, patient)
