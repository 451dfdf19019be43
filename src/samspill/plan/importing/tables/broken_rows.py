"""A row that a page break has cut in two: told by every cell going on, joined and flagged."""

from collections.abc import Mapping
from dataclasses import replace

from samspill.documents.contracts import Cell
from samspill.plan.importing.contracts import Flag, Found, FoundMeasure
from samspill.plan.importing.drafts import Piece
from samspill.plan.importing.lexicon import Lexicon
from samspill.plan.importing.tables import rows as table_rows
from samspill.plan.importing.tables.grid import Columns
from samspill.plan.importing.tables.state import State, area_now, last_measure
from samspill.plan.importing.words import starts_low


def continues(state: State, cells: Mapping[int, Cell], columns: Columns, lexicon: Lexicon) -> bool:
    """Whether a first row is the rest of the last measure: every cell goes on where the one above stopped."""
    measure = columns.place("measure") or 0
    last = last_measure(state)
    if (
        measure not in cells
        or last is None
        or last.title is None
        or last.title.text.rstrip().endswith((".", "!", "?", ":"))
    ):
        return False
    above = _above(state, last, columns)
    return set(cells) <= set(above) and all(
        starts_low(cell.text) or cell.text[:1].isdigit() or lexicon.is_open(above[place])
        for place, cell in cells.items()
    )


def _above(state: State, last: FoundMeasure, columns: Columns) -> dict[int, str]:
    """Return the texts of the last measure by column, those that a page break may have cut."""
    texts = {
        "area": state.area.name.text if state.area and state.area.name else None,
        "measure": last.title.text if last.title else None,
        "responsible": last.responsible.text if last.responsible else None,
        "remark": last.remark.text if last.remark else None,
    }
    return {place: text for kind, text in texts.items() if text and (place := columns.place(kind)) is not None}


def join(state: State, cells: Mapping[int, Cell], columns: Columns, page: int, reader: table_rows.Reader) -> None:
    """Join the rest of a row to the measure it belongs to, flagged."""
    last, area = last_measure(state), area_now(state)
    if last is None:
        return
    for kind in ("measure", "responsible", "remark", "area"):
        place = columns.place(kind)
        if place is None or place not in cells:
            continue
        rest = table_rows.piece_of(cells[place], page, reader.lexicon)
        if kind == "area" and area.name is not None:
            area.name = _longer(area.name, rest, reader)
        elif kind == "measure" and last.title is not None:
            last = replace(last, title=_longer(last.title, rest, reader))
        elif kind == "responsible" and last.responsible is not None:
            last = replace(last, responsible=_longer(last.responsible, rest, reader))
        elif kind == "remark" and last.remark is not None:
            last = replace(last, remark=_longer(last.remark, rest, reader))
    group = area.groups[-1]
    area.groups[-1] = replace(group, measures=(*group.measures[:-1], last))


def _longer(found: Found, rest: Piece, reader: table_rows.Reader) -> Found:
    text, flags = reader.lexicon.joined([found.text, rest.text])
    verbatim = f"{found.verbatim}\n{rest.verbatim}"
    return reader.source.found(text, verbatim, found.page, (*found.flags, *flags, Flag.JOINED_OVER_PAGE))
