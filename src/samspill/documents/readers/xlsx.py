"""Excel: each visible sheet a page with one table; numbers and dates as a Norwegian reader sees them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from samspill.documents import refusals
from samspill.documents.contracts import Cell, Line, Page, Row, Table
from samspill.documents.readers.lettering import clean, split_bullet
from samspill.documents.readers.package import Package, R, truthy
from samspill.documents.readers.reading import Reading, Source
from samspill.documents.readers.xlsx_styles import Look, Looks, S, shared_strings
from samspill.kernel.texts import Text, say

# A plan has some thousand cells; a sheet with more than this is a register.
_CELLS_MAX = 500_000
_COLUMNS_MAX = 16_384
_MERGES_MAX = 100_000
_SPELLED_MAX = 100


def read(source: Source) -> Reading:
    """Read a workbook."""
    return _Book(Package(source), source).read()


@dataclass(slots=True)
class _Held:
    """A cell with something in it, before it is placed in its table."""

    lines: tuple[Line, ...]
    look: Look
    wide: int = 1
    tall: int = 1


class _Book:
    def __init__(self, package: Package, source: Source) -> None:
        self.package = package
        self.source = source
        self.root = package.xml(package.main_part)
        properties = self.root.find(f"{S}workbookPr")
        self.looks = Looks(package, from_1904=properties is not None and truthy(properties.get("date1904")))
        self.strings = shared_strings(package)
        self.warnings: list[Text] = []

    def read(self) -> Reading:
        sheets = list(self._visible_sheets())
        self.source.check_pages(len(sheets))
        pages = []
        for number, (name, part) in enumerate(sheets, start=1):
            table = _Sheet(self, name).table(self.package.unpacked(part))
            pages.append(Page(number, (table,) if table.rows else ()))
            self.source.told(number, len(sheets))
        return Reading(tuple(pages), title=self.package.title, warnings=tuple(self.warnings))

    def _visible_sheets(self) -> Iterator[tuple[str, str]]:
        relations = self.package.related(self.package.main_part)
        hidden = []
        for sheet in self.root.iterfind(f"{S}sheets/{S}sheet"):
            kind, part = relations.get(sheet.get(f"{R}id", ""), ("", ""))
            name = clean(sheet.get("name", ""))
            if kind != "worksheet" or not self.package.has(part):
                continue
            if sheet.get("state") in {"hidden", "veryHidden"}:
                hidden.append(name)
            else:
                yield name, part
        if hidden:
            self.warnings.append(
                say("Skjulte ark er ikke lest: %(names)s. Vis dem i Excel hvis de hører med.", names=", ".join(hidden))
            )


class _Sheet:
    """One sheet, read from its first row to its last without ever holding the whole tree."""

    def __init__(self, book: _Book, name: str) -> None:
        self.book = book
        self.name = name
        self.held: dict[tuple[int, int], _Held] = {}
        self.covered: list[tuple[int, int, int, int]] = []
        self.hidden_columns: set[int] = set()
        self.hidden_rows: set[int] = set()
        self.left_out: set[int] = set()
        self.row = 0
        self.seen = 0

    def table(self, data: bytes) -> Table:
        """Return the sheet's table; empty edges are cut off."""
        wanted = (f"{S}cols", f"{S}row", f"{S}mergeCell")
        steps = etree.iterparse(
            io.BytesIO(data), events=("end",), tag=wanted, resolve_entities=False, no_network=True, huge_tree=False
        )
        for _, element in steps:
            if element.tag == f"{S}cols":
                self._columns(element)
            elif element.tag == f"{S}row":
                self._row(element)
            else:
                self._merge(element.get("ref", ""))
            element.clear()
        self._warn()
        return self._table()

    def _columns(self, element: etree._Element) -> None:
        for column in element.iterfind(f"{S}col"):
            if truthy(column.get("hidden")):
                first, last = int(column.get("min", "1")), int(column.get("max", "1"))
                self.hidden_columns.update(range(first - 1, min(last, _COLUMNS_MAX)))

    def _row(self, row: etree._Element) -> None:
        self.row = int(row.get("r", self.row + 1))
        is_hidden = truthy(row.get("hidden"))
        column = -1
        for cell in row.iterfind(f"{S}c"):
            self.seen += 1
            if self.seen > _CELLS_MAX:
                raise refusals.too_much(self.book.source.name)
            column = _column_of(cell.get("r", "")) if cell.get("r") else column + 1
            look = self.book.looks.of(cell.get("s"))
            lines = self._lines(cell, look)
            if not lines and look.fill is None:
                continue
            if is_hidden:
                self.hidden_rows.add(self.row)
            elif column in self.hidden_columns:
                self.left_out.add(column)
            else:
                self.held[self.row, column] = _Held(lines, look)

    def _lines(self, cell: etree._Element, look: Look) -> tuple[Line, ...]:
        found = []
        for piece in self._text(cell, look).replace("_x000D_", "").split("\n"):
            bullet, text = split_bullet(clean(piece))
            if text or bullet:
                found.append(Line(text, bullet, size=look.size, bold=look.bold))
        return tuple(found)

    def _text(self, cell: etree._Element, look: Look) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            held = cell.find(f"{S}is")
            return "".join(text.text or "" for text in held.iter(f"{S}t")) if held is not None else ""
        said = cell.findtext(f"{S}v") or ""
        if kind == "s":
            return self.book.strings[int(said)] if said.isdigit() and int(said) < len(self.book.strings) else ""
        if kind == "b":
            return {"1": "SANN", "0": "USANN"}.get(said, said)
        return look.shown(said) if kind in {"n", "d"} else said

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        if not last or len(self.covered) >= _MERGES_MAX:
            return
        top, left = _place(first)
        bottom, right = _place(last)
        self.covered.append((top, left, bottom, right))
        if (top, left) in self.held:
            self.held[top, left].tall, self.held[top, left].wide = bottom - top + 1, right - left + 1

    def _warn(self) -> None:
        if self.hidden_rows:
            self.book.warnings.append(
                say(
                    "Arket «%(sheet)s» har skjulte rader som ikke er lest: %(count)s.",
                    sheet=self.name,
                    count=len(self.hidden_rows),
                )
            )
        if self.left_out:
            self.book.warnings.append(
                say(
                    "Arket «%(sheet)s» har skjulte kolonner som ikke er lest: %(count)s.",
                    sheet=self.name,
                    count=len(self.left_out),
                )
            )

    def _table(self) -> Table:
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
        rows = _Rows(columns, last, self.hidden_rows, under)
        return Table(tuple(rows.built(by_row)), len(columns), name=self.name)

    def _columns_used(self, worded: list[tuple[int, int]]) -> dict[int, int]:
        """Return {column of the sheet: column of the table}: from the first with words to the last, hidden ones out."""
        left = min(column for _, column in worded)
        right = max(min(column + self.held[row, column].wide, _COLUMNS_MAX) for row, column in worded)
        seen = [column for column in range(left, right) if column not in self.hidden_columns]
        return {column: at for at, column in enumerate(seen)}

    def _drop_covered(self) -> set[tuple[int, int]]:
        """Take away what stands under a merged cell, since it is never shown; return those places."""
        last = max((row for row, _ in self.held), default=0)
        right_most = max((column for _, column in self.held), default=0)
        under: set[tuple[int, int]] = set()
        for top, left, bottom, right in self.covered:
            rows = range(top, min(bottom, last) + 1)
            columns = range(left, min(right, right_most) + 1)
            if len(under) + len(rows) * len(columns) > _CELLS_MAX:
                raise refusals.too_much(self.book.source.name)
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
                fill=held.look.fill,
                column_span=max(wide, 1),
                row_span=max(end - number + 1 - under, 1),
                bold=held.look.bold and bool(held.lines),
            )


_EMPTY = _Held((), Look())


def _column_of(ref: str) -> int:
    """Return the column, from 0, of a reference such as ``AB12``."""
    column = 0
    for sign in ref[:4]:
        if not sign.isalpha():
            break
        column = column * 26 + ord(sign.upper()) - ord("A") + 1
    if not 1 <= column <= _COLUMNS_MAX:
        raise ValueError(f"no column of a sheet: {ref[:20]!r}")
    return column - 1


def _place(ref: str) -> tuple[int, int]:
    digits = ref.lstrip("$ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return int(digits), _column_of(ref)
