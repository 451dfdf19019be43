"""The import pages as a browser meets them, with and without JavaScript."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.factories.plan_documents import render
from tests.factories.plan_sheets import Layout
from tests.factories.plans import action_plan, portfolio
from tests.integration.web.conftest import As

from samspill.documents.contracts import Form
from samspill.plan import api as plan
from samspill.plan.review import api as review
from samspill.plan.review import supervising
from samspill.plan.review.models import ImportRun, RowDecision
from samspill.web.pages.imports.views import runs

DECK = render(portfolio(), form=Form.PPTX, layout=Layout.PORTFOLIO)
TABLE = render(action_plan(), form=Form.DOCX, layout=Layout.ACTION_TABLE)
MEASURE = "area/0/group/0/measure/0"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def read_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Read in the test's own thread and connection; the reader is the real one, in a process of its own."""
    folder = review.ImportFolder(tmp_path / "imports", file_bytes_max=5 * 1024 * 1024)
    for module in (runs, documents_view()):
        monkeypatch.setattr(module, "import_folder", lambda: folder)
    monkeypatch.setattr(review, "start", supervising.supervise)
    return


def documents_view() -> object:
    from samspill.web.pages.imports.views import documents  # noqa: PLC0415

    return documents


def send(client: Client, data: bytes = DECK, name: str = "plan.pptx") -> str:
    response = client.post("/plan/import/ny/", {"documents": SimpleUploadedFile(name, data)})
    assert response.status_code == 302
    return str(response["Location"])


def text_of(response: object) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]
    return " ".join(unescape(plain).split())


def decide(client: Client, address: str, path: str, choice: str, revision: int = 0, **headers: str) -> object:
    said = {"rad": path, "valg": choice, "revision": revision}
    return client.post(f"{address}rad/?visning=alle", said, headers=headers)


def test_a_sent_plan_is_shown_for_review_beside_its_document(secretariat: Client) -> None:
    page = secretariat.get(send(secretariat))
    said = text_of(page)
    assert "Gå gjennom «Porteføljeplan 2026»" in said
    assert "1 rad må vurderes (det som gjelder hele planen)" in said
    assert "plan.pptx, lysbilde 1" in said


def test_the_first_view_of_a_review_is_light(secretariat: Client) -> None:
    assert len(secretariat.get(send(secretariat) + "?visning=alle").content) < 130_000


def test_the_list_shows_the_import_and_how_it_stands(secretariat: Client) -> None:
    send(secretariat)
    assert "Porteføljeplan 2026 Klar for gjennomgang plan.pptx" in text_of(secretariat.get("/plan/import/"))


def test_no_import_yet_says_what_to_do(secretariat: Client) -> None:
    assert "Ingen importer ennå" in text_of(secretariat.get("/plan/import/"))


def test_sending_without_a_file_says_so_by_the_field(secretariat: Client) -> None:
    response = secretariat.post("/plan/import/ny/", {})
    assert response.status_code == 422
    assert "Velg filen med planen." in text_of(response)


def test_a_file_that_cannot_be_read_says_why_and_offers_another(secretariat: Client) -> None:
    said = text_of(secretariat.get(send(secretariat, b"", "tom.pdf")))
    assert "Filen «tom.pdf» er tom." in said
    assert "Ingenting er endret i planen." in said
    assert "Prøv en annen fil" in said


def test_the_same_file_again_leads_to_the_import_there_is(secretariat: Client) -> None:
    first = send(secretariat)
    response = secretariat.post("/plan/import/ny/", {"documents": SimpleUploadedFile("kopi.pptx", DECK)}, follow=True)
    assert response.redirect_chain[-1][0] == first
    assert "Denne filen er sendt inn før." in text_of(response)


def test_from_file_to_portfolio_without_javascript(secretariat: Client) -> None:
    address = send(secretariat)
    assert decide(secretariat, address, "plan", "accept").status_code == 302  # type: ignore[attr-defined]
    assert secretariat.post(f"{address}godta/").status_code == 302
    response = secretariat.post(f"{address}ferdig/", {"plan": "ny"}, follow=True)
    (version,) = plan.versions()
    assert response.redirect_chain[-1][0] == f"/plan/?versjon={version.id}"
    said = text_of(secretariat.get(address))
    assert "Lagt i planen" in said
    assert "blir det ikke en versjon til" in said


def test_an_import_that_is_not_decided_is_sent_back_with_the_reason(secretariat: Client) -> None:
    response = secretariat.post(f"{send(secretariat)}ferdig/", {"plan": "ny"})
    assert response.status_code == 409
    assert "Én rad må vurderes først." in text_of(response)
    assert plan.versions() == ()


def test_a_decision_with_javascript_brings_the_row_and_the_summary_back(secretariat: Client) -> None:
    response = decide(secretariat, send(secretariat), "plan", "accept", **HTMX)
    page = response.content.decode()  # type: ignore[attr-defined]
    assert "<html" not in page
    assert 'id="rad-plan"' in page
    assert 'hx-swap-oob="true"' in page
    assert "Alt som må vurderes, er vurdert." in text_of(response)


def test_a_correction_is_kept_and_shown(secretariat: Client) -> None:
    address = send(secretariat, TABLE, "plan.docx")
    form = {
        "revision": "0",
        "title": "Invitere kontoret",
        "responsible-0-text": "Bydel Sagene",
        "responsible-0-organisation": "bydel-sagene",
        "deadline": "Innen jul",
        "deadline_latest": "2024-12-24",
        "cell-0-text": "Starte",
        "cell-0-year": "2024",
    }
    response = secretariat.post(f"{address}rad/rett/?visning=alle&rad={MEASURE}", form, follow=True)
    said = text_of(response)
    assert response.redirect_chain[-1][0] == f"{address}?visning=alle#rad-area-0-group-0-measure-0"
    assert "Rettet Sekretariatsleder Invitere kontoret" in said
    assert "Bydel Sagene (knyttes til Bydel Sagene)" in said
    assert "Innen jul (senest 24. desember 2024)" in said.replace("\xa0", " ")
    assert "2024 Starte" in said


def test_a_correction_that_cannot_be_kept_comes_back_as_it_was_written(secretariat: Client) -> None:
    address = send(secretariat)
    form = {"revision": "0", "title": "Ny tittel", "deadline_latest": "2024-12-24"}
    response = secretariat.post(f"{address}rad/rett/?rad={MEASURE}", form)
    assert response.status_code == 422
    assert "Ny tittel</textarea>" in response.content.decode()
    assert "Skriv fristen med ord også, slik den skal stå i planen." in text_of(response)
    assert not RowDecision.objects.exists()


def test_a_stale_correction_shows_what_stands_now_and_keeps_what_was_written(secretariat: Client, as_role: As) -> None:
    address = send(secretariat)
    decide(as_role("sekretariat-radgiver"), address, MEASURE, "drop")
    form = {"revision": "0", "title": "Min tittel"}
    response = secretariat.post(f"{address}rad/rett/?rad={MEASURE}", form)
    assert response.status_code == 409
    assert "Sekretariatsrådgiver har vurdert denne raden etter at du åpnet den." in text_of(response)
    assert "Min tittel</textarea>" in response.content.decode()
    revision = re.search(r'name="revision" value="(\d+)"', response.content.decode())
    assert revision is not None
    again = secretariat.post(f"{address}rad/rett/?rad={MEASURE}", {**form, "revision": revision.group(1)})
    assert again.status_code == 302
    assert RowDecision.objects.get().verdict == "correct"


def test_a_stale_decision_is_answered_with_who_was_before(secretariat: Client, as_role: As) -> None:
    address = send(secretariat)
    decide(as_role("sekretariat-radgiver"), address, MEASURE, "drop")
    response = decide(secretariat, address, MEASURE, "accept")
    assert response.status_code == 409  # type: ignore[attr-defined]
    assert "Sekretariatsrådgiver har vurdert denne raden" in text_of(response)


@pytest.mark.parametrize("path", [MEASURE, "plan", "area/0", "area/0/goal/0", "area/0/group/0"])
def test_every_kind_of_row_has_its_form(secretariat: Client, path: str) -> None:
    response = secretariat.get(f"{send(secretariat)}rad/rett/?rad={path}")
    assert response.status_code == 200
    assert "Lagre rettelsen" in text_of(response)


@pytest.mark.parametrize("path", [MEASURE, "plan", "area/0", "area/0/goal/0", "area/0/group/0"])
def test_a_form_saved_as_it_was_opened_changes_no_words(secretariat: Client, path: str) -> None:
    address = send(secretariat)
    page = secretariat.get(f"{address}rad/rett/?rad={path}").content.decode()
    response = secretariat.post(f"{address}rad/rett/?rad={path}", filled_in(page))
    assert response.status_code == 302
    from tests.integration.plan_review.conftest import REGISTER  # noqa: PLC0415

    from samspill.kernel.clock import now  # noqa: PLC0415
    from samspill.plan.review.contracts import RunId  # noqa: PLC0415
    from samspill.web.community import community  # noqa: PLC0415

    keeper = community().person("sekretariat")
    assert keeper is not None
    run_id = RunId(ImportRun.objects.get().pk)
    view = review.review(run_id=run_id, register=REGISTER, by=keeper, at=now()).row(path)
    assert view is not None
    assert view.words == view.row.proposal


def filled_in(page: str) -> dict[str, str]:
    """Return a form's fields as a browser would send them back."""
    form = page[page.index('class="sam-form"') :]
    said = {
        name: unescape(value)
        for name, value in re.findall(
            r'<input type="(?:text|hidden|number|date)" name="([^"]+)"(?: value="([^"]*)")?', form
        )
    }
    said |= {
        name: unescape(value).removeprefix("\n")
        for name, value in re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)', form)
    }
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        said[name] = unescape(chosen.group(1)) if chosen else ""
    said.pop("csrfmiddlewaretoken", None)
    return said


def test_a_row_leads_to_its_words_in_the_document(secretariat: Client) -> None:
    address = send(secretariat)
    response = secretariat.get(f"{address}dokument/?rad={MEASURE}", headers=HTMX)
    assert "<mark>" in response.content.decode()
    assert "legemidler" in " ".join(re.findall(r"<mark>(.*?)</mark>", response.content.decode()))


def test_a_picture_of_a_pdfs_page_is_sent_to_those_who_may_see_it(secretariat: Client, as_role: As) -> None:
    address = send(secretariat, render(portfolio(), form=Form.PDF, layout=Layout.PORTFOLIO), "plan.pdf")
    response = secretariat.get(f"{address}bilde/0/")
    assert response["Content-Type"] == "image/webp"
    assert b"".join(response)[8:12] == b"WEBP"  # type: ignore[arg-type]
    assert as_role("tiltak-ous").get(f"{address}bilde/0/").status_code == 403


def test_a_dropped_import_is_asked_about_once_and_then_gone(secretariat: Client) -> None:
    address = send(secretariat)
    assert "Vil du forkaste importen?" in text_of(secretariat.get(f"{address}forkast/"))
    secretariat.post(f"{address}forkast/")
    assert "Det som var lest, er slettet, og det er filene også" in text_of(secretariat.get(address))


def test_a_stopped_import_can_be_read_again(secretariat: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "start", lambda _: None)
    address = send(secretariat)
    ImportRun.objects.update(heard_at="2026-01-01T00:00:00Z")
    assert "Lesingen stoppet før den var ferdig" in text_of(secretariat.get(address))
    monkeypatch.setattr(review, "start", supervising.supervise)
    assert secretariat.post(f"{address}igjen/").status_code == 302
    assert "Gå gjennom «Porteføljeplan 2026»" in text_of(secretariat.get(address))


def test_while_it_is_read_the_page_comes_again_by_itself(secretariat: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "start", lambda _: None)
    address = send(secretariat)
    page = secretariat.get(address).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in " ".join(page.split()).replace("> <", "><")
    assert 'hx-trigger="every 1s"' in page
    ImportRun.objects.update(reading={"file": "plan.pptx", "done": 2, "of": 6})
    fragment = secretariat.get(f"{address}fremdrift/", headers=HTMX)
    assert "Leser plan.pptx: side 2 av 6" in text_of(fragment)
    assert "HX-Refresh" not in fragment
    ImportRun.objects.update(state="refused")
    assert secretariat.get(f"{address}fremdrift/", headers=HTMX)["HX-Refresh"] == "true"


@pytest.mark.parametrize("role", ["tiltak-ous", "bydel-sagene"])
def test_others_than_the_secretariat_get_no_import_page(secretariat: Client, as_role: As, role: str) -> None:
    address = send(secretariat)
    other = as_role(role)
    asked = [
        address,
        "/plan/import/",
        "/plan/import/ny/",
        f"{address}dokument/",
        f"{address}fremdrift/",
        f"{address}ferdig/",
    ]
    assert [other.get(where).status_code for where in asked] == [403] * len(asked)
    assert decide(other, address, "plan", "accept").status_code == 403  # type: ignore[attr-defined]
    assert not RowDecision.objects.exists()


@pytest.mark.parametrize(
    ("language", "summary"),
    [
        ("nn", "1 rad må vurderast (det som gjeld heile planen)"),
        ("en", "1 row must be decided (what applies to the whole plan)"),
    ],
)
def test_the_review_speaks_the_readers_language(secretariat: Client, language: str, summary: str) -> None:
    address = send(secretariat)
    secretariat.cookies["samspill_language"] = language
    assert summary in text_of(secretariat.get(address))
