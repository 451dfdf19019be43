"""Every write works in a browser that runs no scripts. (Status, import and versions have journeys of their own.)"""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.places import SECRETARIAT
from tests.journeys.visitor import OpenVisitor, Visitor

pytestmark = pytest.mark.journey
DRAFT = "versjon=3"


def given_someone_without_scripts(visitor: OpenVisitor, role: str = SECRETARIAT) -> Visitor:
    return visitor(role=role, scripts=False)


def test_phase_is_changed_with_a_reason(visitor: OpenVisitor) -> None:
    secretariat = given_someone_without_scripts(visitor)
    secretariat.opens("/plan/tiltak/2/fase/")
    secretariat.main.locator("input[name=to]").first.check()
    secretariat.writes("Hvorfor?", "Partene er enige om neste steg")
    secretariat.presses("Endre fase")
    expect(secretariat.main.get_by_role("region", name="Historikk")).to_contain_text("Partene er enige om neste steg")


def test_draft_is_sent_on_hearing_and_taken_back(visitor: OpenVisitor) -> None:
    secretariat = given_someone_without_scripts(visitor)
    secretariat.opens("/plan/versjoner/3/consulted/")
    secretariat.presses("Send på høring")
    secretariat.opens("/plan/?" + DRAFT)
    secretariat.sees("På høring")
    secretariat.opens("/plan/versjoner/3/draft/")
    secretariat.writes("Hvorfor?", "Høringen ble sendt for tidlig")
    secretariat.presses("Sett tilbake til utkast")
    secretariat.opens("/plan/?" + DRAFT)
    secretariat.sees("Utkast")


def test_measure_moves_to_another_group(visitor: OpenVisitor) -> None:
    secretariat = given_someone_without_scripts(visitor)
    secretariat.opens(f"/plan/tiltak/3/flytt/?{DRAFT}")
    secretariat.main.get_by_label("Flytt til").select_option(index=1)
    secretariat.presses("Flytt tiltaket")
    expect(secretariat.main.get_by_role("region", name="Historikk")).to_contain_text("Plassering")


def test_rows_for_responsible_are_added_and_what_is_written_stays(visitor: OpenVisitor) -> None:
    secretariat = given_someone_without_scripts(visitor)
    secretariat.opens(f"/plan/tiltak/nytt/?{DRAFT}")
    secretariat.writes("Hva heter tiltaket?", "Felles opplæring i sårstell")
    before = secretariat.main.get_by_role("group", name=re.compile("^Ansvarlig ")).count()
    secretariat.presses("Legg til flere rader")
    expect(secretariat.main.get_by_label("Hva heter tiltaket?")).to_have_value("Felles opplæring i sårstell")
    assert secretariat.main.get_by_role("group", name=re.compile("^Ansvarlig ")).count() > before


def test_language_and_colours_are_chosen_and_kept(visitor: OpenVisitor) -> None:
    reader = given_someone_without_scripts(visitor, "Analytiker, Helseetaten")
    reader.opens("/virksomheter/")
    reader.page.get_by_role("button", name="English").click()
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    reader.page.locator("button[name=scheme][value=dark]").click()
    expect(reader.page.locator("html")).to_have_attribute("data-color-scheme", "dark")
    reader.opens("/plan/versjoner/")
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")


def test_whoever_signs_out_must_sign_in_again(visitor: OpenVisitor) -> None:
    reader = visitor(scripts=False)
    reader.signs_in_as("SSU-medlem, Oslo kommune")
    reader.page.get_by_role("button", name="Logg ut").click()
    reader.stands_on("Velg hvem du vil være")
    reader.opens("/plan/")
    reader.stands_on("Velg hvem du vil være")
