"""A plan laid out on sheets (slides, pages), in the shapes that real plan documents have, before any file form."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from samspill.plan.importing.contracts import FoundArea, FoundMeasure, FoundPlan


class Layout(StrEnum):
    """How the plan is laid out."""

    PORTFOLIO = "portfolio"
    """A deck: cover, index, per area a «Målbilde:» slide and one or more table slides with a column per year."""
    ACTION_TABLE = "action-table"
    """Title, goals and one table: Tema | Tiltak | Ansvarlig | Tidsplan | Merknad."""
    ACCORDION = "accordion"
    """A web page: per area its measures as heads that unfold points and «Tidsramme: …» (HTML only)."""


class Kind(StrEnum):
    """What a text on a sheet is."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    BULLET = "bullet"
    GUIDANCE = "guidance"
    ACCORDION_HEAD = "accordion-head"


@dataclass(slots=True)
class Piece:
    """A paragraph."""

    text: str
    kind: Kind = Kind.BODY


@dataclass(slots=True)
class Slot:
    """A cell; ``column`` is where it stands."""

    column: int
    text: str
    span: int = 1
    rows: int = 1
    fill: str | None = None
    bold: bool = False


@dataclass(slots=True)
class Grid:
    """A table: rows of slots. Places covered by a slot that spans are left out."""

    columns: int
    rows: list[list[Slot]] = field(default_factory=list)
    has_head: bool = True


@dataclass(slots=True)
class Sheet:
    """A slide or page."""

    title: str
    pieces: list[Piece] = field(default_factory=list)
    grid: Grid | None = None
    legend: list[tuple[str, str]] = field(default_factory=list)
    """(status word, colour)."""
    foot: list[str] = field(default_factory=list)
    area: int | None = None
    """The area's place in the plan."""


ROWS_A_SLIDE = 12
HEAD_FILL = "#2a2859"
GROUP_FILL = "#d9e2f3"


def sheets_of(plan: FoundPlan, layout: Layout) -> list[Sheet]:
    """Lay a plan out."""
    if layout is Layout.PORTFOLIO:
        return list(_portfolio(plan))
    return [_action_table(plan)] if layout is Layout.ACTION_TABLE else [_accordion(plan)]


def _cover(plan: FoundPlan) -> Sheet:
    pieces = [Piece(one.text) for one in (plan.owner,) if one is not None]
    if plan.approved_by is not None:
        pieces.append(Piece(f"Godkjent av {plan.approved_by.text}"))
    if plan.dated is not None:
        pieces.append(Piece(plan.dated.strftime("%d.%m.%Y")))
    return Sheet(plan.title.text if plan.title else "Porteføljeplan", pieces)


def _portfolio(plan: FoundPlan) -> Iterator[Sheet]:
    yield _cover(plan)
    names = [_index_line(area) for area in plan.areas]
    yield Sheet("Innsatsområder", [Piece(name) for name in names])
    for at, area in enumerate(plan.areas):
        name = area.name.text if area.name else ""
        if area.goals:
            goals = [Piece(goal.text, Kind.BULLET) for goal in area.goals]
            yield Sheet(name, [Piece("Målbilde:", Kind.HEADING), *goals], area=at)
        for rows in _slides(list(_year_rows(plan, area))):
            grid = Grid(1 + len(plan.years), [_year_head(plan), *rows])
            yield Sheet(name, grid=grid, legend=_legend(plan), area=at)


def _index_line(area: FoundArea) -> str:
    name = area.name.text if area.name else ""
    return f"{area.number} {name}" if area.number is not None else name


def _slides(rows: list[list[Slot]]) -> Iterator[list[list[Slot]]]:
    """Part the rows over slides; a group's heading never stands last."""
    while rows:
        count = min(ROWS_A_SLIDE, len(rows))
        if count < len(rows) and rows[count - 1][0].span > 1:
            count -= 1
        yield rows[:count]
        rows = rows[count:]


def _year_head(plan: FoundPlan) -> list[Slot]:
    labels = [plan.year_labels.get(year, str(year)) for year in plan.years]
    return [Slot(at, text, fill=HEAD_FILL, bold=True) for at, text in enumerate(["FOKUSOMRÅDER", *labels])]


def _year_rows(plan: FoundPlan, area: FoundArea) -> Iterator[list[Slot]]:
    for group in area.groups:
        if group.name is not None:
            yield [Slot(0, group.name.text, span=1 + len(plan.years), fill=GROUP_FILL, bold=True)]
        for measure in group.measures:
            yield [Slot(0, _words(measure)), *_year_slots(plan, measure)]


def _year_slots(plan: FoundPlan, measure: FoundMeasure) -> Iterator[Slot]:
    by_year = {cell.year: cell for cell in measure.cells}
    for at, year in enumerate(plan.years, start=1):
        cell = by_year.get(year)
        yield Slot(at, cell.text.text if cell else "", fill=cell.colour if cell else None)


def _words(measure: FoundMeasure) -> str:
    title = measure.title.text if measure.title else ""
    return "\n".join([title, *(f"• {point.text}" for point in measure.sub_points)])


def _legend(plan: FoundPlan) -> list[tuple[str, str]]:
    colours = {cell.status: cell.colour for measure in plan.measures for cell in measure.cells if cell.colour}
    return [(word, colour) for word in plan.status_scale if (colour := colours.get(word))]


HEADS = ("Tema", "Tiltak", "Ansvarlig", "Tidsplan", "Merknad")


def _action_table(plan: FoundPlan) -> Sheet:
    heads = plan.columns if len(plan.columns) == len(HEADS) else HEADS
    head = [Slot(at, text, fill=HEAD_FILL, bold=True) for at, text in enumerate(heads)]
    pieces = []
    if plan.plan_responsible is not None:
        pieces.append(Piece(f"Ansvarlig for handlingsplanen: {plan.plan_responsible.text}"))
    if plan.goals:
        period = f" for {min(plan.years)}-{max(plan.years)}" if plan.years else ""
        pieces += [Piece(f"Målsetting{period}:", Kind.HEADING)]
        pieces += [Piece(goal.text, Kind.BULLET) for goal in plan.goals]
    rows = [row for area in plan.areas for row in _action_rows(area)]
    return Sheet(plan.title.text if plan.title else "Handlingsplan", pieces, Grid(len(HEADS), [head, *rows]))


def _action_rows(area: FoundArea) -> list[list[Slot]]:
    rows: list[list[Slot]] = []
    for group in area.groups:
        if group.name is not None:
            rows.append([Slot(1, group.name.text, span=len(HEADS) - 1, fill=GROUP_FILL, bold=True)])
        for measure in group.measures:
            texts = (
                _words(measure),
                measure.responsible.text if measure.responsible else "",
                measure.deadline.words.text if measure.deadline else "",
                measure.remark.text if measure.remark else "",
            )
            rows.append([Slot(at, text) for at, text in enumerate(texts, start=1)])
    if rows:
        rows[0].insert(0, Slot(0, area.name.text if area.name else "", rows=len(rows), bold=True))
    return rows


def _accordion(plan: FoundPlan) -> Sheet:
    pieces = []
    for area in plan.areas:
        number = f"{area.number}. " if area.number is not None else ""
        pieces.append(Piece(number + (area.name.text if area.name else ""), Kind.HEADING))
        for measure in (one for group in area.groups for one in group.measures):
            pieces.append(Piece(measure.title.text if measure.title else "", Kind.ACCORDION_HEAD))
            pieces += [Piece(point.text, Kind.BULLET) for point in (*measure.bullets, *measure.sub_points)]
            if measure.deadline is not None:
                pieces.append(Piece(f"Tidsramme: {measure.deadline.words.text}"))
    return Sheet(plan.title.text if plan.title else "Handlingsplan", pieces)
