"""Writing what a version says of a measure."""

from collections.abc import Iterable
from datetime import datetime
from typing import NewType

from django.db.models import F, Max

from samspill.kernel.people import Person
from samspill.kernel.texts import say
from samspill.plan.contracts import (
    CellDraft,
    GroupId,
    MeasureDraft,
    MeasureId,
    MeasureState,
    MeasureView,
    PlanId,
    Stale,
    Status,
    VersionId,
    YearHead,
)
from samspill.plan.drafts import lay_out
from samspill.plan.models import (
    Entry,
    Measure,
    Provenance,
    ResponsibleBody,
    StatusReport,
    YearCell,
)
from samspill.plan.store.views import one_measure

EntryId = NewType("EntryId", int)
"""What a version says of a measure; known inside the plan only."""


def new_entry(
    draft: MeasureDraft, measure_id: MeasureId, *, version_id: VersionId, group_id: GroupId, position: int
) -> Entry:
    """Return an entry that is not yet written."""
    return Entry(
        measure_id=measure_id,
        version_id=version_id,
        group_id=group_id,
        position=position,
        state=draft.state.value,
        **_own_fields(draft),
    )


def fill_entries(written: list[tuple[Entry, MeasureDraft]], years: tuple[YearHead, ...]) -> None:
    """Write the rows below entries just written: responsible, a cell for every year column, provenance."""
    ResponsibleBody.objects.bulk_create(row for entry, draft in written for row in _responsible(entry.pk, draft))
    YearCell.objects.bulk_create(
        _cell(entry.pk, position, cell)
        for entry, draft in written
        for position, cell in enumerate(lay_out(draft.cells, years))
    )
    Provenance.objects.bulk_create(
        Provenance(
            entry=entry,
            position=position,
            field=origin.field,
            document=origin.document,
            page=origin.page,
            verbatim=origin.verbatim,
            confidence=origin.confidence,
            import_id=origin.import_id,
        )
        for entry, draft in written
        for position, origin in enumerate(draft.provenance)
    )


def insert_measure(
    draft: MeasureDraft,
    *,
    plan_id: PlanId,
    version_id: VersionId,
    group_id: GroupId,
    years: tuple[YearHead, ...],
    at: datetime,
) -> MeasureId:
    """Write a new measure last in a group."""
    measure = Measure.objects.create(plan_id=plan_id, made_at=at)
    entry = new_entry(
        draft, MeasureId(measure.pk), version_id=version_id, group_id=group_id, position=_next_position(group_id)
    )
    entry.save(force_insert=True)
    fill_entries([(entry, draft)], years)
    return MeasureId(measure.pk)


def claim(now: MeasureView, revision: int) -> EntryId:
    """Count the revision up if it is still the one the form was opened with: compare and set, in one statement.

    Raises:
        Stale: somebody was first; nothing has been changed.
    """
    rows = Entry.objects.filter(measure=now.id, version=now.version_id)
    if not rows.filter(revision=revision).update(revision=F("revision") + 1):
        raise stale(one_measure(now.id, now.version_id))
    return EntryId(rows.values_list("pk", flat=True).get())


def stale(newer: MeasureView) -> Stale:
    """Return the refusal of a form that was opened before somebody else's change."""
    return Stale(
        say("Noen andre endret tiltaket mens du skrev. Ingenting av ditt er lagret ennå."),
        newer=newer,
        remedy=say("Se de nye verdiene ved siden av dine, velg hva som skal stå, og lagre på nytt."),
    )


def write_fields(entry_id: EntryId, draft: MeasureDraft) -> None:
    """Write a measure's own fields and those responsible."""
    Entry.objects.filter(pk=entry_id).update(**_own_fields(draft))
    ResponsibleBody.objects.filter(entry=entry_id).delete()
    ResponsibleBody.objects.bulk_create(_responsible(entry_id, draft))


def write_cell(entry_id: EntryId, cell_id: int, *, text: str) -> None:
    """Write the text of a cell."""
    YearCell.objects.filter(entry=entry_id, pk=cell_id).update(text=text)


def write_cell_status(entry_id: EntryId, cell_id: int, status: Status) -> None:
    """Write the status of a cell without a year, which no report can name."""
    YearCell.objects.filter(entry=entry_id, pk=cell_id, year__isnull=True).update(status=status.value)


def add_cell(entry_id: EntryId, cell: CellDraft) -> None:
    """Write a new cell last."""
    last = YearCell.objects.filter(entry=entry_id).aggregate(last=Max("position"))["last"]
    _cell(entry_id, 0 if last is None else last + 1, cell).save(force_insert=True)


def drop_cell(entry_id: EntryId, cell_id: int) -> None:
    """Remove a cell without a year, once somebody has said which year its text belongs to."""
    YearCell.objects.filter(entry=entry_id, pk=cell_id, year__isnull=True).delete()


def add_report(now: MeasureView, *, year: int, status: Status, comment: str, by: Person, at: datetime) -> None:
    """Add a status report for a measure as a version has it."""
    StatusReport.objects.create(
        measure_id=now.id,
        version_id=now.version_id,
        year=year,
        status=status.value,
        comment=comment.strip(),
        at=at,
        by_id=by.id,
        by_name=by.name,
    )


def set_state(entry_id: EntryId, state: MeasureState) -> None:
    """Write a measure's state."""
    Entry.objects.filter(pk=entry_id).update(state=state.value)


def move(entry_id: EntryId, group_id: GroupId) -> None:
    """Move a measure last in another group."""
    Entry.objects.filter(pk=entry_id).update(group=group_id, position=_next_position(group_id))


def _next_position(group_id: GroupId) -> int:
    last: int | None = Entry.objects.filter(group=group_id).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _own_fields(draft: MeasureDraft) -> dict[str, object]:
    return {
        "title": draft.title,
        "description": draft.description,
        "bullets": list(draft.bullets),
        "deadline_text": draft.deadline.text if draft.deadline else "",
        "deadline_latest": draft.deadline.latest if draft.deadline else None,
        "remark": draft.remark,
        "origin": draft.origin.value,
        "owner_forum": draft.owner_forum,
        "target_groups": list(draft.target_groups),
    }


def _responsible(entry_id: int, draft: MeasureDraft) -> Iterable[ResponsibleBody]:
    for position, body in enumerate(draft.responsible):
        yield ResponsibleBody(
            entry_id=entry_id,
            position=position,
            text=body.text,
            organisation=body.organisation_id or "",
            role=body.role,
        )


def _cell(entry_id: int, position: int, cell: CellDraft) -> YearCell:
    return YearCell(
        entry_id=entry_id,
        position=position,
        year=cell.year,
        label=cell.label,
        kind=cell.kind.value,
        text=cell.text,
        status=cell.status.value,
    )
