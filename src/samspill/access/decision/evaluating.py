"""The algebra in Python: a condition becomes a function that answers true, false or unknown (None)."""

from collections.abc import Callable, Mapping
from typing import Any

from samspill.access.decision.conditions import (
    Absent,
    Aged,
    All,
    AnyOf,
    Condition,
    Equal,
    Fact,
    Match,
    Not,
    Present,
    Recent,
    Same,
)

Attributes = Mapping[str, Any]
"""Values by name; an absent attribute is not there. ``at`` (seconds) and ``day`` (20261122) are always there."""

FactLists = Mapping[Fact, tuple[Any, ...] | None]
"""The facts about the person (labels: about the document); None where their source is silent."""

Answer = bool | None
Test = Callable[[Attributes, FactLists], Answer]

DAY = 86_400


def test_of(condition: Condition) -> Test:  # noqa: PLR0911  (one line for each form of the algebra)
    """Return a condition's function."""
    match condition:
        case Equal(attribute, values):
            return _equal(attribute, frozenset(values))
        case Absent(attribute):
            return lambda attributes, _: attribute not in attributes
        case Same(one, other):
            return _same(one, other)
        case Recent(attribute, minutes_max):
            return _recent(attribute, minutes_max * 60)
        case Aged(attribute, years_from, years_under):
            return _aged(attribute, years_from, years_under)
        case Present():
            return _present(condition)
        case All(parts):
            return _first(tuple(test_of(part) for part in parts), stops=False)
        case AnyOf(parts):
            return _first(tuple(test_of(part) for part in parts), stops=True)
        case Not(part):
            return _negated(test_of(part))


def _equal(attribute: str, values: frozenset[str]) -> Test:
    def test(attributes: Attributes, _: FactLists) -> Answer:
        value = attributes.get(attribute)
        return None if value is None else value in values

    return test


def _same(one: str, other: str) -> Test:
    def test(attributes: Attributes, _: FactLists) -> Answer:
        first, second = attributes.get(one), attributes.get(other)
        return None if first is None or second is None else first == second

    return test


def _recent(attribute: str, seconds_max: int) -> Test:
    def test(attributes: Attributes, _: FactLists) -> Answer:
        moment = attributes.get(attribute)
        return None if moment is None else 0 <= attributes["at"] - moment <= seconds_max

    return test


def _aged(attribute: str, years_from: int, years_under: int | None) -> Test:
    """Days are numbers like 20260131, so the difference of two, in ten thousands, is an age in whole years."""

    def test(attributes: Attributes, _: FactLists) -> Answer:
        born = attributes.get(attribute)
        if born is None:
            return None
        age = (attributes["day"] - born) // 10_000
        return not (years_from and age < years_from) and (years_under is None or age < years_under)

    return test


def _first(tests: tuple[Test, ...], *, stops: bool) -> Test:
    """«Any» stops at the first true one, «all» at the first false one; else one unknown makes the whole unknown."""

    def test(attributes: Attributes, facts: FactLists) -> Answer:
        unknown = False
        for part in tests:
            answer = part(attributes, facts)
            if answer is stops:
                return stops
            unknown = unknown or answer is None
        return None if unknown else not stops

    return test


def _negated(part: Test) -> Test:
    def test(attributes: Attributes, facts: FactLists) -> Answer:
        answer = part(attributes, facts)
        return None if answer is None else not answer

    return test


def _present(present: Present) -> Test:
    kinds, codes, matches = frozenset(present.kinds), frozenset(present.codes), present.matches
    after = present.days_after * DAY
    longest = None if present.days_max is None else present.days_max * DAY

    def test(attributes: Attributes, facts: FactLists) -> Answer:
        known = facts[present.fact]
        if known is None:
            return None
        at, unknown = attributes["at"], False
        for fact in known:
            if fact.kind not in kinds or not fact.starts <= at < fact.ends + after:
                continue
            if (codes and fact.code not in codes) or (longest is not None and at - fact.starts >= longest):
                continue
            answer = _matches(fact, matches, attributes)
            if answer is True:
                return True
            unknown = unknown or answer is None
        return None if unknown else False

    return test


def _matches(fact: Any, matches: tuple[Match, ...], attributes: Attributes) -> Answer:
    unknown = False
    for match in matches:
        value = getattr(fact, match.column)
        if match.open and not value:
            continue
        wanted = attributes.get(match.attribute)
        if wanted is None:
            unknown = True
        elif value != wanted:
            return False
    return None if unknown else True
