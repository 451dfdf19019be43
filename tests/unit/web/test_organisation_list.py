"""Which organisations a reader is shown."""

from datetime import date

import pytest

from samspill.kernel.communities import Community
from samspill.kernel.organisation_numbers import parse_organisation_number
from samspill.kernel.organisations import Kind, Organisation, OrganisationId, Register, SectorMembership
from samspill.kernel.periods import Period
from samspill.web.pages.organisations.forms import Wanted
from samspill.web.pages.organisations.presenters import groups

NORTH = Organisation(OrganisationId("nord"), "Nord sykehus", Kind.HOSPITAL, aliases=("NSH",))
SOUTH = Organisation(OrganisationId("sor"), "Sør sykehus", Kind.HOSPITAL)
TOWN = Organisation(
    OrganisationId("by"), "Byen kommune", Kind.MUNICIPALITY, number=parse_organisation_number("958935420")
)
RIVER = Organisation(
    OrganisationId("elv"),
    "Bydel Elv",
    Kind.DISTRICT,
    parent_id=TOWN.id,
    sectors=(
        SectorMembership(NORTH.id, Period(date(2010, 1, 1), date(2019, 12, 31)), "Vedtak 2009"),
        SectorMembership(SOUTH.id, Period(date(2020, 1, 1)), "Vedtak 2019"),
    ),
)
ISLAND = Organisation(
    OrganisationId("oy"), "Bydel Øy", Kind.DISTRICT, Period(end=date(2021, 12, 31)), parent_id=TOWN.id
)
STREAM = Organisation(OrganisationId("aa"), "Bydel Å", Kind.DISTRICT, Period(date(2024, 1, 1)), parent_id=TOWN.id)
COMMUNITY = Community(
    id="byen",
    name="Helsefellesskap Byen",
    organisations=Register((NORTH, SOUTH, TOWN, STREAM, ISLAND, RIVER)),
    people=(),
    dated=date(2026, 1, 1),
)
DAY = date(2026, 3, 1)


def names(wanted: Wanted) -> dict[str, list[str]]:
    return {
        group.words.kind.value: [row.organisation.name for row in group.rows] for group in groups(COMMUNITY, wanted)
    }


def test_organisations_of_a_day_stand_by_kind_and_by_norwegian_alphabet() -> None:
    assert names(Wanted(day=DAY)) == {
        "hospital": ["Nord sykehus", "Sør sykehus"],
        "municipality": ["Byen kommune"],
        "district": ["Bydel Elv", "Bydel Å"],
    }


def test_ended_organisation_is_shown_when_asked_for() -> None:
    shown = groups(COMMUNITY, Wanted(day=DAY, kind=Kind.DISTRICT, ended_too=True))
    assert [(row.organisation.name, row.is_ended) for row in shown[0].rows] == [
        ("Bydel Elv", False),
        ("Bydel Øy", True),
        ("Bydel Å", False),
    ]


def test_organisation_that_has_ended_since_is_shown_as_it_was_on_the_day() -> None:
    assert names(Wanted(day=date(2021, 12, 31), kind=Kind.DISTRICT)) == {"district": ["Bydel Elv", "Bydel Øy"]}


@pytest.mark.parametrize(
    ("day", "hospital", "source"),
    [(date(2019, 12, 31), "Nord sykehus", "Vedtak 2009"), (date(2020, 1, 1), "Sør sykehus", "Vedtak 2019")],
)
def test_hospital_sector_is_that_of_the_day_with_its_source(day: date, hospital: str, source: str) -> None:
    row = groups(COMMUNITY, Wanted(day=day, text="elv"))[0].rows[0]
    assert row.hospital is not None
    assert row.sector is not None
    assert (row.hospital.name, row.sector.source) == (hospital, source)


def test_hospital_sector_before_any_source_is_unknown() -> None:
    row = groups(COMMUNITY, Wanted(day=date(2009, 12, 31), text="elv"))[0].rows[0]
    assert row.hospital is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nsh", {"hospital": ["Nord sykehus"]}),
        ("958 935", {"municipality": ["Byen kommune"]}),
        ("SØR", {"hospital": ["Sør sykehus"]}),
        ("Bydel Øy", {}),
    ],
)
def test_search_reads_names_other_names_and_numbers(text: str, found: dict[str, list[str]]) -> None:
    assert names(Wanted(day=DAY, text=text)) == found
