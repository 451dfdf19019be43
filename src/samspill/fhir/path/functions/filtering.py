"""Choosing, projecting, cutting and combining collections (http://hl7.org/fhirpath#filtering-and-projection)."""

from functools import cmp_to_key
from typing import Any

from samspill.fhir.path.comparing import key, order
from samspill.fhir.path.environment import Compiled, Environment
from samspill.fhir.path.errors import EvaluationError
from samspill.fhir.path.functions.existence import unique
from samspill.fhir.path.functions.registry import eager, lazy, single, truth, whole
from samspill.fhir.path.nodes import Collection, Node, children


@lazy("where", 1)
def where(environment: Environment, items: Collection, criterion: Compiled) -> Collection:
    """The items that meet the criterion."""
    environment.spend(len(items))
    before = environment.index
    kept = []
    for place, item in enumerate(items):
        environment.index = place
        if truth(criterion(environment, [item])):
            kept.append(item)
    environment.index = before
    return kept


@lazy("select", 1)
def select(environment: Environment, items: Collection, projection: Compiled) -> Collection:
    """What the projection makes of each item, joined."""
    environment.spend(len(items))
    before = environment.index
    made: Collection = []
    for place, item in enumerate(items):
        environment.index = place
        made.extend(environment.keep(projection(environment, [item])))
    environment.index = before
    return made


@lazy("repeat", 1)
def repeat(environment: Environment, items: Collection, projection: Compiled) -> Collection:
    """Project again and again until nothing new appears."""
    seen: dict[Any, Any] = {}
    waiting = items
    while waiting:
        fresh: Collection = []
        for item in waiting:
            for made in environment.keep(projection(environment, [item])):
                mark = key(made)
                if mark not in seen:
                    seen[mark] = made
                    fresh.append(made)
        waiting = fresh
    return list(seen.values())


@lazy("repeatAll", 1)
def repeat_all(environment: Environment, items: Collection, projection: Compiled) -> Collection:
    """Project again and again, repetitions kept; endless repetition is stopped by the steps allowed."""
    made: Collection = []
    waiting = items
    while waiting:
        environment.spend(len(waiting))
        waiting = [one for item in waiting for one in environment.keep(projection(environment, [item]))]
        made.extend(waiting)
    return made


@lazy("aggregate", 1, 2)
def aggregate(
    environment: Environment, items: Collection, step: Compiled, initial: Compiled | None = None
) -> Collection:
    """Carry ``$total`` from item to item."""
    environment.spend(len(items))
    before = environment.index, environment.total
    total = initial(environment, items) if initial else []
    for place, item in enumerate(items):
        environment.index, environment.total = place, total
        total = environment.keep(step(environment, [item]))
    environment.index, environment.total = before
    return total


@eager("single")
def only(_: Environment, items: Collection) -> Collection:
    """The only item; several are an error."""
    single(items)
    return items


@eager("first")
def first(_: Environment, items: Collection) -> Collection:
    """The first item."""
    return items[:1]


@eager("last")
def last(_: Environment, items: Collection) -> Collection:
    """The last item."""
    return items[-1:]


@eager("tail")
def tail(_: Environment, items: Collection) -> Collection:
    """All but the first."""
    return items[1:]


@eager("skip", 1)
def skip(_: Environment, items: Collection, count: Collection) -> Collection:
    """All but the first so many."""
    return items[max(0, whole(count) or 0) :]


@eager("take", 1)
def take(_: Environment, items: Collection, count: Collection) -> Collection:
    """The first so many."""
    return items[: max(0, whole(count) or 0)]


@eager("intersect", 1)
def intersect(_: Environment, items: Collection, others: Collection) -> Collection:
    """What is on both sides, without repetition."""
    theirs = {key(item) for item in others}
    return unique([item for item in items if key(item) in theirs])


@eager("exclude", 1)
def exclude(_: Environment, items: Collection, others: Collection) -> Collection:
    """What is not on the other side, repetitions kept."""
    theirs = {key(item) for item in others}
    return [item for item in items if key(item) not in theirs]


@eager("union", 1)
def union(environment: Environment, items: Collection, others: Collection) -> Collection:
    """What is on either side, without repetition."""
    environment.spend(len(items) + len(others))
    return unique([*items, *others])


@eager("combine", 1, 2)
def combine(environment: Environment, items: Collection, others: Collection, _: Collection | None = None) -> Collection:
    """Both sides, repetitions kept."""
    environment.spend(len(items) + len(others))
    return [*items, *others]


@lazy("coalesce", 1, 99)
def coalesce(environment: Environment, items: Collection, *choices: Compiled) -> Collection:
    """The first argument that holds anything."""
    for choice in choices:
        found = choice(environment, items)
        if found:
            return found
    return []


@lazy("iif", 2, 3)
def iif(
    environment: Environment,
    items: Collection,
    condition: Compiled,
    then: Compiled,
    otherwise: Compiled | None = None,
) -> Collection:
    """One or the other; only the one chosen is evaluated.

    Raises:
        EvaluationError: when there are several items, or the condition is no boolean.
    """
    single(items)
    answer = condition(environment, items)
    if answer and not isinstance(truth_strict(answer), bool):
        raise EvaluationError("The condition of iif is a boolean")
    if answer and truth(answer):
        return then(environment, items)
    return otherwise(environment, items) if otherwise else []


def truth_strict(items: Collection) -> Any:
    """Return the single value itself, to be looked at."""
    item = single(items)
    return item.value if item.__class__ is Node else item


@eager("children")
def children_of(environment: Environment, items: Collection) -> Collection:
    """All child elements."""
    found = [child for item in items if item.__class__ is Node for child in children(item)]
    environment.spend(len(found))
    return found


@eager("descendants")
def descendants(environment: Environment, items: Collection) -> Collection:
    """All elements below, level by level."""
    found: Collection = []
    level = children_of(environment, items)
    while level:
        found.extend(level)
        level = children_of(environment, level)
    return found


@lazy("sort", 0, 9)
def sort(environment: Environment, items: Collection, *criteria: Compiled) -> Collection:
    """The items in order; a criterion that begins with a minus turns its order round."""
    environment.spend(len(items) * max(1, len(criteria)))
    keys = [[criterion(environment, [item]) for criterion in criteria] or [[item]] for item in items]
    turned = [bool(getattr(criterion, "is_descending", False)) for criterion in criteria] or [False]

    def compare(mine: int, yours: int) -> int:
        for one, other, turn in zip(keys[mine], keys[yours], turned, strict=True):
            answer = _order_of_keys(one, other, turn=turn)
            if answer:
                return answer
        return 0

    return [items[place] for place in sorted(range(len(items)), key=cmp_to_key(compare))]


def _order_of_keys(left: Collection, right: Collection, *, turn: bool) -> int:
    """Nothing comes before something, in either direction."""
    mine, yours = single(left), single(right)
    if mine is None or yours is None:
        return (mine is not None) - (yours is not None)
    answer = order(mine, yours) or 0
    return -answer if turn else answer
