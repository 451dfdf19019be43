"""Word: paragraphs and tables in body order. A Word file has no pages of its own, so it is one page."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.table import Table as WordTable
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph

from samspill.documents import refusals
from samspill.documents.contracts import Block, Cell, Line, Page, Role, Row, Table, TextBlock
from samspill.documents.readers import office
from samspill.documents.readers.docx_plain import make_plain
from samspill.documents.readers.docx_styles import Style, Styles, fill_of
from samspill.documents.readers.lettering import clean, pieces_of
from samspill.documents.readers.reading import Reading, Source

_BREAK = "\n"
_BLOCKS_MAX = 200_000
_SPAN_MAX = 1000


def read(source: Source) -> Reading:
    """Read a Word document."""
    package = office.opened(source)
    document = Document(package.file)
    story = _Story(Styles(document), source)
    part = document.part
    blocks = [*_margins(part, RELATIONSHIP_TYPE.HEADER, story), *story.blocks(make_plain(document.element).body)]
    blocks += [*_notes(part, story), *_margins(part, RELATIONSHIP_TYPE.FOOTER, story)]
    source.told(1, 1)
    return Reading((Page(1, tuple(blocks)),), title=package.title)


def _margins(part: Any, kind: str, story: "_Story") -> list[Block]:
    """Return the words of all headers or footers, each text once."""
    found: list[Block] = []
    for relation in part.rels.values():
        if relation.reltype == kind:
            found += [one for one in story.blocks(make_plain(relation.target_part.element)) if one not in found]
    return found


def _notes(part: Any, story: "_Story") -> Iterator[Block]:
    """Yield the words of footnotes and endnotes, which python-docx does not know; those with a type are lines only."""
    for relation in part.rels.values():
        if relation.reltype in {RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES}:
            for note in make_plain(parse_xml(relation.target_part.blob)):
                yield from story.blocks(note) if note.get(qn("w:type")) is None else ()


class _Story:
    """Reads block content: a body, a header, a cell."""

    def __init__(self, styles: Styles, source: Source) -> None:
        self.styles = styles
        self.source = source
        self.count = 0

    def blocks(self, parent: Any) -> list[Block]:
        """Return the blocks below an element, list items that follow each other in one block."""
        found: list[Block] = []
        items: list[Line] = []
        for block in self._all(parent):
            if isinstance(block, TextBlock) and block.role is Role.BODY and block.lines[0].bullet:
                items += block.lines
                continue
            if items:
                found.append(TextBlock(tuple(items)))
                items = []
            found.append(block)
        return [*found, TextBlock(tuple(items))] if items else found

    def _all(self, parent: Any) -> Iterator[Block]:
        for child in parent:
            self.count += 1
            if self.count > _BLOCKS_MAX:
                raise refusals.too_much(self.source.name)
            if child.tag == qn("w:p"):
                yield from self._paragraph(Paragraph(child, parent))
            elif child.tag == qn("w:tbl"):
                yield self._table(WordTable(child, parent))

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Block]:
        style = self.styles.of(paragraph)
        lines = self._lines(paragraph, style)
        if lines:
            yield TextBlock(tuple(lines), role=style.role, level=style.level)
        # python-docx passes text boxes by.
        for box in paragraph._p.iter(qn("w:txbxContent")):
            if next(box.iterancestors(qn("w:p"))) is paragraph._p:
                yield from self._all(box)

    def _lines(self, paragraph: Paragraph, style: Style) -> list[Line]:
        whole = paragraph.text
        if not clean(whole):
            return []
        parts = (part.runs if isinstance(part, Hyperlink) else (part,) for part in paragraph.iter_inner_content())
        runs = [run for run in chain.from_iterable(parts) if run.text.strip()]
        bold = all(self.styles.is_bold(run, style) for run in runs)
        sizes = [size for run in runs if (size := run.font.size.pt if run.font.size else style.size) is not None]
        fills = {self.styles.run_fill(run) for run in runs}
        behind = (fills.pop() if len(fills) == 1 else None) or style.fill
        bullet = self.styles.bullet(paragraph)
        size = max(sizes, default=None)
        return [
            Line(text, sign, style.indent, size, bold, behind)
            for sign, text in pieces_of(whole, parted_by=_BREAK, bullet=bullet)
        ]

    def _table(self, table: WordTable) -> Table:
        rows = [list(self._row(row)) for row in table.rows]
        spans = _row_spans(rows)
        built = tuple(
            Row(tuple(replace(cell, row_span=spans[at, cell.column]) for cell, goes_on in row if not goes_on))
            for at, row in enumerate(rows)
        )
        columns = max((cell.column + cell.column_span for row in rows for cell, _ in row), default=0)
        return Table(built, columns)

    def _row(self, row: Any) -> Iterator[tuple[Cell, bool]]:
        """Yield the cells of a row, and whether each only goes on from the row above.

        python-docx's own ``cells`` gives a merged cell once for each place, and never says where it starts.
        """
        column = row.grid_cols_before
        for cell in row._tr.tc_lst:
            wide = min(max(cell.grid_span, 1), _SPAN_MAX)
            lines = tuple(self._cell_lines(cell))
            bold = bool(lines) and all(line.bold for line in lines)
            fill = fill_of(cell.tcPr, self.styles.colours)
            yield Cell(column, lines, fill, wide, bold=bold), cell.vMerge == "continue"
            column += wide

    def _cell_lines(self, cell: Any) -> Iterator[Line]:
        """Yield the lines of a cell; a table inside it is read row by row."""
        for block in self._all(cell):
            if isinstance(block, TextBlock):
                yield from block.lines
            else:
                yield from (line for row in block.rows for inner in row.cells for line in inner.lines)


def _row_spans(rows: list[list[tuple[Cell, bool]]]) -> dict[tuple[int, int], int]:
    """Return how many rows each cell covers, by (row, column)."""
    spans: dict[tuple[int, int], int] = {}
    start: dict[int, int] = {}
    for at, row in enumerate(rows):
        begun = {}
        for cell, goes_on in row:
            if goes_on and cell.column in start:
                begun[cell.column] = start[cell.column]
                spans[start[cell.column], cell.column] += 1
            else:
                begun[cell.column] = at
                spans[at, cell.column] = 1
        start = begun
    return spans
