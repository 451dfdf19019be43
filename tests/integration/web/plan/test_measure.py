"""One measure's own page."""

from dataclasses import replace
from datetime import timedelta

from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.factories.plan_drafts import KEEPER, NOON, TRAINING, version_draft
from tests.integration.web.conftest import As
from tests.integration.web.plan.conftest import LATER, Adopt, report
from tests.integration.web.plan.page import see

from samspill.plan import api as plan
from samspill.plan.contracts import (
    Deadline,
    MeasureDraft,
    MeasureState,
    MeasureView,
    PortfolioFilter,
    Provenance,
    Responsible,
    Status,
    VersionId,
)


def only_measure(version_id: VersionId) -> MeasureView:
    return plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[0].measures[0]


def test_measure_says_all_that_the_plan_says(secretariat: Client, training: MeasureView) -> None:
    page = see(secretariat, f"/plan/tiltak/{training.id}/")
    assert page.texts("h1") == ["Felles opplæring"]
    assert page.texts(".sam-years .sam-cell-text") == ["Kartlagt behov", "Prøve ut i to bydeler"]
    assert page.texts(".sam-whos a") == ["Bydel Sagene"]
    assert "Merknad Begynner til høsten" in page.text


def test_latest_report_stands_in_its_year_with_who_and_when(secretariat: Client, training: MeasureView) -> None:
    report(training, Status.IN_PROGRESS, "To kurs er holdt.")
    page = see(secretariat, f"/plan/tiltak/{training.id}/")
    assert page.texts(".sam-report") == ["«To kurs er holdt.» Meldt av Sekretariat 4. mars 2026 kl. 10:30"]


def test_history_tells_before_and_after_and_why_the_newest_first(secretariat: Client, training: MeasureView) -> None:
    report(training, Status.IN_PROGRESS, "To kurs er holdt.", at=LATER + timedelta(days=1))
    events = see(secretariat, f"/plan/tiltak/{training.id}/").texts(".sam-events li")
    assert events[0] == (
        "Status meldt Sekretariat, Sekretariatet 5. mars 2026 kl. 10:30 "
        "Status 2026 Før: Ikke påbegynt Nå: Under arbeid «To kurs er holdt.» En rolle"
    )
    assert events[-1].startswith("Lagt inn")


def test_changed_responsible_is_told_without_ids(secretariat: Client, adopt: Adopt) -> None:
    draft = plan.start_version(from_id=adopt(version_draft(TRAINING)), by=KEEPER, at=NOON)
    measure = only_measure(draft)
    changed = replace(TRAINING, responsible=(Responsible("Bydel Stovner", "bydel-stovner"),))
    plan.edit_measure(
        measure_id=measure.id, version_id=draft, draft=changed, revision=measure.revision, by=KEEPER, at=LATER
    )
    page = see(secretariat, f"/plan/tiltak/{measure.id}/?versjon={draft}")
    assert page.texts(".sam-before-after") == ["Før: Bydel Sagene Nå: Bydel Stovner"]


def test_changed_deadline_is_told_with_a_day_that_can_be_read(secretariat: Client, adopt: Adopt) -> None:
    draft = plan.start_version(from_id=adopt(version_draft(TRAINING)), by=KEEPER, at=NOON)
    measure = only_measure(draft)
    changed = replace(TRAINING, deadline=Deadline("Våren 2027", (NOON + timedelta(days=485)).date()))
    plan.edit_measure(
        measure_id=measure.id, version_id=draft, draft=changed, revision=measure.revision, by=KEEPER, at=LATER
    )
    page = see(secretariat, f"/plan/tiltak/{measure.id}/?versjon={draft}")
    assert page.texts(".sam-before-after") == ["Nå: Våren 2027 (senest 30. juni 2027)"]


def test_stopped_measure_says_so(secretariat: Client, training: MeasureView) -> None:
    plan.change_state(
        measure_id=training.id, version_id=training.version_id, to=MeasureState.STOPPED, why="Ingen penger.",
        revision=training.revision, by=KEEPER, at=LATER,
    )  # fmt: skip
    page = see(secretariat, f"/plan/tiltak/{training.id}/")
    assert "Fase Før: Ukjent fase Nå: Stoppet «Ingen penger.»" in page.text


def test_imported_value_is_shown_as_the_source_has_it(secretariat: Client, adopt: Adopt) -> None:
    found = Provenance("title", "plan.pdf", page=4, verbatim="Felles  opplæring*", confidence=0.72)
    measure = only_measure(adopt(version_draft(replace(TRAINING, provenance=(found,)))))
    page = see(secretariat, f"/plan/tiltak/{measure.id}/")
    assert page.texts("details summary") == ["Side 4 i plan.pdf"]
    assert page.texts(".sam-quotes dt") == ["Tittel Ganske sikker (72 %)"]
    assert page.texts(".sam-quotes q") == ["Felles opplæring*"]


def test_lost_title_is_said(secretariat: Client, adopt: Adopt) -> None:
    measure = only_measure(adopt(version_draft(MeasureDraft("", bullets=("Felles kurs",)))))
    page = see(secretariat, f"/plan/tiltak/{measure.id}/")
    assert page.texts("h1") == ["Uten tittel i kilden"]
    assert "Tittelen mangler i dokumentet" in page.text


def test_versions_that_have_the_measure_are_listed(secretariat: Client, training: MeasureView) -> None:
    draft = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON, title="Porteføljeplan 2027")
    page = see(secretariat, f"/plan/tiltak/{training.id}/")
    assert page.texts(".sam-in-versions li") == [
        "Porteføljeplan 2027, versjon 2 Utkast",
        "Porteføljeplan 2026, versjon 1 Vedtatt",
    ]
    assert page.link("Porteføljeplan 2027, versjon 2") == f"/plan/tiltak/{training.id}/?versjon={draft}"


def test_another_version_than_the_current_says_so(secretariat: Client, training: MeasureView) -> None:
    draft = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON, title="Porteføljeplan 2027")
    page = see(secretariat, f"/plan/tiltak/{training.id}/?versjon={draft}")
    assert "Du ser tiltaket slik det står i Porteføljeplan 2027, versjon 2." in page.text
    assert page.link("Se det i gjeldende versjon") == f"/plan/tiltak/{training.id}/"


def test_who_answers_for_the_measure_may_report(as_role: As, training: MeasureView) -> None:
    page = see(as_role("bydel-sagene"), f"/plan/tiltak/{training.id}/")
    assert page.link("Meld status") == f"/plan/tiltak/{training.id}/status/"


def test_who_keeps_the_plan_may_write_in_a_draft(secretariat: Client, training: MeasureView) -> None:
    draft = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON)
    page = see(secretariat, f"/plan/tiltak/{training.id}/?versjon={draft}")
    assert page.texts("main .ds-button") == ["Meld status", "Endre fase", "Rediger", "Flytt"]


def test_text_of_an_adopted_version_offers_no_edit(secretariat: Client, training: MeasureView) -> None:
    page = see(secretariat, f"/plan/tiltak/{training.id}/")
    assert page.texts("main .ds-button") == ["Meld status", "Endre fase"]


def test_who_does_not_answer_for_it_sees_no_buttons(as_role: As, training: MeasureView) -> None:
    page = see(as_role("bydel-stovner"), f"/plan/tiltak/{training.id}/")
    assert page.all("main .ds-button") == []


def test_measure_that_does_not_exist_is_not_found(secretariat: Client, adopted: VersionId) -> None:
    assert secretariat.get("/plan/tiltak/99999/").status_code == 404


def test_long_history_costs_no_more_queries(
    secretariat: Client, training: MeasureView, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        status = Status.IN_PROGRESS if number % 2 else Status.PLANNED
        now = plan.measure(measure_id=training.id)
        report(now, status, at=LATER + timedelta(hours=number))
    with django_assert_max_num_queries(30):
        page = see(secretariat, f"/plan/tiltak/{training.id}/")
    assert len(page.all(".sam-events .sam-event-head")) == 11
