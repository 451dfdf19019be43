"""One row of a plan table becomes one measure: each cell goes where its column's head says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samspill.documents.contracts import Cell
from samspill.plan.importing.build import UNSURE, Source
from samspill.plan.importing.contracts import Flag, Found, FoundCell, FoundDeadline, FoundMeasure
from samspill.plan.importing.drafts import Piece
from samspill.plan.importing.lexicon import Lexicon
from samspill.plan.importing.tables.grid import Columns

OWN_FIELD = frozenset(
    {"measure", "area", "group", "goal", "responsible", "deadline", "remark", "status", "number", "year"}
)
WHITE = frozenset({"#ffffff", "#fff"})


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to read rows."""

    source: Source
    lexicon: Lexicon
    colours: Mapping[str, str]
    """What a colour means by the legend."""
    year: int | None = None
    """The plan's only year, for deadlines without one."""


def lists_only(cell: Cell, lexicon: Lexicon) -> bool:
    """Whether a cell holds several bullets and no text that they are points of."""
    title, points = _parted(cell, lexicon)
    return not title and len(points) > 1


def piece_of(cell: Cell, page: int, lexicon: Lexicon) -> Piece:
    """Return a cell's text before its bullets; all of it when it begins with a bullet."""
    title, points = _parted(cell, lexicon)
    lines = title or [line for point in points for line in point]
    text, flags = lexicon.joined(lines)
    return Piece(lines, page, text, flags)


def points_of(cell: Cell, page: int, lexicon: Lexicon) -> list[Piece]:
    """Return the bullets of a cell; a lone bullet without a text before it is the text itself."""
    title, points = _parted(cell, lexicon)
    if not title and len(points) == 1:
        return []
    return [Piece(lines, page, *lexicon.joined(lines)) for lines in points]


def _parted(cell: Cell, lexicon: Lexicon) -> tuple[list[str], list[list[str]]]:
    """Return (lines of the text, lines of each bullet); a line that goes on with a bullet belongs to it."""
    title: list[str] = []
    points: list[list[str]] = []
    for line in cell.lines:
        if not line.text:
            continue
        if line.bullet:
            points.append([line.text])
        elif points and lexicon.goes_on(" ".join(points[-1]), line.text):
            points[-1].append(line.text)
        else:
            title.append(line.text)
    return title, points


def measure_of(
    cells: Mapping[int, Cell],
    columns: Columns,
    page: int,
    reader: Reader,
    flags: Sequence[Flag],
    *,
    all_cells: Sequence[Cell],
) -> FoundMeasure:
    """Return the measure of a row."""
    title = cells.get(columns.place("measure") or 0)
    status = _at(cells, columns, "status")
    deadline = _at(cells, columns, "deadline")
    number = _at(cells, columns, "number")
    points = tuple(reader.source.piece(point) for point in points_of(title, page, reader.lexicon)) if title else ()
    listed = title is not None and lists_only(title, reader.lexicon)
    if listed:
        title = None
    return FoundMeasure(
        title=reader.source.piece(piece_of(title, page, reader.lexicon)) if title else None,
        bullets=points if listed else (),
        sub_points=() if listed else points,
        responsible=_found(_at(cells, columns, "responsible"), page, reader),
        deadline=_deadline(deadline, page, reader) if deadline else None,
        remark=_found(_at(cells, columns, "remark"), page, reader),
        cells=_year_cells(columns, page, reader, flags, all_cells),
        page=page,
        flags=(*_own(flags), *(() if title else (Flag.TITLE_LOST,))),
        status=_found(status, page, reader),
        status_colour=_colour(status) if status else None,
        number=number.text if number else None,
        extras=_extras(cells, columns, page, reader),
    )


def _own(flags: Sequence[Flag]) -> tuple[Flag, ...]:
    """Return the flags that concern the row itself and not its year cells."""
    return tuple(flag for flag in flags if flag not in UNSURE)


def _at(cells: Mapping[int, Cell], columns: Columns, kind: str) -> Cell | None:
    place = columns.place(kind)
    return cells.get(place) if place is not None else None


def _found(cell: Cell | None, page: int, reader: Reader) -> Found | None:
    return reader.source.piece(_whole(cell, page, reader.lexicon)) if cell is not None else None


def _whole(cell: Cell, page: int, lexicon: Lexicon) -> Piece:
    lines = [line.text for line in cell.lines if line.text]
    text, flags = lexicon.joined(lines)
    return Piece(lines, page, text, flags)


def _deadline(cell: Cell, page: int, reader: Reader) -> FoundDeadline:
    piece = _whole(cell, page, reader.lexicon)
    return reader.source.deadline(piece.text, piece.verbatim, page, year=reader.year)


def _colour(cell: Cell) -> str | None:
    colour = cell.fill or next((line.fill for line in cell.lines if line.fill), None)
    return None if colour is None or colour.casefold() in WHITE else colour


def _year_cells(
    columns: Columns,
    page: int,
    reader: Reader,
    flags: Sequence[Flag],
    all_cells: Sequence[Cell],
) -> tuple[FoundCell, ...]:
    found: list[FoundCell] = []
    title_fill = next((cell.fill for cell in all_cells if cell.column == (columns.place("measure") or 0)), None)
    by_place = {cell.column: cell for cell in all_cells}
    for place, head in enumerate(columns.heads):
        cell = by_place.get(place)
        if head is None or head.kind != "year" or cell is None:
            continue
        colour = _colour(cell)
        status = reader.colours.get(colour.casefold()) if colour else None
        if not cell.text and status is None:
            continue
        unknown = colour is not None and status is None and colour != title_fill
        doubts = (*(flag for flag in flags if flag in UNSURE), *((Flag.STATUS_COLOUR_UNKNOWN,) if unknown else ()))
        text = reader.source.piece(_whole(cell, page, reader.lexicon), doubts)
        found.append(FoundCell(text, head.year, head.text, status, colour, column_certain=not UNSURE & set(doubts)))
    return tuple(found)


def _extras(cells: Mapping[int, Cell], columns: Columns, page: int, reader: Reader) -> tuple[tuple[str, Found], ...]:
    """Return what stands in columns with no field of their own; nothing in the file is lost."""
    taken = {columns.place(kind) for kind in OWN_FIELD - {"year"}}
    return tuple(
        (columns.labels[place], reader.source.piece(_whole(cell, page, reader.lexicon)))
        for place, cell in sorted(cells.items())
        if place < len(columns.heads) and place not in taken and not _stands_elsewhere(columns, place)
    )


def _stands_elsewhere(columns: Columns, place: int) -> bool:
    """Whether a column is read by itself: the values of a year, the measures of another year."""
    head = columns.heads[place]
    return head is not None and head.kind in {"year", "left out"}
