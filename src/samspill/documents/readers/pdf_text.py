"""Words to lines, lines to blocks, drawn grids to tables: how the page of a PDF becomes the neutral form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from samspill.documents.contracts import Block, Box, Cell, Line, Row, Table, TextBlock
from samspill.documents.readers.grids import Grid, grids
from samspill.documents.readers.layout import around, in_reading_order, is_sample, with_samples
from samspill.documents.readers.lettering import clean, split_bullet
from samspill.documents.readers.pdf_page import Seen, Word

# A gap wider than this many letter heights parts columns; a blank is 0.2-0.4, in justified text up to 1.2.
_COLUMN_GAP = 1.8
# Lines of a paragraph stand closer than this many letter heights, measured between their boxes.
_PARAGRAPH_GAP = 0.45
# Blocks side by side that a line may go on from; without an end the work would grow with the square of the page.
_OPEN_GROUPS_MAX = 100
# A blank is at most this many letter heights wide where text is not justified.
_BLANK = 0.45
# A bullet may stand far from its text.
_BULLET_GAP = 4.0


@dataclass(frozen=True, slots=True)
class _Area:
    box: Box
    colour: str


def blocks_of(seen: Seen) -> tuple[Block, ...]:
    """Return the blocks of a page in reading order."""
    areas = [_Area(box, colour) for box, colour in seen.fills]
    loose = list(seen.words)
    tables: list[Table] = []
    word_boxes = [word.box for word in seen.words]
    for grid in grids(across=seen.across, down=seen.down, areas=[area.box for area in areas], words=word_boxes):
        inside = [word for word in loose if _holds(grid.box, word.box)]
        table = _table(grid, inside, areas)
        if table is not None:
            tables.append(table)
            taken = set(map(id, inside))
            loose = [word for word in loose if id(word) not in taken]
    samples = [(area.box, area.colour) for area in areas if is_sample(area.box) and not _has_words(area, seen.words)]
    texts = with_samples(_paragraphs(_lines(loose, areas, part_columns=True)), samples)
    return tuple(in_reading_order([*texts, *tables], lambda block: block.box))


def _holds(outer: Box, inner: Box) -> bool:
    x, y = (inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2
    return outer.left <= x <= outer.right and outer.top <= y <= outer.bottom


def _has_words(area: _Area, words: Sequence[Word]) -> bool:
    return any(_holds(area.box, word.box) for word in words)


def _behind(box: Box, areas: Sequence[_Area]) -> str | None:
    """Return the colour of the area painted last behind the middle of a box."""
    return next((area.colour for area in reversed(areas) if _holds(area.box, box)), None)


def _table(grid: Grid, words: list[Word], areas: Sequence[_Area]) -> Table | None:
    """Return the grid as a table, or nothing when fewer than two cells hold words: then it is a drawing."""
    if not words:
        return None
    by_cell = _by_cell(grid, words)
    if len(by_cell) < 2:
        return None
    near = [area for area in areas if _overlap(area.box, grid.box)]
    rows: list[list[Cell]] = [[] for _ in range(grid.rows)]
    for at, cell in enumerate(grid.cells):
        lines = tuple(replace(line, fill=None) for line in _lines(by_cell.get(at, []), (), part_columns=False))
        rows[cell.row].append(
            Cell(
                cell.column,
                lines,
                fill=_behind(cell.box, near),
                column_span=cell.column_span,
                row_span=cell.row_span,
                bold=bool(lines) and all(line.bold for line in lines),
                box=cell.box,
            )
        )
    return Table(
        tuple(Row(tuple(row), box=around(cell.box for cell in row if cell.row_span == 1)) for row in rows),
        grid.columns,
        box=grid.box,
    )


def _by_cell(grid: Grid, words: Sequence[Word]) -> dict[int, list[Word]]:
    """Return the words of each cell: where a word's middle lies, but for one that runs over from the cell before."""
    owners = grid.owners()
    places = [
        owners[grid.place((word.box.left + word.box.right) / 2, (word.box.top + word.box.bottom) / 2)] for word in words
    ]
    edges: dict[int, float] = {}
    for at, (word, place) in enumerate(zip(words, places, strict=True)):
        if at == 0 or not _follows(words[at - 1], word):
            edges[place] = min(edges.get(place, word.box.left), word.box.left)
    by_cell: dict[int, list[Word]] = {}
    before: tuple[Word, int] | None = None
    for word, place in zip(words, places, strict=True):
        goes_on = before is not None and before[1] != place and _follows(before[0], word)
        # A cell's own words begin at its edge; what runs over from the cell before stands anywhere.
        if before is not None and goes_on and word.box.left != edges.get(place, word.box.left):
            place = before[1]  # noqa: PLW2901 - the word belongs to the cell its line began in
        by_cell.setdefault(place, []).append(word)
        before = (word, place)
    return by_cell


def _follows(before: Word, word: Word) -> bool:
    """Whether a word stands one blank after another on the same line of writing."""
    gap = word.box.left - before.box.right
    shared = min(before.box.bottom, word.box.bottom) - max(before.box.top, word.box.top)
    return 0 <= gap <= _BLANK * word.size and shared > 0.5 * (word.box.bottom - word.box.top)


def _overlap(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def _lines(words: Sequence[Word], areas: Sequence[_Area], *, part_columns: bool) -> list[Line]:
    upright = [word for word in words if not word.turned]
    found: list[Line] = []
    for row in _rows(upright):
        for part in _parts(row) if part_columns else [row]:
            line = _line(part, areas)
            if line is not None:
                found.append(line)
    turned = [word for word in words if word.turned]
    return found + [line for part in _turned_rows(turned) if (line := _line(part, areas)) is not None]


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Put words that share a baseline together, from left to right."""
    rows: list[list[Word]] = []
    middle, height = 0.0, 0.0
    for word in sorted(words, key=lambda one: one.box.top + one.box.bottom):
        own = (word.box.top + word.box.bottom) / 2
        tall = word.box.bottom - word.box.top
        if not rows or own - middle > 0.5 * min(height, tall):
            rows.append([])
            middle, height = own, tall
        rows[-1].append(word)
    return [sorted(row, key=lambda one: one.box.left) for row in rows]


def _parts(row: list[Word]) -> list[list[Word]]:
    parts = [[row[0]]]
    for before, word in pairwise(row):
        gap = word.box.left - before.box.right
        is_bullet = len(parts[-1]) == 1 and split_bullet(before.text + " x")[0] and len(before.text) == 1
        if gap > (_BULLET_GAP if is_bullet else _COLUMN_GAP) * max(word.size, before.size):
            parts.append([])
        parts[-1].append(word)
    return parts


def _turned_rows(words: Sequence[Word]) -> list[list[Word]]:
    """Keep turned words in the file's order, a new line where they leave their line of writing."""
    rows: list[list[Word]] = []
    for word in words:
        if not rows or not _same_turned_line(rows[-1][-1], word):
            rows.append([])
        rows[-1].append(word)
    return rows


def _same_turned_line(before: Word, word: Word) -> bool:
    one, other = before.box, word.box
    beside = max(one.left, other.left) - min(one.right, other.right)
    below = max(one.top, other.top) - min(one.bottom, other.bottom)
    across, along = (beside, below) if word.turned % 2 else (below, beside)
    return before.turned == word.turned and across < -0.3 * word.size and along < _COLUMN_GAP * word.size


def _line(words: list[Word], areas: Sequence[_Area]) -> Line | None:
    box = around(word.box for word in words)
    bullet, text = split_bullet(clean(" ".join(word.text for word in words), keep_break=True))
    if box is None or not (text or bullet):
        return None
    kept = words[1:] if bullet and len(words) > 1 and words[0].text == bullet else words
    return Line(
        text,
        bullet=bullet,
        size=max(word.size for word in words),
        bold=all(word.bold for word in kept),
        fill=_behind(box, areas),
        box=box,
        words=tuple((word.text, word.box) for word in kept),
    )


def _paragraphs(lines: list[Line]) -> list[TextBlock]:
    """Put lines that stand close under each other together."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.box.top if one.box else 0.0):
        fitting = [group for group in groups[-_OPEN_GROUPS_MAX:] if _continues(group[-1], line)]
        if fitting:
            min(fitting, key=lambda group: _aside(group[-1], line)).append(line)
        else:
            groups.append([line])
    return [TextBlock(tuple(_indented(group)), box=around(line.box for line in group)) for group in groups]


def _continues(before: Line, line: Line) -> bool:
    above, below = before.box, line.box
    if above is None or below is None or before.size is None or line.size is None:
        return False
    if abs(before.size - line.size) > 0.15 * max(before.size, line.size) or before.fill != line.fill:
        return False
    if before.bold != line.bold and not before.bullet:
        return False
    height = below.bottom - below.top
    gap = below.top - above.bottom
    overlaps = min(above.right, below.right) - max(above.left, below.left) > 0
    return -0.6 * height < gap < _PARAGRAPH_GAP * height and overlaps


def _aside(before: Line, line: Line) -> float:
    return abs(before.box.left - line.box.left) if before.box and line.box else 0.0


def _indented(lines: list[Line]) -> list[Line]:
    """Count how deep bullets are nested by how far they are set in; lines that go on take their bullet's depth."""
    places = sorted({round(line.box.left) for line in lines if line.bullet and line.box})
    steps = [place for at, place in enumerate(places) if at == 0 or place - places[at - 1] > 4]
    depth = 0
    found = []
    for line in lines:
        if line.bullet and line.box:
            left = line.box.left
            depth = max(sum(1 for step in steps if step <= left + 2) - 1, 0)
        found.append(replace(line, indent=depth))
    return found
