"""What a layout carries of a plan, to hold a plan that was read back against the one that was rendered."""

from tests.factories.plan_documents import Degrade, Form, Layout, render

from samspill.documents.api import read_bytes
from samspill.plan.importing.api import understand
from samspill.plan.importing.contracts import FoundMeasure, FoundPlan

Facts = tuple[object, ...]


def measures(plan: FoundPlan, layout: Layout) -> list[Facts]:
    """Return what a layout carries of each measure, in order."""
    return [
        (area.name.text if area.name else None, group.name.text if group.name else None, *_facts(measure, layout))
        for area in plan.areas
        for group in area.groups
        for measure in group.measures
    ]


def _facts(measure: FoundMeasure, layout: Layout) -> Facts:
    title = measure.title.text if measure.title else None
    points = tuple(point.text for point in (*measure.bullets, *measure.sub_points))
    deadline = (measure.deadline.words.text, measure.deadline.latest) if measure.deadline else None
    if layout is Layout.PORTFOLIO:
        return (title, points, tuple((cell.year, cell.text.text, cell.status) for cell in measure.cells))
    if layout is Layout.ACCORDION:
        return (title, points, deadline)
    people = measure.responsible.text if measure.responsible else None
    return (title, points, people, deadline, measure.remark.text if measure.remark else None)


def goals(plan: FoundPlan) -> list[tuple[str | None, str]]:
    """Return (area, goal) of every goal; the area is ``None`` for the whole plan's."""
    own = [(None, goal.text) for goal in plan.goals]
    return own + [(area.name.text if area.name else None, goal.text) for area in plan.areas for goal in area.goals]


def imported(plan: FoundPlan, form: Form, layout: Layout, degrade: frozenset[Degrade], seed: int) -> FoundPlan:
    """Return a plan as it is understood from the file it was rendered to."""
    data = render(plan, form=form, layout=layout, degrade=degrade, seed=seed)
    return understand([read_bytes(data=data, name=f"plan.{form.value}")])
