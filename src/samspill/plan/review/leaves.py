"""A document cut into leaves that can be shown at once, as its readers left it: nothing is judged or removed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from samspill.documents.contracts import Block, Cell, Document, Line, Page, Role, Table
from samspill.plan.review.contracts import Leaf, LeafCell, LeafHead, LeafLine, LeafTable, LeafText

Item = TypeVar("Item")

LETTERS_MAX = 1_500
"""What a reader takes in without scrolling far: a document without pages of its own is many leaves."""

LEAVES_MAX = 3_000


def leaves_of(documents: Iterable[Document]) -> tuple[Leaf, ...]:
    """Return the leaves of the documents, in order; what is beyond ``LEAVES_MAX`` is not shown beside the rows."""
    cut = [(document, page, *piece) for document in documents for page in document.pages for piece in _pieces(page)]
    return tuple(
        Leaf(
            head=LeafHead(
                position=position, document=document.name, sha256=document.sha256, page=page.number, part=part
            ),
            blocks=blocks,
        )
        for position, (document, page, part, blocks) in enumerate(cut[:LEAVES_MAX])
    )


def _pieces(page: Page) -> Iterator[tuple[int, tuple[LeafText | LeafTable, ...]]]:
    part, letters = 1, 0
    gathered: list[LeafText | LeafTable] = []
    for block in (small for whole in page.blocks for small in _small(whole)):
        weight = _letters(block)
        if gathered and letters + weight > LETTERS_MAX:
            yield part, tuple(gathered)
            part, letters, gathered = part + 1, 0, []
        gathered.append(block)
        letters += weight
    if gathered:
        yield part, tuple(gathered)


def _small(block: Block) -> Iterator[LeafText | LeafTable]:
    """Cut a block that would fill a leaf alone, between lines or rows."""
    if isinstance(block, Table):
        rows = [tuple(_cell(cell) for cell in row.cells) for row in block.rows if row.cells]
        yield from (LeafTable(rows=tuple(run)) for run in _runs(rows, lambda row: sum(_weight(c.lines) for c in row)))
        return
    lines = [_line(line) for line in block.lines if line.text]
    head = block.role is not Role.BODY
    yield from (LeafText(lines=tuple(run), head=head) for run in _runs(lines, lambda line: len(line.text)))


def _runs(items: Sequence[Item], weight: Callable[[Item], int]) -> Iterator[list[Item]]:
    run: list[Item] = []
    letters = 0
    for item in items:
        if run and letters + weight(item) > LETTERS_MAX:
            yield run
            run, letters = [], 0
        run.append(item)
        letters += weight(item)
    if run:
        yield run


def _cell(cell: Cell) -> LeafCell:
    return LeafCell(
        lines=tuple(_line(line) for line in cell.lines if line.text),
        fill=cell.fill,
        column_span=cell.column_span,
        row_span=cell.row_span,
    )


def _line(line: Line) -> LeafLine:
    return LeafLine(text=line.text[:LETTERS_MAX], bullet=line.bullet, indent=line.indent)


def _letters(block: LeafText | LeafTable) -> int:
    if isinstance(block, LeafText):
        return _weight(block.lines)
    return sum(_weight(cell.lines) for row in block.rows for cell in row)


def _weight(lines: Iterable[LeafLine]) -> int:
    return sum(len(line.text) for line in lines)
