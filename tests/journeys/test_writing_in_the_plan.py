"""Writing in the plan in a real browser: by keyboard, without scripts, narrow and dark, every page accessible."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import OpenReader, Reader

pytestmark = pytest.mark.journey
SECRETARIAT = re.compile("^Sekretariatsleder")
OWNER = re.compile("^Nav-koordinator")


def given_someone(open_reader: OpenReader, role: re.Pattern[str], **window: object) -> Reader:
    someone = open_reader(**window)
    someone.opens("/logg-inn/?next=/plan/mine/")
    someone.page.get_by_role("button", name=role).click()
    return someone


def own_measure(someone: Reader) -> str:
    someone.opens("/plan/mine/")
    address = someone.page.locator("main a[href*='/plan/tiltak/']").first.get_attribute("href")
    assert address is not None
    return address.split("?")[0].removesuffix("status/")


def draft_measure(someone: Reader) -> str:
    someone.opens("/plan/versjoner/")
    someone.page.get_by_role("link", name="Se planen").first.click()
    address = someone.page.locator("main a[href*='/plan/tiltak/']:not([href*='nytt'])").first.get_attribute("href")
    assert address is not None
    return address.split("?")[0]


def tab_to(someone: Reader, selector: str) -> None:
    for _ in range(80):
        someone.page.keyboard.press("Tab")
        if someone.page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_measure_owner_reports_with_the_keyboard_alone_and_without_scripts(reader: OpenReader) -> None:
    owner = given_someone(reader, OWNER, width=320, scripts=False)
    owner.opens(f"{own_measure(owner)}status/")
    tab_to(owner, "[name=status]")
    owner.page.keyboard.press("ArrowDown")
    tab_to(owner, "[name=comment]")
    owner.page.keyboard.type("Prosjektet er i gang.")
    tab_to(owner, "main button[type=submit]")
    owner.page.keyboard.press("Enter")
    expect(owner.page.get_by_role("heading", level=1)).to_have_text("Statusen er meldt")
    expect(owner.page.locator("main blockquote")).to_have_text("Prosjektet er i gang.")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_every_writing_page_is_accessible(reader: OpenReader, width: int, dark: bool) -> None:
    someone = given_someone(reader, SECRETARIAT, width=width, dark=dark)
    measure = draft_measure(someone)
    pages = [f"{measure}{page}/" for page in ("status", "rediger", "fase", "flytt", "status/lagret")]
    pages += ["/plan/tiltak/nytt/", "/plan/versjoner/", "/plan/versjoner/3/sammenlign/", "/plan/versjoner/3/adopted/"]
    pages += [f"{measure}rediger/?versjon=2"]
    for page in pages:
        someone.opens(page)
        someone.finds_the_page_accessible()
        someone.finds_no_sideways_scrolling()


def test_rows_are_added_in_place_and_words_stay(reader: OpenReader) -> None:
    someone = given_someone(reader, SECRETARIAT)
    someone.opens("/plan/tiltak/nytt/")
    someone.page.fill("[name=title]", "Halvskrevet")
    someone.page.focus("button[value=more]")
    someone.page.keyboard.press("Enter")
    expect(someone.page.locator(".sam-who-row")).to_have_count(4)
    assert someone.page.input_value("[name=title]") == "Halvskrevet"
    assert someone.page.locator("button[value=more]:focus").count() == 1


def test_two_secretaries_meet_in_one_measure_and_nothing_is_lost(reader: OpenReader) -> None:
    first, second = given_someone(reader, SECRETARIAT), given_someone(reader, SECRETARIAT)
    address = f"{draft_measure(first)}rediger/"
    first.opens(address)
    second.opens(address)
    second.page.fill("[name=title]", "Slik den andre skrev det")
    second.page.get_by_role("button", name="Lagre endringene").click()
    first.page.fill("[name=title]", "Slik jeg skrev det")
    first.page.fill("[name=remark]", "Min merknad")
    first.page.get_by_role("button", name="Lagre endringene").click()
    expect(first.page.get_by_role("heading", level=1)).to_have_text("Noen andre har endret tiltaket")
    expect(first.page.locator("[role=alert]")).to_be_focused()
    first.finds_the_page_accessible()
    first.page.locator("#velg-title").get_by_text("Slik den andre skrev det").click()
    first.page.get_by_role("button", name="Lagre det jeg har valgt").click()
    expect(first.page.get_by_role("heading", level=1)).to_have_text("Slik den andre skrev det")
    expect(first.page.get_by_text("Min merknad").first).to_be_visible()
    first.complaints.clear()  # the browser notes every 409 as an error


def test_errors_take_the_focus_and_lead_to_their_fields(reader: OpenReader) -> None:
    someone = given_someone(reader, SECRETARIAT, width=320)
    someone.opens("/plan/tiltak/nytt/")
    someone.page.get_by_role("button", name="Legg til tiltaket").click()
    expect(someone.page.locator(".ds-error-summary")).to_be_focused()
    someone.finds_the_page_accessible()
    someone.page.keyboard.press("Tab")
    someone.page.keyboard.press("Enter")
    expect(someone.page.locator("#id_place")).to_be_focused()
    someone.complaints.clear()  # the browser notes every 422 as an error
