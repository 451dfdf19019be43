"""Writing in a draft: rows that come in place, two who write at once, errors that lead to their fields."""

import pytest
from playwright.sync_api import expect
from tests.journeys.places import SECRETARIAT
from tests.journeys.visitor import OpenVisitor, Visitor

pytestmark = pytest.mark.journey
NEW, EDIT = "/plan/tiltak/nytt/?versjon=3", "/plan/tiltak/4/rediger/?versjon=3"


def when_saved(writer: Visitor, title: str) -> None:
    writer.writes("Hva heter tiltaket?", title)
    writer.presses("Lagre endringene")


def test_rows_are_added_in_place_and_words_and_focus_stay(visitor: OpenVisitor) -> None:
    writer = visitor(role=SECRETARIAT)
    writer.opens(NEW)
    writer.writes("Hva heter tiltaket?", "Halvskrevet")
    before = writer.main.locator(".sam-who-row").count()
    more = writer.main.get_by_role("button", name="Legg til flere rader")
    more.focus()
    writer.hits("Enter")
    expect(writer.main.locator(".sam-who-row")).not_to_have_count(before)
    expect(writer.main.get_by_label("Hva heter tiltaket?")).to_have_value("Halvskrevet")
    expect(more).to_be_focused()


def test_two_who_edit_one_measure_choose_between_their_words_and_lose_nothing(visitor: OpenVisitor) -> None:
    first, second = visitor(role=SECRETARIAT), visitor(role="Sekretariatsrådgiver")
    first.opens(EDIT)
    second.opens(EDIT)
    when_saved(second, "Slik den andre skrev det")

    first.writes("Merknad", "Min merknad")
    when_saved(first, "Slik jeg skrev det")

    first.stands_on("Noen andre har endret tiltaket")
    expect(first.main.get_by_role("alert").first).to_be_focused()
    first.finds_the_page_sound()
    first.main.get_by_role("group").filter(has_text="Slik den andre skrev det").get_by_label("Slik står det nå").check()
    first.presses("Lagre det jeg har valgt")
    first.stands_on("Slik den andre skrev det")
    first.sees("Min merknad")


def test_errors_take_the_focus_and_lead_to_their_fields(visitor: OpenVisitor) -> None:
    writer = visitor(role=SECRETARIAT, width=320)
    writer.opens(NEW)
    writer.presses("Legg til tiltaket")
    expect(writer.main.locator(".ds-error-summary")).to_be_focused()
    writer.finds_the_page_sound()
    writer.hits("Tab")
    writer.hits("Enter")
    expect(writer.main.get_by_label("Hvor i planen?")).to_be_focused()
