"""What a person answers for: the soonest deadline first, and what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspill.plan.contracts import MeasureId, MeasureState, MeasureView, Status, VersionId, VersionView
from samspill.web.pages.plan.addresses import area_address, measure_address, version_query, writing_address
from samspill.web.pages.plan.presenters.measures import (
    TELLING,
    CellShown,
    DeadlineShown,
    cell,
    deadline_of,
    focus_year,
    is_finished,
    measure_title,
)
from samspill.web.pages.plan.presenters.versions import VersionShown, version_shown


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One measure the person answers for."""

    id: MeasureId
    title: str
    address: str
    area: str
    area_address: str
    state: MeasureState | None
    """Only where it tells more than the status."""
    deadline: DeadlineShown | None
    cell: CellShown | None
    """The year that is reported on now; ``None`` when the plan says nothing of it."""
    is_missing: bool
    report_address: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """All that the page of one's own measures places."""

    version: VersionShown
    year_label: str
    rows: tuple[OwnRow, ...]
    count_words: str
    overdue_words: str
    missing_words: str


def own_page(
    measures: Iterable[MeasureView], version: VersionView, *, current_id: VersionId | None, today: date
) -> OwnPage:
    """Return the page: the soonest deadline first, those without a day after it, and what is finished last."""
    year = focus_year(version, today=today)
    query = version_query(version.id, current_id=current_id)
    soonest = sorted(measures, key=_soonest)
    rows = tuple(_row(one, version.status_words, year=year, query=query, today=today) for one in soonest)
    overdue = sum(bool(one.deadline and one.deadline.overdue) for one in rows)
    missing = sum(one.is_missing for one in rows)
    return OwnPage(
        version=version_shown(version, current_id=current_id),
        year_label=str(year),
        rows=rows,
        count_words=ngettext("Dere svarer for %(count)s tiltak", "Dere svarer for %(count)s tiltak", len(rows))
        % {"count": len(rows)},
        overdue_words=ngettext("%(count)s er over fristen", "%(count)s er over fristen", overdue) % {"count": overdue}
        if overdue
        else "",
        missing_words=ngettext(
            "%(count)s mangler status for %(year)s", "%(count)s mangler status for %(year)s", missing
        )
        % {"count": missing, "year": str(year)}
        if missing
        else "",
    )


def _soonest(measure: MeasureView) -> tuple[bool, bool, date]:
    latest = measure.deadline.latest if measure.deadline else None
    return is_finished(measure), latest is None, latest or date.max


def _row(measure: MeasureView, words: Mapping[Status, str], *, year: int, query: dict[str, str], today: date) -> OwnRow:
    found = next((cell(one, words) for one in measure.cells if one.year == year), None)
    return OwnRow(
        id=measure.id,
        title=measure_title(measure),
        address=measure_address(measure.id, query),
        area=measure.area_name or _("Område uten navn i kilden"),
        area_address=area_address(measure.area_id, measure.version_id),
        state=measure.state if measure.state in TELLING else None,
        deadline=deadline_of(measure, today=today),
        cell=found,
        is_missing=found is not None and found.status is Status.UNKNOWN and not is_finished(measure),
        report_address=writing_address("plan_writing:status", measure_id=measure.id, query={**query, "aar": str(year)}),
    )
