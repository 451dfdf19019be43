"""Acts on one measure: make it, edit its words, turn it to its next state, move it."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from samspill.kernel.people import Person
from samspill.kernel.texts import say
from samspill.plan import drafts, rules
from samspill.plan.acts.standing import held_version, keep_for, open_version, unchanged_measure
from samspill.plan.cell_edits import CellEdit, Verb, cell_edits
from samspill.plan.contracts import (
    Act,
    AreaId,
    CellView,
    GroupId,
    Invalid,
    MeasureDraft,
    MeasureId,
    MeasureState,
    MeasureView,
    VersionId,
)
from samspill.plan.differences import Difference, differences
from samspill.plan.store import changes, entries, groups, views
from samspill.plan.store.changes import Deed
from samspill.plan.store.entries import EntryId


def create_measure(
    *,
    version_id: VersionId,
    draft: MeasureDraft,
    by: Person,
    at: datetime,
    group_id: GroupId | None = None,
    area_id: AreaId | None = None,
    group_name: str = "",
    why: str = "",
) -> MeasureId:
    """Make a new measure last in a group: the one named by ``group_id``, else the one in ``area_id`` called
    ``group_name``.

    A group that the area does not have is made. The measure starts as proposed unless ``draft.state`` says otherwise.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: the version does not exist, or has no such group or area.
        Invalid: something in the draft must be mended; ``errors`` says what, by the draft's field (``cells 2026`` for a
            cell).
        PlanRefused: the version's text is closed.
    """
    rules.check_may_keep_plan(by, day=localdate(at))
    draft = drafts.tidied(draft)
    with transaction.atomic():
        version = open_version(version_id)
        drafts.check_measure(draft, years=version.years, title_may_be_lost=False)
        group = _group(version_id, group_id, area_id, group_name)
        if draft.state is MeasureState.UNKNOWN:
            draft = replace(draft, state=MeasureState.PROPOSED)
        measure_id = entries.insert_measure(
            draft, plan_id=version.plan_id, version_id=version_id, group_id=group, years=version.years, at=at
        )
        changes.keep(
            Deed(Act.CREATED, by, at, why),
            [Difference("", "", draft.title)],
            version_id=version_id,
            measure_id=measure_id,
            measure_title=draft.title,
        )
    return measure_id


def edit_measure(
    *,
    measure_id: MeasureId,
    version_id: VersionId,
    draft: MeasureDraft,
    revision: int,
    by: Person,
    at: datetime,
    why: str = "",
) -> None:
    """Replace a measure's words; a status in ``draft.cells`` that differs is kept as a report. Nothing changed, nothing
    kept.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: the version does not exist or does not have the measure.
        Invalid: something in the draft must be mended; ``errors`` says what, by the draft's field (``cells 2026`` for a
            cell).
        Stale: the measure has been changed since ``revision``.
        PlanRefused: the version's text is closed.
    """
    rules.check_may_keep_plan(by, day=localdate(at))
    deed = Deed(Act.EDITED, by, at, why)
    draft = drafts.tidied(draft)
    with transaction.atomic():
        version = open_version(version_id)
        now = unchanged_measure(measure_id, version_id, revision)
        drafts.check_measure(
            draft,
            years=version.years,
            kept_years=(cell.year for cell in now.cells if cell.year is not None),
            title_may_be_lost=not now.title,
        )
        edits = cell_edits(now.cells, draft.cells, version.years)
        told = (*differences(now, draft), *(edit.difference for edit in edits))
        if not told:
            return
        entry = entries.claim(now, revision)
        entries.write_fields(entry, draft)
        for edit in edits:
            _write(entry, now, edit, deed)
        keep_for(deed, told, replace(now, title=draft.title))


def change_state(
    *,
    measure_id: MeasureId,
    version_id: VersionId,
    to: MeasureState,
    why: str,
    revision: int,
    by: Person,
    at: datetime,
) -> None:
    """Turn a measure to its next state (``rules.MEASURE_TURNS``), also in an adopted version.

    Whoever answers for the measure may turn it to planned, in progress and done; the rest is for those who keep the
    plan.

    Raises:
        NotAllowed: the person may not do this to the measure.
        NotFound: the version does not exist or does not have the measure.
        Invalid: ``why`` is missing when the measure is stopped.
        Stale: the measure has been changed since ``revision``.
        PlanRefused: the measure cannot go from the state it is in to ``to``, or the version is superseded.
    """
    day = localdate(at)
    with transaction.atomic():
        version = held_version(version_id)
        now = unchanged_measure(measure_id, version_id, revision)
        rules.check_may_turn_measure(by, now.responsible, to, day=day)
        rules.check_takes_reports(version.state)
        rules.check_can_turn_measure(now.state, to)
        rules.check_reason(to, why)
        entries.set_state(entries.claim(now, revision), to)
        told = Difference("state", now.state.value, to.value)
        keep_for(Deed(Act.STATE_CHANGED, by, at, why), [told], now)


def move_measure(
    *,
    measure_id: MeasureId,
    version_id: VersionId,
    group_id: GroupId,
    revision: int,
    by: Person,
    at: datetime,
    why: str = "",
) -> None:
    """Move a measure to the end of another group of the same version.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: the version does not exist, or does not have the measure or the group.
        Stale: the measure has been changed since ``revision``.
        PlanRefused: the version's text is closed.
    """
    rules.check_may_keep_plan(by, day=localdate(at))
    with transaction.atomic():
        open_version(version_id)
        now = unchanged_measure(measure_id, version_id, revision)
        groups.group_in(version_id, group_id)
        if group_id == now.group_id:
            return
        entries.move(entries.claim(now, revision), group_id)
        moved = views.one_measure(measure_id, version_id)
        keep_for(Deed(Act.EDITED, by, at, why), [Difference("group", _place(now), _place(moved))], now)


def _group(version_id: VersionId, group_id: GroupId | None, area_id: AreaId | None, group_name: str) -> GroupId:
    if group_id is not None:
        return groups.group_in(version_id, group_id)
    if area_id is None:
        raise Invalid(
            say("Tiltaket mangler et sted i planen."),
            errors={"area_id": say("Velg hvilket område tiltaket hører til.")},
        )
    return groups.group_called(version_id, area_id, group_name)


def _place(measure: MeasureView) -> str:
    return " / ".join(part for part in (measure.area_name, measure.group_name) if part)


def _write(entry_id: EntryId, now: MeasureView, edit: CellEdit, deed: Deed) -> None:
    match edit.verb, edit.cell:
        case Verb.ADD, _:
            entries.add_cell(entry_id, edit.draft)
        case Verb.WRITE_TEXT, CellView(id=cell_id):
            entries.write_cell(entry_id, cell_id, text=edit.draft.text)
        case Verb.WRITE_STATUS, CellView(id=cell_id):
            entries.write_cell_status(entry_id, cell_id, edit.draft.status)
        case Verb.DROP, CellView(id=cell_id):
            entries.drop_cell(entry_id, cell_id)
        case Verb.REPORT, CellView(year=int(year)):
            entries.add_report(now, year=year, status=edit.draft.status, comment=deed.why, by=deed.by, at=deed.at)
