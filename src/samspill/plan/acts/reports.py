"""Reporting how a year's work with a measure goes."""

from datetime import datetime

from samspill.kernel.people import Person
from samspill.plan.contracts import MeasureId, Status, VersionId


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
    raise NotImplementedError
