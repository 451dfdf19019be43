"""Tables that no line draws: texts that stand under the heads of a plan become a table again.

A PDF without ruled lines, and a slide made of text boxes, hold a table only for the eye. Its columns are told by a row
of known heads and by the empty strips between the words below; its rows by the empty bands across all columns. Where
the strips or bands do not part the words without doubt, nothing is made of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from samspill.documents.contracts import Block, Box, Cell, Document, Line, Page, Role, Row, Table, TextBlock
from samspill.plan.importing import deadlines
from samspill.plan.importing.heads import Head, head_row, is_plan_head

STRIP_POINTS_MIN = 4.0
"""A strip between two columns is at least this wide."""
BAND_MIN = 0.45
"""A band between two rows is at least this many letter heights; lines of one cell stand closer."""
BREAK_MIN = 4.0
"""A gap of this many letter heights ends a table of a PDF."""
LARGER = 1.25
MARGIN = 0.93
"""What stands below this share of the page is its foot."""
ROWS_WITHOUT_MEASURE_MAX = 0.3


@dataclass(frozen=True, slots=True)
class _Bit:
    """A word or text box with its place, and the line it comes from."""

    text: str
    box: Box
    line: Line


@dataclass(frozen=True, slots=True)
class _Columns:
    heads: tuple[Head, ...]
    edges: tuple[float, ...]
    """Where each column but the first begins."""

    def place(self, bit: _Bit) -> int:
        return sum(bit.box.left >= edge for edge in self.edges)

    def parts(self, bits: Sequence[_Bit]) -> bool:
        """Whether every bit lies inside one column."""
        return all(not bit.box.left < edge < bit.box.right for bit in bits for edge in self.edges)


def tabled(document: Document) -> Document:
    """Return a document with the tables that only the places of its texts show."""
    if not any(_head_rows(_bits(page)) for page in document.pages):
        return document
    pages: list[Page] = []
    going_on: _Columns | None = None
    for page in document.pages:
        made, going_on = _page(page, going_on)
        pages.append(made)
    return replace(document, pages=tuple(pages))


def _page(page: Page, before: _Columns | None) -> tuple[Page, _Columns | None]:
    """Return a page with its placed tables, and the columns that may go on to the next page."""
    bits = _bits(page)
    heads = _head_rows(bits)
    last: _Columns | None = None
    for at, (_, row, found) in enumerate(heads):
        end = heads[at + 1][0] if at + 1 < len(heads) else float("inf")
        below = _body([bit for bit in bits if row[0].box.bottom <= bit.box.top < end], row, page)
        columns = _columns(row, found, below)
        table = _table(columns, below, row) if columns else None
        last = columns if table else None
        page = _put(page, table, [*row, *below]) if table else page
    if not heads and before is not None and _fits(before, bits):
        table = _table(before, bits, ())
        page, last = (_put(page, table, bits), before) if table else (page, None)
    return page, last


def _bits(page: Page) -> list[_Bit]:
    """Return what stands on a page beside its tables, from the top: words where the file tells their places."""
    found: list[_Bit] = []
    for block in page.blocks:
        if not isinstance(block, TextBlock) or block.role is Role.TITLE:
            continue
        for line in block.lines:
            if line.words:
                found += [_Bit(text, box, line) for text, box in line.words]
            elif block.box is not None and len(block.lines) == 1 and line.text:
                found.append(_Bit(line.text, line.box or block.box, line))
    return sorted(found, key=lambda bit: (bit.box.top, bit.box.left))


def _rows(bits: Sequence[_Bit]) -> Iterator[list[_Bit]]:
    """Yield bits that share a line of writing, from left to right."""
    row: list[_Bit] = []
    for bit in bits:
        middle = (bit.box.top + bit.box.bottom) / 2
        if row and not row[0].box.top <= middle <= row[0].box.bottom:
            yield sorted(row, key=lambda one: one.box.left)
            row = []
        row.append(bit)
    if row:
        yield sorted(row, key=lambda one: one.box.left)


def _head_rows(bits: Sequence[_Bit]) -> list[tuple[float, list[_Bit], tuple[Head, ...]]]:
    """Return (top, bits, heads) of the rows that are a plan's heads, apart from each other."""
    found = []
    for row in _rows(bits):
        heads = head_row(" ".join(bit.text for bit in row))
        gaps = [after.box.left - before.box.right for before, after in pairwise(row)]
        if len(heads) >= 2 and is_plan_head(heads) and max(gaps, default=0.0) > STRIP_POINTS_MIN:
            found.append((row[0].box.top, row, heads))
    return found


def _body(bits: Sequence[_Bit], head: Sequence[_Bit], page: Page) -> list[_Bit]:
    """Return the bits under a head row up to a larger text, a wide gap or the foot of the page."""
    found: list[_Bit] = []
    reach = max(bit.box.bottom for bit in head)
    size = head[0].line.size
    for row in _rows(bits):
        line = row[0].line
        if line.words and row[0].box.top - reach > BREAK_MIN * (row[0].box.bottom - row[0].box.top):
            break
        larger = bool(size and line.size and line.size > size * LARGER)
        if larger or (page.height and row[0].box.top > MARGIN * page.height):
            break
        found += row
        reach = max(reach, *(bit.box.bottom for bit in row))
    return found


def _columns(row: Sequence[_Bit], heads: Sequence[Head], body: Sequence[_Bit]) -> _Columns | None:
    """Return the columns under a head row; ``None`` when the words below leave no empty strip between two heads."""
    spans = _spans(row, heads)
    if len(spans) != len(heads) or not body:
        return None
    edges = [edge for before, after in pairwise(spans) if (edge := _strip(before, after, body)) is not None]
    return _Columns(tuple(heads), tuple(edges)) if len(edges) == len(heads) - 1 else None


def _spans(row: Sequence[_Bit], heads: Sequence[Head]) -> list[tuple[float, float]]:
    """Return (left, right) of each head."""
    spans: list[tuple[float, float]] = []
    waiting = list(row)
    for head in heads:
        taken: list[_Bit] = []
        while waiting and len(" ".join(bit.text for bit in taken)) < len(head.text):
            taken.append(waiting.pop(0))
        if taken:
            spans.append((taken[0].box.left, taken[-1].box.right))
    return spans


def _strip(before: tuple[float, float], after: tuple[float, float], body: Sequence[_Bit]) -> float | None:
    """Return where the widest empty strip between two heads ends."""
    low, high = before[1], after[0]
    covered = sorted((max(bit.box.left, low), bit.box.right) for bit in body if bit.box.right > low)
    best: tuple[float, float] = (0.0, 0.0)
    reach = low
    for left, right in [*covered, (high, high)]:
        if left - reach > best[0]:
            best = (left - reach, min(left, high))
        reach = max(reach, right)
        if reach >= high:
            break
    return best[1] - 1.0 if best[0] >= STRIP_POINTS_MIN else None


def _fits(columns: _Columns, bits: Sequence[_Bit]) -> bool:
    """Whether a page without heads goes on in the same columns."""
    used = {columns.place(bit) for bit in bits}
    return bool(bits) and len(used) >= 2 and 0 in used and columns.parts(bits)


def _table(columns: _Columns, body: Sequence[_Bit], head: Sequence[_Bit]) -> Table | None:
    """Return the table of a body; ``None`` when its rows cannot be told apart."""
    if not columns.parts(body):
        return None
    rows = [_row(columns, band) for band in _bands(body)]
    measure = next(place for place, one in enumerate(columns.heads) if one.kind in {"measure", "measure_or_area"})
    lacking = sum(all(cell.column != measure for cell in row.cells) for row in rows)
    if not rows or lacking > ROWS_WITHOUT_MEASURE_MAX * len(rows) or any(_holds_rows(columns, row) for row in rows):
        return None
    first = [Row(tuple(Cell(at, (Line(one.text, bold=True),)) for at, one in enumerate(columns.heads)))] if head else []
    return Table((*first, *rows), len(columns.heads))


def _bands(body: Sequence[_Bit]) -> Iterator[list[_Bit]]:
    """Yield the bits of each row: an empty band across all columns parts them."""
    height = median(bit.box.bottom - bit.box.top for bit in body)
    band: list[_Bit] = []
    reach = 0.0
    for bit in sorted(body, key=lambda one: one.box.top):
        if band and bit.box.top - reach > BAND_MIN * height:
            yield band
            band = []
        band.append(bit)
        reach = max(reach, bit.box.bottom) if len(band) > 1 else bit.box.bottom
    if band:
        yield band


def _row(columns: _Columns, band: Sequence[_Bit]) -> Row:
    cells = []
    for place in range(len(columns.heads)):
        lines = tuple(_line(part) for part in _rows([bit for bit in band if columns.place(bit) == place]))
        if lines:
            cells.append(Cell(place, lines, fill=lines[0].fill, bold=all(line.bold for line in lines)))
    return Row(tuple(cells))


def _line(bits: Sequence[_Bit]) -> Line:
    line = bits[0].line
    first = bool(line.words) and line.words[0] == (bits[0].text, bits[0].box)
    bullet = line.bullet if first or not line.words else ""
    return Line(" ".join(bit.text for bit in bits), bullet=bullet, size=line.size, bold=line.bold, fill=line.fill)


def _holds_rows(columns: _Columns, row: Row) -> bool:
    """Whether a row holds several: its deadlines stand under each other with no band between."""
    kinds = {cell.column: columns.heads[cell.column].kind for cell in row.cells}
    return any(
        kinds[cell.column] == "deadline" and sum(deadlines.is_deadline(line.text) for line in cell.lines) >= 2
        for cell in row.cells
    )


def _put(page: Page, table: Table, taken: Sequence[_Bit]) -> Page:
    """Return the page with a table in place of the bits it was made of."""
    gone = {id(bit.line) for bit in taken}
    blocks: list[Block] = []
    waiting: Table | None = table
    for block in page.blocks:
        kept = _without(block, gone)
        if kept is not block and waiting is not None:
            blocks.append(waiting)
            waiting = None
        if kept is not None:
            blocks.append(kept)
    return replace(page, blocks=tuple(blocks))


def _without(block: Block, gone: set[int]) -> Block | None:
    if not isinstance(block, TextBlock) or not any(id(line) in gone for line in block.lines):
        return block
    lines = tuple(line for line in block.lines if id(line) not in gone)
    return replace(block, lines=lines) if lines else None
