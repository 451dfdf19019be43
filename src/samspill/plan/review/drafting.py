"""The reviewed reading as a version of the plan: each kept row's words, with where they came from."""

from collections.abc import Iterable, Mapping, Sequence

from samspill.plan.contracts import (
    AreaDraft,
    CellDraft,
    CellKind,
    Deadline,
    GroupDraft,
    MeasureDraft,
    Provenance,
    Status,
    VersionDraft,
)
from samspill.plan.importing.contracts import Found, FoundArea, FoundPlan
from samspill.plan.review.contracts import (
    AreaWords,
    CellWords,
    GoalWords,
    GroupWords,
    MeasureWords,
    PlanWords,
    RowView,
)
from samspill.plan.review.rows import PLAN
from samspill.plan.review.rules import keeps

Kept = Mapping[str, RowView]
"""The rows that come along, by path."""


class _Years:
    """The version's year columns, and what a status word means in this plan."""

    def __init__(self, said: PlanWords) -> None:
        self.meaning = {meaning.word: meaning.status for meaning in said.meanings}
        self.status_words: dict[Status, str] = {}
        for meaning in said.meanings:
            if meaning.status is not Status.UNKNOWN:
                self.status_words.setdefault(meaning.status, meaning.word)
        self.heads = said.years
        self._by_year = {head.year: head for head in said.years}

    def cell(self, said: CellWords) -> CellDraft:
        head = self._by_year.get(said.year) if said.year is not None else None
        return CellDraft(
            year=said.year,
            text=said.text,
            kind=head.kind if head else CellKind.PLANNED,
            status=self.meaning.get(said.word, Status.UNKNOWN),
            label=head.label if head else "",
        )


def draft_of(plan: FoundPlan, views: Sequence[RowView], *, fingerprint: str, import_id: int) -> VersionDraft:
    """Return the version that the review has come to.

    Args:
        plan: the reading, which tells how areas, groups and measures hang together.
        views: its rows with what was decided; dropped rows, and what stands in them, are left out.
        fingerprint: what tells the same content from another.
        import_id: the run, kept in each value's provenance.
    """
    kept = {view.row.path: view for view in views if keeps(view)}
    said = kept[PLAN].words
    if not isinstance(said, PlanWords):
        raise TypeError("the plan's own row holds other words than a plan's")
    years = _Years(said)
    return VersionDraft(
        title=said.title,
        kind=said.kind,
        language=said.language,
        years=years.heads,
        areas=tuple(
            _area(f"area/{place}", area, kept, years, import_id)
            for place, area in enumerate(plan.areas)
            if f"area/{place}" in kept
        ),
        goals=_goals("", len(plan.goals), kept),
        status_words=years.status_words,
        owner=said.owner,
        dated=said.dated,
        fingerprint=fingerprint,
    )


def _area(path: str, area: FoundArea, kept: Kept, years: _Years, import_id: int) -> AreaDraft:
    said = kept[path].words
    if not isinstance(said, AreaWords):
        raise TypeError(f"the row {path} does not hold an area's words")
    return AreaDraft(
        name=said.name,
        number=said.number,
        parent=said.parent,
        goals=_goals(f"{path}/", len(area.goals), kept),
        groups=tuple(_groups(path, area, kept, years, import_id)),
    )


def _goals(above: str, count: int, kept: Kept) -> tuple[str, ...]:
    words = (view.words for at in range(count) if (view := kept.get(f"{above}goal/{at}")))
    return tuple(said.text for said in words if isinstance(said, GoalWords))


def _groups(path: str, area: FoundArea, kept: Kept, years: _Years, import_id: int) -> Iterable[GroupDraft]:
    """Gather the area's measures under their sub-headings, as a person has told which is which."""
    made: list[tuple[str, list[MeasureDraft]]] = []
    for at, group in enumerate(area.groups):
        head = kept.get(f"{path}/group/{at}")
        if head and isinstance(head.words, GroupWords) and head.words.is_measure:
            if not made:
                made.append(("", []))
            made[-1][1].append(_measure_of_heading(head, head.words, import_id))
        else:
            made.append((head.words.name if head and isinstance(head.words, GroupWords) else "", []))
        for place in range(len(group.measures)):
            view = kept.get(f"{path}/group/{at}/measure/{place}")
            if view and isinstance(view.words, MeasureWords) and view.words.is_heading:
                made.append((view.words.title, []))
            elif view:
                made[-1][1].append(_measure(view, years, import_id))
    return (GroupDraft(name=name, measures=tuple(measures)) for name, measures in made if measures)


def _measure_of_heading(view: RowView, said: GroupWords, import_id: int) -> MeasureDraft:
    found = (_origin("title", found, view.row.document, import_id) for _, found in view.row.found)
    return MeasureDraft(title=said.name, provenance=tuple(found))


def _measure(view: RowView, years: _Years, import_id: int) -> MeasureDraft:
    said = view.words
    if not isinstance(said, MeasureWords):
        raise TypeError(f"the row {view.row.path} does not hold a measure's words")
    return MeasureDraft(
        title=said.title,
        responsible=said.responsible,
        deadline=Deadline(text=said.deadline, latest=said.deadline_latest) if said.deadline else None,
        remark=said.remark,
        bullets=said.points,
        cells=_one_a_year(years.cell(cell) for cell in said.cells if cell.text or cell.word),
        provenance=(
            *(_origin(field, found, view.row.document, import_id) for field, found in view.row.found),
            *_unmapped(said, view, years, import_id),
        ),
    )


def _one_a_year(cells: Iterable[CellDraft]) -> tuple[CellDraft, ...]:
    """Join cells of the same year: a version says one thing of a measure in a year, and no word is lost.

    Two different statuses of one year tell nothing certain, so the joined one is unknown. Cells whose year is not known
    stay apart: they may well belong to different years.
    """
    joined: dict[object, CellDraft] = {}
    for place, cell in enumerate(cells):
        key: object = cell.year if cell.year is not None else ("unknown", place)
        before = joined.get(key)
        if before is None:
            joined[key] = cell
            continue
        joined[key] = CellDraft(
            year=cell.year,
            text="\n".join(text for text in (before.text, cell.text) if text),
            kind=cell.kind,
            status=cell.status if cell.status is before.status else Status.UNKNOWN,
            label=cell.label,
        )
    return tuple(joined.values())


def _origin(field: str, found: Found, document: str, import_id: int) -> Provenance:
    return Provenance(
        field=field,
        document=found.document or document,
        page=found.page,
        verbatim=found.verbatim,
        confidence=found.confidence,
        import_id=import_id,
    )


def _unmapped(said: MeasureWords, view: RowView, years: _Years, import_id: int) -> Iterable[Provenance]:
    """Keep the plan's own status word where it has none of the four meanings."""
    return (
        Provenance(
            field=f"status {cell.year or '?'}",
            document=view.row.document,
            page=view.row.page,
            verbatim=cell.word,
            confidence=1.0,
            import_id=import_id,
        )
        for cell in said.cells
        if cell.word and years.meaning.get(cell.word, Status.UNKNOWN) is Status.UNKNOWN
    )
