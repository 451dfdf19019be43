"""Web pages: the tree walked by hand, so that accordion heads, nested lists and cell colours are kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml import html as lxml_html

from samspill.documents import refusals
from samspill.documents.contracts import Block, Cell, Line, Page, Role, Row, Table, TextBlock
from samspill.documents.readers.html_marks import (
    fill_of,
    is_accordion_head,
    is_bold,
    is_hidden,
    is_left_out,
    main_part,
    span,
)
from samspill.documents.readers.lettering import clean, split_bullet
from samspill.documents.readers.markup import is_element
from samspill.documents.readers.reading import Reading, Source
from samspill.documents.readers.text import decode
from samspill.kernel.texts import Text

_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]+encoding=["']([\w-]+)""", re.IGNORECASE)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    "button", "img", "input", "nobr", "output", "ruby", "strike",
}  # fmt: skip
_LISTS = {"ul", "ol", "menu", "dir"}

# lxml refuses trees deeper than 256 by itself; a recursion of ours per level stays well inside Python's 1000.
_DEPTH_MAX = 250
_NODES_MAX = 1_000_000
_SPAN_MAX = 1_000


def read(source: Source) -> Reading:
    """Read a web page."""
    text, warnings = _decoded(source)
    root = _parsed(text)
    if root is None:
        raise refusals.wordless(source.name, kind=source.kind)
    if sum(1 for _ in root.iter()) > _NODES_MAX:
        raise refusals.too_much(source.name)
    title = clean(root.findtext(".//title") or "")
    blocks = _Walk(source).all(main_part(root))
    source.told(1, 1)
    return Reading((Page(1, tuple(blocks)),), title=title, warnings=warnings)


def _decoded(source: Source) -> tuple[str, tuple[Text, ...]]:
    """Return the page's letters by byte order mark, then by its own word for it, then as plain text is read."""
    declared = _DECLARED.search(source.data[:4096])
    if declared and not source.data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = (declared.group(1) or declared.group(2)).decode("ascii")
        # Pages that say latin-1 mean cp1252, as every browser reads them.
        name = "cp1252" if name.lower() in {"iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"} else name
        try:
            text = source.data.decode(name)
        except (LookupError, UnicodeDecodeError):
            return decode(source)
        if len(text) > source.limits.text_chars_max:
            raise refusals.too_much(source.name)
        return text, ()
    return decode(source)


def _parsed(text: str) -> etree._Element | None:
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    cleaned = _XML_HEAD.sub("", text).replace("\x00", "")
    try:
        return lxml_html.document_fromstring(cleaned, parser=parser)
    except etree.ParserError:
        return None


@dataclass(slots=True)
class _Pending:
    """Words on their way to become a block."""

    pieces: list[str] = field(default_factory=list)
    marks: list[tuple[bool, str | None]] = field(default_factory=list)
    """For each piece with letters: bold, colour behind."""


class _Walk:
    """Walks a tree and gathers blocks."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self.pending = _Pending()

    def all(self, root: etree._Element) -> list[Block]:
        """Return the blocks below an element."""
        self._into(root, bold=False, fill=None, depth=0)
        self._flush()
        return self.blocks

    def _into(self, parent: etree._Element, *, bold: bool, fill: str | None, depth: int) -> None:
        if depth > _DEPTH_MAX:
            raise refusals.too_much(self.source.name)
        self._say(parent.text, bold=bold, fill=fill)
        for child in parent:
            if is_element(child) and not is_left_out(child) and not is_hidden(child):
                self._element(child, bold=bold or is_bold(child), fill=fill_of(child) or fill, depth=depth)
            self._say(child.tail, bold=bold, fill=fill)

    def _element(self, element: etree._Element, *, bold: bool, fill: str | None, depth: int) -> None:
        tag = str(element.tag)
        if tag == "br":
            self.pending.pieces.append("\v")
        elif tag == "table":
            self._table(element, depth)
        elif tag in _LISTS:
            self._flush()
            lines = list(self._items(element, 0, depth))
            if lines:
                self.blocks.append(TextBlock(tuple(lines)))
        elif is_accordion_head(element):
            self._headed(element, Role.ACCORDION_HEAD, _HEADINGS.get(tag, 0), depth)
        elif tag in _HEADINGS:
            self._headed(element, Role.HEADING, _HEADINGS[tag], depth)
        elif tag in _INLINE:
            self._into(element, bold=bold, fill=fill, depth=depth + 1)
        else:
            self._flush()
            self._into(element, bold=bold, fill=fill, depth=depth + 1)
            self._flush()

    def _headed(self, element: etree._Element, role: Role, level: int, depth: int) -> None:
        """Read a heading; what unfolds inside it (a list, a table) stands after it."""
        self._flush()
        inner = _Walk(self.source)
        inner._into(element, bold=True, fill=fill_of(element), depth=depth + 1)
        inner._flush()
        for block in inner.blocks:
            if isinstance(block, TextBlock) and block.role is Role.BODY and not block.lines[0].bullet:
                self.blocks.append(replace(block, role=role, level=level))
            else:
                self.blocks.append(block)

    def _say(self, text: str | None, *, bold: bool, fill: str | None) -> None:
        if not text:
            return
        self.pending.pieces.append(text.replace("\v", " "))
        if text.strip():
            self.pending.marks.append((bold, fill))

    def _flush(self) -> None:
        lines = tuple(self._taken())
        if lines:
            self.blocks.append(TextBlock(lines))

    def _taken(self, bullet: str = "", indent: int = 0) -> Iterator[Line]:
        """Yield the pending words as lines, and forget them."""
        pending, self.pending = self.pending, _Pending()
        bold = bool(pending.marks) and all(mark[0] for mark in pending.marks)
        fills = {mark[1] for mark in pending.marks}
        fill = fills.pop() if len(fills) == 1 else None
        for piece in "".join(pending.pieces).split("\v"):
            text = clean(piece)
            if not bullet:
                bullet, text = split_bullet(text)
            if text:
                yield Line(text, bullet=bullet, indent=indent, bold=bold, fill=fill)
                bullet = ""

    def _items(self, element: etree._Element, indent: int, depth: int) -> Iterator[Line]:
        """Yield the lines of a list; other blocks inside an item (a table) come after the list."""
        if depth > _DEPTH_MAX:
            raise refusals.too_much(self.source.name)
        number = span(element, "start", most=1_000_000)
        for item in element:
            if not is_element(item) or is_left_out(item) or is_hidden(item):
                continue
            if item.tag in _LISTS:
                yield from self._items(item, indent + 1, depth + 1)
                continue
            sign = f"{number}." if element.tag == "ol" else "•"
            number += 1
            yield from self._item(item, sign, indent, depth)

    def _item(self, item: etree._Element, sign: str, indent: int, depth: int) -> Iterator[Line]:
        inner = _Walk(self.source)
        bold = is_bold(item)
        inner._say(item.text, bold=bold, fill=None)
        for child in item:
            if child.tag in _LISTS:
                yield from inner._item_lines(sign, indent)
                sign = ""
                yield from self._items(child, indent + 1, depth + 1)
            elif is_element(child) and not is_left_out(child) and not is_hidden(child):
                inner._element(child, bold=bold or is_bold(child), fill=fill_of(child), depth=depth + 1)
            inner._say(child.tail, bold=bold, fill=None)
        yield from inner._item_lines(sign, indent)

    def _item_lines(self, sign: str, indent: int) -> Iterator[Line]:
        """Yield what an item has gathered: its first line with the sign, nested bullets one step deeper."""
        self._flush()
        blocks, self.blocks = self.blocks, []
        for line in (line for block in blocks for line in _lines_in(block)):
            if line.bullet:
                yield replace(line, indent=line.indent + indent + 1)
            else:
                yield replace(line, bullet=sign, indent=indent)
                sign = ""

    def _table(self, table: etree._Element, depth: int) -> None:
        self._flush()
        grid = _Grid(self, depth)
        rows = tuple(grid.row(row) for row in _own_rows(table))
        caption = table.find("caption")
        if caption is not None:
            self._into(caption, bold=is_bold(caption), fill=None, depth=depth + 1)
            self._flush()
        if (len(rows) == 1 and len(rows[0].cells) == 1) or _is_frame(table):
            # A table with one cell, or with whole tables inside, is only the page's layout.
            self._into_cells(table, depth)
        elif any(row.cells for row in rows):
            self.blocks.append(Table(rows, grid.columns))

    def _into_cells(self, table: etree._Element, depth: int) -> None:
        for row in _own_rows(table):
            for cell in row.iterchildren("td", "th"):
                self._into(cell, bold=is_bold(cell), fill=fill_of(cell), depth=depth + 1)
                self._flush()

    def cell_lines(self, cell: etree._Element, depth: int) -> tuple[Line, ...]:
        """Return the lines of a cell, all blocks in it one after the other."""
        inner = _Walk(self.source)
        inner._into(cell, bold=is_bold(cell), fill=None, depth=depth + 1)
        inner._flush()
        return tuple(line for block in inner.blocks for line in _lines_in(block))


def _lines_in(block: Block) -> Iterator[Line]:
    if isinstance(block, TextBlock):
        yield from block.lines
    else:
        yield from (line for row in block.rows for cell in row.cells for line in cell.lines)


def _own_rows(table: etree._Element) -> list[etree._Element]:
    """Return the rows of a table itself, those of tables inside its cells left out."""
    rows: list[etree._Element] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in {"thead", "tbody", "tfoot"}:
            rows += child.iterchildren("tr")
    return [row for row in rows if not is_hidden(row)]


def _is_frame(table: etree._Element) -> bool:
    return next(table.iter("table"), None) is table and len(list(table.iter("table"))) > 1


class _Grid:
    """Places cells in columns, past those that span down from above."""

    def __init__(self, walk: _Walk, depth: int) -> None:
        self.walk = walk
        self.depth = depth
        self.columns = 0
        self.covered: dict[int, int] = {}
        """{column: rows that a cell from above still covers}"""

    def row(self, row: etree._Element) -> Row:
        cells = []
        covered = {column: left - 1 for column, left in self.covered.items() if left > 1}
        column = 0
        tint = fill_of(row)
        for cell in row.iterchildren("td", "th"):
            while column in self.covered:
                column += 1
            wide, tall = span(cell, "colspan", most=_SPAN_MAX), span(cell, "rowspan", most=_SPAN_MAX)
            cells.append(self._cell(cell, column, wide, tall, tint))
            if tall > 1:
                covered.update(dict.fromkeys(range(column, column + wide), tall - 1))
            column += wide
        self.covered = covered
        self.columns = max(self.columns, column)
        return Row(tuple(cells))

    def _cell(self, cell: etree._Element, column: int, wide: int, tall: int, tint: str | None) -> Cell:
        lines = self.walk.cell_lines(cell, self.depth)
        fills = {line.fill for line in lines}
        inner = next(iter(fills)) if len(fills) == 1 else None
        return Cell(
            column,
            lines,
            fill=fill_of(cell) or inner or tint,
            column_span=wide,
            row_span=tall,
            bold=bool(lines) and (cell.tag == "th" or all(line.bold for line in lines)),
        )
