"""A health community: its organisations and the roles people hold in it, read from one dated TOML file."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from samspill.kernel.organisation_numbers import parse_organisation_number
from samspill.kernel.organisations import Kind, Organisation, OrganisationId, Register, SectorMembership
from samspill.kernel.people import Capacity, Person, PersonId
from samspill.kernel.periods import Period
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import Text, say

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
    except KeyError as error:
        raise _unusable(path, say("Feltet «%(field)s» mangler.", field=error.args[0])) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise _unusable(path, say("Feilen er: %(error)s.", error=str(error))) from error


def _unusable(path: Path, why: Text) -> CommunityRefused:
    return CommunityRefused(
        say("Filen med helsefellesskapets virksomheter kan ikke brukes: %(file)s.", file=str(path)),
        why=why,
        remedy=say("Rett opp filen og start på nytt."),
    )


def _community(content: dict[str, Any]) -> Community:
    register = Register(tuple(_organisation(row) for row in content["organisation"]))
    people = tuple(_person(row) for row in content.get("person", ()))
    if len({person.id for person in people}) < len(people):
        raise ValueError("a role's id stands twice")
    for person in people:
        if register.find(person.organisation_id) is None:
            raise ValueError(f"the role {person.id} belongs to {person.organisation_id}, which is not in the register")
    about = content["community"]
    return Community(
        id=about["id"], name=about["name"], organisations=register, people=people, dated=_day(about["dated"])
    )


def _organisation(row: dict[str, Any]) -> Organisation:
    return Organisation(
        id=OrganisationId(row["id"]),
        name=row["name"],
        kind=Kind(row["kind"]),
        valid=_period(row),
        number=parse_organisation_number(row["number"]) if row.get("number") else None,
        parent_id=OrganisationId(row["parent"]) if row.get("parent") else None,
        short_name=row.get("short_name", ""),
        aliases=_texts(row.get("aliases", [])),
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
    start, end = row.get("from"), row.get("to")
    return Period(start=None if start is None else _day(start), end=None if end is None else _day(end))


def _day(value: object) -> date:
    # A TOML date-time is a date to Python as well, but a moment says more than a day and cannot be compared with one.
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"a day is written 2026-01-31, without quotes or clock: {value!r}")
    return value


def _texts(value: object) -> tuple[str, ...]:
    # A bare string would else become one name per letter.
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TypeError(f'a list of texts is written ["one", "two"]: {value!r}')
    return tuple(value)
