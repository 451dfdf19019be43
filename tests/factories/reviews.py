"""What the tests of the review share: a reading with doubts in it, and rows made of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from tests.factories.plan_drafts import NOON
from tests.factories.plans import said

from samspill.kernel.texts import say
from samspill.plan.contracts import Responsible
from samspill.plan.importing.contracts import (
    Flag,
    Found,
    FoundArea,
    FoundCell,
    FoundDeadline,
    FoundGroup,
    FoundMeasure,
    FoundPlan,
    Notice,
)
from samspill.plan.review.contracts import Decision, Row, RowView, Verdict, Words
from samspill.plan.review.rows import rows_of, views_of

Said = Verdict | tuple[Verdict, Words]
FILE = "plan.txt"
LONELY = FoundMeasure(
    said("Felles veileder"),
    responsible=said("Bydel Sagene"),
    deadline=FoundDeadline(said("Innen juni"), date(2026, 6, 30)),
    remark=said("Vedtatt i utvalget"),
    cells=(
        FoundCell(
            Found("Lage utkast", "Lage\nutkast", 3, 0.5, FILE, (Flag.COLUMN_UNKNOWN,)), None, column_certain=False
        ),
    ),
    page=3,
)
CERTAIN = FoundMeasure(
    said("Faste møter"), cells=(FoundCell(said("Holde to"), 2026, "Fokus for 2026", status="Under arbeid"),), page=3
)
LOST = FoundMeasure(None, bullets=(said("Første punkt"), said("Andre punkt")), page=4, flags=(Flag.TITLE_LOST,))


def reading() -> FoundPlan:
    """Return a plan with two areas: one row that asks in the first, one in the second, and one about the whole."""
    return FoundPlan(
        documents=(FILE,),
        language="nb",
        title=said("Porteføljeplan 2026"),
        kind="porteføljeplan",
        dated=date(2025, 11, 5),
        years=(2025, 2026),
        year_labels={2025: "2025", 2026: "Fokus for 2026"},
        status_scale=("Ikke påbegynt", "Under arbeid", "På vent"),
        goals=(said("Ett mål for alle"),),
        areas=(
            FoundArea(
                said("Barn og unge"),
                number=1,
                goals=(said("Trygge barn"),),
                groups=(FoundGroup(said("Sammen"), (LONELY, CERTAIN)),),
            ),
            FoundArea(said("Beredskap"), number=2, groups=(FoundGroup(None, (LOST,)),)),
        ),
        notices=(Notice(Flag.HEADS_REPEATED, say("Året %(year)s står to ganger.", year=2025), page=3),),
    )


def rows(plan: FoundPlan | None = None) -> tuple[Row, ...]:
    """Return the rows of a reading; no organisation is known."""
    return rows_of(plan or reading(), known=Responsible)


def views(plan: FoundPlan | None = None, changed: Mapping[str, Said] | None = None) -> tuple[RowView, ...]:
    """Return the rows with decisions by path."""
    cut = rows(plan)
    by_path = {row.path: row for row in cut}
    return views_of(cut, {path: _decision(by_path[path], said) for path, said in (changed or {}).items()})


def decided(plan: FoundPlan | None = None, changed: Mapping[str, Said] | None = None) -> tuple[RowView, ...]:
    """Return the rows with every one that asks accepted, but for those decided otherwise."""
    asking: dict[str, Said] = {row.path: Verdict.ACCEPT for row in rows(plan) if row.asks}
    return views(plan, {**asking, **(changed or {})})


def with_measure(measure: FoundMeasure) -> FoundPlan:
    """Return the reading with another first measure."""
    plan = reading()
    group = replace(plan.areas[0].groups[0], measures=(measure, CERTAIN))
    return replace(plan, areas=(replace(plan.areas[0], groups=(group,)), *plan.areas[1:]))


def _decision(row: Row, told: Said) -> Decision:
    verdict, words = told if isinstance(told, tuple) else (told, None)
    kept = None if verdict is Verdict.DROP else words or row.proposal
    return Decision(verdict=verdict, by_name="Sekretariat", at=NOON, revision=1, words=kept)
