"""The rows of a review: what was understood, cut into the things a person decides on.

A path tells where a row stands (``area/2/group/0/measure/4``); it is counted from the reading, which never changes once
it is kept, so a path means the same thing each time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from samspill.plan.contracts import Responsible, YearHead
from samspill.plan.importing.contracts import (
    Flag,
    Found,
    FoundArea,
    FoundCell,
    FoundGroup,
    FoundMeasure,
    FoundPlan,
)
from samspill.plan.review.contracts import (
    AreaWords,
    CellWords,
    Decision,
    GoalWords,
    GroupWords,
    Meaning,
    MeasureWords,
    PlanWords,
    Row,
    RowKind,
    RowView,
    Tally,
    Verdict,
)
from samspill.plan.review.wording import problems_of, status_meaning, year_kind, years_proposed

Known = Callable[[str], Responsible]
"""Finds the organisation whose very name a text is; leaves it unknown otherwise."""

PLAN = "plan"


def rows_of(plan: FoundPlan, *, known: Known) -> tuple[Row, ...]:
    """Return every row in reading order: the plan, its goals, then area by area with goals, groups and measures."""
    return tuple(_rows(plan, known))


def views_of(rows: Sequence[Row], decisions: Mapping[str, Decision]) -> tuple[RowView, ...]:
    """Return the rows with what has been decided; what stands in a dropped area or group is dropped with it."""
    dropped = [f"{path}/" for path, decision in decisions.items() if decision.verdict is Verdict.DROP and path != PLAN]
    return tuple(
        RowView(
            row=row,
            decision=decisions.get(row.path),
            dropped_above=any(row.path.startswith(above) for above in dropped),
        )
        for row in rows
    )


def tally(views: Sequence[RowView]) -> Tally:
    """Count how the review stands."""
    return Tally(
        rows=len(views),
        measures=sum(view.row.kind is RowKind.MEASURE for view in views),
        waiting=sum(view.waits for view in views),
        waiting_kinds=Counter(view.row.kind for view in views if view.waits),
        unasked=sum(is_unasked(view) for view in views),
        dropped=sum(
            view.dropped_above or (view.decision is not None and view.decision.verdict is Verdict.DROP)
            for view in views
        ),
    )


def is_unasked(view: RowView) -> bool:
    """Tell whether a row asks nothing and is not decided yet."""
    return not view.row.asks and view.decision is None and not view.dropped_above


def _rows(plan: FoundPlan, known: Known) -> Iterator[Row]:
    yield _plan_row(plan)
    yield from (_goal_row(f"goal/{place}", goal) for place, goal in enumerate(plan.goals))
    for place, area in enumerate(plan.areas):
        path = f"area/{place}"
        yield _area_row(path, area)
        yield from (_goal_row(f"{path}/goal/{at}", goal) for at, goal in enumerate(area.goals))
        for at, group in enumerate(area.groups):
            yield from _group_rows(f"{path}/group/{at}", group, known)


def _group_rows(path: str, group: FoundGroup, known: Known) -> Iterator[Row]:
    # A group without a name is only a place to stand; it asks for a decision when something is doubtful about it.
    if group.name or group.flags:
        page = group.name.page if group.name else _page_of(group.measures)
        yield _row(
            path,
            RowKind.GROUP,
            GroupWords(name=group.name.text if group.name else ""),
            found=_named(name=group.name),
            flags=group.flags,
            page=page,
        )
    for place, measure in enumerate(group.measures):
        yield _measure_row(f"{path}/measure/{place}", measure, known)


def _plan_row(plan: FoundPlan) -> Row:
    words = PlanWords(
        title=plan.title.text if plan.title else "",
        kind=plan.kind or "",
        language=plan.language,
        owner=plan.owner.text if plan.owner else "",
        dated=plan.dated,
        years=tuple(
            YearHead(year=year, label=plan.year_labels.get(year, str(year)), kind=year_kind(year, plan))
            for year in years_proposed(plan)
        ),
        meanings=tuple(Meaning(word=word, status=status_meaning(word)) for word in _scale(plan)),
    )
    found = _named(
        title=plan.title, owner=plan.owner, plan_responsible=plan.plan_responsible, approved_by=plan.approved_by
    )
    row = _row(PLAN, RowKind.PLAN, words, found=found, flags=(), page=found[0][1].page if found else 1)
    flags = (*row.flags, *(notice.flag for notice in plan.notices))
    return Row(
        path=row.path,
        kind=row.kind,
        proposal=words,
        found=found,
        flags=_once(flags),
        problems=row.problems,
        notices=plan.notices,
        page=row.page,
        document=row.document,
    )


def _scale(plan: FoundPlan) -> tuple[str, ...]:
    """Return the plan's own status words: its legend, then words that only a cell has."""
    in_cells = (cell.status for measure in plan.measures for cell in measure.cells if cell.status)
    return tuple(dict.fromkeys((*plan.status_scale, *in_cells)))


def _goal_row(path: str, goal: Found) -> Row:
    return _row(path, RowKind.GOAL, GoalWords(text=goal.text), found=_named(text=goal), flags=(), page=goal.page)


def _area_row(path: str, area: FoundArea) -> Row:
    words = AreaWords(name=area.name.text if area.name else "", number=area.number, parent=area.parent or "")
    page = area.name.page if area.name else _page_of([measure for group in area.groups for measure in group.measures])
    return _row(path, RowKind.AREA, words, found=_named(name=area.name), flags=area.flags, page=page)


def _measure_row(path: str, measure: FoundMeasure, known: Known) -> Row:
    words = MeasureWords(
        title=measure.title.text if measure.title else "",
        points=tuple(point.text for point in (*measure.bullets, *measure.sub_points)),
        responsible=(known(measure.responsible.text),) if measure.responsible else (),
        deadline=measure.deadline.words.text if measure.deadline else "",
        deadline_latest=measure.deadline.latest if measure.deadline else None,
        remark=measure.remark.text if measure.remark else "",
        cells=tuple(CellWords(text=cell.text.text, year=cell.year, word=cell.status or "") for cell in measure.cells),
    )
    return _row(path, RowKind.MEASURE, words, found=_measure_values(measure), flags=measure.flags, page=measure.page)


def _measure_values(measure: FoundMeasure) -> tuple[tuple[str, Found], ...]:
    return (
        *_named(
            title=measure.title,
            responsible=measure.responsible,
            deadline=measure.deadline.words if measure.deadline else None,
            remark=measure.remark,
        ),
        *(("points", point) for point in (*measure.bullets, *measure.sub_points)),
        *((cell_field(cell), cell.text) for cell in measure.cells),
    )


def cell_field(cell: FoundCell) -> str:
    """Return the field name of a cell in provenance and changes: ``text 2026``, ``text ?`` when no year is known."""
    return f"text {cell.year or '?'}"


def _row(
    path: str,
    kind: RowKind,
    words: PlanWords | GoalWords | AreaWords | GroupWords | MeasureWords,
    *,
    found: tuple[tuple[str, Found], ...],
    flags: tuple[Flag, ...],
    page: int,
) -> Row:
    inner = (flag for _, value in found for flag in value.flags)
    return Row(
        path=path,
        kind=kind,
        proposal=words,
        found=found,
        flags=_once((*flags, *inner)),
        problems=tuple(problems_of(words).values()),
        page=page,
        document=found[0][1].document if found else "",
    )


def _named(**values: Found | None) -> tuple[tuple[str, Found], ...]:
    return tuple((name, value) for name, value in values.items() if value is not None)


def _once(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    return tuple(dict.fromkeys(flags))


def _page_of(measures: Sequence[FoundMeasure]) -> int:
    return measures[0].page if measures else 1
