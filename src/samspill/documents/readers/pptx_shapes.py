"""The shapes of a slide: text boxes, tables, groups, diagrams and charts, each with its place in points."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from lxml import etree
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.shapes.group import GroupShape
from pptx.text.text import _Paragraph

from samspill.documents.contracts import Block, Box, Cell, Role, Row, Table, TextBlock
from samspill.documents.readers.colours import colour_in
from samspill.documents.readers.drawing_text import lines_of
from samspill.documents.readers.layout import around
from samspill.documents.readers.office import MC, A, R, truthy

EMU_PER_POINT = 12_700

_TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
_WORDED_PARTS = ("/diagramData", "/chart")

Place = Callable[[float, float], tuple[float, float]]


@dataclass(slots=True)
class Read:
    """What was found among shapes."""

    blocks: list[Block] = field(default_factory=list)
    samples: list[tuple[Box, str]] = field(default_factory=list)
    """Filled shapes without words."""


class Shapes:
    """Reads the shapes of one slide, layout or master."""

    def __init__(self, colours: dict[str, str], *, placeholders: bool = True) -> None:
        self.colours = colours
        self.placeholders = placeholders
        self.found = Read()

    def read(self, shapes: Any) -> Read:
        """Read all shapes."""
        _unfold(shapes.element)
        self._walk(shapes, _as_is)
        return self.found

    def _walk(self, shapes: Any, place: Place) -> None:
        for shape in shapes:
            if truthy(shape.element[0][0].get("hidden")) or (shape.is_placeholder and not self.placeholders):
                continue
            if isinstance(shape, GroupShape):
                self._walk(shape.shapes, _inside(shape, place))
            elif shape.has_text_frame:
                self._shape(shape, _box(shape, place))
            elif shape.has_table:
                self.found.blocks.append(self._table(shape.table, _box(shape, place)))
            else:
                self._words_beside(shape, _box(shape, place))

    def _shape(self, shape: Any, box: Box | None) -> None:
        # python-pptx gives a theme colour's name and one kind of lightness, but never the colour itself.
        fill = colour_in(shape.element.spPr.find(f"{A}solidFill"), self.colours)
        lines = lines_of(shape.text_frame.paragraphs, self.colours, fill=fill)
        if lines:
            is_title = shape.is_placeholder and shape.placeholder_format.type in _TITLES
            self.found.blocks.append(TextBlock(lines, Role.TITLE if is_title else Role.BODY, box=box))
        elif fill is not None and box is not None:
            self.found.samples.append((box, fill))

    def _words_beside(self, shape: Any, box: Box | None) -> None:
        """Read a diagram (unknown to python-pptx) or the titles of a chart: both stand in parts of their own."""
        for pointer in shape.element.iterfind(f"{A}graphic/{A}graphicData/*"):
            relation = pointer.get(f"{R}dm") or pointer.get(f"{R}id")
            if relation not in shape.part.rels or not shape.part.rels[relation].reltype.endswith(_WORDED_PARTS):
                continue
            root = parse_xml(shape.part.related_part(relation).blob)
            bodies = [body for body in root.iter("{*}t", "{*}rich") if body.tag != f"{A}t"]
            lines = [
                line
                for body in bodies
                for line in lines_of([_Paragraph(one, shape) for one in body.iterfind(f"{A}p")], self.colours)
            ]
            if lines:
                self.found.blocks.append(TextBlock(tuple(lines), box=box))

    def _table(self, table: Any, box: Box | None) -> Table:
        edges = _edges([column.width for column in table.columns], box.left if box else None)
        levels = _edges([row.height for row in table.rows], box.top if box else None)
        rows = []
        for at, row in enumerate(table.rows):
            cells = tuple(
                self._cell(cell, column, edges[column:], levels[at:])
                for column, cell in enumerate(row.cells)
                if not cell.is_spanned
            )
            rows.append(Row(cells, box=around(cell.box for cell in cells)))
        columns = max((cell.column + cell.column_span for row in rows for cell in row.cells), default=0)
        return Table(tuple(rows), max(columns, len(table.columns)), box=around([box, *(row.box for row in rows)]))

    def _cell(self, cell: Any, column: int, edges: list[float], levels: list[float]) -> Cell:
        wide, tall = max(cell.span_width, 1), max(cell.span_height, 1)
        lines = lines_of(cell.text_frame.paragraphs, self.colours)
        is_placed = wide < len(edges) and tall < len(levels)
        return Cell(
            column,
            lines,
            fill=colour_in(cell._tc.find(f"{A}tcPr/{A}solidFill"), self.colours),
            column_span=wide,
            row_span=tall,
            bold=bool(lines) and all(line.bold for line in lines),
            box=Box(edges[0], levels[0], edges[wide], levels[tall]) if is_placed else None,
        )


def _unfold(tree: Any) -> None:
    """Put the first choice that shows words in the place of an ``AlternateContent``, which python-pptx passes by."""
    for either in list(tree.iter(f"{MC}AlternateContent")):
        chosen = next((one for one in either if any(text.text for text in one.iter(f"{A}t", f"{A}graphicData"))), ())
        for shape in list(chosen):
            either.addprevious(shape)
        either.getparent().remove(either)


def _edges(sizes: list[float], start: float | None) -> list[float]:
    return [] if start is None else list(accumulate((size / EMU_PER_POINT for size in sizes), initial=start))


def _as_is(x: float, y: float) -> tuple[float, float]:
    return x, y


def _box(shape: Any, place: Place) -> Box | None:
    """Return a shape's box in points, in the slide's own measure."""
    left, top, width, height = shape.left, shape.top, shape.width, shape.height
    if left is None or top is None or width is None or height is None:
        return None
    sides = (*place(left, top), *place(left + width, top + height))
    return Box(*(side / EMU_PER_POINT for side in sides))


def _inside(group: Any, place: Place) -> Place:
    """Return how a place inside a group is found on the slide: groups have a measure of their own.

    python-pptx gives the places of the shapes in a group in the group's measure only.
    """
    frame = group.element.grpSpPr.xfrm
    parts: list[etree._Element | None] = [None]
    if frame is not None:
        parts = [frame.find(f"{A}{name}") for name in ("off", "ext", "chOff", "chExt")]
    if any(part is None for part in parts):
        return place
    x, y, wide, high, own_x, own_y, own_wide, own_high = (
        float(part.get(name, "0"))
        for part, names in zip(parts, ("xy", ("cx", "cy")) * 2, strict=True)
        if part is not None
        for name in names
    )

    def placed(inner_x: float, inner_y: float) -> tuple[float, float]:
        across, down = wide / (own_wide or 1.0), high / (own_high or 1.0)
        return place(x + (inner_x - own_x) * across, y + (inner_y - own_y) * down)

    return placed
