"""The decision itself, over attributes and facts: deny overrides, and what is absent denies.

A permit rule opens when its condition is true. A deny rule closes unless its condition is false, so one that asks for
what is absent closes. Nothing is opened that no rule opens.
"""

from dataclasses import dataclass
from typing import Any

from samspill.access.decision.attributes import asker_attributes, fact_lists, inputs_hash, thing_attributes
from samspill.access.decision.conditions import VALUES, All, Condition, Equal
from samspill.access.decision.contracts import (
    Decision,
    Deny,
    Facts,
    Made,
    Obligation,
    Permit,
    PermitWithUnlock,
    Question,
    RuleRef,
)
from samspill.access.decision.days import date_of
from samspill.access.decision.evaluating import Attributes, FactLists, Test, test_of
from samspill.access.decision.rulebook import Effect, Rule, Rulebook, Stage


def decide(question: Question, facts: Facts, *, rules: Rulebook) -> Decision:
    """Answer a question.

    Args:
        question: who asks for what, why and when.
        facts: what the sources answered about the person.
        rules: the rulebook; those of its rules decide that hold on the question's day.
    """
    attributes = asker_attributes(question, facts) | thing_attributes(question.thing)
    known = fact_lists(question.thing, facts)
    held = _weigh(_ready(rules, attributes), attributes, known)
    inputs = inputs_hash(attributes, known)
    if held.denials or not held.permits:
        return denied(held, rules, inputs)
    return permitted(held, rules, inputs)


@dataclass(frozen=True, slots=True)
class Held:
    """The rules whose conditions held, in the files' order."""

    permits: tuple[Rule, ...]
    denials: tuple[Rule, ...]
    unlocks: tuple[Rule, ...]
    obliges: tuple[Rule, ...]


_Ready = tuple[tuple[Rule, Test], ...]

_NARROWING = (*sorted(VALUES), "data_class")
"""Attributes of few values: what they settle of a rule is settled once for each combination that is met."""

_NARROWED: dict[tuple[object, ...], _Ready] = {}
_NARROWED_MAX = 4096


def _ready(rulebook: Rulebook, attributes: Attributes) -> _Ready:
    """Return those of the day's rules, with their functions, that are not false already by what is asked.

    Of 55 rules, 10 to 25 are left.
    """
    key = (rulebook.version, attributes["day"], *[attributes.get(name) for name in _NARROWING])
    ready = _NARROWED.get(key)
    if ready is None:
        if len(_NARROWED) >= _NARROWED_MAX:
            _NARROWED.clear()
        in_force = rulebook.in_force(date_of(attributes["day"]))
        ready = tuple((rule, test_of(rule.when)) for rule in in_force if not _is_settled(rule.when, attributes))
        _NARROWED[key] = ready
    return ready


def _is_settled(when: Condition, attributes: Attributes) -> bool:
    """Whether one of the parts that must all hold asks for another value than the one that is there."""
    parts = when.parts if isinstance(when, All) else (when,)
    return any(
        isinstance(part, Equal)
        and part.attribute in _NARROWING
        and attributes.get(part.attribute) not in (None, *part.values)
        for part in parts
    )


def _weigh(ready: _Ready, attributes: Attributes, facts: FactLists) -> Held:
    found: dict[Effect, list[Rule]] = {effect: [] for effect in Effect}
    for rule, test in ready:
        answer = test(attributes, facts)
        if answer is True or (answer is None and rule.effect is not Effect.PERMIT):
            found[rule.effect].append(rule)
    return Held(*(tuple(found[effect]) for effect in (Effect.PERMIT, Effect.DENY, Effect.UNLOCK, Effect.OBLIGE)))


def denied(held: Held, rulebook: Rulebook, inputs: str) -> Deny:
    """Tell of the earliest refusal; who shows no need is told that, and nothing of what the citizen has decided."""
    early = [rule for rule in held.denials if rule.stage is not Stage.PRIVACY]
    if not early and not held.permits:
        told: Any = rulebook.no_need
    else:
        told = (early or held.denials)[0]
    others = tuple(rule.ref for rule in held.denials if rule.ref != told.ref)
    return Deny(Made((told.ref, *others), rulebook.version, inputs), told.what, told.why, told.remedy)


def permitted(held: Held, rulebook: Rulebook, inputs: str) -> Permit:
    """Return the permit, with what all the rules that hold oblige to."""
    deciding = (*held.permits, *held.unlocks, *held.obliges)
    obligations: dict[Obligation, None] = dict.fromkeys(each for rule in deciding for each in rule.obligations)
    refs: tuple[RuleRef, ...] = tuple(rule.ref for rule in deciding)
    made = Made(refs, rulebook.version, inputs)
    kind = PermitWithUnlock if held.unlocks else Permit
    return kind(made, tuple(obligations))
