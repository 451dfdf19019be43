import csv
from datetime import date

import pytest
from tests.shared import SHARED

from samspill.kernel.communities import OSLO, Community, load_community
from samspill.kernel.organisation_numbers import check_digit
from samspill.kernel.organisations import Kind, Organisation
from samspill.kernel.people import Capacity

NEW_YEAR_2026 = date(2026, 1, 1)
ROLE_WORDS = {
    "Analytiker",
    "Brukerrepresentant",
    "Bydelskoordinator",
    "Fastlegerepresentant",
    "Nav-koordinator",
    "Observatør",
    "SSU-medlem",
    "Samhandlingsleder",
    "Sekretariatsleder",
    "Sekretariatsrådgiver",
    "Utvikler",
}
SECTOR_2018 = {"OUS": "ous", "Ahus": "ahus", "Lovisenberg": "lovisenberg", "Diakonhjemmet": "diakonhjemmet"}


@pytest.fixture(scope="module")
def oslo() -> Community:
    return load_community(OSLO)


def districts(oslo: Community) -> list[Organisation]:
    return [each for each in oslo.organisations.on(NEW_YEAR_2026) if each.kind is Kind.DISTRICT]


def sector(district: Organisation, day: date) -> str | None:
    membership = district.sector_on(day)
    return membership.hospital_id if membership else None


def test_oslo_has_its_fifteen_districts_by_code(oslo: Community) -> None:
    assert {each.code: each.short_name for each in districts(oslo)} == {
        "030101": "Gamle Oslo",
        "030102": "Grünerløkka",
        "030103": "Sagene",
        "030104": "St. Hanshaugen",
        "030105": "Frogner",
        "030106": "Ullern",
        "030107": "Vestre Aker",
        "030108": "Nordre Aker",
        "030109": "Bjerke",
        "030110": "Grorud",
        "030111": "Stovner",
        "030112": "Alna",
        "030113": "Østensjø",
        "030114": "Nordstrand",
        "030115": "Søndre Nordstrand",
    }


def test_every_district_has_a_sourced_sector_in_2026(oslo: Community) -> None:
    sourced = [each.code for each in districts(oslo) if (found := each.sector_on(NEW_YEAR_2026)) and found.source]
    assert len(sourced) == 15


def test_alna_moves_from_ahus_to_ous_at_new_year_2026_and_says_what_is_not_checked(oslo: Community) -> None:
    alna = oslo.organisations.find("bydel-alna")
    assert alna is not None
    after = alna.sector_on(NEW_YEAR_2026)
    assert after is not None
    assert (sector(alna, date(2025, 12, 31)), after.hospital_id, "ikke kontrollert" in after.note) == (
        "ahus",
        "ous",
        True,
    )


@pytest.mark.parametrize("name", ["bydel-grorud", "bydel-stovner"])
def test_proposed_move_to_aker_is_told_and_not_carried_out(oslo: Community, name: str) -> None:
    district = oslo.organisations.find(name)
    assert district is not None
    membership = district.sector_on(date(2032, 1, 1))
    assert membership is not None
    assert (membership.hospital_id, "foreslo" in membership.note) == ("ahus", True)


def test_sectors_before_the_sources_are_unknown(oslo: Community) -> None:
    assert {sector(each, date(2017, 12, 31)) for each in districts(oslo)} == {None}


@pytest.mark.outside
def test_sectors_of_2018_are_those_of_the_reference_table(oslo: Community) -> None:
    with (SHARED / "reference" / "population" / "bydel_sector.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["bydel"] not in {"Sentrum", "Marka"}]
    expected = {(row["bydel_code"], row["bydel"], SECTOR_2018[row["hospital_sector_skde_2018"]]) for row in rows}
    assert {(each.code, each.short_name, sector(each, date(2018, 7, 1))) for each in districts(oslo)} == expected


def test_every_district_has_its_nav_office(oslo: Community) -> None:
    nav = oslo.organisations.find("nav-oslo")
    assert nav is not None
    offices = {each.name.removeprefix("NAV ") for each in oslo.organisations.children(nav.id, day=NEW_YEAR_2026)}
    assert offices == {each.short_name for each in districts(oslo)}


def test_every_number_checks_and_stands_once(oslo: Community) -> None:
    numbers = [each.number for each in oslo.organisations.all() if each.number]
    assert [str(check_digit(number[:8])) for number in numbers] == [number[8] for number in numbers]
    assert len(set(numbers)) == len(numbers) == 29


def test_every_organisation_names_its_source(oslo: Community) -> None:
    assert [each.id for each in oslo.organisations.all() if not each.source] == []


def test_two_hospitals_are_privately_owned(oslo: Community) -> None:
    assert {each.id for each in oslo.organisations.all() if each.private} == {"diakonhjemmet", "lovisenberg"}


def test_ous_exists_from_2009(oslo: Community) -> None:
    ous = oslo.organisations.find("ous")
    assert ous is not None
    assert (date(2008, 12, 31) in ous.valid, date(2009, 1, 1) in ous.valid) == (False, True)


def test_no_alias_points_at_two_organisations(oslo: Community) -> None:
    names = [
        name.casefold()
        for each in oslo.organisations.all()
        for name in {each.name.casefold(), each.short_name.casefold(), *map(str.casefold, each.aliases)} - {""}
    ]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_people_are_role_words_and_the_names_of_their_organisations(oslo: Community) -> None:
    for person in oslo.people:
        organisation = oslo.organisations.find(person.organisation_id)
        assert organisation is not None
        word, _, place = person.name.partition(", ")
        assert word in ROLE_WORDS
        assert place in {"", organisation.short_name, organisation.name}


def test_only_the_secretariat_keeps_the_plan(oslo: Community) -> None:
    keepers = {person.id for person in oslo.people if person.may(Capacity.KEEP_PLAN)}
    assert keepers == {"sekretariat", "sekretariat-radgiver"}


def test_each_side_of_the_community_has_someone_who_reports(oslo: Community) -> None:
    reporting = {person.organisation_id for person in oslo.people if Capacity.REPORT_STATUS in person.capacities}
    assert reporting == {
        "ous",
        "ahus",
        "lovisenberg",
        "diakonhjemmet",
        "helseetaten",
        "bydel-sagene",
        "bydel-stovner",
        "nav-oslo",
        "fastlegene",
    }


def test_role_ids_and_names_stand_once(oslo: Community) -> None:
    ids, names = {person.id for person in oslo.people}, {person.name for person in oslo.people}
    assert (len(ids), len(names)) == (len(oslo.people), len(oslo.people))
