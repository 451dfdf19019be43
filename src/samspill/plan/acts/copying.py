"""From what a version says to a draft of the next."""

from dataclasses import replace

from samspill.plan.contracts import (
    AreaDraft,
    AreaView,
    CellDraft,
    GroupDraft,
    MeasureDraft,
    MeasureView,
    Status,
    VersionDraft,
    YearHead,
)
from samspill.plan.store.views import Tree


def draft_of(tree: Tree, kind: str, *, title: str, years: tuple[YearHead, ...]) -> VersionDraft:
    """Return a draft with everything a version holds, the cells of years that are left out excepted."""
    left_out = {head.year for head in tree.version.years} - {head.year for head in years}
    return VersionDraft(
        title=title,
        kind=kind,
        language=tree.version.language,
        years=years,
        areas=tuple(_area(area, left_out) for area in tree.areas),
        goals=tree.goals,
        status_words=tree.version.status_words,
        owner=tree.version.owner,
    )


def measure_draft_of(view: MeasureView) -> MeasureDraft:
    """Return the draft that would change nothing in a measure."""
    return MeasureDraft(
        title=view.title,
        description=view.description,
        responsible=view.responsible,
        deadline=view.deadline,
        remark=view.remark,
        bullets=view.bullets,
        origin=view.origin,
        owner_forum=view.owner_forum,
        target_groups=view.target_groups,
        cells=tuple(CellDraft(cell.year, cell.text, cell.kind, cell.status, cell.label) for cell in view.cells),
        provenance=view.provenance,
        state=view.state,
    )


def _area(area: AreaView, left_out: set[int]) -> AreaDraft:
    return AreaDraft(
        name=area.name,
        number=area.number,
        parent=area.parent,
        goals=area.goals,
        groups=tuple(
            GroupDraft(group.name, tuple(_measure(measure, left_out) for measure in group.measures))
            for group in area.groups
        ),
    )


def _measure(view: MeasureView, left_out: set[int]) -> MeasureDraft:
    draft = measure_draft_of(view)
    cells = zip(draft.cells, view.cells, strict=True)
    # What is reported stays with the measure and is seen in the draft too; only the version's own statuses are copied.
    kept = (replace(cell, status=Status.UNKNOWN) if shown.reported_at else cell for cell, shown in cells)
    return replace(draft, cells=tuple(cell for cell in kept if cell.year not in left_out))
