"""The reader's task: see how the plan goes and what has changed, and pass it on. Readers write nothing."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.journeys.visitor import OpenVisitor, Visitor

pytestmark = pytest.mark.journey
READER = "Observatør, Pasient- og brukerombudet"
WRITE_ACTS = re.compile(
    "Meld status|Rediger|Endre fase|Nytt tiltak|Importer|Start arbeidsutkast|Registrer vedtak|Send på høring|Flytt"
)

CRUMBS = re.compile("Brødsmule|Du er her")
FIRST = {"area": ".sam-area-head h2 a", "measure": ".sam-measures tbody th a"}
"""The first of each in the portfolio."""


def given_a_reader(visitor: OpenVisitor, *, scripts: bool = True, width: int = 1280) -> Visitor:
    reader = visitor(role=READER, scripts=scripts, width=width)
    reader.opens("/plan/")
    return reader


def count_found(reader: Visitor) -> int:
    """Return how many measures the page says it found."""
    found = re.search(r"\d+", reader.main.locator(".sam-found").inner_text())
    assert found
    return int(found.group())


def titles(reader: Visitor) -> list[str]:
    """Return the titles of the measures that are shown."""
    return [title.strip() for title in reader.main.locator(".sam-measures tbody th a").all_inner_texts()]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without-scripts"])
def test_filtered_portfolio_is_the_same_for_whoever_gets_the_link(visitor: OpenVisitor, scripts: bool) -> None:
    reader = given_a_reader(visitor, scripts=scripts)
    everything = count_found(reader)
    reader.main.get_by_label("Søk").fill("pasient")
    reader.main.locator("#filter").get_by_label("Status").select_option(label="Under arbeid")
    reader.presses("Vis")
    reader.page.wait_for_url(re.compile("tekst=pasient.*status=in-progress|status=in-progress.*tekst=pasient"))
    expect(reader.main.locator(".sam-chips li").first).to_be_visible()
    seen = titles(reader)
    assert 0 < len(seen) == count_found(reader) < everything
    other = visitor(role="Analytiker, Helseetaten", scripts=scripts)
    other.opens(reader.page.url.removeprefix(reader.address))
    assert titles(other) == seen


def test_removing_every_filter_brings_everything_back(visitor: OpenVisitor) -> None:
    reader = given_a_reader(visitor)
    everything = count_found(reader)
    reader.opens("/plan/?status=done")
    assert count_found(reader) < everything
    reader.follows("Fjern alle")
    expect(reader.main.locator(".sam-chips")).to_have_count(0)
    assert count_found(reader) == everything


@pytest.mark.parametrize("width", [1280, 320])
def test_reader_goes_from_portfolio_to_area_to_measure_and_back_by_the_breadcrumbs(
    visitor: OpenVisitor, width: int
) -> None:
    reader = given_a_reader(visitor, width=width)
    plan = reader.heading
    area = reader.main.locator(".sam-area-head h2 a").first
    name = area.inner_text()
    area.click()
    reader.stands_on(name)
    measure = reader.main.locator(".sam-measures tbody th a").first
    title = measure.inner_text()
    measure.click()
    reader.stands_on(title)
    expect(reader.main.get_by_role("region", name="Historikk")).to_be_visible()
    crumbs = reader.page.get_by_role("navigation", name=CRUMBS)
    crumbs.get_by_role("link").nth(1).click()
    reader.stands_on(name)
    reader.page.get_by_role("navigation", name=CRUMBS).get_by_role("link").first.click()
    reader.stands_on(plan)


def test_what_changed_since_a_day_is_in_the_address(visitor: OpenVisitor) -> None:
    reader = given_a_reader(visitor)
    reader.goes_to("Endringer")
    reader.stands_on(re.compile("^Endringer siden"))
    reader.main.get_by_label(re.compile("Fra|Siden|dag", re.IGNORECASE)).last.fill("2026-09-01")
    reader.presses("Vis")
    reader.page.wait_for_url(re.compile("fra=2026-09-01"))
    reader.stands_on("Endringer siden 1. september 2026")
    assert reader.main.get_by_role("heading", level=3).count() > 0


def test_a_day_after_every_change_says_what_to_do_next(visitor: OpenVisitor) -> None:
    reader = visitor(role=READER)
    reader.opens("/plan/endringer/?fra=2090-01-01")
    reader.sees(re.compile("Velg en tidligere dag"))


def test_csv_holds_the_measures_on_the_screen(visitor: OpenVisitor, tmp_path: Path) -> None:
    reader = given_a_reader(visitor)
    reader.opens("/plan/?tekst=pasient")
    seen = titles(reader)
    with reader.page.expect_download() as arriving:
        reader.follows("Last ned (CSV)")
    file = tmp_path / arriving.value.suggested_filename
    arriving.value.save_as(file)
    assert file.suffix == ".csv"
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened, delimiter=";"))
    assert {row["Tiltak"] for row in rows} == set(seen)


def test_organisation_is_found_by_its_name(visitor: OpenVisitor) -> None:
    reader = given_a_reader(visitor)
    reader.goes_to("Virksomheter")
    reader.follows(re.compile("Bydel Sagene"))
    reader.stands_on("Bydel Sagene")


@pytest.mark.parametrize("way", [(), ("area",), ("measure",), ("Versjoner",), ("Endringer",)], ids=" ".join)
def test_reader_is_offered_no_write_act(visitor: OpenVisitor, way: tuple[str, ...]) -> None:
    reader = given_a_reader(visitor)
    for step in way:
        place = FIRST.get(step)
        if place:
            reader.main.locator(place).first.click()
            expect(reader.page.get_by_role("navigation", name=CRUMBS)).to_be_visible()
        else:
            reader.goes_to(step)
            reader.stands_on(re.compile(step))
    offered = reader.main.locator("a, button").all_inner_texts()
    assert [words for words in offered if WRITE_ACTS.search(words)] == []


@pytest.mark.parametrize(
    "path",
    [
        "/plan/tiltak/1/status/",
        "/plan/tiltak/1/rediger/",
        "/plan/tiltak/1/fase/",
        "/plan/tiltak/1/flytt/",
        "/plan/tiltak/nytt/",
        "/plan/versjoner/1/utkast/",
        "/plan/import/",
        "/plan/import/ny/",
    ],
)
def test_reader_who_opens_a_write_page_is_told_why_not_and_what_to_do(visitor: OpenVisitor, path: str) -> None:
    reader = visitor(role=READER)
    reader.opens(path, answer=403)
    assert "403" in reader.main.inner_text()
    reader.sees("Dette kan du gjøre:")
    reader.finds_the_page_sound()
