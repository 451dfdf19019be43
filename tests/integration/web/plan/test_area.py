"""One area's own page."""

from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.factories.plan_drafts import KEEPER, NOON
from tests.integration.web.conftest import As
from tests.integration.web.plan.page import see

from samspill.plan import api as plan
from samspill.plan.contracts import AreaView, PortfolioFilter, VersionId


def test_area_has_its_goals_measures_and_years(secretariat: Client, areas: tuple[AreaView, ...]) -> None:
    page = see(secretariat, f"/plan/omrader/{areas[0].id}/")
    assert page.texts("h1") == ["1. Barn og unge"]
    assert page.texts(".sam-goals li") == ["Barn får hjelp tidlig."]
    assert page.texts(".sam-year-pictures li") == ["2025 1 ferdigstilt", "Fokus for 2026 1 ikke påbegynt"]
    assert page.texts("tbody th a") == ["Felles opplæring"]


def test_neighbouring_areas_are_one_click_away(secretariat: Client, areas: tuple[AreaView, ...]) -> None:
    first, second = (see(secretariat, f"/plan/omrader/{area.id}/") for area in areas)
    assert first.texts(".sam-neighbours a") == ["Neste område 2. Eldre"]
    assert second.texts(".sam-neighbours a") == ["Forrige område 1. Barn og unge"]


def test_area_that_does_not_exist_is_not_found(secretariat: Client, adopted: VersionId) -> None:
    assert secretariat.get("/plan/omrader/99999/").status_code == 404


def test_area_of_a_plan_that_is_not_there_is_not_found(secretariat: Client) -> None:
    assert secretariat.get("/plan/omrader/1/").status_code == 404


def test_new_measure_is_offered_in_a_draft_to_who_keeps_the_plan(as_role: As, adopted: VersionId) -> None:
    draft = plan.start_version(from_id=adopted, by=KEEPER, at=NOON)
    area = plan.portfolio(version_id=draft, where=PortfolioFilter()).areas[0].id
    address = f"/plan/omrader/{area}/?versjon={draft}"
    assert (
        see(as_role("sekretariat"), address).link("Nytt tiltak") == f"/plan/tiltak/nytt/?versjon={draft}&omrade={area}"
    )
    assert "Nytt tiltak" not in see(as_role("leser"), address).text


def test_area_is_read_with_few_queries(
    secretariat: Client, areas: tuple[AreaView, ...], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20):
        secretariat.get(f"/plan/omrader/{areas[1].id}/")
