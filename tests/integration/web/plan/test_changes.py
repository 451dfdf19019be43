"""What has changed since a day, on the page and as a file."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.factories.plan_drafts import KEEPER, NOON, TRAINING, version_draft
from tests.integration.web.plan.conftest import LATER, Adopt, report
from tests.integration.web.plan.page import see

from samspill.kernel.organisations import OrganisationId
from samspill.plan import api as plan
from samspill.plan.contracts import MeasureView, PortfolioFilter, Responsible, Status, VersionId


def test_changes_stand_by_day_and_measure(secretariat: Client, training: MeasureView) -> None:
    report(training, Status.IN_PROGRESS, "To kurs er holdt.", at=LATER + timedelta(days=1))
    page = see(secretariat, "/plan/endringer/?fra=2026-03-05")
    assert page.texts("h1") == ["Endringer siden 5. mars 2026"]
    assert page.texts("h2") == ["5. mars 2026 1 endring"]
    assert page.texts("h3 a") == ["Felles opplæring"]
    assert page.texts(".sam-events li")[0] == (
        "Status meldt Sekretariat, Sekretariatet kl. 10:30 Status 2026 "
        "Før: Ikke påbegynt Nå: Under arbeid «To kurs er holdt.»"
    )


def test_day_is_the_readers_day_and_not_that_of_utc(secretariat: Client, training: MeasureView) -> None:
    report(training, Status.DONE, at=datetime(2026, 3, 9, 23, 30, tzinfo=UTC))
    assert see(secretariat, "/plan/endringer/?fra=2026-03-10").texts("h2") == ["10. mars 2026 1 endring"]


def test_report_that_repeats_the_status_has_no_before(secretariat: Client, training: MeasureView) -> None:
    report(training, Status.NOT_STARTED, "Venter på avtale.", at=LATER + timedelta(days=1))
    page = see(secretariat, "/plan/endringer/?fra=2026-03-05")
    assert page.texts(".sam-before-after") == ["Nå: Ikke påbegynt"]


def test_measures_that_came_with_their_version_are_told_as_one(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/endringer/?fra=2026-03-01")
    assert page.texts("h3 a") == [
        "Porteføljeplan 2026, versjon 1",
        "4 tiltak kom med versjonen",
        "Porteføljeplan 2026, versjon 1",
    ]


def test_measures_that_came_together_are_counted_whole_on_both_sides_of_a_page_break(
    secretariat: Client, adopt: Adopt
) -> None:
    adopt(version_draft(*(replace(TRAINING, title=f"Tiltak {number}") for number in range(120))))
    first = see(secretariat, "/plan/endringer/?fra=2026-03-01")
    second = see(secretariat, first.link("Eldre endringer"))
    assert "120 tiltak kom med versjonen" in first.texts("h3 a")
    assert "120 tiltak kom med versjonen" in second.texts("h3 a")


def test_a_version_has_a_state_and_no_phase(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/endringer/?fra=2026-03-04")
    assert page.texts(".sam-difference-field") == ["Versjonens tilstand"]
    file = secretariat.get("/plan/endringer.csv?fra=2026-03-04").content.decode("utf-8-sig")
    assert "Versjonens tilstand" in next(csv.reader(file.splitlines()[1:], delimiter=";"))


@pytest.mark.parametrize(
    ("organisation", "words"),
    [
        (OrganisationId("ous"), "Bydel Sagene (knyttet til Oslo universitetssykehus HF)"),
        (OrganisationId("et-annet-sted"), "Bydel Sagene (et-annet-sted)"),
        (None, "Bydel Sagene"),
    ],
)
def test_other_organisation_behind_the_same_words_is_told(
    secretariat: Client, version_id: VersionId, organisation: OrganisationId | None, words: str
) -> None:
    training = plan.portfolio(version_id=version_id, where=PortfolioFilter()).areas[0].measures[0]
    draft = replace(TRAINING, responsible=(Responsible("Bydel Sagene", organisation),))
    plan.edit_measure(
        measure_id=training.id, version_id=version_id, draft=draft, revision=training.revision, by=KEEPER, at=LATER
    )
    before, after = see(secretariat, "/plan/endringer/?fra=2026-03-04").texts(
        ".sam-before-after del, .sam-before-after ins"
    )
    assert after == f"Nå: {words}"
    assert before.removeprefix("Før: ") != words


def test_changes_are_shown_since_the_last_adoption_unless_asked(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/endringer/")
    assert page.texts("h1") == ["Endringer siden 3. mars 2026"]
    assert page.texts(".sam-views a[aria-current]") == ["Siden forrige vedtak, 3. mars 2026"]


def test_day_that_cannot_be_read_says_so(secretariat: Client, adopted: VersionId) -> None:
    page = see(secretariat, "/plan/endringer/?fra=snart")
    assert len(page.texts("#id_fra_error")) == 1


def test_nothing_changed_says_what_to_do(secretariat: Client, adopted: VersionId) -> None:
    assert "Velg en tidligere dag" in see(secretariat, "/plan/endringer/?fra=2999-01-01").text


def test_older_changes_are_on_the_next_page(secretariat: Client, training: MeasureView) -> None:
    many_reports(training, 101)
    first = see(secretariat, "/plan/endringer/?fra=2026-03-05")
    second = see(secretariat, first.link("Eldre endringer"))
    assert len(first.all(".sam-event-head")) == 100
    assert len(second.all(".sam-event-head")) == 1
    assert second.link("Til de nyeste") == "/plan/endringer/?fra=2026-03-05"


def test_all_changes_can_be_had_on_one_page_to_print(
    secretariat: Client, training: MeasureView, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many_reports(training, 101)
    first = see(secretariat, "/plan/endringer/?fra=2026-03-05")
    with django_assert_max_num_queries(20):
        everything = see(secretariat, first.link("Alt på én side"))
    assert len(everything.all(".sam-event-head")) == 101


def test_changes_can_be_downloaded(secretariat: Client, training: MeasureView) -> None:
    report(training, Status.IN_PROGRESS, '=HYPERLINK("x")', at=LATER + timedelta(days=1))
    response = secretariat.get("/plan/endringer.csv?fra=2026-03-05")
    head, row = csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    assert dict(zip(head, (cell.replace("\xa0", " ") for cell in row), strict=True)) == {
        "Tidspunkt": "5. mars 2026 kl. 10:30", "Tidspunkt (ISO 8601)": "2026-03-05T10:30:00+01:00",
        "Hvem": "Sekretariat", "Rolle": "En rolle",
        "Virksomhet": "Sekretariatet for Helsefellesskap Oslo", "Virksomhetens id": "sekretariatet",
        "Hva": "Status meldt", "Tiltak": "Felles opplæring", "Felt": "Status 2026",
        "Før": "Ikke påbegynt", "Etter": "Under arbeid", "Hvorfor": "'=HYPERLINK(\"x\")",
    }  # fmt: skip


def test_version_on_its_way_is_named_beside_its_changes(secretariat: Client, training: MeasureView) -> None:
    draft = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON, title="Porteføljeplan 2027")
    report(plan.measure(measure_id=training.id, version_id=draft), Status.PLANNED, at=LATER + timedelta(days=1))
    page = see(secretariat, "/plan/endringer/?fra=2026-03-05")
    assert "kl. 10:30 Porteføljeplan 2027, versjon 2" in page.texts(".sam-event-head")[0]
    assert page.addresses("h3 a") == [f"/plan/tiltak/{training.id}/?versjon={draft}"]


def many_reports(measure: MeasureView, count: int) -> None:
    for number in range(count):
        now = plan.measure(measure_id=measure.id)
        status = Status.IN_PROGRESS if number % 2 else Status.PLANNED
        report(now, status, at=LATER + timedelta(days=1, minutes=number))
