"""Looking in on an evaluation, naming a part of it, asking for a type (http://hl7.org/fhirpath#utility-functions)."""

from samspill.fhir.path import units
from samspill.fhir.path.environment import Compiled, Environment
from samspill.fhir.path.errors import EvaluationError
from samspill.fhir.path.functions.registry import eager, lazy, single, text
from samspill.fhir.path.nodes import Collection, type_of


@lazy("trace", 1, 2)
def trace(
    environment: Environment, items: Collection, name: Compiled, projection: Compiled | None = None
) -> Collection:
    """The items: what it would show, to whoever writes the expression, is shown to no one here."""
    text(name(environment, items))
    if projection is not None:
        for item in items:
            environment.spend(len(projection(environment, [item])))
    return items


@lazy("defineVariable", 1, 2)
def define_variable(
    environment: Environment, items: Collection, name: Compiled, value: Compiled | None = None
) -> Collection:
    """Name a collection for what follows in this path; the result is the items."""
    label = text(name(environment, items))
    if label is None:
        raise EvaluationError("A variable must have a name")
    environment.define(label, items if value is None else value(environment, items))
    return items


@eager("type")
def type_function(_: Environment, items: Collection) -> Collection:
    """The type of each item."""
    return [type_of(item) for item in items]


@eager("comparable", 1)
def comparable(_: Environment, items: Collection, other: Collection) -> Collection:
    """Whether two quantities are of one dimension."""
    mine, yours = single(items), single(other)
    if mine is None or yours is None:
        return []
    amount, amount2 = units.quantity_of(mine), units.quantity_of(yours)
    return [amount is not None and amount2 is not None and units.same_unit(amount, amount2) is not None]
