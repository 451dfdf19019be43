"""Row by row, and out into the plan."""

import pytest
from tests.factories.plan_drafts import KEEPER, NOON, SAGENES, person
from tests.integration.plan_review.conftest import REGISTER, Read, accept_everything, whole

from samspill.kernel.people import Capacity
from samspill.plan import api as plan
from samspill.plan.contracts import NotFound, PlanId, PortfolioFilter, Status, VersionState
from samspill.plan.review import api as review
from samspill.plan.review.contracts import (
    CellWords,
    GoalWords,
    ImportRefused,
    Incoming,
    InvalidWords,
    MayNotImport,
    MeasureWords,
    NoSuchImport,
    RunState,
    RunView,
    StaleDecision,
    Verdict,
)
from samspill.plan.review.models import RowDecision, RunTurn

OTHER = person("Rådgiver", Capacity.KEEP_PLAN)
MEASURE = "area/0/group/0/measure/0"
EVERYTHING = PortfolioFilter()


@pytest.fixture
def run(read: Read, deck: bytes, read_before: tuple[str, ...]) -> RunView:
    return read(("plan.pptx", deck), command=read_before)


def decide(run: RunView, path: str, verdict: Verdict, **also: object):  # type: ignore[no-untyped-def]
    common = {"revision": 0, "register": REGISTER, "by": KEEPER, "at": NOON, **also}
    return review.decide(run_id=run.id, path=path, verdict=verdict, **common)  # type: ignore[arg-type]


def finish(run: RunView, **also: object):  # type: ignore[no-untyped-def]
    return review.finish(run_id=run.id, register=REGISTER, by=KEEPER, at=NOON, **also)  # type: ignore[arg-type]


def test_a_reviewed_import_becomes_a_draft_of_the_plan(run: RunView) -> None:
    accept_everything(run)
    seen = plan.portfolio(version_id=finish(run), where=EVERYTHING)
    assert (seen.version.title, seen.version.state, seen.count) == ("Porteføljeplan 2026", VersionState.DRAFT, 4)
    assert [area.name for area in seen.areas] == ["Deling av opplysninger", "Trygg overgang"]
    assert [cell.status for cell in seen.areas[0].measures[0].cells] == [
        Status.DONE,
        Status.IN_PROGRESS,
        Status.NOT_STARTED,
    ]


def test_what_was_imported_tells_where_it_stood(run: RunView) -> None:
    accept_everything(run)
    version_id = finish(run)
    first = plan.portfolio(version_id=version_id, where=EVERYTHING).areas[0].measures[0]
    told = plan.measure(measure_id=first.id, version_id=version_id).provenance
    title = next(one for one in told if one.field == "title")
    assert (title.document, title.import_id) == ("plan.pptx", run.id)
    assert "legemidler" in title.verbatim


def test_finishing_twice_makes_one_version(run: RunView) -> None:
    accept_everything(run)
    assert finish(run) == finish(run)
    assert len(plan.versions()) == 1


def test_a_finished_import_is_accepted_and_knows_its_version(run: RunView) -> None:
    accept_everything(run)
    version_id = finish(run)
    after = review.run(run_id=run.id, by=KEEPER, at=NOON)
    assert (after.state, after.version_id, after.finished_at) == (RunState.ACCEPTED, version_id, NOON)


def test_every_turn_of_an_import_is_remembered_with_who(run: RunView) -> None:
    accept_everything(run)
    finish(run)
    turns = list(RunTurn.objects.order_by("id").values_list("before", "after", "by_name"))
    assert turns == [
        ("received", "reading", ""),
        ("reading", "ready", ""),
        ("ready", "accepted", "Sekretariat"),
    ]


def test_an_import_may_be_the_next_version_of_a_plan_there_is(run: RunView) -> None:
    from tests.factories.plan_drafts import version_draft  # noqa: PLC0415

    first = plan.create_version(draft=version_draft(fingerprint="older"), by=KEEPER, at=NOON)
    plan.turn_version(version_id=first, to=VersionState.ADOPTED, by=KEEPER, at=NOON, adopted_on=NOON.date())
    plan_id = plan.version(version_id=first).plan_id
    accept_everything(run)
    second = plan.version(version_id=finish(run, plan_id=plan_id))
    assert (second.plan_id, second.number) == (plan_id, 2)


def test_an_import_into_a_plan_that_is_not_there_changes_nothing(run: RunView) -> None:
    accept_everything(run)
    with pytest.raises(NotFound):
        finish(run, plan_id=PlanId(404))
    assert review.run(run_id=run.id, by=KEEPER, at=NOON).state is RunState.READY


def test_an_import_with_undecided_rows_is_not_finished(run: RunView) -> None:
    with pytest.raises(ImportRefused):
        finish(run)
    assert plan.versions() == ()


def test_a_correction_is_what_comes_into_the_plan(run: RunView) -> None:
    words = MeasureWords("Felles liste", points=("Ett punkt",), cells=(CellWords("Prøve ut", 2026, "Under arbeid"),))
    decide(run, MEASURE, Verdict.CORRECT, words=words)
    accept_everything(run)
    first = plan.portfolio(version_id=finish(run), where=EVERYTHING).areas[0].measures[0]
    assert (first.title, first.bullets) == ("Felles liste", ("Ett punkt",))
    assert [(cell.year, cell.text, cell.status) for cell in first.cells if cell.text] == [
        (2026, "Prøve ut", Status.IN_PROGRESS)
    ]


def test_what_is_dropped_stays_out_of_the_plan(run: RunView) -> None:
    decide(run, "area/0", Verdict.DROP)
    accept_everything(run)
    seen = plan.portfolio(version_id=finish(run), where=EVERYTHING)
    assert [area.name for area in seen.areas] == ["Trygg overgang"]


def test_a_decision_tells_who_and_when(run: RunView) -> None:
    decision = decide(run, MEASURE, Verdict.ACCEPT).decision
    assert (decision.verdict, decision.by_name, decision.at) == (Verdict.ACCEPT, "Sekretariat", NOON)


def test_a_decision_can_be_taken_back(run: RunView) -> None:
    decide(run, MEASURE, Verdict.DROP)
    assert review.take_back(run_id=run.id, path=MEASURE, register=REGISTER, by=KEEPER, at=NOON).decision is None


def test_a_form_opened_before_somebody_elses_decision_is_told_and_changes_nothing(run: RunView) -> None:
    decide(run, MEASURE, Verdict.DROP, by=OTHER)
    with pytest.raises(StaleDecision) as stale:
        decide(run, MEASURE, Verdict.ACCEPT)
    assert str(stale.value.what) == "Rådgiver har vurdert denne raden etter at du åpnet den."
    assert stale.value.newer.decision is not None
    assert stale.value.newer.decision.verdict is Verdict.DROP
    assert RowDecision.objects.get().verdict == "drop"


def test_a_form_opened_before_a_decision_that_was_taken_back_and_made_anew_is_stale_too(run: RunView) -> None:
    opened = decide(run, MEASURE, Verdict.ACCEPT).revision
    review.take_back(run_id=run.id, path=MEASURE, register=REGISTER, by=OTHER, at=NOON)
    decide(run, MEASURE, Verdict.DROP, by=OTHER)
    with pytest.raises(StaleDecision):
        decide(run, MEASURE, Verdict.ACCEPT, revision=opened)


def test_words_that_cannot_be_kept_are_refused_field_by_field(run: RunView) -> None:
    with pytest.raises(InvalidWords) as invalid:
        decide(run, "area/0/goal/0", Verdict.CORRECT, words=GoalWords("  "))
    assert {field: str(text) for field, text in invalid.value.errors.items()} == {
        "text": "Skriv målet, eller ta det ut."
    }
    assert not RowDecision.objects.exists()


def test_a_row_that_is_not_there_is_said_so(run: RunView) -> None:
    with pytest.raises(NoSuchImport):
        decide(run, "area/99", Verdict.ACCEPT)


def test_rows_that_ask_nothing_are_accepted_together_and_the_others_left(run: RunView) -> None:
    before = whole(run).tally
    count = review.accept_unasked(run_id=run.id, register=REGISTER, by=KEEPER, at=NOON)
    after = whole(run).tally
    assert count == before.unasked > 0
    assert (after.unasked, after.waiting) == (0, before.waiting)


def test_a_finished_import_takes_no_more_decisions(run: RunView) -> None:
    accept_everything(run)
    finish(run)
    with pytest.raises(ImportRefused):
        decide(run, MEASURE, Verdict.DROP)


def test_others_than_those_who_keep_the_plan_decide_nothing(run: RunView) -> None:
    for act in (
        lambda: decide(run, MEASURE, Verdict.ACCEPT, by=SAGENES),
        lambda: review.accept_unasked(run_id=run.id, register=REGISTER, by=SAGENES, at=NOON),
        lambda: review.take_back(run_id=run.id, path=MEASURE, register=REGISTER, by=SAGENES, at=NOON),
        lambda: review.finish(run_id=run.id, register=REGISTER, by=SAGENES, at=NOON),
    ):
        with pytest.raises(MayNotImport):
            act()
    assert not RowDecision.objects.exists()


def test_files_of_a_discarded_draft_may_be_imported_again(
    run: RunView, deck: bytes, folder: review.ImportFolder
) -> None:
    accept_everything(run)
    version_id = finish(run)
    plan.turn_version(version_id=version_id, to=VersionState.DISCARDED, by=KEEPER, at=NOON, why="Feil fil")
    again, is_new = review.receive(incoming=[Incoming("plan.pptx", [deck])], folder=folder, by=KEEPER, at=NOON)
    assert (is_new, again.id != run.id, again.state) == (True, True, RunState.RECEIVED)
    assert review.run(run_id=run.id, by=KEEPER, at=NOON).state is RunState.ACCEPTED
