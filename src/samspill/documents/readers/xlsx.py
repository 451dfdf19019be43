"""Excel: each visible sheet a page with one table; numbers and dates as a Norwegian reader sees them."""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from samspill.documents import refusals
from samspill.documents.contracts import Cell, Line, Page, Row, Table
from samspill.documents.readers import office
from samspill.documents.readers.colours import theme_colours
from samspill.documents.readers.lettering import clean, split_bullet
from samspill.documents.readers.reading import Reading, Source
from samspill.documents.readers.xlsx_styles import fill_of, shown
from samspill.kernel.texts import Text, say

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# A plan has some thousand cells; a sheet with more places than this, empty ones counted, is a register.
_CELLS_MAX = 500_000
_ROWS_MAX = 1_048_576
_COLUMNS_MAX = 16_384
_MERGES_MAX = 100_000
_SPELLED_MAX = 100


def read(source: Source) -> Reading:
    """Read a workbook."""
    package = office.opened(source)
    with warnings.catch_warnings():
        # openpyxl warns of extensions that it does not know; they hold no words.
        warnings.filterwarnings("ignore", module="openpyxl")
        # Read-only: with the whole workbook in memory, openpyxl decodes the pictures and makes a cell for each place of
        # a merge (44 s and 770 MB for A1:AZ50000, and a file may say XFD1048576).
        book = load_workbook(package.file, read_only=True, data_only=True, keep_links=False)
        pages, told = _pages(book, source)
    return Reading(tuple(pages), title=package.title, warnings=tuple(told))


def _pages(book: Any, source: Source) -> tuple[list[Page], list[Text]]:
    theme = theme_colours(office.parsed(book.loaded_theme)) if book.loaded_theme else {}
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    source.check_pages(len(seen))
    told = []
    if hidden := [clean(sheet.title) for sheet in book.worksheets if sheet not in seen]:
        told.append(
            say("Skjulte ark er ikke lest: %(names)s. Vis dem i Excel hvis de hører med.", names=", ".join(hidden))
        )
    pages = []
    for number, sheet in enumerate(seen, start=1):
        reader = _Sheet(sheet, theme, source)
        table = reader.table()
        pages.append(Page(number, (table,) if table.rows else ()))
        told += reader.told()
        source.told(number, len(seen))
    return pages, told


@dataclass(slots=True)
class _Held:
    """A cell with something in it, before it is placed in its table."""

    lines: tuple[Line, ...] = ()
    fill: str | None = None
    wide: int = 1
    tall: int = 1


@dataclass(slots=True)
class _Marks:
    """What openpyxl does not tell of a sheet that it streams."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Top, left, bottom, right: rows from 1, columns from 0."""
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)


def _marks(file: IO[bytes]) -> _Marks:
    marks = _Marks()
    number = 0
    for _, element in etree.iterparse(
        file, tag=(f"{_S}col", f"{_S}row", f"{_S}mergeCell"), resolve_entities=False, no_network=True
    ):
        if element.tag == f"{_S}row":
            number = int(element.get("r", number + 1))
            if office.truthy(element.get("hidden")):
                marks.hidden_rows.add(number)
        elif element.tag == f"{_S}mergeCell" and len(marks.merged) < _MERGES_MAX:
            left, top, right, bottom = range_boundaries(element.get("ref", ""))
            marks.merged.append((top, left - 1, bottom, right - 1))
        elif office.truthy(element.get("hidden")):
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            marks.hidden_columns.update(range(first - 1, min(last, _COLUMNS_MAX)))
        element.clear()
    return marks


class _Sheet:
    """One sheet, streamed from its first row to its last."""

    def __init__(self, sheet: Any, theme: Mapping[str, str], source: Source) -> None:
        self.sheet = sheet
        self.name = clean(sheet.title)
        self.theme = theme
        self.source = source
        with sheet._get_source() as file:
            self.marks = _marks(file)
        self.held: dict[tuple[int, int], _Held] = {}
        self.rows_left_out: set[int] = set()
        self.columns_left_out: set[int] = set()

    def table(self) -> Table:
        """Return the sheet's table; empty edges are cut off."""
        # What a file says of its own extent is often wrong, and openpyxl would believe it.
        self.sheet.reset_dimensions()
        places = 0
        for number, row in enumerate(self.sheet.iter_rows(max_row=_ROWS_MAX), start=1):
            places += len(row)
            if places > _CELLS_MAX:
                raise refusals.too_much(self.source.name)
            for column, cell in enumerate(row):
                self._hold(number, column, cell)
        for top, left, bottom, right in self.marks.merged:
            if (top, left) in self.held:
                self.held[top, left].tall, self.held[top, left].wide = bottom - top + 1, right - left + 1
        return self._built()

    def _hold(self, number: int, column: int, cell: Any) -> None:
        lines = tuple(_lines(cell)) if cell.value is not None else ()
        fill = fill_of(cell.fill, self.theme)
        if not lines and fill is None:
            return
        if number in self.marks.hidden_rows:
            self.rows_left_out.add(number)
        elif column in self.marks.hidden_columns:
            self.columns_left_out.add(column)
        else:
            self.held[number, column] = _Held(lines, fill)

    def told(self) -> Iterator[Text]:
        """Yield what was left out."""
        if self.rows_left_out:
            yield say(
                "Arket «%(sheet)s» har skjulte rader som ikke er lest: %(count)s.",
                sheet=self.name,
                count=len(self.rows_left_out),
            )
        if self.columns_left_out:
            yield say(
                "Arket «%(sheet)s» har skjulte kolonner som ikke er lest: %(count)s.",
                sheet=self.name,
                count=len(self.columns_left_out),
            )

    def _built(self) -> Table:
        under = self._drop_covered()
        worded = [place for place, held in self.held.items() if held.lines]
        if not worded:
            return Table((), 0, name=self.name)
        columns = self._columns_used(worded)
        first, last = min(row for row, _ in worded), max(row for row, _ in worded)
        by_row: dict[int, dict[int, _Held]] = {}
        for (row, column), held in self.held.items():
            if first <= row <= last and column in columns:
                by_row.setdefault(row, {})[column] = held
        rows = _Rows(columns, last, self.marks.hidden_rows, under)
        return Table(tuple(rows.built(by_row)), len(columns), name=self.name)

    def _columns_used(self, worded: list[tuple[int, int]]) -> dict[int, int]:
        """Return {column of the sheet: column of the table}: from the first with words to the last, hidden ones out."""
        left = min(column for _, column in worded)
        right = max(min(column + self.held[row, column].wide, _COLUMNS_MAX) for row, column in worded)
        seen = [column for column in range(left, right) if column not in self.marks.hidden_columns]
        return {column: at for at, column in enumerate(seen)}

    def _drop_covered(self) -> set[tuple[int, int]]:
        """Take away what stands under a merged cell, since it is never shown; return those places."""
        last = max((row for row, _ in self.held), default=0)
        right_most = max((column for _, column in self.held), default=0)
        under: set[tuple[int, int]] = set()
        for top, left, bottom, right in self.marks.merged:
            rows = range(top, min(bottom, last) + 1)
            columns = range(left, min(right, right_most) + 1)
            if len(under) + len(rows) * len(columns) > _CELLS_MAX:
                raise refusals.too_much(self.source.name)
            under.update((row, column) for row in rows for column in columns if (row, column) != (top, left))
        for place in under:
            self.held.pop(place, None)
        return under


@dataclass(frozen=True, slots=True)
class _Rows:
    """Builds the rows of a table from what was held."""

    columns: dict[int, int]
    last: int
    hidden: set[int]
    under: set[tuple[int, int]]

    def built(self, by_row: dict[int, dict[int, _Held]]) -> Iterator[Row]:
        """Yield the rows; several empty ones are one, so that a gap is seen and a million are not kept."""
        before = 0
        was_empty = True
        for number in sorted(by_row):
            if not was_empty and any(row not in self.hidden for row in range(before + 1, min(number, before + 200))):
                yield Row(())
            row = by_row[number]
            yield Row(tuple(self._cells(row, number)))
            was_empty = not any(held.lines for held in row.values())
            before = number

    def _cells(self, row: dict[int, _Held], number: int) -> Iterator[Cell]:
        # A sheet wider than this is no plan; its empty places are not spelled out.
        spelled = self.columns if len(self.columns) <= _SPELLED_MAX else sorted(row)
        for column in spelled:
            if (number, column) in self.under:
                continue
            held = row.get(column, _EMPTY)
            wide = sum(1 for other in range(column, min(column + held.wide, _COLUMNS_MAX)) if other in self.columns)
            end = min(number + held.tall - 1, self.last)
            under = sum(1 for other in self.hidden if number <= other <= end) if held.tall > 1 else 0
            yield Cell(
                self.columns[column],
                held.lines,
                fill=held.fill,
                column_span=max(wide, 1),
                row_span=max(end - number + 1 - under, 1),
                bold=any(line.bold for line in held.lines),
            )


_EMPTY = _Held()


def _lines(cell: Any) -> Iterator[Line]:
    font = cell.font
    for piece in shown(cell.value, cell.number_format).replace("_x000D_", "").split("\n"):
        bullet, text = split_bullet(clean(piece))
        if text or bullet:
            yield Line(text, bullet, size=font.sz or None, bold=bool(font.b))
