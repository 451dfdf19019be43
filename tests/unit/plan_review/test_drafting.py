from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.factories.plans import said
from tests.factories.reviews import LONELY, LOST, Said, decided, reading, with_measure

from samspill.plan.contracts import CellDraft, CellKind, Deadline, MeasureDraft, Responsible, Status, VersionDraft
from samspill.plan.importing.contracts import FoundCell, FoundGroup, FoundMeasure, FoundPlan
from samspill.plan.review.contracts import CellWords, GoalWords, GroupWords, Meaning, MeasureWords, PlanWords, Verdict
from samspill.plan.review.drafting import draft_of
from samspill.plan.review.wording import problems_of, status_meaning, years_proposed


def draft(plan: FoundPlan | None = None, changed: Mapping[str, Said] | None = None) -> VersionDraft:
    plan = plan or reading()
    return draft_of(plan, decided(plan, changed), fingerprint="f", import_id=7)


def first(plan: FoundPlan) -> MeasureDraft:
    return draft(plan).areas[0].groups[0].measures[0]


def test_the_draft_says_what_the_document_says() -> None:
    made = draft()
    assert (made.title, made.kind, made.language, made.fingerprint) == (
        "Porteføljeplan 2026",
        "porteføljeplan",
        "nb",
        "f",
    )
    assert [(head.year, head.label, head.kind) for head in made.years] == [
        (2025, "2025", CellKind.ACHIEVED),
        (2026, "Fokus for 2026", CellKind.PLANNED),
    ]
    assert made.goals == ("Ett mål for alle",)
    assert [(area.name, area.number, area.goals) for area in made.areas] == [
        ("Barn og unge", 1, ("Trygge barn",)),
        ("Beredskap", 2, ()),
    ]
    assert [[(group.name, len(group.measures)) for group in area.groups] for area in made.areas] == [
        [("Sammen", 2)],
        [("", 1)],
    ]


def test_a_measure_keeps_its_words_and_where_they_stood() -> None:
    measure = first(reading())
    assert measure.responsible == (Responsible("Bydel Sagene"),)
    assert measure.deadline == Deadline("Innen juni", LONELY.deadline.latest if LONELY.deadline else None)
    assert measure.cells == (CellDraft(None, "Lage utkast"),)
    told = {(one.field, one.verbatim, one.page, one.confidence, one.import_id) for one in measure.provenance}
    assert ("text ?", "Lage\nutkast", 3, 0.5, 7) in told
    assert ("responsible", "Bydel Sagene", 1, 1.0, 7) in told


def test_a_lost_title_stays_lost_and_its_points_are_kept() -> None:
    lost = draft().areas[1].groups[0].measures[0]
    assert (lost.title, lost.bullets) == ("", ("Første punkt", "Andre punkt"))


def test_a_status_is_what_the_plans_own_word_means() -> None:
    made = draft()
    assert made.areas[0].groups[0].measures[1].cells == (
        CellDraft(2026, "Holde to", CellKind.PLANNED, Status.IN_PROGRESS, "Fokus for 2026"),
    )
    assert dict(made.status_words) == {Status.NOT_STARTED: "Ikke påbegynt", Status.IN_PROGRESS: "Under arbeid"}


def test_a_status_word_without_a_meaning_stays_unknown_and_is_kept() -> None:
    cell = FoundCell(said("Utsatt til høsten"), 2026, status="På vent")
    measure = first(with_measure(FoundMeasure(said("Veileder"), cells=(cell,))))
    assert [cell.status for cell in measure.cells] == [Status.UNKNOWN]
    assert ("status 2026", "På vent") in {(one.field, one.verbatim) for one in measure.provenance}


def test_a_person_may_say_what_a_status_word_means() -> None:
    words = decided()[0].row.proposal
    assert isinstance(words, PlanWords)
    told = replace(words, meanings=(Meaning("Under arbeid", Status.PLANNED),))
    made = draft(changed={"plan": (Verdict.CORRECT, told)})
    assert made.areas[0].groups[0].measures[1].cells[0].status is Status.PLANNED


def test_two_texts_of_one_year_are_kept_together_and_two_statuses_tell_none() -> None:
    cells = (
        FoundCell(said("Første"), 2026, status="Under arbeid"),
        FoundCell(said("Andre"), 2026, status="Ikke påbegynt"),
        FoundCell(said("Løs"), None),
        FoundCell(said("Løsere"), None),
    )
    measure = first(with_measure(FoundMeasure(said("Veileder"), cells=cells)))
    assert [(cell.year, cell.text, cell.status) for cell in measure.cells] == [
        (2026, "Første\nAndre", Status.UNKNOWN),
        (None, "Løs", Status.UNKNOWN),
        (None, "Løsere", Status.UNKNOWN),
    ]


def test_corrected_words_go_before_what_was_understood() -> None:
    path = "area/0/group/0/measure/0"
    words = MeasureWords("Ny veileder", cells=(CellWords("Lage utkast", 2025),))
    measure = draft(changed={path: (Verdict.CORRECT, words)}).areas[0].groups[0].measures[0]
    assert (measure.title, measure.responsible, measure.deadline) == ("Ny veileder", (), None)
    assert [(cell.year, cell.text) for cell in measure.cells] == [(2025, "Lage utkast")]


@pytest.mark.parametrize(
    ("path", "areas", "measures", "goals"),
    [
        ("area/0", ["Beredskap"], 1, 1),
        ("area/0/group/0", ["Barn og unge", "Beredskap"], 1, 1),
        ("area/0/group/0/measure/1", ["Barn og unge", "Beredskap"], 2, 1),
        ("goal/0", ["Barn og unge", "Beredskap"], 3, 0),
    ],
)
def test_what_is_dropped_does_not_come_along(path: str, areas: list[str], measures: int, goals: int) -> None:
    made = draft(changed={path: Verdict.DROP})
    assert [area.name for area in made.areas] == areas
    assert sum(len(group.measures) for area in made.areas for group in area.groups) == measures
    assert len(made.goals) == goals


def test_a_heading_that_is_a_measure_takes_its_measures_to_the_heading_before() -> None:
    plan = reading()
    area = replace(plan.areas[0], groups=(*plan.areas[0].groups, FoundGroup(said("Løfte sammen"), (LOST,))))
    plan = replace(plan, areas=(area,))
    told: dict[str, Said] = {"area/0/group/1": (Verdict.CORRECT, GroupWords("Løfte sammen", is_measure=True))}
    (group,) = draft(plan, told).areas[0].groups
    assert (group.name, [measure.title for measure in group.measures]) == (
        "Sammen",
        ["Felles veileder", "Faste møter", "Løfte sammen", ""],
    )


def test_a_heading_that_is_a_measure_may_be_the_first() -> None:
    told: dict[str, Said] = {"area/0/group/0": (Verdict.CORRECT, GroupWords("Sammen", is_measure=True))}
    (group,) = draft(changed=told).areas[0].groups
    assert (group.name, [measure.title for measure in group.measures]) == (
        "",
        ["Sammen", "Felles veileder", "Faste møter"],
    )


def test_a_measure_that_is_a_heading_takes_the_measures_after_it() -> None:
    words = MeasureWords("Ny overskrift", is_heading=True)
    (group,) = draft(changed={"area/0/group/0/measure/0": (Verdict.CORRECT, words)}).areas[0].groups
    assert (group.name, [measure.title for measure in group.measures]) == ("Ny overskrift", ["Faste møter"])


def test_a_measure_with_more_than_a_title_is_no_heading() -> None:
    words = MeasureWords("Ny overskrift", cells=(CellWords("Lage utkast", 2026),), is_heading=True)
    assert {field: str(text) for field, text in problems_of(words).items()} == {
        "is_heading": "En gruppe har bare et navn. Ta bort resten, eller la det være et tiltak."
    }


def test_a_corrected_goal_is_kept_as_it_was_corrected() -> None:
    made = draft(changed={"goal/0": (Verdict.CORRECT, GoalWords("To mål"))})
    assert made.goals == ("To mål",)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Ikke påbegynt", Status.NOT_STARTED),
        ("Planlagt/påbegynt", Status.PLANNED),
        ("under arbeid", Status.IN_PROGRESS),
        ("Ferdigstilt", Status.DONE),
        ("Stoppet", Status.UNKNOWN),
        ("Forsinket", Status.UNKNOWN),
        ("Blått", Status.UNKNOWN),
    ],
)
def test_status_words_mean_what_they_say_and_nothing_more(word: str, meaning: Status) -> None:
    assert status_meaning(word) is meaning


def test_a_plan_without_year_columns_runs_over_the_years_of_its_deadlines() -> None:
    assert years_proposed(replace(reading(), years=())) == (2026,)


def test_a_plan_that_tells_no_year_at_all_proposes_none() -> None:
    bare = replace(reading(), years=(), dated=None, areas=())
    assert years_proposed(bare) == ()
