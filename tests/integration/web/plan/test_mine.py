"""What a person answers for."""

from dataclasses import replace
from datetime import date

from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.factories.plan_drafts import GUIDE, SLEEP, TRAINING, version_draft
from tests.integration.web.conftest import As
from tests.integration.web.plan.conftest import OVERDUE, Adopt
from tests.integration.web.plan.page import see

from samspill.plan import api as plan
from samspill.plan.contracts import CellDraft, Deadline, PortfolioFilter, Status, VersionId

LATE = replace(TRAINING, title="Langt fram", deadline=Deadline("2999", date(2999, 12, 31)))
DONE = replace(OVERDUE, title="Ferdig", cells=(CellDraft(2026, "Levert", status=Status.DONE),))


def test_own_measures_come_by_deadline_and_what_is_finished_last(as_role: As, adopt: Adopt) -> None:
    adopt(version_draft(DONE, TRAINING, LATE, OVERDUE, GUIDE, SLEEP))
    page = see(as_role("bydel-sagene"), "/plan/mine/")
    assert page.texts("tbody th a") == ["Hospitering", "Langt fram", "Felles opplæring", "Ferdig"]


def test_what_is_overdue_is_counted_and_marked(as_role: As, adopt: Adopt) -> None:
    adopt(version_draft(OVERDUE, DONE, TRAINING))
    page = see(as_role("bydel-sagene"), "/plan/mine/")
    assert page.texts(".sam-tallies li")[:2] == ["Dere svarer for 3 tiltak", "1 er over fristen"]
    assert len(page.all(".sam-overdue")) == 1


def test_missing_status_is_marked_and_reported_in_one_click(as_role: As, adopt: Adopt) -> None:
    version = adopt(version_draft(replace(TRAINING, cells=(CellDraft(2026, "Prøve ut"),))))
    page = see(as_role("bydel-sagene"), "/plan/mine/")
    measure = plan.portfolio(version_id=version, where=PortfolioFilter()).areas[0].measures[0]
    assert page.texts(".sam-missing") == ["Status mangler"]
    assert page.link("Meld status") == f"/plan/tiltak/{measure.id}/status/?aar=2026"


def test_nothing_to_answer_for_says_when_something_comes(as_role: As, adopted: VersionId) -> None:
    page = see(as_role("bydel-stovner"), "/plan/mine/")
    assert "Dere svarer ikke for noen tiltak i denne planen" in page.text
    assert page.link("Se hele planen") == "/plan/"


def test_who_only_reads_has_no_such_page(as_role: As, adopted: VersionId) -> None:
    assert as_role("leser").get("/plan/mine/").status_code == 403


def test_without_a_plan_the_page_says_so(as_role: As) -> None:
    assert "Det er ingen plan her ennå" in see(as_role("bydel-sagene"), "/plan/mine/").text


def test_many_measures_cost_no_more_queries(
    as_role: As, adopt: Adopt, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    adopt(version_draft(*(replace(TRAINING, title=f"Tiltak {number}") for number in range(40))))
    client: Client = as_role("bydel-sagene")
    with django_assert_max_num_queries(20):
        client.get("/plan/mine/")
