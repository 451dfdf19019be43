"""A flat text in, areas out: the parts are cut, each is read by the way its head says."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from samspill.plan.importing import front
from samspill.plan.importing.areas import Gathering
from samspill.plan.importing.build import Source, group
from samspill.plan.importing.content import Content
from samspill.plan.importing.contracts import Flag, Found, FoundGroup, FoundMeasure
from samspill.plan.importing.drafts import Piece, YearTable
from samspill.plan.importing.flat import columns, goals, prose_rows, records, twins, year_rows
from samspill.plan.importing.flat.sections import Kind, Layout, Section, cut
from samspill.plan.importing.furniture import Swept
from samspill.plan.importing.lexicon import Lexicon
from samspill.plan.importing.stream import FlatLine, lines_only


def read(swept: Swept, source: Source, lexicon: Lexicon, *, lenders: Sequence[YearTable] = ()) -> Content:
    """Read a flat text: tables first; records under headings where there is no table.

    Args:
        swept: the text without its furniture.
        source: the document the values come from.
        lexicon: the document's own word list.
        lenders: the tables of a twin, which may lend heads and columns.
    """
    layout = cut(swept)
    if any(section.heads and section.kind is Kind.TABLE for section in layout.sections):
        content = _tables(layout, source, lexicon, lenders)
        if content.has_measures:
            return content
    return _records(lines_only(swept.items), source)


def _tables(layout: Layout, source: Source, lexicon: Lexicon, lenders: Sequence[YearTable]) -> Content:
    content = Content(front=layout.front)
    content.year_tables = year_rows.read_tables(layout.sections, lexicon, damaged=source.damaged)
    twins.lend_heads(content.year_tables, lenders)
    columns.assign(content.year_tables)
    twins.lend_columns(content.year_tables, lenders)
    _note_heads(content, layout.sections)
    gathering = Gathering()
    plan_goals: list[Found] = []
    waiting = iter(content.year_tables)
    for section in layout.sections:
        if section.kind is Kind.GOALS:
            found = [source.piece(goal) for goal in goals.read(section.lines, lexicon)]
            target = gathering.area(_name(section, source), section.number).goals if section.title else plan_goals
            target += found
        elif year_rows.has_years(section):
            gather_year_table(gathering, next(waiting), source)
        else:
            _gather_prose(gathering, section, source, lexicon)
    content.notes = tuple(
        (flag, table.title or "", table.page) for table in content.year_tables for flag in table.flags
    )
    content.areas, content.goals = gathering.built(layout.index), tuple(plan_goals)
    return content


def gather_year_table(gathering: Gathering, table: YearTable, source: Source) -> None:
    """Put a table's groups into its area."""
    name = source.found(table.title, table.title, table.page) if table.title else None
    area = gathering.area(name, table.number)
    area.flags = tuple(dict.fromkeys((*area.flags, *table.flags)))
    area.groups += [group(draft, source) for draft in table.groups]


def _note_heads(content: Content, sections: Sequence[Section]) -> None:
    """Keep the plan's years and their labels: the most common label of each."""
    for section in sections:
        for head in section.heads:
            if head.year is not None:
                content.year_labels.setdefault(head.year, head.text)
    fullest = max((section.heads for section in sections), key=len, default=())
    content.heads = tuple(head.text for head in fullest)
    content.years = tuple(sorted(content.year_labels))


def _name(section: Section, source: Source) -> Found | None:
    return source.found(section.title, section.title, section.page) if section.title else None


def _gather_prose(gathering: Gathering, section: Section, source: Source, lexicon: Lexicon) -> None:
    rows = prose_rows.read(section.lines, section.heads, lexicon)
    title = _name(section, source)
    gather_prose_rows(gathering, rows, source, title)


def gather_prose_rows(
    gathering: Gathering,
    rows: Iterable[prose_rows.ProseRow],
    source: Source,
    title: Found | None,
    *,
    year: int | None = None,
) -> None:
    """Put rows of a table with prose columns into their areas; a blank area is carried down and flagged."""
    area = gathering.area(title) if title else None
    for row in rows:
        flags = row.flags
        if "area" in row.cells:
            area = gathering.area(source.piece(row.cells["area"]))
        elif area is not None and title is None:
            flags = (*flags, Flag.AREA_INHERITED)
        area = area or gathering.area(None)
        area.groups = area.groups or [FoundGroup(None, ())]
        last = area.groups[-1]
        area.groups[-1] = FoundGroup(
            last.name, (*last.measures, prose_measure(row, source, flags, year=year)), last.flags
        )


def prose_measure(
    row: prose_rows.ProseRow, source: Source, flags: tuple[Flag, ...], *, year: int | None = None
) -> FoundMeasure:
    """Return the measure of a row whose columns hold prose."""
    return _measure(
        row.cells.get("measure"), row.cells, source, flags=flags, page=row.page, year=year, sub_points=row.sub_points
    )


def _measure(
    title: Piece | None,
    cells: dict[str, Piece],
    source: Source,
    *,
    flags: tuple[Flag, ...],
    page: int,
    year: int | None = None,
    sub_points: Iterable[Piece] = (),
    bullets: Iterable[Piece] = (),
) -> FoundMeasure:
    deadline = cells.get("deadline")
    responsible, remark, status = cells.get("responsible"), cells.get("remark"), cells.get("status")
    return FoundMeasure(
        title=source.piece(title) if title else None,
        bullets=tuple(source.piece(piece) for piece in bullets),
        sub_points=tuple(source.piece(piece) for piece in sub_points),
        responsible=source.piece(responsible) if responsible else None,
        deadline=source.deadline(deadline.text, deadline.verbatim, deadline.page, year=year, flags=deadline.flags)
        if deadline
        else None,
        remark=source.piece(remark) if remark else None,
        status=source.piece(status) if status else None,
        page=page,
        flags=flags if title or flags else (Flag.TITLE_LOST,),
    )


def _records(lines: Sequence[FlatLine], source: Source) -> Content:
    """Read records under headings; without labels they count only under a title that names a plan."""
    lines = records.paired(lines)
    labelled = records.labelled_lines(lines) >= records.LABELLED_MIN
    title = front.read(lines).title
    if not labelled and (title is None or not front.names_plan(title.text)):
        return Content(front=tuple(lines))
    areas, plan_goals = records.read(lines)
    years = front.years_in(title.text) if title else ()
    gathering = Gathering()
    for area in areas:
        target = gathering.area(source.piece(area.name) if area.name else None, area.number)
        target.goals += [source.piece(goal) for goal in area.goals]
        for name, members in groupby(area.records, key=lambda record: record.group):
            measures = tuple(_record(record, source, years) for record in members)
            target.groups.append(FoundGroup(source.piece(name) if name else None, measures))
    found = gathering.built()
    return Content(areas=found, goals=tuple(source.piece(goal) for goal in plan_goals), front=tuple(lines))


def _record(record: records.Record, source: Source, years: Sequence[int]) -> FoundMeasure:
    return _measure(
        record.title,
        record.labels,
        source,
        flags=record.flags,
        page=record.page,
        year=years[0] if len(years) == 1 else None,
        sub_points=record.sub_points,
        bullets=record.bullets,
    )
