"""A hand-made gold as a plan, to render and to read back."""

from datetime import date
from typing import Any

from tests.factories.plans import COLOURS, said

from samspill.plan.importing.contracts import FoundArea, FoundCell, FoundDeadline, FoundGroup, FoundMeasure, FoundPlan

MORE_COLOURS = (*COLOURS.values(), "#7030a0")


def from_gold(gold: dict[str, Any]) -> FoundPlan:
    """Return a gold as a plan; year cells get colours in turn, so that statuses can be read back."""
    head = gold["plan"]
    scale = tuple(head.get("status_vocabulary") or ())
    colours = dict(zip(scale, MORE_COLOURS, strict=False))
    period = head.get("period") or {}
    return FoundPlan(
        documents=(),
        language=gold["source"]["language"],
        title=said(head["title"]),
        kind=head["kind"],
        owner=said(head["owner"]) if head.get("owner") else None,
        plan_responsible=said(head["plan_responsible"]) if head.get("plan_responsible") else None,
        dated=date.fromisoformat(head["dated"]) if head.get("dated") else None,
        years=tuple(head.get("years") or range(period["from"], period["to"] + 1)),
        year_labels={int(year): label for year, label in (head.get("year_labels") or {}).items()},
        columns=tuple(head.get("columns") or ()),
        status_scale=scale,
        goals=tuple(said(goal) for goal in gold.get("goals") or ()),
        areas=tuple(_area(area, colours) for area in gold["areas"]),
    )


def _area(area: dict[str, Any], colours: dict[str, str]) -> FoundArea:
    return FoundArea(
        name=said(area["name"]) if area.get("name") else None,
        number=area.get("number"),
        goals=tuple(said(goal) for goal in area.get("goals") or ()),
        groups=tuple(
            FoundGroup(
                said(group["name"]) if group.get("name") else None,
                tuple(_measure(measure, at, colours) for at, measure in enumerate(group["measures"])),
            )
            for group in area["groups"]
        ),
    )


def _measure(measure: dict[str, Any], at: int, colours: dict[str, str]) -> FoundMeasure:
    deadline = measure.get("deadline")
    words = list(colours) or [None]
    cells = []
    for turn, (year, text) in enumerate(sorted((measure.get("cells") or {}).items())):
        status = words[(at + turn) % len(words)]
        cells.append(FoundCell(said(text), int(year), status=status, colour=colours.get(status) if status else None))
    return FoundMeasure(
        title=said(measure["title"]) if measure.get("title") else None,
        bullets=tuple(said(text) for text in measure.get("bullets") or ()),
        sub_points=tuple(said(text) for text in measure.get("sub_points") or ()),
        responsible=said(measure["responsible"]) if measure.get("responsible") else None,
        deadline=FoundDeadline(said(deadline["text"]), date.fromisoformat(deadline["latest"])) if deadline else None,
        remark=said(measure["remark"]) if measure.get("remark") else None,
        cells=tuple(cells),
    )
