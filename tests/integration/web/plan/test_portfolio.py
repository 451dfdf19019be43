"""The portfolio: the plan as areas and years, its filters in the URL, and its picture."""

from dataclasses import replace

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.factories.plan_drafts import KEEPER, NOON, TRAINING, version_draft
from tests.integration.web.conftest import As
from tests.integration.web.plan.conftest import OVERDUE, Adopt
from tests.integration.web.plan.page import see

from samspill.plan import api as plan
from samspill.plan.contracts import AreaView, CellDraft, MeasureDraft, VersionId


def test_without_a_plan_the_secretariat_is_told_to_import_one(secretariat: Client) -> None:
    assert see(secretariat, "/plan/").link("Importer en plan") == "/plan/import/ny/"


def test_without_a_plan_a_reader_is_told_whom_to_ask(as_role: As) -> None:
    assert "Sekretariatet har ikke lagt inn planen ennå" in see(as_role("leser"), "/plan/").text


def test_head_says_which_version_and_who_adopted_it(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/")
    assert page.texts("h1") == ["Porteføljeplan 2026"]
    assert "Vedtatt 3. mars 2026, SSU 4/26" in page.text


def test_areas_groups_and_measures_stand_in_the_plans_order(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/")
    assert page.texts("h2") == ["1. Barn og unge", "2. Eldre"]
    assert page.texts(".sam-group") == ["Felles forståelse", "Felles forståelse"]
    assert page.texts("tbody th[scope=row] a") == [
        *("Felles opplæring", "Felles opplæring", "Veileder for utskrivning", "Søvn hos ungdom"),
    ]


def test_year_cell_has_text_and_the_communitys_word_for_the_status(secretariat: Client, adopted: VersionId) -> None:
    assert see(secretariat, "/plan/").texts("td[data-label='2025']")[0] == "Kartlagt behov Ferdigstilt"


def test_unknown_status_is_called_unknown(secretariat: Client, adopted: VersionId) -> None:
    assert "Skrive første utkast Ukjent status" in see(secretariat, "/plan/?tekst=veileder").text


def test_text_whose_year_is_unknown_has_a_column_of_its_own(secretariat: Client, adopted: VersionId) -> None:
    assert see(secretariat, "/plan/?omrade=&tekst=søvn").texts("td[data-label='År ikke kjent']") == [
        "Ønske om øvelser Ukjent status"
    ]


def test_lost_title_is_said_and_the_bullets_stand_in_for_it(secretariat: Client, adopt: Adopt) -> None:
    adopt(version_draft(MeasureDraft("", bullets=("Felles kurs", "Felles vakt"))))
    assert see(secretariat, "/plan/").texts("tbody th[scope=row]") == ["Uten tittel i kilden Felles kurs Felles vakt"]


def test_passed_deadline_keeps_its_words_and_says_so(secretariat: Client, adopt: Adopt) -> None:
    adopt(version_draft(replace(OVERDUE, cells=())))
    page = see(secretariat, "/plan/")
    assert page.texts(".sam-deadline") == ["Frist: Våren 2020 (senest 30. juni 2020)"]
    assert page.texts(".sam-overdue")[0].startswith("Fristen gikk ut for ")


def test_finished_measure_is_not_overdue(secretariat: Client, adopt: Adopt) -> None:
    adopt(version_draft(replace(OVERDUE, cells=OVERDUE.cells[:1])))
    assert see(secretariat, "/plan/").texts(".sam-overdue") == []


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("tekst=VEILEDER", ["Veileder for utskrivning"]),
        ("status=not-started", ["Felles opplæring", "Felles opplæring"]),
        ("status=done&aar=2025", ["Felles opplæring", "Felles opplæring"]),
        ("status=done", []),
        ("virksomhet=ous", ["Veileder for utskrivning"]),
        ("fase=stopped", []),
        ("frist=2030-01-01", []),
    ],
)
def test_filter_in_the_url_narrows_the_plan(
    secretariat: Client, adopted: VersionId, query: str, titles: list[str]
) -> None:
    assert see(secretariat, f"/plan/?{query}").texts("tbody th[scope=row] a") == titles


def test_area_filter_shows_that_area_only(secretariat: Client, areas: tuple[AreaView, ...]) -> None:
    page = see(secretariat, f"/plan/?omrade={areas[1].id}")
    assert page.texts("h2") == ["2. Eldre"]
    assert page.texts(".sam-found") == ["3 av 4 tiltak"]


def test_each_filter_in_use_is_a_chip_that_takes_it_away(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/?tekst=opplæring&status=not-started")
    assert page.texts(".ds-chip") == [
        "Fjern filteret Søk: «opplæring»",
        "Fjern filteret Status: Ikke påbegynt",
    ]
    assert page.addresses(".ds-chip") == ["/plan/?status=not-started", "/plan/?tekst=oppl%C3%A6ring"]


def test_counts_are_links_that_filter(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/?omrade=&tekst=opplæring")
    assert page.texts(".sam-counts a")[:2] == ["2 Alle", "0 Ferdigstilt"]
    assert page.addresses(".sam-counts a")[1] == "/plan/?tekst=oppl%C3%A6ring&status=done"


def test_counts_stay_when_a_status_is_chosen(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/?status=unknown")
    assert page.texts(".sam-counts a")[0] == "4 Alle"
    assert page.addresses(".sam-counts a[aria-current]") == ["/plan/"]


def test_counts_follow_the_year_that_is_asked_for(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/?aar=2025")
    assert page.texts(".sam-counts-of") == ["Status for 2025"]
    assert page.texts(".sam-counts a")[:2] == ["2 Alle", "2 Ferdigstilt"]


def test_nothing_found_says_what_to_do(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/?tekst=zebra")
    assert "Fjern ett av filtrene, eller søk med færre ord." in page.text
    assert page.link("Vis alle tiltak") == "/plan/"


def test_filter_that_cannot_be_read_says_so_and_shows_the_rest(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/?frist=i+morgen&tekst=veileder")
    assert len(page.texts("#id_frist_error")) == 1
    assert page.texts(".sam-found") == ["1 av 4 tiltak"]


def test_version_in_the_url_is_kept_in_filters_and_links(secretariat: Client, adopted: VersionId) -> None:
    draft = plan.start_version(from_id=adopted, by=KEEPER, at=NOON, title="Porteføljeplan 2027")
    page = see(secretariat, f"/plan/?versjon={draft}")
    assert page.texts("h1") == ["Porteføljeplan 2027"]
    assert [one.get("value") for one in page.all("#filter [name=versjon]")] == [str(draft)]
    assert all(f"versjon={draft}" in address for address in page.addresses("tbody a, .sam-counts a"))


@pytest.mark.parametrize("version", ["99999", "to", "9" * 40])
def test_version_that_does_not_exist_is_not_found(secretariat: Client, adopted: VersionId, version: str) -> None:
    assert secretariat.get(f"/plan/?versjon={version}").status_code == 404


def test_overview_shows_a_tile_for_each_measure_and_the_same_in_words(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/?visning=oversikt")
    pictures = [one.get("aria-label") for one in page.all(".sam-tiles")]
    assert pictures[:2] == ["1 ferdigstilt", "1 ikke påbegynt"]
    assert len(page.all(".sam-tiles")[1].findall("span")) == 1
    assert page.texts(".sam-fold td")[:2] == ["1 ferdigstilt", "1 ikke påbegynt"]


def test_htmx_gets_the_part_that_changes_and_the_short_address(secretariat: Client, adopted: VersionId) -> None:
    response = secretariat.get("/plan/?tekst=veileder&omrade=&status=", headers={"hx-request": "true"})
    assert "<h1" not in response.content.decode()
    assert response.headers["HX-Push-Url"] == "/plan/?tekst=veileder"


def test_going_back_gets_the_whole_page(secretariat: Client, adopted: VersionId) -> None:
    headers = {"hx-request": "true", "hx-history-restore-request": "true"}
    assert "<h1" in secretariat.get("/plan/", headers=headers).content.decode()


def test_page_holds_no_inline_style_or_script(secretariat: Client, adopted: VersionId) -> None:
    body = see(secretariat, "/plan/").tree
    assert body.xpath("//@style | //@onclick | //script[not(@src)]") == []


def test_sixty_measures_cost_as_many_queries_as_three(
    secretariat: Client, adopt: Adopt, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    adopt(version_draft(*(replace(TRAINING, title=f"Tiltak {number}") for number in range(60))))
    with django_assert_max_num_queries(40):
        page = see(secretariat, "/plan/?aar=2026&status=not-started")
    assert page.texts(".sam-found") == ["60 tiltak"]


def test_text_of_a_plan_is_never_markup(secretariat: Client, adopt: Adopt) -> None:
    adopt(version_draft(MeasureDraft("<b>Fet</b>", cells=(CellDraft(2026, "<script>1</script>"),))))
    page = see(secretariat, "/plan/")
    assert page.texts("tbody th a") == ["<b>Fet</b>"]
    assert page.texts("td .sam-cell-text") == ["<script>1</script>"]


def test_sixty_measures_are_few_bytes_on_the_way(secretariat: Client, adopt: Adopt) -> None:
    adopt(version_draft(*(replace(TRAINING, title=f"Tiltak nummer {number}") for number in range(60))))
    response = secretariat.get("/plan/", headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.content) < 25_000


def test_plans_own_words_are_marked_with_their_language(as_role: As, adopted: VersionId) -> None:
    client = as_role("leser")
    client.cookies["samspill_language"] = "en"
    page = see(client, "/plan/")
    assert {one.get("lang") for one in page.all("h1, h2, tbody th a, .sam-cell-text")} == {"nb"}
