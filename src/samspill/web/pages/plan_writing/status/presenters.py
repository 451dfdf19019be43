"""Status reports as the pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samspill.kernel.people import Person
from samspill.plan.contracts import CellView, ChangeView, MeasureView, Status, VersionView
from samspill.web.components.words import STATUS_LOOKS, Look, status_word
from samspill.web.pages.plan_writing.side_by_side import MINE, THEIRS, Pair, changed_by, chosen
from samspill.web.pages.plan_writing.status.forms import ORDER

LATELY = timedelta(days=30)
"""A measure reported on within a month is not asked for again."""


@dataclass(frozen=True, slots=True)
class Card:
    """One status to choose: colour, word and symbol."""

    value: str
    word: str | Promise
    look: Look
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says about one year."""

    year: int
    status: Status
    comment: str


def cards(version: VersionView, chosen: str) -> list[Card]:
    """Return the statuses in the community's own words."""
    words = version.status_words
    return [
        Card(status.value, status_word(status, words), STATUS_LOOKS[status], status.value == chosen) for status in ORDER
    ]


def cell_of(measure: MeasureView, year: int | None) -> CellView | None:
    """Return the cell of a year; the one with a report when the year has two columns."""
    cells = [cell for cell in measure.cells if cell.year == year]
    return next((cell for cell in cells if cell.reported_at), cells[0] if cells else None)


def is_saved_already(measure: MeasureView, report: Report, by: Person) -> bool:
    """Tell whether what stands is this very report: the same form sent twice."""
    cell = cell_of(measure, report.year)
    return bool(
        cell
        and cell.reported_at
        and cell.reported_by == by.name
        and (cell.status, cell.comment) == (report.status, report.comment)
    )


def status_pairs(newer: MeasureView, version: VersionView, report: Report, history: Sequence[ChangeView]) -> list[Pair]:
    """Return a report beside what stands for its year."""
    cell = cell_of(newer, report.year)
    stands, comment = (cell.status, cell.comment) if cell else (Status.UNKNOWN, "")
    changed = changed_by(history, f"status {report.year}")
    pairs = [
        Pair("status", _("Status"), _word(version, report.status), _word(version, stands), changed),
        Pair("comment", _("Kommentar"), report.comment, comment, changed),
    ]
    # Earlier reports stay in the history, so nothing of theirs is lost by keeping one's own.
    return [replace(pair, choice=MINE) for pair in pairs if pair.mine != pair.theirs]


def settled(measure: MeasureView, report: Report, posted: Mapping[str, str]) -> Report:
    """Return the report with what stands in the fields where that was chosen."""
    cell = cell_of(measure, report.year)
    if cell is None:
        return report
    if chosen("status", posted) == THEIRS:
        report = replace(report, status=cell.status)
    if chosen("comment", posted) == THEIRS:
        report = replace(report, comment=cell.comment)
    return report


def next_to_report(mine: Sequence[MeasureView], *, after: MeasureView, year: int, at: datetime) -> MeasureView | None:
    """Return the next of the person's measures that has not been reported on lately; ``None`` when all have.

    Args:
        mine: The person's measures in reading order.
        after: The measure just reported on.
        year: The year that was reported on.
        at: When it is.
    """
    place = next((index for index, measure in enumerate(mine) if measure.id == after.id), -1)
    in_turn = [*mine[place + 1 :], *mine[: max(place, 0)]]
    return next((measure for measure in in_turn if not _is_fresh(measure, year, at)), None)


def _is_fresh(measure: MeasureView, year: int, at: datetime) -> bool:
    cell = cell_of(measure, year)
    return bool(cell and cell.reported_at and at - cell.reported_at < LATELY)


def _word(version: VersionView, status: Status) -> str:
    return status_word(status, version.status_words)
