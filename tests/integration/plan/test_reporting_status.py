"""Status reports: added, never overwritten, and seen wherever the measure is."""

from datetime import date, datetime, timedelta

import pytest
from tests.factories.plan_drafts import HOSPITALS, KEEPER, NOON, READER, SAGENES, TRAINING, version_draft

from samspill.kernel.people import Person
from samspill.plan import api as plan
from samspill.plan.contracts import (
    Act,
    CellView,
    Invalid,
    MeasureView,
    NotAllowed,
    PlanRefused,
    PortfolioFilter,
    Stale,
    Status,
    VersionId,
    VersionState,
)

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def report(
    measure: MeasureView,
    status: Status,
    *,
    year: int = 2026,
    by: Person = SAGENES,
    at: datetime = NOON,
    comment: str = "",
    version_id: VersionId | None = None,
) -> None:
    version_id = version_id or measure.version_id
    revision = plan.measure(measure_id=measure.id, version_id=version_id).revision
    plan.report_status(
        measure_id=measure.id,
        version_id=version_id,
        year=year,
        status=status,
        comment=comment,
        revision=revision,
        by=by,
        at=at,
    )


def adopt(version_id: VersionId, at: datetime = NOON) -> None:
    plan.turn_version(version_id=version_id, to=VersionState.ADOPTED, by=KEEPER, at=at, adopted_on=date(2026, 3, 1))


def cell(measure: MeasureView, year: int, version_id: VersionId | None = None) -> CellView:
    view = plan.measure(measure_id=measure.id, version_id=version_id or measure.version_id)
    return next(cell for cell in view.cells if cell.year == year)


def test_owner_reports_on_an_adopted_version(training: MeasureView) -> None:
    adopt(training.version_id)
    report(training, Status.IN_PROGRESS, comment=" Første samling er holdt ", at=NOON + ONE_DAY)
    seen = cell(training, 2026)
    assert (seen.status, seen.comment, seen.reported_by, seen.reported_at, seen.text) == (
        Status.IN_PROGRESS,
        "Første samling er holdt",
        "Sagene",
        NOON + ONE_DAY,
        "Prøve ut i to bydeler",
    )


def test_newest_report_is_shown_and_every_one_is_kept(training: MeasureView) -> None:
    report(training, Status.IN_PROGRESS, comment="I gang")
    report(training, Status.DONE, comment="Ferdig", at=NOON + ONE_DAY)
    assert cell(training, 2026).status is Status.DONE
    kept = [change for change in plan.history(measure_id=training.id) if change.act is Act.STATUS_REPORTED]
    assert [(change.field, change.before, change.after, change.why) for change in kept] == [
        ("status 2026", "in-progress", "done", "Ferdig"),
        ("status 2026", "not-started", "in-progress", "I gang"),
    ]


def test_same_status_again_is_a_report_too(training: MeasureView) -> None:
    report(training, Status.NOT_STARTED, comment="Venter på midler")
    assert (cell(training, 2026).comment, plan.history(measure_id=training.id)[0].why) == (
        "Venter på midler",
        "Venter på midler",
    )


def test_report_may_take_a_status_back_to_unknown(training: MeasureView) -> None:
    report(training, Status.UNKNOWN, year=2025, comment="Vi vet ikke lenger")
    assert cell(training, 2025).status is Status.UNKNOWN


def test_year_without_words_takes_a_report(guide: MeasureView) -> None:
    report(guide, Status.DONE, year=2025, by=HOSPITALS)
    assert plan.measure(measure_id=guide.id).status_now is Status.DONE


@pytest.mark.parametrize("who", [HOSPITALS, READER])
def test_others_may_not_report(training: MeasureView, who: Person) -> None:
    with pytest.raises(NotAllowed):
        report(training, Status.DONE, by=who)
    assert cell(training, 2026).status is Status.NOT_STARTED


def test_year_the_plan_does_not_have_is_refused(training: MeasureView) -> None:
    with pytest.raises(Invalid) as refused:
        report(training, Status.DONE, year=2031)
    assert str(refused.value.errors["year"]) == "Planen har ikke noe år 2031. Velg blant 2025, 2026."


def test_comment_longer_than_a_page_is_refused(training: MeasureView) -> None:
    with pytest.raises(Invalid) as refused:
        report(training, Status.DONE, comment="x" * 20_001)
    assert list(refused.value.errors) == ["comment"]


def test_stale_report_gets_the_newer_status(training: MeasureView) -> None:
    report(training, Status.IN_PROGRESS)
    with pytest.raises(Stale) as refused:
        plan.report_status(
            measure_id=training.id,
            version_id=training.version_id,
            year=2026,
            status=Status.DONE,
            comment="",
            revision=1,
            by=SAGENES,
            at=NOON,
        )
    assert refused.value.newer.status_now is Status.IN_PROGRESS


def test_report_on_the_adopted_version_is_seen_in_the_draft_that_follows(training: MeasureView) -> None:
    adopt(training.version_id)
    report(training, Status.IN_PROGRESS, comment="Før utkastet")
    draft_id = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON + ONE_DAY)
    assert cell(training, 2026, draft_id).comment == "Før utkastet"
    report(training, Status.DONE, at=NOON + 2 * ONE_DAY, comment="Mens utkastet ble skrevet")
    assert (cell(training, 2026, draft_id).status, cell(training, 2025, draft_id).status) == (Status.DONE, Status.DONE)


def test_superseded_version_shows_what_was_reported_until_then(training: MeasureView) -> None:
    adopt(training.version_id)
    report(training, Status.IN_PROGRESS)
    next_id = plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON + ONE_DAY)
    adopt(next_id, at=NOON + 2 * ONE_DAY)
    report(training, Status.DONE, version_id=next_id, at=NOON + 3 * ONE_DAY)
    assert (cell(training, 2026).status, cell(training, 2026, next_id).status) == (Status.IN_PROGRESS, Status.DONE)


def test_superseded_version_takes_no_reports(training: MeasureView) -> None:
    adopt(training.version_id)
    adopt(plan.start_version(from_id=training.version_id, by=KEEPER, at=NOON))
    with pytest.raises(PlanRefused, match="erstattet av en nyere versjon"):
        report(training, Status.DONE)


def test_newer_document_says_more_than_an_older_report(training: MeasureView) -> None:
    report(training, Status.IN_PROGRESS)
    adopt(training.version_id)
    plan_id = plan.version(version_id=training.version_id).plan_id
    imported = plan.create_version(draft=version_draft(TRAINING), by=KEEPER, at=NOON + ONE_DAY, plan_id=plan_id)
    assert (cell(training, 2026, imported).status, cell(training, 2026).status) == (
        Status.NOT_STARTED,
        Status.IN_PROGRESS,
    )


def test_status_is_found_by_what_was_reported(training: MeasureView) -> None:
    report(training, Status.DONE)
    view = plan.portfolio(version_id=training.version_id, where=PortfolioFilter(status=Status.DONE))
    assert ([measure.id for measure in view.areas[0].measures], view.by_status) == ([training.id], {Status.DONE: 1})
