"""A measure as a row or a card: title, year cells, who answers for it, and the deadline."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspill.kernel.organisations import Party
from samspill.plan.contracts import (
    CellId,
    CellKind,
    CellView,
    Deadline,
    MeasureId,
    MeasureState,
    MeasureView,
    Responsible,
    Status,
    VersionView,
    YearHead,
)
from samspill.web.community import community
from samspill.web.components.numbers import day_words
from samspill.web.components.words import STATUS_LOOKS, status_word
from samspill.web.pages.plan.addresses import Query, measure_address

FINISHED = frozenset({MeasureState.DONE, MeasureState.IN_OPERATION, MeasureState.STOPPED})
"""A deadline that has passed says nothing more about these."""
_MONTHS = ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
    "desember")  # fmt: skip
"""As plans write them, whatever the reader's language is."""
TELLING = frozenset(
    {MeasureState.PROPOSED, MeasureState.CARRIED_FORWARD, MeasureState.IN_OPERATION, MeasureState.STOPPED}
)
"""The states that a row shows beside the statuses: the others say what the statuses already say."""


@dataclass(frozen=True, slots=True)
class DeadlineShown:
    """A deadline in the source's own words, the latest day they allow, and how far past it is."""

    words: str
    latest: str
    """Empty when the words themselves say it, or no day is known."""
    overdue: str
    """Empty when it is not."""


@dataclass(frozen=True, slots=True)
class WhoShown:
    """Somebody who answers for a measure."""

    text: str
    party: Party | None
    organisation_id: str
    organisation: str
    role: str


@dataclass(frozen=True, slots=True)
class CellShown:
    """One year of one measure; empty where the plan says nothing."""

    label: str
    text: str
    status: Status
    word: str
    color: str
    is_empty: bool
    comment: str = ""
    reported_at: datetime | None = None
    reported_by: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure as a table shows it."""

    id: MeasureId
    address: str
    title: str
    title_is_lost: bool
    bullets: tuple[str, ...]
    state: MeasureState | None
    """Only where it tells more than the statuses."""
    cells: tuple[CellShown, ...]
    """One for each column of the table."""
    who: tuple[WhoShown, ...]
    deadline: DeadlineShown | None


@dataclass(frozen=True, slots=True)
class Column:
    """A year column; ``year`` is ``None`` for the cells whose year the source does not tell."""

    year: int | None
    label: str


def measure_title(measure: MeasureView) -> str:
    """Return the title, or words for one that the source has lost."""
    return measure.title or _("Uten tittel i kilden")


def columns(years: Iterable[YearHead], measures: Iterable[MeasureView]) -> tuple[Column, ...]:
    """Return the version's year columns, and one for cells without a year where there are any."""
    heads = tuple(Column(head.year, head.label) for head in years)
    lost = any(cell.year is None for measure in measures for cell in measure.cells)
    return (*heads, Column(None, _("År ikke kjent"))) if lost else heads


def row(
    measure: MeasureView, heads: tuple[Column, ...], *, version: Query, words: Mapping[Status, str], today: date
) -> MeasureRow:
    """Return a measure as a row under the columns."""
    return MeasureRow(
        id=measure.id,
        address=measure_address(measure.id, version),
        title=measure_title(measure),
        title_is_lost=not measure.title,
        bullets=measure.bullets if not measure.title else (),
        state=measure.state if measure.state in TELLING else None,
        cells=tuple(_under(head, measure.cells, words) for head in heads),
        who=who(measure.responsible),
        deadline=deadline_of(measure, today=today),
    )


def cell(one: CellView, words: Mapping[Status, str]) -> CellShown:
    """Return one year's text and status."""
    return CellShown(
        label=one.label or (str(one.year) if one.year else _("År ikke kjent")),
        text=one.text,
        status=one.status,
        word=status_word(one.status, words),
        color=STATUS_LOOKS[one.status].color,
        is_empty=not one.text and one.status is Status.UNKNOWN,
        comment=one.comment,
        reported_at=one.reported_at,
        reported_by=one.reported_by,
        year=one.year,
    )


def _under(head: Column, cells: tuple[CellView, ...], words: Mapping[Status, str]) -> CellShown:
    """Return what stands under a column. Several texts without a year share one; their statuses are then not one."""
    found = [one for one in cells if one.year == head.year] or [_nothing(head)]
    statuses = {one.status for one in found}
    status = statuses.pop() if len(statuses) == 1 else Status.UNKNOWN
    together = replace(found[0], text="\n".join(one.text for one in found if one.text), status=status)
    return replace(cell(together, words), label=head.label)


def _nothing(head: Column) -> CellView:
    return CellView(CellId(0), head.year, head.label, CellKind.PLANNED, "", Status.UNKNOWN)


def who(responsible: Iterable[Responsible]) -> tuple[WhoShown, ...]:
    """Return those who answer for a measure, with the side they stand on where it is known."""
    return tuple(_who(one) for one in responsible)


def _who(one: Responsible) -> WhoShown:
    found = community().organisations.find(one.organisation_id) if one.organisation_id else None
    return WhoShown(
        text=one.text,
        party=found.party if found else None,
        organisation_id=found.id if found else "",
        organisation=found.name if found else "",
        role=one.role if one.role != one.text else "",
    )


def deadline_of(measure: MeasureView, *, today: date) -> DeadlineShown | None:
    """Return the deadline, and whether it has passed without the measure being finished."""
    if measure.deadline is None:
        return None
    overdue = "" if is_finished(measure) else overdue_words(measure.deadline, today=today)
    latest = "" if _says_day(measure.deadline) else day_words(measure.deadline.latest)
    return DeadlineShown(measure.deadline.text, latest, overdue)


def is_finished(measure: MeasureView) -> bool:
    """Tell whether nothing more is awaited of a measure."""
    return measure.state in FINISHED or measure.status_now is Status.DONE


def _says_day(deadline: Deadline) -> bool:
    """Tell whether the words themselves name the latest day, so that it need not be said twice."""
    day = deadline.latest
    if day is None:
        return True
    spelled = (
        *(f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year}", f"{day:%d.%m.%y}", f"{day.day}.{day.month}.{day:%y}"),
        f"{day.day}. {_MONTHS[day.month - 1]} {day.year}",
    )
    return any(re.search(rf"(?<!\d){re.escape(one)}(?!\d)", deadline.text.casefold()) for one in spelled)


def overdue_words(deadline: Deadline, *, today: date) -> str:
    """Return how long ago the deadline passed; empty when it has not, or no day is known."""
    if deadline.latest is None or deadline.latest >= today:
        return ""
    days = (today - deadline.latest).days
    return ngettext("Fristen gikk ut for %(days)s dag siden", "Fristen gikk ut for %(days)s dager siden", days) % {
        "days": days
    }


def focus_year(version: VersionView, *, today: date) -> int:
    """Return the year that is reported on now: this one when the version has it, else its newest."""
    years = [head.year for head in version.years]
    return today.year if today.year in years else max(years)
