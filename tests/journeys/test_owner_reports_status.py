"""The measure owner's task: say how a measure goes, in a few minutes, whatever the device."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.visitor import OpenVisitor, Visitor

pytestmark = pytest.mark.journey
NEWEST = "Fokus for 2026"


def given_a_status_form(owner: Visitor) -> str:
    """Find the first of one's own measures, open its form; return the measure's title."""
    owner.opens("/plan/mine/")
    row = (
        owner.main.get_by_role("row").filter(has=owner.page.get_by_role("link", name=re.compile("^Meld status"))).first
    )
    title = row.get_by_role("rowheader").get_by_role("link").first.inner_text()
    row.get_by_role("link", name=re.compile("^Meld status")).click()
    owner.stands_on("Meld status")
    return title


def when_status_is_reported(owner: Visitor, status: str, comment: str) -> None:
    owner.chooses(NEWEST)
    owner.chooses(status)
    owner.writes("Hva har skjedd", comment)
    owner.presses("Meld status")


def then_the_measure_tells(owner: Visitor, title: str, status: str, comment: str, role: str) -> None:
    owner.stands_on("Statusen er meldt")
    owner.sees(comment)
    owner.follows("Til tiltaket")
    owner.stands_on(title)
    year = owner.main.get_by_role("listitem").filter(has=owner.page.get_by_role("heading", name=NEWEST)).first
    expect(year).to_contain_text(status)
    expect(year).to_contain_text(comment)
    expect(year).to_contain_text(role)
    history = owner.main.get_by_role("region", name="Historikk").get_by_role("listitem").first
    expect(history).to_contain_text(comment)
    expect(history).to_contain_text(role)


@pytest.mark.parametrize(
    ("role", "status", "width", "scripts"),
    [
        ("Samhandlingsleder, OUS", "Ferdigstilt", 1280, True),
        ("Samhandlingsleder, Ahus", "Planlagt", 1280, False),
        ("Samhandlingsleder, Lovisenberg", "Ikke påbegynt", 320, True),
        ("Bydelskoordinator, Sagene", "Under arbeid", 320, False),
    ],
    ids=["wide", "wide-without-scripts", "narrow", "narrow-without-scripts"],
)
def test_owner_reports_from_own_measures_and_finds_it_in_the_history(
    visitor: OpenVisitor, role: str, status: str, width: int, scripts: bool
) -> None:
    owner = visitor(role=role, width=width, scripts=scripts)
    comment = f"Meldt fra en skjerm på {width} punkter, skript: {scripts}."
    title = given_a_status_form(owner)
    owner.finds_no_sideways_scrolling()
    when_status_is_reported(owner, status, comment)
    then_the_measure_tells(owner, title, status, comment, role)
    owner.finds_no_sideways_scrolling()


def test_owner_reports_with_the_keyboard_alone(visitor: OpenVisitor) -> None:
    owner = visitor()
    role, comment = "Samhandlingsleder, Helseetaten", "Skrevet uten mus."
    owner.opens("/logg-inn/")
    owner.tabs_to(owner.page.get_by_role("button", name=role))
    owner.hits("Enter")
    expect(owner.page).to_have_url(re.compile("/plan/$"))
    owner.tabs_to(owner.page.get_by_role("link", name="Mine tiltak"))
    owner.hits("Enter")
    owner.stands_on("Mine tiltak")
    way = owner.main.get_by_role("link", name=re.compile("^Meld status")).first
    title = way.inner_text().partition(":")[2].strip()
    owner.tabs_to(way)
    owner.hits("Enter")
    owner.stands_on("Meld status")
    owner.tabs_to(owner.main.get_by_label(NEWEST))
    owner.tabs_to(owner.main.get_by_label("Ikke påbegynt"))
    owner.hits("Space")
    owner.hits("ArrowDown")
    owner.hits("ArrowDown")
    owner.tabs_to(owner.main.get_by_label("Hva har skjedd"))
    owner.types(comment)
    owner.tabs_to(owner.main.get_by_role("button", name="Meld status"))
    owner.hits("Enter")
    then_the_measure_tells(owner, title, "Under arbeid", comment, role)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without-scripts"])
def test_form_without_an_answer_moves_the_focus_to_what_is_wrong(visitor: OpenVisitor, scripts: bool) -> None:
    owner = visitor(role="Samhandlingsleder, Diakonhjemmet", scripts=scripts)
    given_a_status_form(owner)
    owner.writes("Hva har skjedd", "Dette skal ikke gå tapt.")
    owner.presses("Meld status")
    summary = owner.main.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Velg hvordan det går.")
    expect(owner.main.get_by_label("Hva har skjedd")).to_have_value("Dette skal ikke gå tapt.")
    owner.hits("Tab")
    expect(owner.page.locator(":focus")).to_contain_text("Velg hvordan det går.")
    owner.finds_the_page_sound()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without-scripts"])
def test_two_who_report_at_once_see_each_others_words_and_lose_nothing(visitor: OpenVisitor, scripts: bool) -> None:
    first = visitor(role="Samhandlingsleder, Diakonhjemmet", scripts=scripts)
    second = visitor(role="Sekretariatsleder", scripts=scripts)
    title = given_a_status_form(first)
    second.opens(first.page.url.removeprefix(first.address))
    when_status_is_reported(second, "Ferdigstilt", f"Sekretariatet meldte først ({scripts}).")
    second.stands_on("Statusen er meldt")

    when_status_is_reported(first, "Under arbeid", f"Eieren meldte sist ({scripts}).")

    first.stands_on("Noen andre har endret tiltaket")
    first.sees(f"Sekretariatet meldte først ({scripts}).")
    first.sees(f"Eieren meldte sist ({scripts}).")
    first.finds_the_page_sound()
    for pair in first.main.get_by_role("group").all():
        pair.get_by_label("Det du skrev").check()
    first.presses("Meld status")
    then_the_measure_tells(
        first, title, "Under arbeid", f"Eieren meldte sist ({scripts}).", "Samhandlingsleder, Diakonhjemmet"
    )
    first.sees(f"Sekretariatet meldte først ({scripts}).")
