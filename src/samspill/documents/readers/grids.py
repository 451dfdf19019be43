"""Tables that are drawn: ruled lines and the edges of filled areas to grids, grids to cells, merged ones included."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from samspill.documents.contracts import Box

Edge = tuple[float, float, float]
"""(place, from, to): a straight line along one axis."""

# Lines drawn for one border differ by their width and by the white gap that PowerPoint leaves between filled cells.
_SNAP_POINTS = 3.0
# A border may stop short of a corner, and be broken by another's.
_COVERED = 0.6
# More edges than this is a drawing; the work grows with their square.
_EDGES_MAX = 2_000
_PLACES_MAX = 150


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a drawn table."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """A drawn table."""

    box: Box
    rows: int
    columns: int
    cells: tuple[GridCell, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def owners(self) -> dict[tuple[int, int], int]:
        """Return {(row, column): number of the cell that covers the place}."""
        return {
            (cell.row + down, cell.column + aside): at
            for at, cell in enumerate(self.cells)
            for down in range(cell.row_span)
            for aside in range(cell.column_span)
        }

    def place(self, x: float, y: float) -> tuple[int, int]:
        """Return the (row, column) that a point inside the grid stands in."""
        row = min(max(bisect_right(self.ys, y) - 1, 0), self.rows - 1)
        return row, min(max(bisect_right(self.xs, x) - 1, 0), self.columns - 1)


def grids(*, across: Sequence[Edge], down: Sequence[Edge], areas: Sequence[Box], words: Sequence[Box]) -> list[Grid]:
    """Return the tables that horizontal edges, vertical edges and filled areas draw, from the top of the page."""
    rows = [*across, *((y, box.left, box.right) for box in areas for y in (box.top, box.bottom))]
    columns = [*down, *((x, box.top, box.bottom) for box in areas for x in (box.left, box.right))]
    if len(rows) + len(columns) > _EDGES_MAX:
        return []
    rows, columns = _joined(rows), _joined(columns)
    found = [grid for part in _connected(rows, columns) if (grid := _grid(*part)) is not None]
    told = [grid if _is_ruled(grid, across, down) else _opened(grid, areas, words) for grid in found]
    return sorted(told, key=lambda grid: (grid.box.top, grid.box.left))


def _is_ruled(grid: Grid, across: Sequence[Edge], down: Sequence[Edge]) -> bool:
    """Whether any line is ruled inside a grid; if not, only its filled areas draw it."""
    box = grid.box
    return any(
        box.top <= y <= box.bottom and left < box.right and right > box.left for y, left, right in across
    ) or any(box.left <= x <= box.right and top < box.bottom and bottom > box.top for x, top, bottom in down)


def _opened(grid: Grid, areas: Sequence[Box], words: Sequence[Box]) -> Grid:
    """Part the cells of a grid without rules that no filled area holds together: their borders are not drawn at all.

    They are parted along the rows of the grid, and along its columns too unless a word stands across the border.
    """
    cells: list[GridCell] = []
    for cell in grid.cells:
        if cell.row_span * cell.column_span == 1 or any(_same(area, cell.box) for area in areas):
            cells.append(cell)
            continue
        for row in range(cell.row, cell.row + cell.row_span):
            band = Box(cell.box.left, grid.ys[row], cell.box.right, grid.ys[row + 1])
            cells += _columns_of(band, row, cell, grid.xs, words)
    return replace(grid, cells=tuple(sorted(cells, key=lambda one: (one.row, one.column))))


def _columns_of(band: Box, row: int, cell: GridCell, xs: Sequence[float], words: Sequence[Box]) -> Iterator[GridCell]:
    borders = xs[cell.column + 1 : cell.column + cell.column_span]
    inside = [word for word in words if band.top <= (word.top + word.bottom) / 2 <= band.bottom]
    crossed = any(word.left < border - 1 and word.right > border + 1 for word in inside for border in borders)
    if crossed:
        yield GridCell(row, cell.column, 1, cell.column_span, band)
        return
    edges = [band.left, *borders, band.right]
    for at in range(cell.column_span):
        yield GridCell(row, cell.column + at, 1, 1, Box(edges[at], band.top, edges[at + 1], band.bottom))


def _same(one: Box, other: Box) -> bool:
    pairs = zip(
        (one.left, one.top, one.right, one.bottom), (other.left, other.top, other.right, other.bottom), strict=True
    )
    return all(abs(first - second) <= 2 * _SNAP_POINTS for first, second in pairs)


def _snapped(places: Iterable[float]) -> dict[float, float]:
    """Return {place: common place}: neighbours nearer than the snap width become one."""
    result: dict[float, float] = {}
    group: list[float] = []
    for place in sorted(set(places)):
        if group and place - group[0] > _SNAP_POINTS:
            result.update(dict.fromkeys(group, sum(group) / len(group)))
            group = []
        group.append(place)
    result.update(dict.fromkeys(group, sum(group) / len(group) if group else 0.0))
    return result


def _joined(edges: list[Edge]) -> list[Edge]:
    """Return the edges on common places, those that meet end to end made one."""
    common = _snapped(edge[0] for edge in edges)
    result: list[Edge] = []
    for place, start, end in sorted((common[edge[0]], edge[1], edge[2]) for edge in edges):
        if result and result[-1][0] == place and start <= result[-1][2] + _SNAP_POINTS:
            result[-1] = (place, result[-1][1], max(result[-1][2], end))
        else:
            result.append((place, start, end))
    return result


def _connected(rows: list[Edge], columns: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Part the edges in the sets that touch each other."""
    parent = list(range(len(rows) + len(columns)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for at, (y, left, right) in enumerate(rows):
        for other, (x, top, bottom) in enumerate(columns):
            if left - _SNAP_POINTS <= x <= right + _SNAP_POINTS and top - _SNAP_POINTS <= y <= bottom + _SNAP_POINTS:
                parent[root(at)] = root(len(rows) + other)
    parts: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for at, edge in enumerate(rows):
        parts.setdefault(root(at), ([], []))[0].append(edge)
    for at, edge in enumerate(columns):
        parts.setdefault(root(len(rows) + at), ([], []))[1].append(edge)
    return list(parts.values())


def _grid(rows: list[Edge], columns: list[Edge]) -> Grid | None:
    ys = sorted({edge[0] for edge in rows})
    xs = sorted({edge[0] for edge in columns})
    # One column of boxes is no table; one row of several cells may be the rest of a table from the page before.
    if len(ys) < 2 or len(xs) < 3 or len(ys) > _PLACES_MAX or len(xs) > _PLACES_MAX:
        return None
    cells = _Cells(xs, ys, rows, columns).merged()
    if len(cells) < 2:
        return None
    return Grid(Box(xs[0], ys[0], xs[-1], ys[-1]), len(ys) - 1, len(xs) - 1, tuple(cells), tuple(xs), tuple(ys))


class _Cells:
    """The smallest cells of a grid, joined where no border parts them."""

    def __init__(self, xs: list[float], ys: list[float], rows: list[Edge], columns: list[Edge]) -> None:
        self.xs, self.ys = xs, ys
        self.across = _by_place(rows)
        self.down = _by_place(columns)

    def merged(self) -> list[GridCell]:
        """Return the cells: from each free place as far right, then as far down, as no border stands."""
        taken: set[tuple[int, int]] = set()
        cells = []
        for row in range(len(self.ys) - 1):
            for column in range(len(self.xs) - 1):
                if (row, column) in taken:
                    continue
                wide = self._width(row, column, taken)
                high = self._height(row, column, wide)
                taken.update((row + i, column + j) for i in range(high) for j in range(wide))
                box = Box(self.xs[column], self.ys[row], self.xs[column + wide], self.ys[row + high])
                cells.append(GridCell(row, column, high, wide, box))
        return cells

    def _width(self, row: int, column: int, taken: set[tuple[int, int]]) -> int:
        wide = 1
        while column + wide < len(self.xs) - 1 and (row, column + wide) not in taken:
            if _covers(self.down.get(self.xs[column + wide], []), self.ys[row], self.ys[row + 1]):
                break
            wide += 1
        return wide

    def _height(self, row: int, column: int, wide: int) -> int:
        high = 1
        while row + high < len(self.ys) - 1:
            below = self.across.get(self.ys[row + high], [])
            if any(_covers(below, self.xs[at], self.xs[at + 1]) for at in range(column, column + wide)):
                break
            if wide != self._width(row + high, column, set()) or self._is_open_left(row + high, column):
                break
            high += 1
        return high

    def _is_open_left(self, row: int, column: int) -> bool:
        """Whether the place to the left flows into this one."""
        if column == 0:
            return False
        return not _covers(self.down.get(self.xs[column], []), self.ys[row], self.ys[row + 1])


def _by_place(edges: list[Edge]) -> dict[float, list[tuple[float, float]]]:
    found: dict[float, list[tuple[float, float]]] = {}
    for place, start, end in edges:
        found.setdefault(place, []).append((start, end))
    return {place: sorted(spans) for place, spans in found.items()}


def _covers(spans: list[tuple[float, float]], start: float, end: float) -> bool:
    """Whether the spans cover most of the way from start to end."""
    at = max(bisect_left(spans, (start, start)) - 1, 0)
    covered = 0.0
    for one, other in spans[at:]:
        if one >= end:
            break
        covered += max(min(other, end) - max(one, start), 0.0)
    return covered >= _COVERED * (end - start)
