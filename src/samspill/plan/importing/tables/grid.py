"""A table's cells by column, and what its rows are: head, sub-heading or measure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from samspill.documents.contracts import Cell, Row, Table
from samspill.plan.importing.heads import Head, kind_of, settle
from samspill.plan.importing.stream import is_head_row
from samspill.plan.importing.vocabulary import column_words
from samspill.plan.importing.words import bare

HEAD_ROWS_MAX = 6
AMOUNTS_MIN = 2
YEAR_MEASURES_MIN = 2
_AMOUNT = re.compile(r"[-–]?\s*(kr\.?\s*)?\d[\d\s.,]*(%|kr|mill\.?|mrd\.?|årsverk)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a table holds; ``None`` where its head is unknown."""

    heads: tuple[Head | None, ...]
    labels: tuple[str, ...]
    """The head's words as they stand."""

    def place(self, kind: str) -> int | None:
        """Return the first column of a kind."""
        return next((place for place, head in enumerate(self.heads) if head is not None and head.kind == kind), None)

    @property
    def years(self) -> tuple[Head, ...]:
        """The year heads, left to right."""
        return tuple(head for head in self.heads if head is not None and head.kind == "year")


def head_of(table: Table) -> tuple[Columns, int] | None:
    """Return (columns, number of the head row) of a plan table; ``None`` when no row is a plan's head."""
    for number, row in enumerate(table.rows[:HEAD_ROWS_MAX]):
        if is_head_row(row):
            columns = columns_of(row, table.columns)
            other = _is_analysis(columns) or _holds_amounts(columns, table.rows[number + 1 :])
            return None if other else (columns, number)
    return None


def _is_analysis(columns: Columns) -> bool:
    """Whether a table's rows are risks, each with what is to be done about it."""
    first = next((head for head in columns.heads if head is not None and head.kind != "number"), None)
    return first is not None and first.kind == "risk"


def _holds_amounts(columns: Columns, rows: Sequence[Row]) -> bool:
    """Whether a table is a budget: under its years stand nothing but amounts, and no column says who or when."""
    if {head.kind for head in columns.heads if head is not None} - {"measure", "area", "group", "number", "year"}:
        return False
    places = {place for place, head in enumerate(columns.heads) if head is not None and head.kind == "year"}
    texts = [cell.text for row in rows for cell in row.cells if cell.column in places and cell.text]
    return len(texts) >= AMOUNTS_MIN and all(_AMOUNT.fullmatch(text) for text in texts)


def year_measures(table: Table) -> list[tuple[Columns, int, str]]:
    """Return (columns, number of the first row, head) for each «Tiltak 2026» of a table that has no other measures."""
    for number, row in enumerate(table.rows[:HEAD_ROWS_MAX]):
        columns = columns_of(row, table.columns)
        places = [place for place, head in enumerate(columns.heads) if head is not None and _heads_measures(head)]
        if columns.place("measure") is None and len(places) >= YEAR_MEASURES_MIN:
            return [(_only(columns, place, places), number + 1, columns.labels[place]) for place in places]
    return []


def _heads_measures(head: Head) -> bool:
    return head.kind == "year" and column_words().get(bare(head.text.split(" ")[0])) == "measure"


def _only(columns: Columns, place: int, places: Sequence[int]) -> Columns:
    """Return the columns with the measures of one year, those of the others left out."""
    kinds = [
        Head(head.text, "measure") if at == place and head else (Head("", "left out") if at in places else head)
        for at, head in enumerate(columns.heads)
    ]
    return Columns(tuple(kinds), columns.labels)


def columns_of(row: Row, count: int) -> Columns:
    """Return the columns a head row gives; a head over several columns heads the first."""
    cells: list[Cell | None] = [None] * count
    for cell in row.cells:
        if cell.column < count:
            cells[cell.column] = cell
    heads = settle([kind_of(cell.text) if cell is not None and cell.text else None for cell in cells])
    return Columns(heads, tuple(cell.text if cell is not None else "" for cell in cells))


def by_column(row: Row) -> dict[int, Cell]:
    """Return a row's cells that hold something, by column."""
    return {cell.column: cell for cell in row.cells if cell.text}


def heading_of(row: Row, columns: Columns) -> Cell | None:
    """Return the cell of a row that is a sub-heading: it lies over the other columns, or stands out alone."""
    measure = columns.place("measure") or 0
    filled = by_column(row)
    for cell in filled.values():
        covers = cell.column <= measure < cell.column + cell.column_span
        if covers and cell.column_span >= max(2, len(columns.heads) - cell.column - 1):
            return cell
    others = [
        cell for at, cell in filled.items() if at not in {measure, columns.place("area"), columns.place("number")}
    ]
    lone = filled.get(measure)
    if lone is None or others or lone.column_span > 1:
        return None
    stands_out = lone.bold or (lone.fill is not None and all(cell.fill == lone.fill for cell in row.cells))
    return lone if stands_out and len(lone.text.split()) <= 14 else None


def same_head(row: Row, columns: Columns) -> bool:
    """Whether a row repeats the head row, as on every page of a long table."""
    texts = [cell.text.casefold() for cell in row.cells if cell.text]
    return len(texts) >= 2 and set(texts) <= {label.casefold() for label in columns.labels if label}


def looks_headed(rows: Sequence[Row]) -> bool:
    """Whether a table has a head row of its own, of other words or for another use: head words, bold or coloured."""
    first = [cell for cell in rows[0].cells if cell.text]
    if len(first) < 2 or len(rows) < 2:
        return False
    below = [cell for cell in rows[1].cells if cell.text]
    if all(kind_of(cell.text) is not None for cell in first):
        return True
    stands_out = all(cell.bold or cell.fill for cell in first)
    return stands_out and not all(cell.bold or cell.fill for cell in below)
