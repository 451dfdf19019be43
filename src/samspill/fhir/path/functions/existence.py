"""Is there any, are all, how many (http://hl7.org/fhirpath#existence)."""

from typing import Any

from samspill.fhir.path.comparing import key
from samspill.fhir.path.environment import Compiled, Environment
from samspill.fhir.path.errors import EvaluationError
from samspill.fhir.path.functions.registry import eager, lazy, truth
from samspill.fhir.path.nodes import Collection, system, type_of


@eager("empty")
def empty(_: Environment, items: Collection) -> Collection:
    """Whether there is nothing."""
    return [not items]


@lazy("exists", 0, 1)
def exists(environment: Environment, items: Collection, criterion: Compiled | None = None) -> Collection:
    """Whether there is anything, or anything that meets the criterion."""
    if criterion is None:
        return [bool(items)]
    return [_first(environment, items, criterion, wanted=True)]


@lazy("all", 1)
def every(environment: Environment, items: Collection, criterion: Compiled) -> Collection:
    """Whether each meets the criterion; so do none at all."""
    return [not _first(environment, items, criterion, wanted=False)]


def _first(environment: Environment, items: Collection, criterion: Compiled, *, wanted: bool) -> bool:
    """Whether the criterion has the wanted answer for any item; looks no further than the first."""
    environment.spend(len(items))
    before = environment.index
    found = False
    for place, item in enumerate(items):
        environment.index = place
        if bool(truth(criterion(environment, [item]))) is wanted:
            found = True
            break
    environment.index = before
    return found


def _booleans(items: Collection) -> list[bool]:
    values = [system(item) for item in items]
    for item, value in zip(items, values, strict=True):
        if not isinstance(value, bool):
            raise EvaluationError(f"Booleans are due, and there is a {type_of(item).name}")
    return values


@eager("allTrue")
def all_true(_: Environment, items: Collection) -> Collection:
    """Whether all booleans are true."""
    return [all(_booleans(items))]


@eager("anyTrue")
def any_true(_: Environment, items: Collection) -> Collection:
    """Whether any boolean is true."""
    return [any(_booleans(items))]


@eager("allFalse")
def all_false(_: Environment, items: Collection) -> Collection:
    """Whether all booleans are false."""
    return [not any(_booleans(items))]


@eager("anyFalse")
def any_false(_: Environment, items: Collection) -> Collection:
    """Whether any boolean is false."""
    return [not all(_booleans(items))]


@eager("subsetOf", 1)
def subset_of(_: Environment, items: Collection, others: Collection) -> Collection:
    """Whether every item is among the others."""
    return [{key(item) for item in items} <= {key(item) for item in others}]


@eager("supersetOf", 1)
def superset_of(_: Environment, items: Collection, others: Collection) -> Collection:
    """Whether every one of the others is among the items."""
    return [{key(item) for item in items} >= {key(item) for item in others}]


@eager("count")
def count(_: Environment, items: Collection) -> Collection:
    """How many items there are."""
    return [len(items)]


@eager("distinct")
def distinct(_: Environment, items: Collection) -> Collection:
    """The items without repetition, in their first order."""
    return unique(items)


def unique(items: Collection) -> Collection:
    """Return the items without repetition, in their first order."""
    if len(items) < 2:
        return items
    seen: dict[Any, Any] = {}
    for item in items:
        seen.setdefault(key(item), item)
    return list(seen.values())


def _repeats(items: Collection) -> bool:
    return len({key(item) for item in items}) < len(items)


@eager("isDistinct")
def is_distinct(_: Environment, items: Collection) -> Collection:
    """Whether no item is repeated."""
    return [not _repeats(items)]


@eager("not")
def negation(_: Environment, items: Collection) -> Collection:
    """The other truth value."""
    answer = truth(items)
    return [] if answer is None else [not answer]
