"""The shapes of a slide: text boxes, tables, groups, diagrams and charts, each with its place in points."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from samspill.documents.contracts import Block, Box, Cell, Role, Row, Table, TextBlock
from samspill.documents.readers.colours import colour_in
from samspill.documents.readers.drawing_text import lines_of_body
from samspill.documents.readers.layout import around
from samspill.documents.readers.office import MC, A, Package, R

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_EMU = 12_700
_DEPTH_MAX = 40

_TITLES = {"title", "ctrTitle"}

Place = Callable[[float, float], tuple[float, float]]


@dataclass(slots=True)
class Read:
    """What was found among shapes."""

    blocks: list[Block] = field(default_factory=list)
    samples: list[tuple[Box, str]] = field(default_factory=list)
    """Filled shapes without words."""


def placeholder_key(shape: etree._Element) -> tuple[str, str] | None:
    """Return (type, index) of a placeholder, or None for any other shape."""
    found = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    if found is None:
        found = shape.find(f"{P}nvGraphicFramePr/{P}nvPr/{P}ph")
    if found is None:
        return None
    kind = found.get("type", "body")
    return ("title" if kind in _TITLES else kind), found.get("idx", "0")


def placeholder_places(root: etree._Element) -> dict[tuple[str, str], Box]:
    """Return where a layout or master puts its placeholders, by (type, index), (``*``, index) and (type, ``*``)."""
    places: dict[tuple[str, str], Box] = {}
    for shape in root.iter(f"{P}sp"):
        key = placeholder_key(shape)
        box = _box(shape.find(f"{P}spPr/{A}xfrm"), _as_is)
        if key is None or box is None:
            continue
        places[key] = box
        places.setdefault((key[0], "*"), box)
        if key[1] != "0":
            places.setdefault(("*", key[1]), box)
    return places


class Shapes:
    """Reads the shape tree of one slide, layout or master."""

    def __init__(
        self,
        package: Package,
        relations: Mapping[str, tuple[str, str]],
        colours: Mapping[str, str],
        places: Mapping[tuple[str, str], Box],
        *,
        placeholders: bool = True,
    ) -> None:
        self.package = package
        self.relations = relations
        self.colours = colours
        self.places = places
        self.placeholders = placeholders
        self.found = Read()

    def read(self, root: etree._Element) -> Read:
        """Read all shapes below a slide's root."""
        tree = root.find(f"{P}cSld/{P}spTree")
        if tree is not None:
            self._walk(tree, _as_is, 0)
        return self.found

    def _walk(self, parent: etree._Element, place: Place, depth: int) -> None:
        if depth > _DEPTH_MAX:
            raise RecursionError("shapes nested deeper than any drawing")
        for shape in parent:
            if _is_hidden(shape):
                continue
            if shape.tag == f"{P}sp":
                self._shape(shape, place)
            elif shape.tag == f"{P}graphicFrame":
                self._frame(shape, place)
            elif shape.tag == f"{P}grpSp":
                self._walk(shape, _inside(shape, place), depth + 1)
            elif shape.tag == f"{MC}AlternateContent":
                self._alternative(shape, place, depth)

    def _alternative(self, shape: etree._Element, place: Place, depth: int) -> None:
        """Read the first choice that gives something; the others show the same in another way."""
        for choice in shape:
            before = len(self.found.blocks)
            self._walk(choice, place, depth + 1)
            if len(self.found.blocks) > before:
                return

    def _shape(self, shape: etree._Element, place: Place) -> None:
        key = placeholder_key(shape)
        if key is not None and not self.placeholders:
            return
        box = _box(shape.find(f"{P}spPr/{A}xfrm"), place) or self._inherited(key)
        fill = colour_in(shape.find(f"{P}spPr/{A}solidFill"), self.colours)
        body = shape.find(f"{P}txBody")
        lines = lines_of_body(body, self.colours, fill=fill) if body is not None else ()
        if lines:
            is_title = key is not None and key[0] == "title"
            self.found.blocks.append(TextBlock(lines, Role.TITLE if is_title else Role.BODY, box=box))
        elif fill is not None and box is not None:
            self.found.samples.append((box, fill))

    def _inherited(self, key: tuple[str, str] | None) -> Box | None:
        if key is None:
            return None
        wanted = (key, ("*", key[1]), (key[0], "*"))
        return next((self.places[one] for one in wanted if one in self.places), None)

    def _frame(self, frame: etree._Element, place: Place) -> None:
        box = _box(frame.find(f"{P}xfrm"), place)
        for table in frame.iterfind(f"{A}graphic/{A}graphicData/{A}tbl"):
            self.found.blocks.append(self._table(table, box))
        data = frame.find(f"{A}graphic/{A}graphicData")
        if data is None:
            return
        for child in data:
            # A diagram points at its data with r:dm, a chart at its own part with r:id.
            part = self.relations.get(child.get(f"{R}dm") or child.get(f"{R}id") or "", ("", ""))
            if part[0] in {"diagramData", "chart"} and self.package.has(part[1]):
                self._words_of_part(self.package.xml(part[1]), box)

    def _words_of_part(self, root: etree._Element, box: Box | None) -> None:
        lines = [
            line
            for body in root.iter("{*}t", "{*}rich")
            if body.tag != f"{A}t"
            for line in lines_of_body(body, self.colours)
        ]
        if lines:
            self.found.blocks.append(TextBlock(tuple(lines), box=box))

    def _table(self, table: etree._Element, box: Box | None) -> Table:
        edges = _edges(
            [_number(one, "w") for one in table.iterfind(f"{A}tblGrid/{A}gridCol")], box.left if box else None
        )
        heights = [_number(row, "h") for row in table.iterfind(f"{A}tr")]
        levels = _edges(heights, box.top if box else None)
        rows = tuple(self._row(row, at, edges, levels) for at, row in enumerate(table.iterfind(f"{A}tr")))
        columns = max((cell.column + cell.column_span for row in rows for cell in row.cells), default=0)
        return Table(rows, max(columns, len(edges) - 1), box=around([box, *(row.box for row in rows)]))

    def _row(self, row: etree._Element, at: int, edges: list[float], levels: list[float]) -> Row:
        cells = []
        for column, cell in enumerate(row.iterfind(f"{A}tc")):
            if cell.get("hMerge") in {"1", "true"} or cell.get("vMerge") in {"1", "true"}:
                continue
            cells.append(self._cell(cell, column, at, edges, levels))
        return Row(tuple(cells), box=around(cell.box for cell in cells))

    def _cell(self, cell: etree._Element, column: int, at: int, edges: list[float], levels: list[float]) -> Cell:
        wide = max(int(cell.get("gridSpan", "1")), 1)
        tall = max(int(cell.get("rowSpan", "1")), 1)
        body = cell.find(f"{A}txBody")
        lines = lines_of_body(body, self.colours) if body is not None else ()
        box = None
        if column + wide < len(edges) and at + tall < len(levels):
            box = Box(edges[column], levels[at], edges[column + wide], levels[at + tall])
        return Cell(
            column,
            lines,
            fill=colour_in(cell.find(f"{A}tcPr/{A}solidFill"), self.colours),
            column_span=wide,
            row_span=tall,
            bold=bool(lines) and all(line.bold for line in lines),
            box=box,
        )


def _edges(sizes: list[float], start: float | None) -> list[float]:
    if start is None:
        return []
    edges = [start]
    for size in sizes:
        edges.append(edges[-1] + size / _EMU)
    return edges


def _is_hidden(shape: etree._Element) -> bool:
    return any(named.get("hidden") in {"1", "true"} for named in _names(shape))


def _names(shape: etree._Element) -> Iterator[etree._Element]:
    if len(shape) and len(shape[0]):
        yield shape[0][0]


def _number(element: etree._Element, name: str) -> float:
    return float(element.get(name, "0"))


def _as_is(x: float, y: float) -> tuple[float, float]:
    return x, y


def _box(frame: etree._Element | None, place: Place) -> Box | None:
    """Return the box of an ``xfrm`` in points, in the slide's own measure."""
    if frame is None:
        return None
    start, size = frame.find(f"{A}off"), frame.find(f"{A}ext")
    if start is None or size is None:
        return None
    left, top = _number(start, "x"), _number(start, "y")
    first = place(left, top)
    last = place(left + _number(size, "cx"), top + _number(size, "cy"))
    return Box(first[0] / _EMU, first[1] / _EMU, last[0] / _EMU, last[1] / _EMU)


def _inside(group: etree._Element, place: Place) -> Place:
    """Return how a place inside a group is found on the slide: groups have a measure of their own."""
    frame = group.find(f"{P}grpSpPr/{A}xfrm")
    parts = [frame.find(f"{A}{name}") for name in ("off", "ext", "chOff", "chExt")] if frame is not None else [None]
    if any(part is None for part in parts):
        return place
    off, ext, own_off, own_ext = (part for part in parts if part is not None)
    wide = _number(ext, "cx") / (_number(own_ext, "cx") or 1.0)
    high = _number(ext, "cy") / (_number(own_ext, "cy") or 1.0)

    def placed(x: float, y: float) -> tuple[float, float]:
        return place(
            _number(off, "x") + (x - _number(own_off, "x")) * wide,
            _number(off, "y") + (y - _number(own_off, "y")) * high,
        )

    return placed
