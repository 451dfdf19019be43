"""From drafts to found values: every value with its verbatim text, page, flags and confidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samspill.plan.importing import deadlines
from samspill.plan.importing.contracts import Flag, Found, FoundArea, FoundCell, FoundDeadline, FoundGroup, FoundMeasure
from samspill.plan.importing.drafts import Group, Piece, Row

SURE = 0.95
FLAGGED = 0.7
HARMLESS = frozenset({Flag.WORD_JOINED, Flag.DEADLINE_ROUNDED, Flag.AREA_INHERITED, Flag.JOINED_OVER_PAGE})


@dataclass(frozen=True, slots=True)
class Source:
    """The document values come from, and how whole its letters are."""

    name: str
    whole: float = 1.0
    damaged: bool = False

    def found(self, text: str, verbatim: str, page: int, flags: Iterable[Flag] = ()) -> Found:
        """Return a found value; a damaged text lowers the confidence of everything in it."""
        kept = tuple(dict.fromkeys((*flags, *((Flag.TEXT_DAMAGED,) if self.damaged else ()))))
        serious = [flag for flag in kept if flag not in HARMLESS]
        base = FLAGGED if serious else (0.85 if kept else SURE)
        confidence = round(base * (0.7 if self.damaged else 1.0), 2)
        return Found(text, verbatim, page, confidence, self.name, kept)

    def piece(self, piece: Piece, extra: Iterable[Flag] = ()) -> Found:
        """Return a piece as a found value."""
        return self.found(piece.text, piece.verbatim, piece.page, (*piece.flags, *extra))

    def deadline(
        self, text: str, verbatim: str, page: int, *, year: int | None = None, flags: Iterable[Flag] = ()
    ) -> FoundDeadline:
        """Return a deadline with the latest day its words allow."""
        reading = deadlines.read(text, year=year)
        return FoundDeadline(self.found(text, verbatim, page, (*flags, *reading.flags)), reading.latest)


def year_measure(row: Row, source: Source, years: Sequence[int] = ()) -> FoundMeasure:
    """Return a measure of a table with year columns."""
    cells = tuple(
        _cell(value, year, label, source, years)
        for value, year, label in zip(
            row.values, row.years or [None] * len(row.values), row.labels or [""] * len(row.values), strict=True
        )
    )
    return FoundMeasure(title=source.piece(row.title), cells=cells, page=row.title.page, flags=row.flags)


UNSURE = frozenset(
    {Flag.COLUMN_INFERRED, Flag.COLUMN_UNKNOWN, Flag.HEADS_INHERITED, Flag.HEADS_REPEATED, Flag.HEADS_MISSING}
)


def _cell(value: Piece, year: int | None, label: str, source: Source, years: Sequence[int]) -> FoundCell:
    outside = (Flag.YEAR_OUTSIDE_PLAN,) if years and year is not None and year not in years else ()
    return FoundCell(
        text=source.piece(value, outside),
        year=year,
        label=label,
        colour=value.colour,
        column_certain=not UNSURE & set(value.flags) and year is not None,
    )


def group(draft: Group, source: Source, years: Sequence[int] = ()) -> FoundGroup:
    """Return a group of rows with year columns."""
    return FoundGroup(
        name=source.piece(draft.heading) if draft.heading else None,
        measures=tuple(year_measure(row, source, years) for row in draft.rows),
        flags=draft.flags,
    )


def area_is_empty(area: FoundArea) -> bool:
    """Whether an area holds neither goals nor groups."""
    return not area.goals and not area.groups
