"""Persons in roles. In the demo a person is a role name only; nobody real is in Samspill's own data."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from samspill.kernel.organisations import OrganisationId
from samspill.kernel.periods import Period

PersonId = NewType("PersonId", str)


class Capacity(StrEnum):
    """What a role lets its holder do in the joint work."""

    KEEP_PLAN = "keep-plan"
    """The secretariat: writes, imports and adopts plans."""
    REPORT_STATUS = "report-status"
    """A measure owner: reports how own measures go."""
    DEVELOP = "develop"
    """Someone who connects systems: sees how the FHIR server stands, and tries searches."""
    READ = "read"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone acting in a role for an organisation."""

    id: PersonId
    name: str
    """The name shown beside what the person did; in the demo the role's own name."""
    role: str
    organisation_id: OrganisationId
    capacities: frozenset[Capacity]
    valid: Period = field(default_factory=Period)

    def may(self, capacity: Capacity) -> bool:
        """Tell whether the role lets the person do this; whoever keeps the plan may also report and read."""
        return capacity in self.capacities or Capacity.KEEP_PLAN in self.capacities
