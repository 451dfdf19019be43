"""Grants of emergency access: what one holds, and the port they are kept behind."""

from dataclasses import dataclass
from typing import Protocol

from samspill.access.facts import check_period
from samspill.kernel.refusals import Refused

__all__ = ["EMERGENCY", "HOURS_MAX", "REASON_CHARS_MIN", "Grant", "GrantRefused", "Grants"]

EMERGENCY = "emergency"
HOURS_MAX = 4
REASON_CHARS_MIN = 20
"""Long enough that «akutt» alone does not do; the follow-up case begins with what is written here."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Emergency access to one person's data, for one professional in one organisation.

    Attributes:
        id: the decision's own id, traceable for years (``decision_ref``).
        person: the id of the person.
        holder: HPR number of the professional.
        organisation: organisation number of the main organisation.
        reason: why, in the professional's words.
        starts: from this moment, seconds since 1970.
        ends: until this moment, not included.
        data_class: the class of data it is narrowed to; empty for all.

    Raises:
        ValueError: it lasts too long, lacks a reason, or names nobody.
    """

    id: str
    person: str
    holder: str
    organisation: str
    reason: str
    starts: int
    ends: int
    data_class: str = ""

    def __post_init__(self) -> None:
        check_period(self.starts, self.ends)
        if self.ends - self.starts > HOURS_MAX * 3600:
            raise ValueError(f"emergency access lasts {HOURS_MAX} hours at most")
        if not (self.id and self.person and self.holder and self.organisation):
            raise ValueError("emergency access names a person, a professional and an organisation")
        if len(self.reason.strip()) < REASON_CHARS_MIN:
            raise ValueError(f"emergency access has a reason of at least {REASON_CHARS_MIN} letters")

    @property
    def kind(self) -> str:
        """The only kind there is."""
        return EMERGENCY


class GrantRefused(Refused):
    """Emergency access is not given."""


class Grants(Protocol):
    """Where grants are kept."""

    def of(self, person: str) -> tuple[Grant, ...]:
        """Return the grants to a person's data, past and present.

        Raises:
            SourceSilent: they cannot be read.
        """

    def keep(self, grant: Grant) -> None:
        """Keep a new grant; one is never changed."""
