"""Grounds: what shows that someone needs a person's data, what each kind must hold, and the port they come through."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from samspill.access.facts import NEVER, check_period

__all__ = ["Ground", "GroundKind", "Grounds"]


class GroundKind(StrEnum):
    """What kind of relation it is."""

    ENCOUNTER = "encounter"
    """The patient is in care: a stay, a visit, a home visit."""
    REFERRAL = "referral"
    DISCHARGE_MESSAGE = "discharge-message"
    """A hospital has told the municipality that the patient is coming (PLO)."""
    PLAN_MEMBER = "plan-member"
    """A named professional takes part in an individual plan or a plan for home follow-up."""
    NAMED_GP = "named-gp"
    """The patient's GP, locum or list-sharing GP (list 7750)."""
    MUNICIPAL_DECISION = "municipal-decision"
    """The patient has been granted a municipal service (list 9151)."""
    EMERGENCY_CHAIN = "emergency-chain"
    """The patient-administrative emergency chain: an ambulance is on its way to this organisation."""
    PARENT = "parental-responsibility"
    POWER_OF_ATTORNEY = "power-of-attorney"


_OF_A_CITIZEN = frozenset({GroundKind.PARENT, GroundKind.POWER_OF_ATTORNEY})
_NAMED = frozenset({GroundKind.NAMED_GP, GroundKind.PLAN_MEMBER}) | _OF_A_CITIZEN
_CODED = frozenset({GroundKind.NAMED_GP, GroundKind.MUNICIPAL_DECISION})


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground.

    Attributes:
        person: the id of the person it is about.
        kind: what relation.
        starts: from this moment, seconds since 1970.
        ends: until this moment, not included.
        organisation: the organisation number of the one who has the relation; empty for a citizen.
        unit: the organisation number of the sub-unit; empty when it holds for the whole organisation.
        holder: HPR number of the professional it is bound to, or the citizen's person id; empty when bound to nobody.
        code: list 7750 for a GP, list 9151 for a municipal decision; else empty.

    Raises:
        ValueError: it lacks what its kind must hold.
    """

    person: str
    kind: GroundKind
    starts: int
    ends: int = NEVER
    organisation: str = ""
    unit: str = ""
    holder: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        check_period(self.starts, self.ends)
        if not self.person:
            raise ValueError("a ground is about a person")
        if self.kind in _OF_A_CITIZEN and self.organisation:
            raise ValueError(f"a {self.kind} is a citizen's, not an organisation's")
        if self.kind not in _OF_A_CITIZEN and not self.organisation:
            raise ValueError(f"a {self.kind} is an organisation's")
        if self.kind in _NAMED and not self.holder:
            raise ValueError(f"a {self.kind} names who holds it")
        if self.kind in _CODED and not self.code:
            raise ValueError(f"a {self.kind} has a code")


class Grounds(Protocol):
    """A source of grounds."""

    def of(self, person: str) -> tuple[Ground, ...]:
        """Return what is known about the person's relations, past and present.

        Raises:
            SourceSilent: the source does not answer.
        """
