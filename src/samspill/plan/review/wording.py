"""What words must be to be kept, and what a plan's own words mean. Pure; used by rows, forms and the draft alike."""

from samspill.kernel.texts import Text, say
from samspill.plan.contracts import CellKind, Status
from samspill.plan.drafts import (
    LABEL_CHARS_MAX,
    LINE_CHARS_MAX,
    TEXT_CHARS_MAX,
    TITLE_CHARS_MAX,
    YEAR_MAX,
    YEAR_MIN,
)
from samspill.plan.importing.contracts import FoundPlan
from samspill.plan.importing.vocabulary import load, words
from samspill.plan.importing.words import fold
from samspill.plan.review.contracts import (
    AreaWords,
    GoalWords,
    GroupWords,
    MeasureWords,
    PlanWords,
    Words,
)

KIND_CHARS_MAX = 60
SPAN_MAX = 10
"""Years that a plan runs over at most; a deadline farther off is a slip or an outlook, not a column."""

_MEANINGS: tuple[tuple[str, Status], ...] = (
    ("not_begun", Status.NOT_STARTED),
    ("planned", Status.PLANNED),
    ("begun", Status.IN_PROGRESS),
    ("done", Status.DONE),
)
"""Delayed and stopped work has no place on the scale of four; its word is kept and its status stays unknown."""


def plan_kinds() -> tuple[str, ...]:
    """Return what plans call themselves."""
    return tuple(load("plans")["kinds"])


def status_meaning(word: str) -> Status:
    """Return what a word of a plan's status scale means, UNKNOWN when it is no known word."""
    folded = fold(word).strip(" .")
    return next((status for name, status in _MEANINGS if folded in words("status", name)), Status.UNKNOWN)


def years_proposed(plan: FoundPlan) -> tuple[int, ...]:
    """Propose the years of a plan: its columns, else those of its deadlines, else that of its date; none is none.

    A plan without year columns (theme, measure, responsible, deadline) still runs over some years.
    """
    if plan.years:
        return plan.years
    latest = (measure.deadline.latest for measure in plan.measures if measure.deadline)
    years = sorted({day.year for day in latest if day is not None})
    if years:
        return tuple(range(years[0], years[-1] + 1)) if years[-1] - years[0] < SPAN_MAX else tuple(years)
    return (plan.dated.year,) if plan.dated else ()


def year_kind(year: int, plan: FoundPlan) -> CellKind:
    """Propose whether a year column says what was achieved or what is planned; a person confirms it.

    A column whose head says more than its year (``Fokus for 2026``) looks ahead, and the columns before it look back.
    Without such a head, the years before the document's own date look back.
    """
    ahead = [at for at, label in plan.year_labels.items() if label.strip() != str(at)]
    if ahead:
        return CellKind.ACHIEVED if year < min(ahead) else CellKind.PLANNED
    if plan.dated and year < plan.dated.year:
        return CellKind.ACHIEVED
    return CellKind.PLANNED


def problems_of(said: Words) -> dict[str, Text]:
    """Return why the words cannot be kept, by field; empty when they can."""
    match said:
        case PlanWords():
            found = _of_plan(said)
        case GoalWords():
            found = _of_goal(said)
        case AreaWords():
            found = _of_area(said)
        case GroupWords():
            found = _of_group(said)
        case MeasureWords():
            found = _of_measure(said)
    return {field: text for field, text in found.items() if text is not None}


def _of_plan(said: PlanWords) -> dict[str, Text | None]:
    problems: dict[str, Text | None] = {
        "title": _needed(said.title, say("Skriv hva planen heter.")) or _long(said.title, LINE_CHARS_MAX),
        "kind": _needed(said.kind, say("Velg hva slags plan det er.")) or _long(said.kind, KIND_CHARS_MAX),
        "owner": _long(said.owner, LINE_CHARS_MAX),
    }
    if not said.years:
        problems["years"] = say("Planen må ha minst ett år. Skriv hvilket eller hvilke år den gjelder.")
    if len({head.year for head in said.years}) < len(said.years):
        problems["years"] = say("Det samme året står to ganger.")
    for place, head in enumerate(said.years):
        problems[f"year-{place}-year"] = _likely(head.year)
        problems[f"year-{place}-label"] = _needed(
            head.label, say("Skriv hva kolonnen for %(year)s heter.", year=head.year)
        ) or _long(head.label, LABEL_CHARS_MAX)
    return problems


def _of_goal(said: GoalWords) -> dict[str, Text | None]:
    return {"text": _needed(said.text, say("Skriv målet, eller ta det ut."))}


def _of_area(said: AreaWords) -> dict[str, Text | None]:
    return {"name": _long(said.name, LINE_CHARS_MAX), "parent": _long(said.parent, LINE_CHARS_MAX)}


def _of_group(said: GroupWords) -> dict[str, Text | None]:
    problems = {"name": _long(said.name, LINE_CHARS_MAX)}
    if said.is_measure:
        problems["name"] = _needed(said.name, say("Skriv hva tiltaket heter."))
    return problems


def _of_measure(said: MeasureWords) -> dict[str, Text | None]:
    problems: dict[str, Text | None] = {"title": _long(said.title, TITLE_CHARS_MAX)}
    if said.is_heading:
        problems["title"] = _needed(said.title, say("Skriv hva gruppen heter.")) or _long(said.title, LINE_CHARS_MAX)
        problems["is_heading"] = _bare(said)
    problems["remark"] = _long(said.remark, TEXT_CHARS_MAX)
    problems["points"] = next((text for point in said.points if (text := _long(point, TEXT_CHARS_MAX))), None)
    problems["deadline"] = _long(said.deadline, LINE_CHARS_MAX)
    if said.deadline_latest and not said.deadline:
        problems["deadline"] = say("Skriv fristen med ord også, slik den skal stå i planen.")
    for place, body in enumerate(said.responsible):
        problems[f"responsible-{place}-text"] = _needed(body.text, say("Skriv hvem som er ansvarlig.")) or _long(
            body.text, LINE_CHARS_MAX
        )
    for place, cell in enumerate(said.cells):
        problems[f"cell-{place}-year"] = _likely(cell.year)
        problems[f"cell-{place}-text"] = _long(cell.text, TEXT_CHARS_MAX)
    return problems


def _bare(said: MeasureWords) -> Text | None:
    if not (said.points or said.responsible or said.deadline or said.remark or said.cells):
        return None
    return say("En gruppe har bare et navn. Ta bort resten, eller la det være et tiltak.")


def _likely(year: int | None) -> Text | None:
    if year is None or YEAR_MIN <= year <= YEAR_MAX:
        return None
    return say("%(year)s er ikke et år en plan kan ha.", year=year)


def _needed(text: str, problem: Text) -> Text | None:
    return None if text.strip() else problem


def _long(text: str, letters_max: int) -> Text | None:
    if len(text) <= letters_max:
        return None
    return say("Teksten er på %(letters)s tegn. Kort den ned til høyst %(max)s.", letters=len(text), max=letters_max)
