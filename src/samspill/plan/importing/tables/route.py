"""A document with tables in, areas out.

Titles come from where the file says they are (title, heading, a larger letter, a sheet's name), goals from lines
after a goals head, measures from the tables whose head row is a plan's. A table without a head row takes over the
columns of the one before it, flagged, when it is as wide and has no head of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median

from samspill.documents.contracts import Cell, Line, Role, Row, Table
from samspill.plan.importing import front, legends
from samspill.plan.importing.areas import AreaDraft
from samspill.plan.importing.build import Source
from samspill.plan.importing.content import Content
from samspill.plan.importing.contracts import Flag, Found, FoundGroup, FoundMeasure
from samspill.plan.importing.flat import goals
from samspill.plan.importing.flat.sections import index_of
from samspill.plan.importing.furniture import Swept
from samspill.plan.importing.heads import YEAR, Head, area_name, is_goals_head, names_area, repeated_years
from samspill.plan.importing.lexicon import Lexicon
from samspill.plan.importing.stream import FlatLine, FlatTable, Item, goal_of, lines_only, opens_goals
from samspill.plan.importing.tables import broken_rows
from samspill.plan.importing.tables import rows as table_rows
from samspill.plan.importing.tables.grid import (
    Columns,
    by_column,
    head_of,
    heading_of,
    looks_headed,
    same_head,
    year_measures,
)
from samspill.plan.importing.tables.state import State, area_now
from samspill.plan.importing.vocabulary import words
from samspill.plan.importing.words import bare, starts_low

LARGER = 1.25
TITLE_WORDS_MAX = 14
GOAL_WORDS_MIN = 3


def has_plan_table(swept: Swept) -> bool:
    """Whether any table has a plan's head row."""
    tables = [item.table for item in swept.items if isinstance(item, FlatTable)]
    return any(head_of(table) is not None or year_measures(table) for table in tables)


def read(swept: Swept, source: Source, lexicon: Lexicon) -> Content:
    """Read a document with tables."""
    lines = lines_only(swept.items)
    title = front.read(lines, swept.outline).title
    years = front.years_in(title.text) if title else ()
    reader = table_rows.Reader(source, lexicon, swept.colours, years[0] if len(years) == 1 else None)
    state = State()
    common = _common_heads(swept)
    body = _body_size(swept.items)
    for item in swept.items:
        if isinstance(item, FlatTable):
            _close_goals(state, reader)
            _take_table(state, item, reader, common)
        else:
            _take_line(state, item, body, reader)
    _close_goals(state, reader)
    return _content(state, lines, index_of(lines, swept.outline, shortest=2))


def _content(state: State, lines: Sequence[FlatLine], index: Sequence[tuple[int | None, str]]) -> Content:
    labels: dict[int, str] = {}
    for heads in state.heads:
        for head in heads:
            if head.year is not None:
                labels.setdefault(head.year, head.text)
    return Content(
        areas=state.gathering.built(index),
        goals=tuple(state.plan_goals),
        years=tuple(sorted(labels)),
        year_labels=labels,
        heads=state.labels,
        front=tuple(lines),
        notes=tuple(dict.fromkeys(state.notes)),
    )


def _common_heads(swept: Swept) -> tuple[Head, ...]:
    """Return the year heads most tables have, to mend a year that stands twice."""
    found: dict[tuple[Head, ...], int] = {}
    for item in swept.items:
        head = head_of(item.table) if isinstance(item, FlatTable) else None
        if head and head[0].years and not repeated_years(head[0].years):
            found[head[0].years] = found.get(head[0].years, 0) + 1
    return max(found, key=lambda years: found[years], default=())


def _body_size(items: Sequence[Item]) -> float:
    """Return the letter height most of a document is set in, its tables too; 0 where the file does not say."""
    groups: Iterable[tuple[Line | FlatLine, ...]] = (
        item.lines if isinstance(item, FlatTable) else (item,) for item in items
    )
    sizes = [line.size for group in groups for line in group if line.size]
    return median(sizes) if sizes else 0.0


def _take_line(state: State, line: FlatLine, body: float, reader: table_rows.Reader) -> None:
    goal = goal_of(line)
    if opens_goals(line) or (goal is not None and len(goal.split()) >= GOAL_WORDS_MIN):
        _close_goals(state, reader)
        state.in_goals = True
        state.goal_lines = [replace(line, text=goal)] if goal else []
        if state.title is None or (state.loose is not None and state.loose.page > state.title.page):
            state.title = state.loose or state.title
    elif _is_heading(line, body):
        _close_goals(state, reader)
        goes_on = state.title is not None and state.title_is_last and _same_title(state.title, line)
        state.title = replace(line, text=f"{state.title.text} {line.text}") if goes_on and state.title else line
        state.loose = None
        state.title_is_last = True
        return
    elif state.in_goals and not line.apart:
        state.goal_lines.append(line)
    elif state.in_goals:
        _close_goals(state, reader)
    if not line.bullet and len(line.text.split()) <= TITLE_WORDS_MAX and ":" not in line.text and not state.in_goals:
        state.loose = line
    state.title_is_last = False


def _same_title(title: FlatLine, line: FlatLine) -> bool:
    """Whether a heading line is the next line of the same title: same block, or same letters and going on."""
    if title.page != line.page or title.size != line.size or title.role is not line.role:
        return False
    return title.block == line.block or starts_low(line.text)


def _is_heading(line: FlatLine, body: float) -> bool:
    if line.bullet or len(line.text.split()) > TITLE_WORDS_MAX + 6:
        return False
    large = bool(line.size and body and line.size >= body * LARGER)
    return line.role in {Role.TITLE, Role.HEADING, Role.ACCORDION_HEAD} or large or names_area(line.text)


def _close_goals(state: State, reader: table_rows.Reader) -> None:
    """Give the goals that were gathered to the area whose title stands over them, else to the plan."""
    if state.in_goals and state.goal_lines:
        found = [reader.source.piece(goal) for goal in goals.read(state.goal_lines, reader.lexicon)]
        name = _area_name(state.title)
        if name is None:
            state.plan_goals += found
        else:
            _area(state, state.title, reader).goals += found
    state.goal_lines, state.in_goals = [], False


def _area_name(line: FlatLine | None) -> str | None:
    """Return the area a title names; ``None`` when it names the plan itself."""
    if line is None or front.kind_of(line.text) is not None or is_goals_head(line.text) or front.is_stamp(line.text):
        return None
    return area_name(line.text)[1]


def _area(state: State, line: FlatLine | None, reader: table_rows.Reader) -> AreaDraft:
    name = _area_name(line)
    if line is None or name is None:
        return state.gathering.area(None)
    return state.gathering.area(reader.source.found(name, line.text, line.page), area_name(line.text)[0])


def _take_table(state: State, item: FlatTable, reader: table_rows.Reader, common: tuple[Head, ...]) -> None:
    state.title_is_last = False
    headed = head_of(item.table)
    if headed is None and (parts := year_measures(item.table)):
        _take_year_measures(state, item, parts, reader)
        return
    if headed is None and not _may_continue(state, item.table):
        return
    flags: tuple[Flag, ...] = ()
    start = 0
    if headed is not None:
        state.columns, start = headed[0], headed[1] + 1
        flags = _mend_years(state, common, item)
        state.heads.append(state.columns.years)
        state.labels = max(state.labels, tuple(label for label in state.columns.labels if label), key=len)
    else:
        flags = (Flag.HEADS_INHERITED,)
        state.notes.append((Flag.HEADS_INHERITED, state.title.text if state.title else "", item.page))
    assert state.columns is not None  # noqa: S101 - a headless table continues another
    _open_area(state, item, reader)
    _take_rows(state, item.table.rows[start:], item.page, reader, flags)


def _take_year_measures(
    state: State, item: FlatTable, parts: Sequence[tuple[Columns, int, str]], reader: table_rows.Reader
) -> None:
    """Read a table whose columns are «Tiltak 2026 | Tiltak 2027»: a measure in each cell, grouped by its column."""
    for columns, start, label in parts:
        state.columns = columns
        state.labels = max(state.labels, columns.labels, key=len)
        _open_area(state, item, reader)
        group = reader.source.found(label, label, item.page)
        _take_rows(state, item.table.rows[start:], item.page, reader, (), group=group)


def _may_continue(state: State, table: Table) -> bool:
    cells = [cell for row in table.rows for cell in row.cells if cell.text]
    if legends.of_row([cell.text for cell in cells], [cell.fill for cell in cells]):
        return False
    if state.columns is None or looks_headed(table.rows):
        return False
    count = len(state.columns.heads)
    # A sheet without values in its last columns is read as a narrower table.
    return table.columns == count >= 3 or (bool(table.name) and 2 <= table.columns <= count)


def _mend_years(state: State, common: tuple[Head, ...], item: FlatTable) -> tuple[Flag, ...]:
    """Put the years other tables have in place of a year that stands twice, flagged."""
    assert state.columns is not None  # noqa: S101 - called with a head
    years = state.columns.years
    if not repeated_years(years):
        return ()
    state.notes.append((Flag.HEADS_REPEATED, state.title.text if state.title else "", item.page))
    if (
        len(common) == len(years)
        and sum(a.text == b.text for a, b in zip(years, common, strict=True)) >= len(years) - 1
    ):
        mended = iter(common)
        heads = tuple(
            next(mended) if head is not None and head.kind == "year" else head for head in state.columns.heads
        )
        state.columns = replace(state.columns, heads=heads)
    return (Flag.HEADS_REPEATED,)


def _open_area(state: State, item: FlatTable, reader: table_rows.Reader) -> None:
    """Find the area a table belongs to; one with a column for areas finds it row by row."""
    assert state.columns is not None  # noqa: S101 - called with columns
    state.group = None
    if state.columns.place("area") is not None:
        return
    title = state.title
    if _area_name(title) is None or (state.loose is not None and title is not None and state.loose.page > title.page):
        title = state.loose if _area_name(state.loose) and item.table.name else title
    if _area_name(title) is None and item.table.name and not _is_generic(item.table.name):
        title = FlatLine(item.table.name, item.page, 0)
    state.area = _area(state, title, reader)
    if YEAR.fullmatch(item.table.name.strip()):
        state.group = reader.source.found(item.table.name, item.table.name, item.page)
        state.area.groups.append(FoundGroup(state.group, ()))


def _is_generic(name: str) -> bool:
    """Whether a sheet's name says nothing: «Ark1», «Handlingsplan»."""
    return bare(name).strip("0123456789 ") in words("plans", "sheets") or front.kind_of(name) is not None


def _take_rows(
    state: State,
    table: Sequence[Row],
    page: int,
    reader: table_rows.Reader,
    flags: tuple[Flag, ...],
    *,
    group: Found | None = None,
) -> None:
    """Read the rows of a table; those without a sub-heading of their own stand in ``group``."""
    columns = state.columns
    assert columns is not None  # noqa: S101 - called with columns
    spans = 0
    for place, row in enumerate(table):
        cells = by_column(row)
        if not cells or same_head(row, columns):
            continue
        area_place = columns.place("area")
        doubts = flags
        if place == 0 and broken_rows.continues(state, cells, columns, reader.lexicon):
            broken_rows.join(state, cells, columns, page, reader)
            continue
        if area_place is not None:
            spans, doubts = _take_area(state, row, area_place, spans, page, reader, flags)
        heading = heading_of(row, columns)
        if heading is not None:
            state.group = reader.source.piece(table_rows.piece_of(heading, page, reader.lexicon))
            area_now(state).groups.append(FoundGroup(state.group, ()))
        else:
            _take_goal_and_group(state, cells, columns, page, reader)
            own = {at: cell for at, cell in cells.items() if at != area_place}
            if own and (group is None or columns.place("measure") in own):
                _open_group(state, group)
                _add(state, table_rows.measure_of(own, columns, page, reader, doubts, all_cells=row.cells))


def _take_area(
    state: State, row: Row, place: int, spans: int, page: int, reader: table_rows.Reader, flags: tuple[Flag, ...]
) -> tuple[int, tuple[Flag, ...]]:
    """Open the area of a row; a blank cell carries the one above down, flagged unless a merged cell covers it."""
    cell = next((one for one in row.cells if one.column == place), None)
    if cell is not None and cell.text:
        piece = table_rows.piece_of(cell, page, reader.lexicon)
        number, piece.text = area_name(piece.text)
        before = state.area
        state.area = state.gathering.area(reader.source.piece(piece), number)
        if state.area is not before:
            state.group = None
            state.area.groups.append(FoundGroup(None, ()))
        return cell.row_span - 1, flags
    if spans > 0:
        return spans - 1, flags
    return 0, (*flags, Flag.AREA_INHERITED) if state.area is not None else flags


def _take_goal_and_group(
    state: State, cells: Mapping[int, Cell], columns: Columns, page: int, reader: table_rows.Reader
) -> None:
    """A column of goals gives the area its goals; it or a column of sub-areas parts the measures into groups."""
    for kind in ("goal", "group"):
        place = columns.place(kind)
        cell = cells.get(place) if place is not None else None
        if cell is None:
            continue
        found = reader.source.piece(table_rows.piece_of(cell, page, reader.lexicon))
        area = area_now(state)
        if kind == "goal" and all(goal.text != found.text for goal in area.goals):
            area.goals.append(found)
        if state.group is None or state.group.text != found.text:
            state.group = found
            area.groups.append(FoundGroup(found, ()))


def _open_group(state: State, group: Found | None) -> None:
    if group is not None and state.group is not group:
        state.group = group
        area_now(state).groups.append(FoundGroup(group, ()))


def _add(state: State, measure: FoundMeasure) -> None:
    area = area_now(state)
    if not area.groups:
        area.groups.append(FoundGroup(None, ()))
    area.groups[-1] = replace(area.groups[-1], measures=(*area.groups[-1].measures, measure))
