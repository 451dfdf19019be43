"""What is absent opens nothing: take any attribute away, or silence a source, and no refusal becomes a permit."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from tests.factories.access_worlds import situation

from samspill.access.decision.api import built_in, decide
from samspill.access.decision.contracts import Deny, Facts, Professional, Question

QUESTIONS = [
    (replace(one.question, thing=thing), made.facts(thing.person, silent=one.silent))
    for made, questions in (situation(Random(seed), f"w{seed}") for seed in range(40))
    for one in questions
    for thing in made.asked(one.question.thing.data_class)[:4]
]


def poorer(question: Question) -> Iterator[Question]:
    """The question with one attribute less; a missing HPR number or label says something, so neither is taken away."""
    yield replace(question, purpose=None)
    yield replace(question, basis=None)
    yield replace(question, asker=replace(question.asker, assurance=None))
    yield replace(question, thing=replace(question.thing, born=None))
    if isinstance(question.asker, Professional):
        for name in ("hpr", "organisation", "bound_person"):
            yield replace(question, asker=replace(question.asker, **{name: None}))


def opens(question: Question, facts: Facts) -> bool:
    return not isinstance(decide(question, facts, rules=built_in()), Deny)


def test_an_attribute_less_never_opens() -> None:
    opened = [
        (question, less)
        for question, facts in QUESTIONS
        if not opens(question, facts)
        for less in poorer(question)
        if opens(less, facts)
    ]
    assert opened == []


@pytest.mark.parametrize("source", ["grounds", "grants"])
def test_a_silent_source_of_needs_never_opens(source: str) -> None:
    opened = [
        question
        for question, facts in QUESTIONS
        if not opens(question, facts) and opens(question, replace(facts, **{source: None}))
    ]
    assert opened == []


def test_a_relation_less_never_opens() -> None:
    opened = [
        question
        for question, facts in QUESTIONS
        if not opens(question, facts) and opens(question, replace(facts, grounds=facts.grounds and ()))
    ]
    assert opened == []


def test_there_are_refusals_and_permits_to_try_it_on() -> None:
    answers = [opens(question, facts) for question, facts in QUESTIONS]
    assert min(answers.count(True), answers.count(False)) >= 100


def test_worlds_are_the_same_for_the_same_seed() -> None:
    assert situation(Random(3), "w") == situation(Random(3), "w")
