"""Between a measure, its form and the draft that the plan takes: plain values in, plain values out."""

from collections.abc import Mapping
from typing import Any

from samspill.kernel.organisations import OrganisationId, Register
from samspill.plan.contracts import (
    CellDraft,
    CellKind,
    CellView,
    Deadline,
    MeasureDraft,
    MeasureView,
    Origin,
    Responsible,
    Status,
    YearHead,
)
from samspill.web.pages.plan_writing.inputs import Lines

EMPTY = MeasureDraft(title="")


def draft_of(measure: MeasureView) -> MeasureDraft:
    """Return a measure as a draft that would change nothing; statuses are reported on another page."""
    return MeasureDraft(
        title=measure.title,
        description=measure.description,
        responsible=measure.responsible,
        deadline=measure.deadline,
        remark=measure.remark,
        bullets=measure.bullets,
        origin=measure.origin,
        owner_forum=measure.owner_forum,
        target_groups=measure.target_groups,
        cells=tuple(CellDraft(one.year, one.text, one.kind, label=one.label) for one in measure.cells if one.text),
    )


def initial_fields(draft: MeasureDraft) -> dict[str, Any]:
    """Return what the measure's own fields show at first."""
    return {
        "title": draft.title,
        "description": draft.description,
        "deadline_text": draft.deadline.text if draft.deadline else "",
        "deadline_latest": draft.deadline.latest if draft.deadline else None,
        "remark": draft.remark,
        "bullets": "\n".join(draft.bullets),
        "target_groups": "\n".join(draft.target_groups),
        "owner_forum": draft.owner_forum,
        "origin": draft.origin.value,
    }


def initial_responsible(draft: MeasureDraft) -> list[dict[str, Any]]:
    """Return what the rows of those responsible show at first."""
    return [
        {"text": body.text, "organisation": body.organisation_id or "", "role": body.role} for body in draft.responsible
    ]


def initial_cells(draft: MeasureDraft, years: tuple[YearHead, ...]) -> list[dict[str, Any]]:
    """Return a row for each column of the version, then what stands outside them."""
    rows: list[dict[str, Any]] = []
    left = list(draft.cells)
    for head in years:
        cell = next((one for one in left if (one.year, one.kind) == (head.year, head.kind)), None)
        if cell:
            left.remove(cell)
        rows.append(_row(head.year, head.kind, cell.text if cell else ""))
    return [*rows, *(_row(cell.year, cell.kind, cell.text) for cell in left)]


def _row(year: int | None, kind: CellKind, text: str) -> dict[str, Any]:
    return {"year": str(year or ""), "placed": str(year or ""), "kind": kind.value, "text": text}


def draft_from(
    own: Mapping[str, Any],
    responsible: list[Mapping[str, Any]],
    cells: list[Mapping[str, Any]],
    *,
    register: Register,
    was: tuple[CellView, ...] = (),
) -> MeasureDraft:
    """Return what a form says.

    Args:
        own: The measure's own fields, cleaned.
        responsible: A row each, cleaned.
        cells: A row each, cleaned.
        register: Where an organisation's name is found when only the organisation was chosen.
        was: The measure's cells before the edit: a text that is given its year takes its status along.
    """
    return MeasureDraft(
        title=own["title"],
        description=own["description"],
        responsible=tuple(_body(row, register) for row in responsible if says_something(row)),
        deadline=_deadline(own),
        remark=own["remark"],
        bullets=Lines.apart(own["bullets"]),
        origin=own["origin"] or Origin.UNKNOWN,
        owner_forum=own["owner_forum"],
        target_groups=Lines.apart(own["target_groups"]),
        cells=_cells(cells, was),
    )


def says_something(row: Mapping[str, Any]) -> bool:
    """Tell whether a row names somebody who is to be kept."""
    return not row.get("remove") and any(row.get(name) for name in ("text", "organisation", "role"))


def _body(row: Mapping[str, Any], register: Register) -> Responsible:
    organisation = register.find(row["organisation"]) if row["organisation"] else None
    name = (organisation.short_name or organisation.name) if organisation else ""
    return Responsible(
        text=row["text"] or name,
        organisation_id=OrganisationId(row["organisation"]) if row["organisation"] else None,
        role=row["role"],
    )


def _deadline(own: Mapping[str, Any]) -> Deadline | None:
    text, latest = own["deadline_text"], own["deadline_latest"]
    return Deadline(text, latest) if text or latest else None


def _cells(rows: list[Mapping[str, Any]], was: tuple[CellView, ...]) -> tuple[CellDraft, ...]:
    unplaced = {cell.text: cell.status for cell in was if cell.year is None}
    labels = {(cell.year, cell.kind): cell.label for cell in was if cell.year is not None}
    drafted = []
    for row in rows:
        if not row["text"]:
            continue
        year, kind = row["year"], row["kind"]
        # Only a text that had no year brings a status; all other statuses stand as they are.
        stood = any(cell.year == year and cell.text == row["text"] for cell in was)
        status = Status.UNKNOWN if year is None or stood else unplaced.get(row["text"], Status.UNKNOWN)
        drafted.append(CellDraft(year, row["text"], kind, status, labels.get((year, kind), "")))
    return tuple(drafted)
