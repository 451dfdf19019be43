"""What an edited form does to a measure's year cells. Plain Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from samspill.plan.contracts import CellDraft, CellView, Status, YearHead
from samspill.plan.differences import Difference
from samspill.plan.drafts import settle


class Verb(Enum):
    """What is to be done with a cell."""

    WRITE_TEXT = auto()
    REPORT = auto()
    """A year's status changes by a report, which stays beside the earlier ones."""
    WRITE_STATUS = auto()
    """Only where there is no year, so that no report can name it."""
    ADD = auto()
    DROP = auto()


@dataclass(frozen=True, slots=True)
class CellEdit:
    """One thing to do, and how the history tells it."""

    verb: Verb
    cell: CellView | None
    draft: CellDraft
    difference: Difference


def cell_edits(
    now: tuple[CellView, ...], drafted: tuple[CellDraft, ...], years: tuple[YearHead, ...]
) -> tuple[CellEdit, ...]:
    """Return what turns the cells as they are into those drafted.

    A year that is not drafted loses its text. Cells without a year are taken in their order; those no longer drafted
    are dropped, for somebody has then said which year the text belongs to. The status UNKNOWN leaves a status as it is.
    """
    settled = [settle(cell, years) for cell in drafted]
    with_year = {(cell.year, cell.kind): cell for cell in settled if cell.year is not None}
    without_year = [cell for cell in settled if cell.year is None]
    edits: list[CellEdit] = []
    for cell in now:
        if cell.year is not None:
            edits += _kept(cell, with_year.pop((cell.year, cell.kind), CellDraft(cell.year, "", cell.kind)))
        elif without_year:
            edits += _kept(cell, without_year.pop(0))
        else:
            gone = Difference("text ?", cell.text, "")
            edits.append(CellEdit(Verb.DROP, cell, CellDraft(None, "", cell.kind), gone))
    edits += [_added(cell) for cell in (*with_year.values(), *without_year) if cell.text]
    return tuple(edits)


def _kept(cell: CellView, draft: CellDraft) -> Iterator[CellEdit]:
    year = cell.year or "?"
    if cell.text != draft.text:
        yield CellEdit(Verb.WRITE_TEXT, cell, draft, Difference(f"text {year}", cell.text, draft.text))
    if draft.status not in (Status.UNKNOWN, cell.status):
        verb = Verb.WRITE_STATUS if cell.year is None else Verb.REPORT
        yield CellEdit(verb, cell, draft, Difference(f"status {year}", cell.status.value, draft.status.value))


def _added(draft: CellDraft) -> CellEdit:
    return CellEdit(Verb.ADD, None, draft, Difference(f"text {draft.year or '?'}", "", draft.text))
