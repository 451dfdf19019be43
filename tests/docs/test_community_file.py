import re
from datetime import date
from pathlib import Path

import pytest

from samspill.kernel.communities import Community, load_community
from samspill.kernel.organisations import Kind, Organisation, OrganisationId
from samspill.kernel.people import Capacity

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "community-file.md").read_text(encoding="utf-8")


@pytest.fixture
def fjordby(tmp_path: Path) -> Community:
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    file = tmp_path / "fjordby.toml"
    file.write_text(example[1], encoding="utf-8")
    return load_community(file)


def test_example_loads_with_all_its_organisations(fjordby: Community) -> None:
    assert [each.id for each in fjordby.organisations.all()] == [
        "fjordby-sykehus",
        "fjordby-kommune",
        "bydel-nord",
        "lia-sykehus",
    ]


def test_example_places_its_district_in_a_sector_from_the_first_day_on(fjordby: Community) -> None:
    district = fjordby.organisations.find("bydel-nord")
    assert district is not None
    found = [district.sector_on(day) for day in (date(2023, 12, 31), date(2024, 1, 1))]
    assert [sector and sector.hospital_id for sector in found] == [None, "fjordby-sykehus"]


def test_example_has_someone_who_keeps_the_plan(fjordby: Community) -> None:
    adviser = fjordby.person("radgiver")
    assert adviser is not None
    assert adviser.may(Capacity.REPORT_STATUS)


def test_page_names_every_kind_and_its_side() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \|.*\| (\w+) \|$", PAGE, re.MULTILINE))
    expected = {
        kind.value: Organisation(id=OrganisationId("a"), name="A", kind=kind).party.value.lower() for kind in Kind
    }
    assert {kind: side.lower() for kind, side in rows.items()} == expected


def test_page_names_every_capacity() -> None:
    assert [capacity for capacity in Capacity if capacity.value not in PAGE] == []
