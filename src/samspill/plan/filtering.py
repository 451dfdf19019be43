"""Which measures a reader asks for. Plain Python: SQLite's own LIKE and lower() know no æ, ø and å."""

from dataclasses import replace

from samspill.plan.contracts import AreaView, GroupView, MeasureView, PortfolioFilter, Status
from samspill.plan.folding import fold


def narrow(areas: tuple[AreaView, ...], where: PortfolioFilter) -> tuple[AreaView, ...]:
    """Return the areas with the measures that fit; what has none is left out, unless nothing is asked for."""
    if where.is_empty:
        return areas
    narrowed = (
        replace(area, groups=_narrow_groups(area, where))
        for area in areas
        if where.area_id is None or area.id == where.area_id
    )
    return tuple(area for area in narrowed if area.groups)


def fits(measure: MeasureView, where: PortfolioFilter) -> bool:
    """Tell whether a measure is asked for; every word of the text must stand somewhere in it."""
    return (
        (where.state is None or measure.state is where.state)
        and _fits_status(measure, where)
        and (where.organisation_id is None or _answered_by(measure, where))
        and (where.due_by is None or _due(measure, where))
        and (not where.text or _says(measure, where.text))
    )


def _narrow_groups(area: AreaView, where: PortfolioFilter) -> tuple[GroupView, ...]:
    groups = (
        replace(group, measures=tuple(measure for measure in group.measures if fits(measure, where)))
        for group in area.groups
    )
    return tuple(group for group in groups if group.measures)


def _fits_status(measure: MeasureView, where: PortfolioFilter) -> bool:
    if where.year is None:
        return where.status is None or measure.status_now is where.status
    cells = [cell for cell in measure.cells if cell.year == where.year]
    if where.status is None:
        return any(cell.text or cell.status is not Status.UNKNOWN for cell in cells)
    return any(cell.status is where.status for cell in cells)


def _answered_by(measure: MeasureView, where: PortfolioFilter) -> bool:
    return any(body.organisation_id == where.organisation_id for body in measure.responsible)


def _due(measure: MeasureView, where: PortfolioFilter) -> bool:
    latest = measure.deadline.latest if measure.deadline else None
    return latest is not None and where.due_by is not None and latest <= where.due_by


def _says(measure: MeasureView, text: str) -> bool:
    words = fold(
        "\n".join(
            (
                measure.title,
                measure.description,
                measure.remark,
                measure.group_name,
                measure.area_name,
                measure.owner_forum,
                measure.deadline.text if measure.deadline else "",
                *measure.bullets,
                *measure.target_groups,
                *(body.text for body in measure.responsible),
                *(cell.text for cell in measure.cells),
            )
        )
    )
    return all(word in words for word in fold(text).split())
