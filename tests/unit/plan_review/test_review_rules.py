from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.factories.plan_drafts import HOSPITALS, KEEPER, NOON, READER
from tests.factories.plans import said
from tests.factories.reviews import decided, reading, views

from samspill.kernel.people import Person
from samspill.plan.importing.contracts import Flag
from samspill.plan.review import rules
from samspill.plan.review.contracts import GoalWords, ImportRefused, MayNotImport, RowKind, RunState, Verdict
from samspill.plan.review.rows import tally

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("now", "to", "allowed"),
    [
        (RunState.RECEIVED, RunState.READY, False),
        (RunState.REFUSED, RunState.READY, False),
        (RunState.DROPPED, RunState.READING, False),
        (RunState.ACCEPTED, RunState.DROPPED, False),
        (RunState.READY, RunState.READING, False),
        (RunState.RECEIVED, RunState.READING, True),
        (RunState.READING, RunState.READY, True),
        (RunState.READING, RunState.REFUSED, True),
        (RunState.READING, RunState.STOPPED, True),
        (RunState.STOPPED, RunState.READING, True),
        (RunState.REFUSED, RunState.READING, True),
        (RunState.READY, RunState.ACCEPTED, True),
        (RunState.READY, RunState.DROPPED, True),
    ],
)
def test_an_import_turns_only_as_its_table_says(now: RunState, to: RunState, allowed: bool) -> None:
    assert rules.can_turn(now, to) is allowed


@pytest.mark.parametrize(("person", "allowed"), [(READER, False), (HOSPITALS, False), (KEEPER, True)])
def test_only_those_who_keep_the_plan_import(person: Person, allowed: bool) -> None:
    assert rules.may_import(person, day=DAY) is allowed


def test_who_may_not_import_is_told_what_to_do() -> None:
    with pytest.raises(MayNotImport) as refused:
        rules.check_may_import(READER, day=DAY)
    assert [str(sentence) for sentence in refused.value.sentences] == [
        "Du kan ikke importere planer.",
        "Rollen «En rolle» gir ikke rett til å endre planen.",
        "Send dokumentet til sekretariatet, så importerer de det.",
    ]


@pytest.mark.parametrize(
    ("state", "silent_seconds", "shown"),
    [
        (RunState.READING, 19, RunState.READING),
        (RunState.READING, 21, RunState.STOPPED),
        (RunState.RECEIVED, 21, RunState.STOPPED),
        (RunState.READY, 3600, RunState.READY),
        (RunState.REFUSED, 3600, RunState.REFUSED),
    ],
)
def test_a_silent_reader_is_shown_as_stopped(state: RunState, silent_seconds: int, shown: RunState) -> None:
    heard_at = NOON - timedelta(seconds=silent_seconds)
    assert rules.standing(state, heard_at=heard_at, at=NOON) is shown


@pytest.mark.parametrize("files", [0, 9])
def test_no_file_and_too_many_files_are_refused(files: int) -> None:
    with pytest.raises(ImportRefused):
        rules.check_can_receive(files)


def test_an_import_is_not_finished_before_every_marked_row_is_decided() -> None:
    with pytest.raises(ImportRefused) as refused:
        rules.check_can_finish(RunState.READY, views(changed={"plan": Verdict.ACCEPT}))
    assert str(refused.value.why) == "2 rader må vurderes først."


def test_an_import_is_finished_when_every_marked_row_is_decided() -> None:
    assert rules.can_finish(RunState.READY, decided())


def test_an_import_that_is_not_read_is_not_finished() -> None:
    assert not rules.can_finish(RunState.READING, decided())


def test_dropping_an_area_decides_what_stands_in_it() -> None:
    rows = views(changed={"plan": Verdict.ACCEPT, "area/0": Verdict.DROP, "area/1/group/0/measure/0": Verdict.ACCEPT})
    assert rules.can_finish(RunState.READY, rows)


def test_an_import_without_a_measure_left_is_not_finished() -> None:
    with pytest.raises(ImportRefused) as refused:
        rules.check_can_finish(RunState.READY, decided(changed={"area/0": Verdict.DROP, "area/1": Verdict.DROP}))
    assert str(refused.value.why) == "Alle tiltakene er tatt ut."


def test_the_plans_own_row_cannot_be_dropped() -> None:
    assert not rules.can_decide(views()[0], Verdict.DROP)


def test_a_row_that_is_too_long_to_keep_is_corrected_or_dropped_not_accepted() -> None:
    long = replace(reading(), areas=(replace(reading().areas[0], name=said("x" * 301)),))
    row = next(view for view in views(long) if view.row.path == "area/0")
    assert row.waits
    assert not rules.can_decide(row, Verdict.ACCEPT)
    assert rules.can_decide(row, Verdict.CORRECT)
    assert rules.can_decide(row, Verdict.DROP)


def test_the_tally_counts_what_waits_and_what_asks_nothing() -> None:
    counted = tally(views(changed={"goal/0": (Verdict.CORRECT, GoalWords("Et annet mål"))}))
    assert (counted.rows, counted.measures, counted.waiting, counted.unasked) == (9, 3, 3, 5)
    assert counted.waiting_kinds == {RowKind.PLAN: 1, RowKind.MEASURE: 2}


def test_a_row_bears_the_flags_of_its_values() -> None:
    flags = {view.row.path: view.row.flags for view in views() if view.row.flags}
    assert flags == {
        "plan": (Flag.HEADS_REPEATED,),
        "area/0/group/0/measure/0": (Flag.COLUMN_UNKNOWN,),
        "area/1/group/0/measure/0": (Flag.TITLE_LOST,),
    }
