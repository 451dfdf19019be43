"""What differs between a measure and a draft of it, field by field, in words that a history can show. Plain Python."""

from dataclasses import dataclass

from samspill.plan.contracts import CellView, Deadline, MeasureDraft, MeasureView, Responsible, Status


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after."""

    field: str
    before: str
    after: str


def differences(now: MeasureView, draft: MeasureDraft) -> tuple[Difference, ...]:
    """Return what a draft changes in a measure's own fields; its cells are compared where they are written."""
    pairs = (
        ("title", now.title, draft.title),
        ("description", now.description, draft.description),
        ("responsible", show_responsible(now.responsible), show_responsible(draft.responsible)),
        ("deadline", show_deadline(now.deadline), show_deadline(draft.deadline)),
        ("remark", now.remark, draft.remark),
        ("bullets", "\n".join(now.bullets), "\n".join(draft.bullets)),
        ("origin", now.origin.value, draft.origin.value),
        ("owner_forum", now.owner_forum, draft.owner_forum),
        ("target_groups", "; ".join(now.target_groups), "; ".join(draft.target_groups)),
    )
    return tuple(Difference(field, before, after) for field, before, after in pairs if before != after)


def show_responsible(responsible: tuple[Responsible, ...]) -> str:
    """Return those responsible on one line, with organisation id and role where they say more than the words."""
    return "; ".join(_show_body(body) for body in responsible)


def show_deadline(deadline: Deadline | None) -> str:
    """Return the words of a deadline, and the latest day in brackets where it is known."""
    if deadline is None:
        return ""
    return f"{deadline.text} ({deadline.latest.isoformat()})" if deadline.latest else deadline.text


def status_now(cells: tuple[CellView, ...]) -> Status:
    """Return the status of the newest year that has one; a cell without a year counts only when it is alone."""
    told = [cell for cell in cells if cell.status is not Status.UNKNOWN]
    return max(told, key=lambda cell: cell.year or 0).status if told else Status.UNKNOWN


def _show_body(body: Responsible) -> str:
    more = ", ".join(part for part in (body.role, body.organisation_id) if part and part != body.text)
    return f"{body.text} ({more})" if more else body.text
