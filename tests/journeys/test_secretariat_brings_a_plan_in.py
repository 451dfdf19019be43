"""The secretariat's task: from last year's document to an adopted version of a living plan."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from tests.factories.doubtful_plans import DOUBTFUL, doubtful_document
from tests.factories.plan_documents import Form
from tests.journeys.visitor import OpenVisitor, Visitor
from tests.shared import SHARED

pytestmark = pytest.mark.journey
READING_MS_MAX = 60_000
SECRETARIAT = "Sekretariatsleder"
CORRECTED = "Forebygge fall hjemme"


def given_a_document(folder: Path, title: str, form: Form) -> Path:
    file = folder / f"plan.{form.value}"
    file.write_bytes(doubtful_document(title, form=form))
    return file


def when_the_files_are_sent_in(secretariat: Visitor, *files: Path) -> None:
    secretariat.opens("/plan/")
    secretariat.goes_to("Importer")
    secretariat.follows("Importer en plan")
    secretariat.main.get_by_label("Planen").set_input_files(list(files))
    secretariat.presses("Les planen")


def then_the_review_opens(secretariat: Visitor) -> None:
    """Wait while the file is read; the page turns into the review by itself, with or without scripts."""
    review = secretariat.page.get_by_role("heading", level=1, name=re.compile("^Gå gjennom"))
    expect(review).to_be_visible(timeout=READING_MS_MAX)


def row(secretariat: Visitor, text: str) -> Locator:
    """Return the row of the review that holds the text."""
    return secretariat.main.locator(".sam-import-row").filter(has_text=text)


def when_every_doubt_is_settled(secretariat: Visitor) -> None:
    """Accept what stands about the whole plan and the first measure, correct the second, take the third out."""
    accepted, corrected, dropped = DOUBTFUL
    row(secretariat, "Hele planen").get_by_role("button", name="Godta").click()
    expect(row(secretariat, "Hele planen").get_by_role("button", name="Angre")).to_be_visible()
    row(secretariat, accepted).get_by_role("button", name="Godta").click()
    expect(row(secretariat, accepted).get_by_role("button", name="Angre")).to_be_visible()
    row(secretariat, corrected).get_by_role("link", name="Rett", exact=True).click()
    secretariat.writes("Tittel", CORRECTED)
    secretariat.presses("Lagre rettelsen")
    expect(row(secretariat, CORRECTED).get_by_role("button", name="Angre")).to_be_visible()
    row(secretariat, dropped).get_by_role("button", name="Ta ut").click()
    expect(row(secretariat, dropped).get_by_role("button", name="Angre")).to_be_visible()
    secretariat.sees("Alt som må vurderes, er vurdert.")


def when_it_is_put_in_the_plan(secretariat: Visitor) -> None:
    secretariat.follows("Legg i planen")
    secretariat.stands_on("Legg i planen")
    secretariat.chooses("En ny plan")
    secretariat.presses("Legg i planen")


def when_a_measure_is_edited(secretariat: Visitor, title: str, new_title: str) -> None:
    secretariat.follows(title)
    secretariat.stands_on(title)
    secretariat.follows("Rediger")
    secretariat.stands_on("Rediger tiltaket")
    secretariat.writes("Hva heter tiltaket?", new_title)
    secretariat.writes("Hvorfor endrer du?", "Tydeligere navn")
    secretariat.presses("Lagre endringene")
    secretariat.stands_on(new_title)
    history = secretariat.main.get_by_role("region", name="Historikk")
    expect(history).to_contain_text(title)
    expect(history).to_contain_text("Tydeligere navn")


def when_a_measure_is_added(secretariat: Visitor, title: str) -> None:
    secretariat.follows("Nytt tiltak")
    secretariat.stands_on("Nytt tiltak")
    place = secretariat.main.get_by_label("Hvor i planen?")
    place.select_option(index=1)
    secretariat.writes("Hva heter tiltaket?", title)
    secretariat.presses("Legg til tiltaket")
    secretariat.stands_on(title)


def when_the_version_is_adopted(secretariat: Visitor, title: str) -> None:
    secretariat.goes_to("Versjoner")
    card(secretariat, title).get_by_role("link", name="Registrer vedtak").click()
    secretariat.stands_on("Registrer vedtak")
    secretariat.writes("Vedtatt dato", "2026-06-18")
    secretariat.writes("Vedtatt i", "SSU-møtet i juni")
    secretariat.presses("Registrer vedtaket")


def card(secretariat: Visitor, title: str) -> Locator:
    """Return the version's card in the list of versions."""
    return secretariat.main.locator(".sam-versions > li").filter(has_text=title)


@pytest.mark.parametrize(
    ("scripts", "form", "title"),
    [(True, Form.PPTX, "Porteføljeplan 2031"), (False, Form.DOCX, "Porteføljeplan 2032")],
    ids=["scripts", "without-scripts"],
)
def test_last_years_document_becomes_an_adopted_plan(
    visitor: OpenVisitor, tmp_path: Path, scripts: bool, form: Form, title: str
) -> None:
    secretariat = visitor(role=SECRETARIAT, scripts=scripts)

    when_the_files_are_sent_in(secretariat, given_a_document(tmp_path, title, form))
    then_the_review_opens(secretariat)
    secretariat.sees("må vurderes")
    secretariat.sees("3 tiltak")
    waiting = secretariat.main.locator(".sam-import-row")
    expect(waiting).to_have_count(4)  # what stands about the whole plan, and the three measures without a title
    secretariat.finds_the_page_sound()

    when_every_doubt_is_settled(secretariat)
    when_it_is_put_in_the_plan(secretariat)
    secretariat.stands_on(title)
    secretariat.sees("Utkast")
    secretariat.sees(CORRECTED)
    secretariat.does_not_see(DOUBTFUL[2])

    draft = secretariat.page.url.removeprefix(secretariat.address)
    when_a_measure_is_edited(secretariat, CORRECTED, "Forebygge fall hjemme og på sykehjem")
    secretariat.opens(draft)
    when_a_measure_is_added(secretariat, "Felles opplæring i forflytning")
    when_the_version_is_adopted(secretariat, title)
    expect(card(secretariat, title)).to_contain_text("Vedtatt")
    expect(card(secretariat, title)).to_contain_text("SSU-møtet i juni")

    secretariat.opens(draft)
    secretariat.sees("Felles opplæring i forflytning")
    secretariat.follows("Felles opplæring i forflytning")
    secretariat.stands_on("Felles opplæring i forflytning")
    expect(secretariat.main.get_by_role("link", name="Rediger")).to_have_count(0)


def test_file_that_cannot_be_read_is_refused_kindly_and_changes_nothing(visitor: OpenVisitor, tmp_path: Path) -> None:
    secretariat = visitor(role=SECRETARIAT)
    file = tmp_path / "plan.pptx"
    file.write_bytes(b"PK\x03\x04 avbrutt overf\xc3\xb8ring")
    when_the_files_are_sent_in(secretariat, file)
    secretariat.sees("Ingenting er endret i planen.")
    expect(secretariat.main.get_by_role("link", name="Prøv en annen fil")).to_be_visible()
    secretariat.finds_the_page_sound()


def test_form_sent_without_a_file_says_so_and_takes_the_focus(visitor: OpenVisitor) -> None:
    secretariat = visitor(role=SECRETARIAT, scripts=False)
    secretariat.opens("/plan/import/ny/")
    secretariat.main.locator("form.sam-form").evaluate("form => form.noValidate = true")
    secretariat.presses("Les planen")
    expect(secretariat.page.locator(":focus")).to_contain_text("Velg filen med planen.")


@pytest.mark.outside
def test_real_plan_and_its_scanned_twin_become_one_review(visitor: OpenVisitor) -> None:
    secretariat = visitor(role=SECRETARIAT)
    seeds = sorted(SHARED.joinpath("seeds").glob("002*")) + sorted(SHARED.joinpath("seeds").glob("003*"))
    assert len(seeds) == 2
    when_the_files_are_sent_in(secretariat, *seeds)
    then_the_review_opens(secretariat)
    secretariat.sees("må vurderes")
    secretariat.finds_the_page_sound()
    when_the_plain_rows_are_accepted_together(secretariat)
    expect(secretariat.main.get_by_role("button", name=re.compile("uten merknad"))).to_have_count(0)


def when_the_plain_rows_are_accepted_together(secretariat: Visitor) -> None:
    secretariat.presses(re.compile("uten merknad"))
    secretariat.sees(re.compile(r"rader er godtatt"))
