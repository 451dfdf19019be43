from datetime import date
from pathlib import Path

import pytest

from samspill.kernel.communities import Community, CommunityRefused, load_community
from samspill.kernel.organisations import OrganisationId
from samspill.kernel.people import Capacity

HEAD = """
[community]
id = "fjordby"
name = "Helsefellesskap Fjordby"
dated = 2026-05-02
"""
HOSPITAL = """
[[organisation]]
id = "sykehuset"
name = "Fjordby sykehus HF"
kind = "hospital-trust"
number = "993 467 049"
short_name = "Sykehuset"
aliases = ["FSH"]
"""
DISTRICT = """
[[organisation]]
id = "bydel-nord"
name = "Bydel Nord"
kind = "district"
from = 2004-01-01
code = "999901"
[[organisation.sector]]
hospital = "sykehuset"
from = 2018-01-01
to = 2030-12-31
source = "Avtalen om opptaksområder"
note = "Skal flyttes i 2031"
"""
PERSON = """
[[person]]
id = "radgiver"
name = "Rådgiver"
role = "Rådgiver i sekretariatet"
organisation = "sykehuset"
capacities = ["keep-plan", "read"]
from = 2026-01-01
"""
WHOLE = HEAD + HOSPITAL + DISTRICT + PERSON


def load(folder: Path, text: str) -> Community:
    file = folder / "fellesskap.toml"
    file.write_text(text, encoding="utf-8")
    return load_community(file)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[community", "Expected"),
        (HOSPITAL, "Feltet «community» mangler"),
        (HEAD, "Feltet «organisation» mangler"),
        ("organisation = 7\n" + HEAD, "not iterable"),
        (HEAD + HOSPITAL.replace('name = "Fjordby sykehus HF"', ""), "Feltet «name» mangler"),
        (HEAD + HOSPITAL.replace("hospital-trust", "sykehus"), "sykehus"),
        (HEAD + HOSPITAL.replace("993 467 049", "993 467 048"), "check digit"),
        (HEAD + HOSPITAL + HOSPITAL, "stands twice"),
        (HEAD + HOSPITAL + 'parent = "departementet"', "departementet"),
        (HEAD + DISTRICT, "sykehuset"),
        (WHOLE.replace("to = 2030-12-31", "to = 2017-12-31"), "cannot end"),
        (WHOLE.replace('source = "Avtalen om opptaksområder"', ""), "Feltet «source» mangler"),
        (WHOLE.replace("from = 2018-01-01", 'from = "1. januar 2018"'), "without quotes"),
        (WHOLE.replace("from = 2018-01-01", "from = 2018-01-01T08:00:00"), "or clock"),
        (WHOLE.replace('aliases = ["FSH"]', 'aliases = "FSH"'), "a list of texts"),
        (WHOLE.replace('organisation = "sykehuset"', 'organisation = "legekontoret"'), "legekontoret"),
        (WHOLE.replace('"keep-plan"', '"all-things"'), "all-things"),
        (WHOLE.replace("dated = 2026-05-02", ""), "Feltet «dated» mangler"),
        (WHOLE + PERSON, "a role's id stands twice"),
        (WHOLE.replace("dated = 2026-05-02", 'dated = "i fjor"'), "i fjor"),
        (WHOLE.replace("from = 2026-01-01", 'from = "i fjor"'), "i fjor"),
    ],
)
def test_file_that_cannot_be_used_is_refused_with_the_fault_named(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(CommunityRefused, match=why):
        load(tmp_path, text)


def test_missing_file_is_refused_with_its_name_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CommunityRefused, match=r"borte\.toml\. Rett opp SAMSPILL_COMMUNITY"):
        load_community(tmp_path / "borte.toml")


def test_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bilde.toml"
    file.write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(CommunityRefused, match="kan ikke brukes"):
        load_community(file)


def test_community_says_what_it_is_and_when_it_was_checked(tmp_path: Path) -> None:
    community = load(tmp_path, WHOLE)
    assert (community.id, community.name, community.dated) == (
        "fjordby",
        "Helsefellesskap Fjordby",
        date(2026, 5, 2),
    )


def test_organisation_is_read_with_its_number_names_and_period(tmp_path: Path) -> None:
    hospital = load(tmp_path, WHOLE).organisations.find("sykehuset")
    assert hospital is not None
    assert (hospital.number, hospital.short_name, hospital.aliases, hospital.valid.start, hospital.private) == (
        "993467049",
        "Sykehuset",
        ("FSH",),
        None,
        False,
    )


def test_sector_is_read_with_its_period_source_and_note(tmp_path: Path) -> None:
    district = load(tmp_path, WHOLE).organisations.find("bydel-nord")
    assert district is not None
    sector = district.sector_on(date(2030, 12, 31))
    assert sector is not None
    assert (sector.hospital_id, sector.source, sector.note) == (
        "sykehuset",
        "Avtalen om opptaksområder",
        "Skal flyttes i 2031",
    )


def test_role_is_found_by_its_id(tmp_path: Path) -> None:
    person = load(tmp_path, WHOLE).person("radgiver")
    assert person is not None
    assert (person.name, person.organisation_id, person.capacities) == (
        "Rådgiver",
        OrganisationId("sykehuset"),
        {Capacity.KEEP_PLAN, Capacity.READ},
    )


def test_unknown_role_is_not_found(tmp_path: Path) -> None:
    assert load(tmp_path, WHOLE).person("direktor") is None


def test_community_may_have_no_roles(tmp_path: Path) -> None:
    assert load(tmp_path, HEAD + HOSPITAL).people == ()
