"""The rows of a flattened table with year columns: heading | measure + values.

Without boxes a cell is told by how its lines break. A line that starts small, or follows a line that cannot end
there, goes on; a capital inside a line begins a cell; a unit of several lines that are far narrower than the titles
stands in a narrow column, so it is a value; so is a status word, and any text that the document uses as a value
elsewhere (the closed phrase list). A unit on one line without values is a heading when a measure follows it directly,
unless its form tells otherwise.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from samspill.plan.importing.contracts import Flag
from samspill.plan.importing.drafts import Group, Piece, Row, YearTable
from samspill.plan.importing.flat.sections import Kind, Section
from samspill.plan.importing.heads import partial_head
from samspill.plan.importing.lexicon import Lexicon
from samspill.plan.importing.stream import FlatLine, blocks_of
from samspill.plan.importing.vocabulary import is_status, words
from samspill.plan.importing.words import fold, is_garbled, is_noise, starts_low

NARROW = 0.45
WIDE_MIN = 50
HEADING_CHARS_MAX = 72
PASSES = 2
SAME_IN_TABLE = 2
"""A short text that stands twice in one table is a value: no table has the same measure twice."""


@dataclass(slots=True)
class _Unit:
    """Lines that belong together, not yet told apart as title or value."""

    lines: list[str]
    page: int
    opens_block: bool
    inline: bool = False
    """Split off from the end of a line: a value."""
    text: str = ""
    flags: tuple[Flag, ...] = ()
    doubtful: bool = False


@dataclass(slots=True)
class _Sheet:
    """What the whole document tells about its tables."""

    lexicon: Lexicon
    width: float
    """How wide a line of a title is; 0 when the document has no long lines."""
    phrases: frozenset[str] = frozenset()
    damaged: bool = False
    measures: set[str] = field(default_factory=set)
    headings: set[str] = field(default_factory=set)


def read_tables(sections: Sequence[Section], lexicon: Lexicon, *, damaged: bool = False) -> list[YearTable]:
    """Return the tables with year columns, their rows in groups."""
    tables = [section for section in sections if section.kind is Kind.TABLE and has_years(section)]
    sheet = _Sheet(lexicon, _title_width(tables), damaged=damaged)
    rows: list[list[Row]] = []
    for _ in range(PASSES):
        rows = [_rows(section, sheet) for section in tables]
        sheet.phrases = frozenset(_phrases(rows))
    _learn(rows, sheet)
    return [_table(section, found, sheet) for section, found in zip(tables, rows, strict=True)]


def has_years(section: Section) -> bool:
    """Whether a table's columns are years, or its head row is lost."""
    kinds = {head.kind for head in section.heads}
    return not section.heads or "year" in kinds or kinds == {"measure"}


def _title_width(sections: Sequence[Section]) -> float:
    wide = [len(line.text) for section in sections for line in section.lines if len(line.text) >= WIDE_MIN]
    return median(wide) if len(wide) >= 2 else 0.0


def _phrases(tables: Iterable[Iterable[Row]]) -> Iterable[str]:
    """Yield the values the document repeats or writes beside other values: its closed phrase list."""
    for rows in tables:
        for row in rows:
            for value in row.values:
                yield fold(value.text).strip(" .?")


def _rows(section: Section, sheet: _Sheet) -> list[Row]:
    """Return titles with their values; headings are still rows without values."""
    rows: list[Row] = []
    units = [unit for unit in _units(section.lines, sheet) if not (sheet.damaged and is_noise(unit.text))]
    alone = Counter(fold(unit.text) for unit in units if len(unit.text) <= sheet.width * NARROW)
    for unit in units:
        unit.inline = unit.inline or alone[fold(unit.text)] >= SAME_IN_TABLE
        piece = Piece(unit.lines, unit.page, unit.text, unit.flags)
        if rows and _is_value(unit, rows[-1], sheet):
            rows[-1].values.append(piece)
        else:
            rows.append(Row(piece))
    return rows


def _units(lines: Sequence[FlatLine], sheet: _Sheet) -> list[_Unit]:
    units: list[_Unit] = []
    for block in blocks_of(lines):
        for place, line in enumerate(block):
            if any(head.kind == "year" for head in partial_head(line.text)):
                continue
            _take(units, line, opens_block=place == 0, sheet=sheet)
    for unit in units:
        unit.text, unit.flags = sheet.lexicon.joined(unit.lines)
    return units


def _take(units: list[_Unit], line: FlatLine, *, opens_block: bool, sheet: _Sheet) -> None:
    """Add a line to the units: its first part may go on with what stands before, later parts are cells of their own."""
    parts = sheet.lexicon.split(line.text, phrases=sheet.phrases)
    first, later = parts[0], parts[1:]
    before = _goes_on_from(units, first, sheet)
    if before is not None and not line.bullet:
        before.lines.append(first)
    else:
        starts_values = bool(later) and bool(units) and _is_known_value(first, later, sheet)
        units.append(_Unit([first], line.page, opens_block, inline=starts_values))
    units += [_Unit([part], line.page, opens_block=False, inline=True) for part in later]


def _is_known_value(text: str, later: Sequence[str], sheet: _Sheet) -> bool:
    """Whether the first of several cells on a line is a value too: the row's title stood on the line before."""
    return is_status(text) or fold(text).strip(" .?") in sheet.phrases or all(part == text for part in later)


def _goes_on_from(units: Sequence[_Unit], text: str, sheet: _Sheet) -> _Unit | None:
    """Return the unit a line continues. A line in small letters behind a whole status word goes on with the title."""
    if not units:
        return None
    last = units[-1]
    titles = [unit for unit in units if not unit.inline and _widest(unit) > sheet.width * NARROW]
    if sheet.width and titles and last is not titles[-1] and not is_garbled(text.split(" ", maxsplit=1)[0]):
        title = " ".join(titles[-1].lines)
        if _in_title_column(text, title, last, sheet):
            return titles[-1]
        if len(text) > sheet.width * NARROW:
            return None
    if not sheet.lexicon.goes_on(" ".join(last.lines), text):
        return None
    return last


def _widest(unit: _Unit) -> int:
    return max(len(line) for line in unit.lines)


def _in_title_column(text: str, title: str, last: _Unit, sheet: _Sheet) -> bool:
    """Whether a line behind values goes on with the title: too wide for a value's column, or the title has no end.

    Also a line in small letters behind a whole status word: the status stood beside the title's first line.
    """
    if starts_low(text):
        return len(text) > sheet.width * NARROW or (last.inline and is_status(" ".join(last.lines)))
    short = len(text) <= sheet.width * 0.6
    return sheet.damaged and short and sheet.lexicon.is_open(title) and not sheet.lexicon.is_open(" ".join(last.lines))


def _is_value(unit: _Unit, row: Row, sheet: _Sheet) -> bool:
    """Whether a unit is a value of the row before it."""
    if unit.inline or is_status(unit.text) or fold(unit.text).strip(" .?") in sheet.phrases:
        return True
    if _is_narrow(unit, sheet):
        return True
    if _opens_like_value(unit.text) and len(unit.text) <= max(sheet.width * NARROW, 30):
        return True
    room = sheet.width * 0.3
    follows = not unit.opens_block and not sheet.damaged and max(map(len, row.title.lines)) > sheet.width * NARROW
    return follows and len(unit.lines) == 1 and len(unit.text) <= room


def _is_narrow(unit: _Unit, sheet: _Sheet) -> bool:
    """Whether the lines were broken at a width no title has."""
    if len(unit.lines) < 2 or not sheet.width:
        return False
    return max(len(line) for line in unit.lines) <= sheet.width * NARROW


def _opens_like_value(text: str) -> bool:
    """Whether a text says how things stand («Jobber med …», «Etablert i …») and not what is to be done."""
    folded = fold(text)
    first = folded.split(" ")[0]
    return any(first == opener or folded.startswith(f"{opener} ") for opener in words("status", "openers"))


def _learn(tables: Sequence[Sequence[Row]], sheet: _Sheet) -> None:
    """Learn from all tables which titles have values somewhere, and which open tables or stand right before rows."""
    before_rows: Counter[str] = Counter()
    for rows in tables:
        for place, row in enumerate(rows):
            after = rows[place + 1] if place + 1 < len(rows) else None
            if row.values or _is_surely_measure(row):
                sheet.measures.add(fold(row.title.text))
            elif row is rows[0] or (after is not None and (after.values or _is_surely_measure(after))):
                before_rows[fold(row.title.text)] += 1
    sheet.headings = {title for title, count in before_rows.items() if count >= 2 and title not in sheet.measures}
    if sheet.damaged:
        _learn_from_damage(tables, before_rows, sheet)


def _learn_from_damage(tables: Sequence[Sequence[Row]], before_rows: Counter[str], sheet: _Sheet) -> None:
    """Keep headings that a misread text gave the values of the row below: a heading elsewhere is one here."""
    often = Counter(fold(row.title.text) for rows in tables for row in rows)
    sheet.headings |= {title for title in before_rows if often[title] >= 2}
    sheet.measures -= sheet.headings
    for rows in tables:
        for row, after in pairwise(rows):
            if fold(row.title.text) in sheet.headings and row.values:
                after.values, row.values = [*row.values, *after.values], []


def _is_surely_measure(row: Row) -> bool:
    """Whether a title's own form tells that it is no heading: several lines, a full stop, a bracket, a semicolon."""
    text = row.title.text
    return (
        len(row.title.lines) > 1
        or text.endswith(".")
        or any(sign in text for sign in "();:«")
        or len(text) > HEADING_CHARS_MAX
    )


def _table(section: Section, rows: list[Row], sheet: _Sheet) -> YearTable:
    table = YearTable(section.title, section.heads, page=section.page, number=section.number)
    table.rest = [[line.text for line in block] for block in blocks_of(section.lines)]
    table.groups = _grouped(rows, sheet)
    _set_loose_apart(table)
    return table


def _grouped(rows: Sequence[Row], sheet: _Sheet) -> list[Group]:
    groups: list[Group] = []
    for place, row in enumerate(rows):
        heading, doubtful = _is_heading(rows, place, sheet)
        if heading:
            groups.append(Group(row.title, flags=(Flag.HEADING_OR_MEASURE,) if doubtful else ()))
            continue
        if not groups:
            groups.append(Group(None))
        row.flags = (*row.flags, Flag.HEADING_OR_MEASURE) if doubtful else row.flags
        groups[-1].rows.append(row)
    return groups


def _is_heading(  # noqa: PLR0911 - a list of reasons, each with its answer
    rows: Sequence[Row], place: int, sheet: _Sheet
) -> tuple[bool, bool]:
    """Return (is a heading, is doubtful)."""
    row = rows[place]
    title = fold(row.title.text)
    if row.values or title in sheet.measures:
        return False, False
    if place == 0 or title in sheet.headings:
        return True, False
    if _is_surely_measure(row):
        return False, False
    after = rows[place + 1] if place + 1 < len(rows) else None
    if after is None:
        return False, True
    if _like_a_heading(rows, title, sheet):
        return True, False
    if _built_like_measures(rows, row, sheet):
        return False, True
    return bool(after.values) or _is_measure(after, sheet), True


def _is_measure(row: Row, sheet: _Sheet) -> bool:
    return bool(row.values) or fold(row.title.text) in sheet.measures or _is_surely_measure(row)


def _like_a_heading(rows: Sequence[Row], title: str, sheet: _Sheet) -> bool:
    """Whether a title begins with the same two words as a heading that is certain."""
    certain = sheet.headings | ({fold(rows[0].title.text)} if not rows[0].values else set())
    return any(_opening(title) == _opening(heading) for heading in certain) and len(title.split()) > 2


def _opening(folded: str) -> str:
    return " ".join(folded.split()[:2])


def _built_like_measures(rows: Sequence[Row], row: Row, sheet: _Sheet) -> bool:
    """Whether headings here begin with a verb and measures with a noun, and this title with a noun.

    The parallel is trusted only where it holds for the first heading and for every sure measure of the table.
    """
    measures = [one for one in rows if _is_measure(one, sheet)]
    if rows[0].values or len(measures) < 3 or not _begins_with_verb(rows[0].title.text):
        return False
    return not any(_begins_with_verb(one.title.text) for one in measures[:-1]) and not _begins_with_verb(row.title.text)


def _begins_with_verb(text: str) -> bool:
    first = fold(text).split(" ")[0]
    return (
        first in words("language", "transitive")
        or (first.endswith("ere") and len(first) > 5)
        or first in words("language", "intransitive")
    )


def _set_loose_apart(table: YearTable) -> None:
    """Move values that no row can hold to the table: a text layer that gives titles first and columns after."""
    columns = sum(1 for head in table.heads if head.kind == "year") or 3
    for row in table.rows:
        if len(row.values) > columns:
            table.loose += row.values
            row.values = []
            row.flags = (*row.flags, Flag.SPLIT_DOUBTFUL)


def with_flag(piece: Piece, flag: Flag) -> Piece:
    """Return a piece with one flag more."""
    return piece if flag in piece.flags else replace(piece, flags=(*piece.flags, flag))
