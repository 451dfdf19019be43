"""The organisations of a health community: when each exists, and when it belongs to which hospital sector."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType

from samspill.kernel.organisation_numbers import OrganisationNumber
from samspill.kernel.periods import Period

OrganisationId = NewType("OrganisationId", str)
"""A short lasting name, for example ``bydel-sagene``; kept when the organisation changes its name."""


class Kind(StrEnum):
    """What an organisation is to the community."""

    REGIONAL_TRUST = "regional-trust"
    HOSPITAL_TRUST = "hospital-trust"
    HOSPITAL = "hospital"
    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    AGENCY = "agency"
    """A municipal agency (etat), or a service below one."""
    NAV_OFFICE = "nav-office"
    GP_PRACTICE = "gp-practice"
    USER_ORGANISATION = "user-organisation"
    OTHER = "other"


class Party(StrEnum):
    """Which side an organisation stands on; each has its fixed colour on the screen."""

    HOSPITAL = "hospital"
    MUNICIPALITY = "municipality"
    GP = "gp"
    NAV = "nav"
    CITIZEN = "citizen"
    NEUTRAL = "neutral"


_PARTY_OF = {
    Kind.REGIONAL_TRUST: Party.HOSPITAL,
    Kind.HOSPITAL_TRUST: Party.HOSPITAL,
    Kind.HOSPITAL: Party.HOSPITAL,
    Kind.MUNICIPALITY: Party.MUNICIPALITY,
    Kind.DISTRICT: Party.MUNICIPALITY,
    Kind.AGENCY: Party.MUNICIPALITY,
    Kind.NAV_OFFICE: Party.NAV,
    Kind.GP_PRACTICE: Party.GP,
    Kind.USER_ORGANISATION: Party.CITIZEN,
    Kind.OTHER: Party.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class SectorMembership:
    """The hospital a district's inhabitants belong to, for some days, and where that is said."""

    hospital_id: OrganisationId
    valid: Period
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as public registers know it."""

    id: OrganisationId
    name: str
    kind: Kind
    valid: Period = field(default_factory=Period)
    number: OrganisationNumber | None = None
    parent_id: OrganisationId | None = None
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    """Other names met in documents, for example ``OUS``."""
    code: str = ""
    """A public code, for example the district code 030103."""
    private: bool = False
    """Privately owned, with an operating agreement (privat ideelt sykehus)."""
    sectors: tuple[SectorMembership, ...] = ()
    source: str = ""

    @property
    def party(self) -> Party:
        """Which side it stands on."""
        return _PARTY_OF[self.kind]

    def sector_on(self, day: date) -> SectorMembership | None:
        """Return the hospital sector it belongs to on a day, or ``None`` when no source says."""
        return next((sector for sector in self.sectors if day in sector.valid), None)


class Register:
    """All organisations of a community, those that have ended included."""

    def __init__(self, organisations: tuple[Organisation, ...]) -> None:
        """Take in the organisations.

        Raises:
            ValueError: an id stands twice, or a parent or hospital is not in the register, or a chain of parents
                has no end, or two sector memberships of one organisation overlap.
        """
        self._by_id: dict[OrganisationId, Organisation] = {}
        for organisation in organisations:
            if organisation.id in self._by_id:
                raise ValueError(f"the organisation {organisation.id} stands twice in the register")
            self._by_id[organisation.id] = organisation
        for organisation in organisations:
            self._check(organisation)

    def _check(self, organisation: Organisation) -> None:
        named = [sector.hospital_id for sector in organisation.sectors]
        if organisation.parent_id:
            named.append(organisation.parent_id)
        for other in named:
            if other not in self._by_id:
                raise ValueError(f"{organisation.id} names {other}, which is not in the register")
        for index, sector in enumerate(organisation.sectors):
            if any(sector.valid.overlaps(later.valid) for later in organisation.sectors[index + 1 :]):
                raise ValueError(f"{organisation.id} belongs to two hospital sectors on the same day")
        seen = {organisation.id}
        parent = organisation.parent_id
        while parent:
            if parent in seen:
                raise ValueError(f"the parents of {organisation.id} form a circle")
            seen.add(parent)
            parent = self._by_id[parent].parent_id

    def all(self) -> tuple[Organisation, ...]:
        """Return every organisation, in the register's own order."""
        return tuple(self._by_id.values())

    def on(self, day: date) -> tuple[Organisation, ...]:
        """Return those that exist on a day."""
        return tuple(organisation for organisation in self._by_id.values() if day in organisation.valid)

    def find(self, organisation_id: str) -> Organisation | None:
        """Return the organisation, or ``None`` when the register does not have it."""
        return self._by_id.get(OrganisationId(organisation_id))

    def children(self, organisation_id: OrganisationId, *, day: date) -> tuple[Organisation, ...]:
        """Return those directly below an organisation on a day."""
        return tuple(organisation for organisation in self.on(day) if organisation.parent_id == organisation_id)
