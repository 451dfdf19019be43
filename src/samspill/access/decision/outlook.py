"""What can be said of a list before a row is looked at: is it closed to everyone's data, and what will it oblige to?"""

from samspill.access.decision.attributes import asker_attributes, inputs_hash
from samspill.access.decision.conditions import Fact
from samspill.access.decision.contracts import Decision, Facts, Question, Rows
from samspill.access.decision.days import date_of
from samspill.access.decision.deciding import Held, denied, permitted
from samspill.access.decision.filtering import Fixed
from samspill.access.decision.rulebook import Effect, Rule, Rulebook
from samspill.access.decision.sql import Compiler, Sql


def outlook(question: Question, facts: Facts, *, rules: Rulebook) -> Decision:
    """Return a refusal when no row can be permitted, else a permit with all that any of its rows may oblige to.

    The rows themselves are decided by the filter: a permit here opens nothing that the filter closes.

    Args:
        question: who asks for which class of data; its thing's person plays no part.
        facts: only which of the sources answer.
        rules: the rulebook.
    """
    attributes = asker_attributes(question, facts)
    compiler = Compiler(Fixed(attributes), Rows())
    found: dict[Effect, list[Rule]] = {effect: [] for effect in Effect}
    for rule in rules.in_force(date_of(attributes["day"])):
        sql = compiler.sql(rule.when)
        if _speaks(rule.effect, sql):
            found[rule.effect].append(rule)
    held = Held(*(tuple(found[effect]) for effect in (Effect.PERMIT, Effect.DENY, Effect.UNLOCK, Effect.OBLIGE)))
    inputs = inputs_hash(attributes, dict.fromkeys(Fact))
    return denied(held, rules, inputs) if held.denials or not held.permits else permitted(held, rules, inputs)


def _speaks(effect: Effect, sql: Sql) -> bool:
    """A refusal speaks when it closes every row; the others when there may be a row they hold for."""
    if effect is Effect.DENY:
        return sql.settled and sql.answer is not False
    if effect is Effect.PERMIT:
        return not sql.settled or sql.answer is True
    return not sql.settled or sql.answer is not False
