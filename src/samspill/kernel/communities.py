"""A health community: its organisations and the roles people hold in it, read from one dated TOML file."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from samspill.kernel.organisation_numbers import parse_organisation_number
from samspill.kernel.organisations import Kind, Organisation, OrganisationId, Register, SectorMembership
from samspill.kernel.people import Capacity, Person, PersonId
from samspill.kernel.periods import Period
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import say

OSLO = Path(__file__).parent / "data" / "oslo.toml"
"""The demo community: Oslo's real public organisations, and people that are role names only."""


class CommunityRefused(Refused):
    """The community's file cannot be used."""


@dataclass(frozen=True, slots=True)
class Community:
    """A community as its file describes it."""

    id: str
    name: str
    organisations: Register
    people: tuple[Person, ...]
    dated: date
    """The day the file was last held against its sources."""

    def person(self, person_id: str) -> Person | None:
        """Return the person in role, or ``None`` when the community has no such role."""
        return next((person for person in self.people if person.id == person_id), None)


def load_community(path: Path) -> Community:
    """Read a community's file (see docs/reference/community-file.md).

    Raises:
        CommunityRefused: the file is missing, is not TOML, lacks a field, or contradicts itself.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return _community(content)
    except OSError as error:
        raise CommunityRefused(
            say("Vi finner ikke filen med helsefellesskapets virksomheter: %(file)s.", file=str(path)),
            remedy=say("Rett opp SAMSPILL_COMMUNITY, eller la den stå tom for å bruke demofellesskapet."),
        ) from error
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise CommunityRefused(
            say("Filen med helsefellesskapets virksomheter kan ikke brukes: %(file)s.", file=str(path)),
            why=say("Feilen er: %(error)s.", error=str(error)),
            remedy=say("Rett opp filen og start på nytt."),
        ) from error


def _community(content: dict[str, Any]) -> Community:
    register = Register(tuple(_organisation(row) for row in content["organisation"]))
    people = tuple(_person(row) for row in content.get("person", ()))
    for person in people:
        if register.find(person.organisation_id) is None:
            raise ValueError(f"the role {person.id} belongs to {person.organisation_id}, which is not in the register")
    about = content["community"]
    return Community(id=about["id"], name=about["name"], organisations=register, people=people, dated=about["dated"])


def _organisation(row: dict[str, Any]) -> Organisation:
    return Organisation(
        id=OrganisationId(row["id"]),
        name=row["name"],
        kind=Kind(row["kind"]),
        valid=_period(row),
        number=parse_organisation_number(row["number"]) if row.get("number") else None,
        parent_id=OrganisationId(row["parent"]) if row.get("parent") else None,
        short_name=row.get("short_name", ""),
        aliases=tuple(row.get("aliases", ())),
        code=row.get("code", ""),
        private=row.get("private", False),
        sectors=tuple(_sector(sector) for sector in row.get("sector", ())),
        source=row.get("source", ""),
    )


def _sector(row: dict[str, Any]) -> SectorMembership:
    return SectorMembership(
        hospital_id=OrganisationId(row["hospital"]), valid=_period(row), source=row["source"], note=row.get("note", "")
    )


def _person(row: dict[str, Any]) -> Person:
    return Person(
        id=PersonId(row["id"]),
        name=row["name"],
        role=row["role"],
        organisation_id=OrganisationId(row["organisation"]),
        capacities=frozenset(Capacity(capacity) for capacity in row["capacities"]),
        valid=_period(row),
    )


def _period(row: dict[str, Any]) -> Period:
    return Period(start=row.get("from"), end=row.get("to"))
