"""What the import pages do so that nobody is asked the same thing many times, or left to search the document."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from tests.factories.plan_damage import Degrade
from tests.factories.plan_documents import render
from tests.factories.plan_drafts import KEEPER, NOON, version_draft
from tests.factories.plan_sheets import Layout
from tests.factories.plans import portfolio
from tests.integration.web.imports.test_import_pages import HTMX, MEASURE, decide, documents_view, send, text_of

from samspill.documents.contracts import Form
from samspill.plan import api as plan
from samspill.plan.contracts import VersionState
from samspill.plan.review import api as review
from samspill.plan.review import supervising
from samspill.plan.review.models import ImportRun, RowDecision
from samspill.web.pages.imports.views import runs


def headless() -> bytes:
    """Return a deck whose second table, of several measures, has lost the years above its columns."""
    whole = portfolio()
    turned = replace(whole, areas=tuple(reversed(whole.areas)))
    return render(turned, form=Form.PPTX, layout=Layout.PORTFOLIO, degrade=frozenset({Degrade.MISSING_HEADER}))


HEADLESS = headless()
LONG = "\n".join(
    [
        "Handlingsplan 2026",
        *(
            line
            for number in range(1, 61)
            for line in (
                f"Tema {number}: Samarbeid om sak {number}",
                f"Tiltak {number}: Lage felles rutine for sak nummer {number} i samarbeid mellom partene",
                "Ansvarlig: Bydel Sagene",
                f"Frist: 1.{number % 12 + 1}.2026",
            )
        ),
    ]
)


@pytest.fixture(autouse=True)
def read_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    folder = review.ImportFolder(tmp_path / "imports", file_bytes_max=5 * 1024 * 1024)
    for module in (runs, documents_view()):
        monkeypatch.setattr(module, "import_folder", lambda: folder)
    monkeypatch.setattr(review, "start", supervising.supervise)
    return


def test_a_decision_moves_the_focus_and_the_document_to_the_next_row_that_waits(secretariat: Client) -> None:
    address = send(secretariat, HEADLESS)
    form = {"rad": "plan", "valg": "accept", "revision": 0}
    decided = secretariat.post(f"{address}rad/", form, headers=HTMX).content.decode()
    (focused,) = re.findall(r"autofocus\s+id=\"valg-([^\"]+)\"", decided)
    marked = re.findall(r"<mark>(.*?)</mark>", decided[decided.index('id="ark"') :])
    title = re.search(rf'id="{focused}".*?sam-import-title">(.*?)</p>', decided, re.DOTALL)
    assert title is not None
    assert "".join(marked).startswith(title.group(1)[:20])
    assert 'hx-swap-oob="innerHTML:#oppsummering-tekst"' in decided


def test_the_last_decision_leaves_the_focus_where_it_is(secretariat: Client) -> None:
    address = send(secretariat)
    assert "autofocus" not in decide(secretariat, address, "plan", "accept", **HTMX).content.decode()  # type: ignore[attr-defined]


def test_years_that_a_table_took_from_another_are_confirmed_once(secretariat: Client) -> None:
    address = send(secretariat, HEADLESS)
    page = secretariat.get(address)
    asked = re.search(r"(\d+) rader spør bare om årene over kolonnene er riktige: ([^.]+)\.", text_of(page))
    assert asked is not None
    assert asked.group(2) == "2024, 2025, Fokus for 2026"
    form = page.content.decode().split("sam-import-together", 1)[1].split("</form>", 1)[0]
    paths = re.findall(r'name="rader"\s+value="([^"]+)"', form)
    assert len(paths) == int(asked.group(1))
    secretariat.post(f"{address}godta/", {"rader": paths})
    assert RowDecision.objects.filter(verdict="accept").count() == len(paths)
    assert "Bruk disse årene for alle" not in text_of(secretariat.get(address))


def test_several_rows_are_accepted_as_one(secretariat: Client) -> None:
    address = send(secretariat)
    response = secretariat.post(f"{address}godta/", {"rader": ["area/0", MEASURE]}, follow=True)
    assert "2 rader er godtatt." in text_of(response)
    assert sorted(RowDecision.objects.values_list("path", flat=True)) == ["area/0", MEASURE]


def test_what_a_colleague_has_decided_stands_when_the_area_is_accepted(secretariat: Client) -> None:
    address = send(secretariat)
    decide(secretariat, address, MEASURE, "drop")
    secretariat.post(f"{address}godta/", {"rader": ["area/0", MEASURE]})
    assert RowDecision.objects.get(path=MEASURE).verdict == "drop"


def test_a_row_that_is_not_there_cannot_be_accepted(secretariat: Client) -> None:
    address = send(secretariat)
    assert secretariat.post(f"{address}godta/", {"rader": ["area/0", "area/99"]}).status_code == 404
    assert not RowDecision.objects.exists()


def test_the_whole_plans_row_says_why_it_waits_until_it_is_decided(secretariat: Client) -> None:
    address = send(secretariat)
    why = "Dette gjelder hele planen, så noen må alltid se over det"
    assert why in text_of(secretariat.get(address))
    decide(secretariat, address, "plan", "accept")
    assert why not in text_of(secretariat.get(address))


def test_with_a_plan_there_is_nothing_is_chosen_beforehand_and_the_choice_is_explained(secretariat: Client) -> None:
    plan.create_version(draft=version_draft(fingerprint="older"), by=KEEPER, at=NOON)
    page = secretariat.get(f"{send(secretariat)}ferdig/")
    assert "checked" not in page.content.decode()
    assert "Tiltak som heter det samme på samme sted, beholder historikken sin." in text_of(page)


def test_a_plan_that_has_a_draft_refuses_another_and_nothing_is_lost(secretariat: Client) -> None:
    version_id = plan.create_version(draft=version_draft(fingerprint="older"), by=KEEPER, at=NOON)
    version = plan.version(version_id=version_id)
    assert version.state is VersionState.DRAFT
    address = send(secretariat)
    decide(secretariat, address, "plan", "accept")
    response = secretariat.post(f"{address}ferdig/", {"plan": str(version.plan_id)})
    assert response.status_code == 409
    assert "Ingenting er borte: Importen ligger som før" in text_of(response)
    assert RowDecision.objects.get().path == "plan"
    assert ImportRun.objects.get().state == "ready"


def test_a_text_without_pages_tells_the_part_and_opens_at_it(secretariat: Client) -> None:
    address = send(secretariat, LONG.encode(), "plan.txt")
    page = secretariat.get(f"{address}?visning=alle&side=99")
    places = re.findall(r"Se del (\d+) av (\d+)", text_of(page))
    assert places
    last, of = places[-1]
    assert (last, int(of) > 3) == (of, True)
    (path,) = re.findall(r'name="rad" value="([^"]+)"', page.content.decode())[-1:]
    leaf = secretariat.get(f"{address}dokument/?rad={path}", headers=HTMX)
    assert f"plan.txt, del {last} av {of}" in text_of(leaf)
    assert 'id="treff"' in leaf.content.decode()


def test_correcting_in_place_opens_the_document_at_the_row(secretariat: Client) -> None:
    response = secretariat.get(f"{send(secretariat)}rad/rett/?rad={MEASURE}", headers=HTMX)
    page = response.content.decode()
    assert 'id="ark"' in page
    assert "<mark>" in page
