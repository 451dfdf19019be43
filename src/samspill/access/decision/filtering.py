"""A list's filter: the rules of the day, for one who asks, as one condition on rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samspill.access.decision.attributes import asker_attributes
from samspill.access.decision.contracts import Facts, Filter, Question, Rows
from samspill.access.decision.days import date_of
from samspill.access.decision.rulebook import Effect, Rule, Rulebook
from samspill.access.decision.sql import (
    FALSE,
    TRUE,
    Compiler,
    Sql,
    joined,
    only_false,
    only_true,
    settled,
    unless_false,
)


def filter_of(question: Question, facts: Facts, *, rules: Rulebook, rows: Rows | None = None) -> Filter:
    """Return the filter that lets through exactly the rows that ``decide`` permits.

    Args:
        question: who asks for which class of data, why and when; of its thing, the person too where one is named.
        facts: only which of the sources answer; the database looks at the facts themselves.
        rules: the rulebook.
        rows: what the rows' columns are called.
    """
    attributes = asker_attributes(question, facts)
    rows = rows or Rows()
    compiler = Compiler(Fixed(attributes), rows, by_list=attributes.get("patient_bound") == "no")
    in_force = rules.in_force(date_of(attributes["day"]))

    def holding(rule: Rule) -> Sql:
        return compiler.sql(rule.when)

    asked = Sql(f"{rows.data_class} = ?", (question.thing.data_class,))
    person = question.thing.person
    whose = Sql(f"{rows.person} = ?", (person,)) if person else TRUE
    let_through = joined([whose, asked, visible(in_force, holding)], "AND")
    unlocked = opened(in_force, holding)
    return Filter(let_through.text, unlocked.text, let_through.values, unlocked.values)


def visible(rules: Sequence[Rule], holding: Callable[[Rule], Sql]) -> Sql:
    """Return the condition under which a row is let through: one permit is true, and every refusal is false."""
    permits = [only_true(holding(rule)) for rule in rules if rule.effect is Effect.PERMIT]
    denials = [only_false(holding(rule)) for rule in rules if rule.effect is Effect.DENY]
    return joined([joined(permits or [FALSE], "OR"), *denials], "AND")


def opened(rules: Sequence[Rule], holding: Callable[[Rule], Sql]) -> Sql:
    """Return the condition under which a row that is let through was blocked."""
    found = [unless_false(holding(rule)) for rule in rules if rule.effect is Effect.UNLOCK]
    return joined(found or [FALSE], "OR")


@dataclass(frozen=True, slots=True)
class Fixed:
    """Who asks is known: attributes become values, and what they settle is settled here."""

    attributes: Mapping[str, Any]

    def value(self, attribute: str) -> Sql | None:
        """Return the value, or None where it is absent."""
        found = self.attributes.get(attribute)
        return None if found is None else Sql("?", (found,))

    def equal(self, attribute: str, values: Sequence[str]) -> Sql:
        """Settle it."""
        found = self.attributes.get(attribute)
        return settled(None if found is None else found in values)

    def same(self, one: str, other: str) -> Sql:
        """Settle it."""
        first, second = self.attributes.get(one), self.attributes.get(other)
        return settled(None if first is None or second is None else first == second)

    def absent(self, attribute: str) -> Sql:
        """Settle it."""
        return FALSE if attribute in self.attributes else TRUE

    def recent(self, attribute: str, seconds_max: int) -> Sql:
        """Settle it."""
        moment = self.attributes.get(attribute)
        return settled(None if moment is None else 0 <= self.attributes["at"] - moment <= seconds_max)

    def less(self, attribute: str, number: int) -> Sql:
        """Return the difference as a value."""
        return Sql("?", (self.attributes[attribute] - number,))
