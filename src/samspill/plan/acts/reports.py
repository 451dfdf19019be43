"""Reporting how a year's work with a measure goes."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from samspill.kernel.people import Person
from samspill.plan import drafts, rules
from samspill.plan.acts.standing import held_version, keep_for, unchanged_measure
from samspill.plan.contracts import Act, MeasureId, MeasureView, Status, VersionId, VersionView
from samspill.plan.differences import Difference
from samspill.plan.store import entries
from samspill.plan.store.changes import Deed


def report_status(
    *,
    measure_id: MeasureId,
    version_id: VersionId,
    year: int,
    status: Status,
    comment: str,
    revision: int,
    by: Person,
    at: datetime,
) -> None:
    """Add a status report for a year of the version; earlier reports stay. An adopted version takes reports too.

    Raises:
        NotAllowed: the person neither keeps the plan nor reports status for an organisation or role that answers for
            it.
        NotFound: the version does not exist or does not have the measure.
        Invalid: the version has no such year, or the comment is too long.
        Stale: the measure has been changed since ``revision``.
        PlanRefused: the version is superseded.
    """
    with transaction.atomic():
        version = held_version(version_id)
        now = unchanged_measure(measure_id, version_id, revision)
        rules.check_may_report(by, now.responsible, day=localdate(at))
        rules.check_takes_reports(version.state)
        drafts.check_year(year, years=_years(version, now))
        drafts.check_comment(comment)
        before = next((cell.status for cell in now.cells if cell.year == year), Status.UNKNOWN)
        entries.claim(now, revision)
        entries.add_report(now, year=year, status=status, comment=comment, by=by, at=at)
        told = Difference(f"status {year}", before.value, status.value)
        keep_for(Deed(Act.STATUS_REPORTED, by, at, comment), [told], now)


def _years(version: VersionView, measure: MeasureView) -> set[int]:
    heads = {head.year for head in version.years}
    return heads | {cell.year for cell in measure.cells if cell.year is not None}
