"""What crosses the door of the register: the port, and its three answers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from samspill.kernel.numbers.hpr import HprNumber
from samspill.kernel.numbers.national import NationalNumber
from samspill.kernel.periods import Period
from samspill.kernel.refusals import Refused

IN_FORCE_KINDS = frozenset({"1", "17", "4", "2", "14", "18"})
"""Kinds of authorisation (list 7704) that let somebody practise: authorisation, authorisation with conditions, licence,
internship licence, temporary service, LIS1 licence."""


class Standing(StrEnum):
    """How somebody stands in the register on a day."""

    VALID = "valid"
    NOT_VALID = "not valid"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why somebody is not valid, or it cannot be known."""

    NO_ENTRY = "no entry"
    NUMBER_OF_ANOTHER = "the HPR number is another's"
    SUSPENDED = "suspended"
    NONE_IN_FORCE = "no authorisation in force"
    NO_ANSWER = "the register does not answer"


ANY_DAY = Period()


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A right to practise.

    Attributes:
        profession: code of list 9060.
        kind: code of list 7704.
        period: the days it is in force; open where the source tells no day.
    """

    profession: str
    kind: str
    period: Period = ANY_DAY


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register says of somebody on a day.

    Attributes:
        standing: valid means that at least one authorisation is in force and no suspension is running.
        reason: why it is not valid or not known; None when valid.
        hpr_number: the person's own number; None when there is no entry, or it is not known.
        held: the authorisations in force that day.
    """

    standing: Standing
    reason: Reason | None = None
    hpr_number: HprNumber | None = None
    held: tuple[Authorisation, ...] = ()

    @property
    def professions(self) -> frozenset[str]:
        """The professions (list 9060) that the person may practise that day."""
        return frozenset(one.profession for one in self.held)


UNKNOWN = Answer(Standing.UNKNOWN, Reason.NO_ANSWER)
"""The register does not answer. Nobody is let in or kept out by this alone: that is for the decision to say."""


class Register(Protocol):
    """Whatever can be asked; it never raises for an outage, but answers ``UNKNOWN``."""

    def ask(self, *, person: NationalNumber, hpr_number: HprNumber | None, at: date) -> Answer:
        """Tell how somebody stands.

        Args:
            person: whom it is about.
            hpr_number: the number they are said to have, held against the entry; None when none is said.
            at: the day.
        """


class RegisterRefused(Refused):
    """The register's file, or a claim from it, cannot be read."""
