"""An understood plan in the schema of the hand-made golds, plan-gold/1, with flags, confidence, verbatim and page
beside.

Keys stand in a fixed order; everything can be written as JSON.
"""

from collections.abc import Iterable
from typing import Any

from samspill.plan.importing.contracts import (
    Flag,
    Found,
    FoundArea,
    FoundCell,
    FoundGroup,
    FoundMeasure,
    FoundPlan,
    Notice,
)

SCHEMA = "plan-gold/1"


def to_gold(plan: FoundPlan) -> dict[str, Any]:
    """Return a plan as plan-gold/1."""
    return {
        "schema": SCHEMA,
        "source": {"files": list(plan.documents), "language": plan.language},
        "plan": _head(plan),
        "goals": [goal.text for goal in plan.goals],
        "goal_details": [_found(goal) for goal in plan.goals],
        "areas": [_area(area) for area in plan.areas],
        "flags": [_notice(notice) for notice in plan.notices],
        "message": str(plan.refusal) if plan.refusal else None,
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {"flag": notice.flag.value, "text": str(notice.text), "page": notice.page}


def _head(plan: FoundPlan) -> dict[str, Any]:
    return {
        "title": plan.title.text if plan.title else None,
        "title_details": _found(plan.title),
        "kind": plan.kind,
        "parties": list(plan.parties),
        "owner": plan.owner.text if plan.owner else None,
        "plan_responsible": plan.plan_responsible.text if plan.plan_responsible else None,
        "period": {"from": min(plan.years), "to": max(plan.years)} if plan.years else None,
        "years": list(plan.years),
        "year_labels": {str(year): label for year, label in sorted(plan.year_labels.items())},
        "dated": plan.dated.isoformat() if plan.dated else None,
        "approved_by": plan.approved_by.text if plan.approved_by else None,
        "columns": list(plan.columns),
        "status_vocabulary": list(plan.status_scale),
    }


def _found(found: Found | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "text": found.text,
        "verbatim": found.verbatim,
        "page": found.page,
        "document": found.document,
        "confidence": found.confidence,
        "flags": [flag.value for flag in found.flags],
    }


def _values(flags: Iterable[Flag]) -> list[str]:
    return [flag.value for flag in flags]


def _area(area: FoundArea) -> dict[str, Any]:
    return {
        "number": area.number,
        "name": area.name.text if area.name else None,
        "name_details": _found(area.name),
        "parent": area.parent,
        "aliases": list(area.aliases),
        "goals": [goal.text for goal in area.goals],
        "goal_details": [_found(goal) for goal in area.goals],
        "groups": [_group(group) for group in area.groups],
        "flags": _values(area.flags),
    }


def _group(group: FoundGroup) -> dict[str, Any]:
    return {
        "name": group.name.text if group.name else None,
        "name_details": _found(group.name),
        "measures": [_measure(measure) for measure in group.measures],
        "flags": _values(group.flags),
    }


def _measure(measure: FoundMeasure) -> dict[str, Any]:
    known = {str(cell.year): cell.text.text for cell in measure.cells if cell.year is not None}
    return {
        "number": measure.number,
        "title": measure.title.text if measure.title else None,
        "title_lost": measure.title is None,
        "title_details": _found(measure.title),
        "bullets": [bullet.text for bullet in measure.bullets],
        "sub_points": [point.text for point in measure.sub_points],
        "responsible": measure.responsible.text if measure.responsible else None,
        "responsible_details": _found(measure.responsible),
        "deadline": _deadline(measure),
        "remark": measure.remark.text if measure.remark else None,
        "remark_details": _found(measure.remark),
        "status": measure.status.text if measure.status else None,
        "status_details": _found(measure.status),
        "status_colour": measure.status_colour,
        "extras": [{"head": head, "text": found.text, "details": _found(found)} for head, found in measure.extras],
        "cell_sequence": [cell.text.text for cell in measure.cells],
        "cells": known if known or not measure.cells else None,
        "columns_certain": all(cell.column_certain for cell in measure.cells),
        "cell_details": [_cell(cell) for cell in measure.cells],
        "page": measure.page,
        "flags": _values(measure.flags),
    }


def _deadline(measure: FoundMeasure) -> dict[str, Any] | None:
    if measure.deadline is None:
        return None
    latest = measure.deadline.latest
    words = measure.deadline.words
    return {"text": words.text, "latest": latest.isoformat() if latest else None, "details": _found(words)}


def _cell(cell: FoundCell) -> dict[str, Any]:
    return {
        "year": cell.year,
        "label": cell.label,
        "text": cell.text.text,
        "status": cell.status,
        "colour": cell.colour,
        "certain": cell.column_certain,
        "details": _found(cell.text),
    }
