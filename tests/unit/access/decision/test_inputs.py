"""The hash of what was asked and known: the same for the same, another for anything else."""

from dataclasses import replace
from datetime import date

from tests.factories.access_situations import COLLEAGUE, Situation, ground, setting

from samspill.access.decision.api import built_in, decide
from samspill.access.decision.contracts import Label
from samspill.access.privacy.contracts import SettingKind


def inputs(situation: Situation) -> str:
    return decide(situation.question, situation.facts, rules=built_in()).made.inputs


def test_the_same_question_has_the_same_hash() -> None:
    assert inputs(Situation()) == inputs(Situation())


def test_the_order_in_which_a_source_answers_does_not_change_it() -> None:
    one, other = ground(), ground(holder=COLLEAGUE)
    assert inputs(Situation(grounds=(one, other))) == inputs(Situation(grounds=(other, one)))


def test_anything_else_that_was_asked_or_known_changes_it() -> None:
    asked = [
        Situation(),
        Situation(purpose="COC"),
        Situation(born=date(1950, 6, 2)),
        Situation(grounds=(ground(holder=COLLEAGUE),)),
        Situation(settings=(setting(SettingKind.CONSENT),)),
        Situation(silent=("privacy",)),
        Situation(document="d1"),
        Situation(document="d1", labels=("NORS",)),
        Situation(user_selected=True),
    ]
    assert len({inputs(each) for each in asked}) == len(asked)


def test_it_is_64_hexadecimal_digits() -> None:
    assert len(bytes.fromhex(inputs(Situation()))) == 32


def test_facts_about_another_person_decide_nothing() -> None:
    situation = Situation(grounds=(replace(ground(), person="another"),))
    assert decide(situation.question, situation.facts, rules=built_in()).made.rules[0].id == "no-need"


def test_another_documents_label_decides_nothing() -> None:
    question = Situation(document="d1").question
    labelled = replace(question.thing, labels=(Label("d2", "NORN_FFL"),))
    asked = Situation().facts
    with_it = decide(replace(question, thing=labelled), asked, rules=built_in())
    assert with_it == decide(replace(question, thing=replace(labelled, labels=())), asked, rules=built_in())
