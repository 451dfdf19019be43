"""The document beside the rows, leaf by leaf, with a row's words marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samspill.plan.review import api as review
from samspill.plan.review.contracts import Leaf, LeafCell, LeafHead, LeafLine, LeafTable, ReviewView, RowView
from samspill.web.pages.imports.places import place_words
from samspill.web.pages.imports.presenters import title_of


@dataclass(frozen=True, slots=True)
class _Marked:
    """A line's pieces as the search left them."""

    pieces: tuple[review.Piece, ...]
    is_first: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its marked stretches."""

    pieces: tuple[review.Piece, ...]
    bullet: str
    indent: int
    is_first: bool = False
    """The first line with a mark, which the page scrolls to."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of a table in the document."""

    lines: tuple[ShownLine, ...]
    fill: str | None
    column_span: int
    row_span: int


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block of the document: lines, or a table's rows."""

    lines: tuple[ShownLine, ...] = ()
    rows: tuple[tuple[ShownCell, ...], ...] = ()
    head: bool = False


@dataclass(frozen=True, slots=True)
class ShownLeaf:
    """A leaf with the ways to its neighbours."""

    head: LeafHead
    blocks: tuple[ShownBlock, ...]
    before: LeafHead | None
    after: LeafHead | None
    place: str
    """Which part of the document it is; empty when it is the whole."""
    has_picture: bool
    about: str
    """The row whose words are marked; empty when none are."""


def shown_leaf(leaf: Leaf, *, whole: ReviewView, view: RowView | None, has_picture: bool) -> ShownLeaf:
    """Return a leaf as it is shown, with the row's verbatim words marked."""
    verbatims = [found.verbatim for _, found in view.row.found] if view else []
    pieces = review.highlight(review.lines_of(leaf), verbatims)
    first = next((at for at, line in enumerate(pieces) if any(piece.marked for piece in line)), None)
    marked = iter([_Marked(line, is_first=at == first) for at, line in enumerate(pieces)])
    place = leaf.head.position
    return ShownLeaf(
        head=leaf.head,
        blocks=tuple(_block(block, marked) for block in leaf.blocks),
        before=whole.leaves[place - 1] if place > 0 else None,
        after=whole.leaves[place + 1] if place + 1 < len(whole.leaves) else None,
        place=place_words(leaf.head, whole),
        has_picture=has_picture,
        about=title_of(view.words) if view and first is not None else "",
    )


def _block(block: object, marked: Iterator[_Marked]) -> ShownBlock:
    if isinstance(block, LeafTable):
        return ShownBlock(rows=tuple(tuple(_cell(cell, marked) for cell in row) for row in block.rows))
    lines: tuple[LeafLine, ...] = getattr(block, "lines", ())
    return ShownBlock(lines=_marked(lines, marked), head=bool(getattr(block, "head", False)))


def _cell(cell: LeafCell, marked: Iterator[_Marked]) -> ShownCell:
    return ShownCell(
        lines=_marked(cell.lines, marked), fill=cell.fill, column_span=cell.column_span, row_span=cell.row_span
    )


def _marked(lines: Sequence[LeafLine], marked: Iterator[_Marked]) -> tuple[ShownLine, ...]:
    return tuple(
        ShownLine(pieces=found.pieces, bullet=line.bullet, indent=min(line.indent, 4), is_first=found.is_first)
        for line, found in zip(lines, marked, strict=False)
    )
