"""Word: paragraphs and tables in body order. A Word file has no pages of its own, so it is one page."""

from collections.abc import Iterator

from lxml import etree

from samspill.documents import refusals
from samspill.documents.contracts import Block, Cell, Line, Page, Role, Row, Table, TextBlock
from samspill.documents.readers.docx_styles import Styles, W, fill_of, value
from samspill.documents.readers.lettering import clean, split_bullet
from samspill.documents.readers.markup import is_element
from samspill.documents.readers.package import MC, Package
from samspill.documents.readers.reading import Reading, Source

_BREAK = "\v"
_DEPTH_MAX = 40
_BLOCKS_MAX = 200_000

# What a reader of the finished page does not see: deleted and moved-away words, field codes, properties.
_UNSEEN = {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sdtPr", "fldData")}


def read(source: Source) -> Reading:
    """Read a Word document."""
    package = Package(source)
    main = package.main_part
    root = package.xml(main)
    body = root.find(f"{W}body")
    if body is None:
        raise refusals.broken(source.name, kind=source.kind)
    story = _Story(Styles(package, main), source)
    blocks = [*_margins(package, main, "header", story), *story.blocks(body)]
    blocks += [*_notes(package, main, story), *_margins(package, main, "footer", story)]
    source.told(1, 1)
    return Reading((Page(1, tuple(blocks)),), title=package.title)


def _margins(package: Package, main: str, kind: str, story: "_Story") -> list[Block]:
    """Return the words of all headers or footers, each text once."""
    found: list[Block] = []
    for type_, part in package.related(main).values():
        if type_ == kind and package.has(part):
            found += [block for block in story.blocks(package.xml(part)) if block not in found]
    return found


def _notes(package: Package, main: str, story: "_Story") -> Iterator[Block]:
    for kind in ("footnotes", "endnotes"):
        part = package.related_of_type(main, kind)
        for note in package.xml(part) if part else ():
            if is_element(note) and note.get(f"{W}type") is None:
                yield from story.blocks(note)


class _Story:
    """Reads block content: a body, a header, a cell."""

    def __init__(self, styles: Styles, source: Source) -> None:
        self.styles = styles
        self.source = source
        self.count = 0

    def blocks(self, parent: etree._Element) -> list[Block]:
        """Return the blocks below an element, list items that follow each other in one block."""
        found: list[Block] = []
        items: list[Line] = []
        for block in self._all(parent, 0):
            if isinstance(block, TextBlock) and block.role is Role.BODY and block.lines[0].bullet:
                items += block.lines
                continue
            if items:
                found.append(TextBlock(tuple(items)))
                items = []
            found.append(block)
        return [*found, TextBlock(tuple(items))] if items else found

    def _all(self, parent: etree._Element, depth: int) -> Iterator[Block]:
        if depth > _DEPTH_MAX:
            raise refusals.too_much(self.source.name)
        for child in parent:
            self.count += 1
            if self.count > _BLOCKS_MAX:
                raise refusals.too_much(self.source.name)
            if child.tag == f"{W}p":
                yield from self._paragraph(child, depth)
            elif child.tag == f"{W}tbl":
                yield self._table(child, depth)
            elif child.tag == f"{W}sdt":
                content = child.find(f"{W}sdtContent")
                yield from self._all(content, depth + 1) if content is not None else ()
            elif child.tag in {f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"}:
                yield from self._all(child, depth + 1)
            elif child.tag == f"{MC}AlternateContent":
                yield from self._all(child[0], depth + 1) if len(child) else ()

    def _paragraph(self, paragraph: etree._Element, depth: int) -> Iterator[Block]:
        style = self.styles.of(paragraph)
        lines = self._lines(paragraph)
        if lines:
            yield TextBlock(tuple(lines), role=style.role, level=style.level)
        for box in _text_boxes(paragraph):
            yield from self._all(box, depth + 1)

    def _lines(self, paragraph: etree._Element) -> list[Line]:
        style = self.styles.of(paragraph)
        runs = [(run, text) for run, text in _runs(paragraph) if text and not self.styles.is_hidden(run)]
        whole = "".join(text for _, text in runs)
        if not clean(whole):
            return []
        worded = [run for run, text in runs if text.strip()]
        bold = all(self.styles.is_bold(run, style) for run in worded)
        sizes = [size for run in worded if (size := self.styles.size(run, style)) is not None]
        fills = {self.styles.run_fill(run) for run in worded}
        behind = (fills.pop() if len(fills) == 1 else None) or style.fill
        bullet = self.styles.bullet(paragraph)
        lines = []
        for piece in whole.split(_BREAK):
            text = clean(piece)
            if not bullet:
                bullet, text = split_bullet(text)
            if text:
                lines.append(Line(text, bullet, style.indent, max(sizes, default=None), bold, behind))
                bullet = ""
        return lines

    def _table(self, table: etree._Element, depth: int) -> Table:
        rows = [list(self._row(row, depth)) for row in _rows(table)]
        spans = _row_spans(rows)
        built = tuple(
            Row(
                tuple(
                    Cell(
                        cell.column,
                        cell.lines,
                        cell.fill,
                        cell.column_span,
                        spans[at, cell.column],
                        bool(cell.lines) and all(line.bold for line in cell.lines),
                    )
                    for cell, goes_on in row
                    if not goes_on
                )
            )
            for at, row in enumerate(rows)
        )
        columns = max((cell.column + cell.column_span for row in rows for cell, _ in row), default=0)
        return Table(built, columns)

    def _row(self, row: etree._Element, depth: int) -> Iterator[tuple[Cell, bool]]:
        """Yield the cells of a row, and whether each only goes on from the row above."""
        column = int(value(row.find(f"{W}trPr/{W}gridBefore")) or 0)
        for cell in _cells(row):
            properties = cell.find(f"{W}tcPr")
            wide = 1
            merge = None
            if properties is not None:
                wide = min(max(int(value(properties.find(f"{W}gridSpan")) or 1), 1), 1000)
                merge = properties.find(f"{W}vMerge")
            goes_on = merge is not None and value(merge) != "restart"
            fill = fill_of(properties, self.styles.colours)
            yield Cell(column, tuple(self._cell_lines(cell, depth)), fill, wide), goes_on
            column += wide

    def _cell_lines(self, cell: etree._Element, depth: int) -> Iterator[Line]:
        """Yield the lines of a cell; a table inside it is read row by row."""
        for block in self._all(cell, depth + 1):
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


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in table:
        if row.tag == f"{W}tr":
            if row.find(f"{W}trPr/{W}del") is None:
                yield row
        elif row.tag in {f"{W}sdt", f"{W}ins", f"{W}customXml"}:
            yield from (inner for inner in row.iter(f"{W}tr"))


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for cell in row:
        if cell.tag == f"{W}tc":
            yield cell
        elif cell.tag in {f"{W}sdt", f"{W}customXml"}:
            yield from cell.iter(f"{W}tc")


def _runs(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield (run, its words) in order, also inside links, insertions and content controls."""
    for child in element:
        if child.tag == f"{W}r":
            yield child, "".join(_words(child))
        elif is_element(child) and child.tag not in _UNSEEN:
            yield from _runs(child)


def _words(run: etree._Element) -> Iterator[str]:
    for child in run:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in {f"{W}br", f"{W}cr"}:
            yield _BREAK
        elif child.tag in {f"{W}tab", f"{W}ptab"}:
            yield " "
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        elif child.tag == f"{W}sym":
            yield _symbol(child.get(f"{W}char", ""))


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes anchored in a paragraph; the older twin that Word keeps for old programs is left out."""
    for box in paragraph.iter(f"{W}txbxContent"):
        fallback = next(box.iterancestors(f"{MC}Fallback"), None)
        outer = next(box.iterancestors(f"{W}txbxContent", f"{W}p"), None)
        if fallback is None and outer is paragraph:
            yield box
