"""A document as one stream of lines, with what parts them kept: pages, groups, bullets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from samspill.documents.contracts import Cell, Document, Line, Role, Row, Table, TextBlock
from samspill.plan.importing.heads import is_goals_head, is_plan_head, kind_of, settle
from samspill.plan.importing.words import starts_low


@dataclass(frozen=True, slots=True)
class FlatLine:
    """One line of the stream."""

    text: str
    page: int
    block: int
    """Lines with the same number stand together in the file."""
    bullet: str = ""
    indent: int = 0
    role: Role = Role.BODY
    level: int = 0
    size: float | None = None
    bold: bool = False
    gap: bool = False
    """Something was taken away, or a page began, in front of the line."""
    top: int = 0
    """Place from the page's first line, 1 for the first."""
    bottom: int = 0
    """Place from the page's last line, 1 for the last."""
    fill: str | None = None
    apart: bool = False
    """The line stood in a sheet's cell, an empty row in front of it."""


@dataclass(frozen=True, slots=True)
class FlatTable:
    """A table's place in the stream."""

    table: Table
    page: int

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all cells."""
        return tuple(line for row in self.table.rows for cell in row.cells for line in cell.lines)


Item = FlatLine | FlatTable


def items_of(document: Document) -> list[Item]:
    """Return lines and tables in reading order; what a sheet holds around its tables becomes lines."""
    found: list[Item] = []
    looks = _heading_looks(document)
    for page in document.pages:
        on_page: list[Item] = []
        for block in page.blocks:
            number = len(found) + len(on_page) + 1
            if isinstance(block, Table):
                on_page += _apart(block, page.number, number, looks)
            else:
                on_page += [_flat(line, block, page.number, number) for line in block.lines]
        found += _placed(on_page)
    return found


def _placed(items: Sequence[Item]) -> list[Item]:
    """Return the items of a page with each line's place from the top and from the bottom."""
    count = len(items)
    return [
        replace(item, gap=place == 0, top=place + 1, bottom=count - place) if isinstance(item, FlatLine) else item
        for place, item in enumerate(items)
    ]


def _heading_looks(document: Document) -> frozenset[str]:
    """Return the colours of the sub-headings under a head row: what has one under no head is a table gone on."""
    looks: set[str] = set()
    for table in (block for page in document.pages for block in page.blocks if isinstance(block, Table)):
        heads = [place for place, row in enumerate(table.rows) if is_head_row(row)]
        for row in table.rows[heads[0] + 1 :] if heads else ():
            cell = _lone(row)
            if cell is not None and cell.column_span >= max(table.columns, 2) and cell.fill:
                looks.add(cell.fill)
    return frozenset(looks)


def _lone(row: Row) -> Cell | None:
    """Return a row's only cell with a text."""
    cells = [cell for cell in row.cells if cell.text]
    return cells[0] if len(cells) == 1 else None


def _apart(table: Table, page: int, number: int, looks: frozenset[str]) -> Iterator[Item]:
    """Yield a table, the lone texts over and under it as lines.

    A workbook's sheet is one grid: title, goals and legend stand over the real table, one text in a row. A row with
    one text is a line when a head row or an empty row parts it from the table; within the table it is a heading or a
    measure.
    """
    rows: list[Row] = []
    heads = [place for place, row in enumerate(table.rows) if is_head_row(row)]
    loose = bool(table.name) or table.columns == 1
    for place, row in enumerate(table.rows):
        filled = [cell for cell in row.cells if cell.text]
        ahead = any(head > place for head in heads)
        if _is_band(table, place, looks, ahead=ahead) or (not rows and _goes_on_headless(table, place, looks)):
            rows.append(row)
            continue
        if not filled or (len(filled) == 1 and (table.columns == 1 or (not rows and (ahead or (loose and not heads))))):
            if rows and not filled:
                yield FlatTable(Table(tuple(rows), table.columns, table.name), page)
                rows = []
            for at, line in enumerate(filled[0].lines if filled else ()):
                yield _cell_line(
                    line, filled[0], page, number * 1000 + place, apart=at == 0 and _after_empty(table, place)
                )
            continue
        if not rows and loose and len(filled) == 1 and not _has_more(table.rows[place + 1 :]):
            yield _cell_line(
                filled[0].lines[0], filled[0], page, number * 1000 + place, apart=_after_empty(table, place)
            )
            continue
        rows.append(row)
    if rows:
        yield FlatTable(Table(tuple(rows), table.columns, table.name), page)


def _is_band(table: Table, place: int, looks: frozenset[str], *, ahead: bool) -> bool:
    """Whether a row is one cell over the whole width, more rows right under it, of a table whose head row is gone.

    Where a head row is still ahead, it must look like the document's other sub-headings; else it is the sheet's title.
    """
    cell = _lone(table.rows[place])
    if cell is None or cell.column_span < max(table.columns, 2) or place + 1 >= len(table.rows):
        return False
    if ahead and cell.fill not in looks:
        return False
    return any(cell.text for cell in table.rows[place + 1].cells)


def _goes_on_headless(table: Table, place: int, looks: frozenset[str]) -> bool:
    """Whether a lone text after an empty row opens rows of a table gone on, whose head row is lost.

    It does so with the document's sub-headings under it, or with rows under it and a small letter first.
    """
    cell = _lone(table.rows[place])
    if cell is None or not _after_empty(table, place):
        return False
    run = list(takewhile(lambda row: any(one.text for one in row.cells), table.rows[place:]))
    if any(is_head_row(row) for row in run):
        return False
    lone = [one for row in run[1:] if (one := _lone(row)) is not None]
    has_band = any(one.fill in looks and one.column_span >= max(table.columns, 2) for one in lone)
    return has_band or (starts_low(cell.text) and _has_more(run))


def _has_more(rows: Sequence[Row]) -> bool:
    """Whether a row with several texts follows before an empty row."""
    for row in rows:
        filled = sum(bool(cell.text) for cell in row.cells)
        if filled != 1:
            return filled > 1
    return False


def is_head_row(row: Row) -> bool:
    """Whether a row's cells are the heads of a plan table."""
    return is_plan_head(settle([kind_of(cell.text) for cell in row.cells]))


def _after_empty(table: Table, place: int) -> bool:
    return place > 0 and not any(cell.text for cell in table.rows[place - 1].cells)


def _cell_line(line: Line, cell: Cell, page: int, number: int, *, apart: bool) -> FlatLine:
    """Return a line of a lone cell."""
    return FlatLine(
        line.text,
        page,
        number,
        line.bullet,
        line.indent,
        bold=cell.bold or line.bold,
        fill=line.fill or cell.fill,
        apart=apart,
    )


def _flat(line: Line, block: TextBlock, page: int, number: int) -> FlatLine:
    return FlatLine(
        text=line.text,
        page=page,
        block=number,
        bullet=line.bullet,
        indent=line.indent,
        role=block.role,
        level=block.level,
        size=line.size,
        bold=line.bold,
        fill=line.fill,
    )


def opens_goals(line: FlatLine) -> bool:
    """Whether a line says that goals follow; a heading of the file may do so without a colon: «Mål»."""
    if line.bullet:
        return False
    heading = line.role in {Role.HEADING, Role.ACCORDION_HEAD}
    return is_goals_head(line.text) or (heading and is_goals_head(f"{line.text}:"))


def goal_of(line: FlatLine) -> str | None:
    """Return the goal of a line that both says that a goal follows and tells it: «Mål: Ingen venter unødig»."""
    head, _, tail = line.text.partition(":")
    return tail.strip() if not line.bullet and tail.strip() and is_goals_head(f"{head}:") else None


def lines_only(items: Sequence[Item]) -> list[FlatLine]:
    """Return the lines of a stream, tables left out."""
    return [item for item in items if isinstance(item, FlatLine)]


def texts_of(items: Sequence[Item]) -> list[str]:
    """Return all texts of a stream, those of tables too."""
    texts: list[str] = []
    for item in items:
        if isinstance(item, FlatLine):
            texts.append(item.text)
        else:
            texts += [line.text for row in item.table.rows for cell in row.cells for line in cell.lines]
    return texts


def blocks_of(lines: Sequence[FlatLine]) -> Iterator[list[FlatLine]]:
    """Yield the groups of lines that stand together."""
    group: list[FlatLine] = []
    for line in lines:
        if group and (line.block != group[-1].block or line.gap):
            yield group
            group = []
        group.append(line)
    if group:
        yield group
