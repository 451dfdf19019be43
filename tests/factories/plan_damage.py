"""What happens to plan documents on their way: footers, template text, torn rows, lost heads, odd spacing."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum

from tests.factories.plan_sheets import Grid, Kind, Layout, Piece, Sheet, Slot


class Degrade(StrEnum):
    """One kind of damage; several may be asked for together."""

    FOOTERS = "footers"
    """Slide date, page number and a repeated footer on every sheet."""
    GUIDANCE = "guidance"
    """The template's guidance text on every sheet but the cover."""
    SPLIT_AREA = "split-area"
    """Areas with at least four rows stand on two slides, «… del 1» and «… del 2» (portfolio)."""
    MISSING_HEADER = "missing-header"
    """Every third table slide, never the first, has lost its head row (portfolio)."""
    ROW_BROKEN = "row-broken"
    """One measure's text goes on in a row of its own on the next sheet (both table layouts)."""
    BLANK_TEMA = "blank-tema"
    """The Tema cell is not merged but blank in the rows that follow (action table)."""
    YEAR_TYPO = "year-typo"
    """On one slide the second year repeats the first: «2024 2024 Fokus for 2026» (portfolio)."""
    WHITE_SPACE = "white-space"
    """Double blanks, hard blanks and trailing blanks."""
    SOFT_HYPHENS = "soft-hyphens"
    """Soft hyphens inside long words."""
    COLUMN_ORDER = "column-order"
    """Ansvarlig, Tidsplan and Merknad change places (action table)."""


GUIDANCE = (
    "Du kan bytte bakgrunnsbilde ved å høyreklikke på lysbildet.",
    "Bruk alltid lys bakgrunn på sider med farget logo.",
    "Slett denne hjelpeteksten før du deler presentasjonen.",
)


def damaged(sheets: list[Sheet], degrade: frozenset[Degrade], layout: Layout, seed: int) -> list[Sheet]:
    """Return the sheets with the damage asked for."""
    rng = random.Random(seed)
    steps: list[tuple[Degrade, Callable[[list[Sheet], random.Random], list[Sheet]]]] = [
        (Degrade.BLANK_TEMA, _blank_tema),
        (Degrade.SPLIT_AREA, _split_areas),
        (Degrade.ROW_BROKEN, _break_a_row),
        (Degrade.YEAR_TYPO, _mistype_a_year),
        (Degrade.MISSING_HEADER, _lose_heads),
        (Degrade.COLUMN_ORDER, _move_columns),
        (Degrade.SOFT_HYPHENS, lambda all_, rng_: _reworded(all_, lambda text: _hyphened(text, rng_))),
        (Degrade.WHITE_SPACE, lambda all_, rng_: _reworded(all_, lambda text: _spaced(text, rng_))),
        (Degrade.GUIDANCE, _add_guidance),
        (Degrade.FOOTERS, _add_footers),
    ]
    table_only = {Degrade.BLANK_TEMA, Degrade.COLUMN_ORDER}
    deck_only = {Degrade.SPLIT_AREA, Degrade.MISSING_HEADER, Degrade.YEAR_TYPO}
    left_out = deck_only if layout is not Layout.PORTFOLIO else set()
    left_out |= table_only if layout is not Layout.ACTION_TABLE else set()
    for step, change in steps:
        if step in degrade and step not in left_out:
            sheets = change(sheets, rng)
    return sheets


def _tables(sheets: list[Sheet]) -> Iterator[Sheet]:
    return (sheet for sheet in sheets if sheet.grid is not None)


def _blank_tema(sheets: list[Sheet], rng: random.Random) -> list[Sheet]:
    for sheet in _tables(sheets):
        for row in _grid(sheet).rows[1:]:
            if row[0].column == 0:
                row[0].rows = 1
            else:
                row.insert(0, Slot(0, ""))
    return sheets


def _grid(sheet: Sheet) -> Grid:
    assert sheet.grid is not None
    return sheet.grid


def _split_areas(sheets: list[Sheet], rng: random.Random) -> list[Sheet]:
    result = []
    for sheet in sheets:
        rows = sheet.grid.rows if sheet.grid else []
        alone = sum(1 for other in _tables(sheets) if other.area == sheet.area) == 1
        if len(rows) < 5 or not alone:
            result.append(sheet)
            continue
        middle = 1 + (len(rows) - 1) // 2
        if rows[middle - 1][0].span > 1:
            middle -= 1
        if middle < 2:
            middle += 2
        parts = (rows[:middle], [[replace(slot) for slot in rows[0]], *rows[middle:]])
        for number, part in enumerate(parts, start=1):
            grid = Grid(_grid(sheet).columns, part)
            result.append(replace(sheet, title=f"{sheet.title} del {number}", grid=grid, pieces=[]))
    return result


def _break_a_row(sheets: list[Sheet], rng: random.Random) -> list[Sheet]:
    """Break the last row of a sheet in two: the first words here, the rest on a sheet after it."""
    for at, sheet in enumerate(sheets):
        if sheet.grid is None or len(sheet.grid.rows) < 4:
            continue
        place = _breakable(sheet.grid)
        if place is None:
            continue
        row, column = place
        rows = sheet.grid.rows
        slot = next(one for one in rows[row] if one.column == column)
        words = slot.text.split(" ")
        middle = (len(words) + 1) // 2
        rest = [Slot(column_, "") for column_ in range(sheet.grid.columns)]
        rest[column].text = " ".join(words[middle:])
        slot.text = " ".join(words[:middle])
        _end_spans(rows, row)
        after = Grid(sheet.grid.columns, [[replace(one) for one in rows[0]], rest, *rows[row + 1 :]])
        sheet.grid.rows = rows[: row + 1]
        sheets.insert(at + 1, replace(sheet, grid=after, pieces=[], legend=[]))
        return sheets
    return sheets


def _breakable(grid: Grid) -> tuple[int, int] | None:
    """Return (row, column) of a measure text of at least six words on one line, not in the last row."""
    head = [slot.text for slot in grid.rows[0]]
    column = 1 if head and head[0] == "Tema" else 0
    for row in range(len(grid.rows) - 2, 0, -1):
        for slot in grid.rows[row]:
            if slot.column == column and slot.span == 1 and len(slot.text.split(" ")) >= 6 and "\n" not in slot.text:
                return row, column
    return None


def _end_spans(rows: list[list[Slot]], last: int) -> None:
    """End a Tema that spans past the break, and let it go on after it."""
    for at in range(last + 1):
        for slot in rows[at]:
            over = at + slot.rows - (last + 1)
            if over > 0:
                slot.rows -= over
                rows[last + 1].insert(0, Slot(slot.column, "", rows=over))


def _mistype_a_year(sheets: list[Sheet], rng: random.Random) -> list[Sheet]:
    wide = [sheet for sheet in _tables(sheets) if _grid(sheet).columns >= 3]
    if wide:
        head = _grid(rng.choice(wide)).rows[0]
        head[2].text = head[1].text
    return sheets


def _lose_heads(sheets: list[Sheet], rng: random.Random) -> list[Sheet]:
    for number, sheet in enumerate(_tables(sheets)):
        if number % 3 == 1:
            grid = _grid(sheet)
            grid.rows, grid.has_head = grid.rows[1:], False
    return sheets


def _move_columns(sheets: list[Sheet], rng: random.Random) -> list[Sheet]:
    order = [2, 3, 4]
    while order == [2, 3, 4]:
        rng.shuffle(order)
    places = {old: new for new, old in enumerate(order, start=2)}
    for sheet in _tables(sheets):
        for row in _grid(sheet).rows:
            for slot in row:
                slot.column = places.get(slot.column, slot.column) if slot.span == 1 else slot.column
            row.sort(key=lambda slot: slot.column)
    return sheets


def _reworded(sheets: list[Sheet], change: Callable[[str], str]) -> list[Sheet]:
    for sheet in sheets:
        for piece in sheet.pieces:
            piece.text = change(piece.text)
        for row in sheet.grid.rows if sheet.grid else []:
            for slot in row:
                slot.text = change(slot.text)
    return sheets


def _hyphened(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    return " ".join(
        f"{word[: len(word) // 2]}\u00ad{word[len(word) // 2 :]}" if len(word) > 11 and word.isalpha() else word
        for word in words
    )


def _spaced(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    return "".join(word + rng.choice((" ", " ", "  ", "\u00a0", " ")) for word in words)


def _add_guidance(sheets: list[Sheet], rng: random.Random) -> list[Sheet]:
    for sheet in sheets[1:]:
        sheet.pieces = [*sheet.pieces, *(Piece(text, Kind.GUIDANCE) for text in GUIDANCE)]
    return sheets


def _add_footers(sheets: list[Sheet], rng: random.Random) -> list[Sheet]:
    for number, sheet in enumerate(sheets, start=1):
        sheet.foot = ["Fellesskapet 2024", f"05.11.2025 {number}"]
    return sheets
