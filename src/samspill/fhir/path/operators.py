"""Binary operators as closures of their two sides (http://hl7.org/fhirpath#operations)."""

from collections.abc import Callable
from typing import Any, TypeAlias

from samspill.fhir.path import arithmetic, comparing
from samspill.fhir.path.comparing import key
from samspill.fhir.path.environment import Compiled, Environment
from samspill.fhir.path.functions.existence import unique
from samspill.fhir.path.functions.registry import single, truth
from samspill.fhir.path.nodes import Collection

Operator: TypeAlias = Callable[[Compiled, Compiled], Compiled]


def _answer(value: Any) -> Collection:
    return [] if value is None else [value]


def _of_items(work: Callable[[Any, Any], Any]) -> Operator:
    """An operator on two single items; an empty side gives the empty answer."""

    def bind(left: Compiled, right: Compiled) -> Compiled:
        def run(environment: Environment, focus: Collection) -> Collection:
            mine, yours = single(left(environment, focus)), single(right(environment, focus))
            if mine is None or yours is None:
                return []
            made = work(mine, yours)
            if made.__class__ is str:
                environment.spend(1 + len(made) // 1_000)
            return [] if made is None else [made]

        return run

    return bind


def _ordered(fits: Callable[[int], bool]) -> Operator:
    def work(left: Any, right: Any) -> bool | None:
        answer = comparing.order(left, right)
        return None if answer is None else fits(answer)

    return _of_items(work)


def _of_collections(work: Callable[[Collection, Collection], Any]) -> Operator:
    def bind(left: Compiled, right: Compiled) -> Compiled:
        def run(environment: Environment, focus: Collection) -> Collection:
            mine, yours = left(environment, focus), right(environment, focus)
            environment.spend(1 + len(mine) + len(yours))
            made = work(mine, yours)
            if made.__class__ is str:
                environment.spend(len(made) // 1_000)
            return [] if made is None else [made]

        return run

    return bind


def _unequal(left: Collection, right: Collection) -> bool | None:
    answer = comparing.equal(left, right)
    return None if answer is None else not answer


def _is_in(left: Collection, right: Collection) -> bool | None:
    item = single(left)
    if item is None:
        return None
    mark = key(item)
    return any(key(other) == mark or comparing.equal_items(item, other) for other in right)


def _join(left: Collection, right: Collection) -> str:
    return arithmetic.joined(single(left), single(right))


def _union(left: Compiled, right: Compiled) -> Compiled:
    def run(environment: Environment, focus: Collection) -> Collection:
        mine, yours = left(environment, focus), right(environment, focus)
        environment.spend(1 + len(mine) + len(yours))
        return unique([*mine, *yours])

    return run


def _and(left: Compiled, right: Compiled) -> Compiled:
    def run(environment: Environment, focus: Collection) -> Collection:
        mine = truth(left(environment, focus))
        if mine is False:
            return [False]
        yours = truth(right(environment, focus))
        if yours is False:
            return [False]
        return [True] if mine and yours else []

    return run


def _or(left: Compiled, right: Compiled) -> Compiled:
    def run(environment: Environment, focus: Collection) -> Collection:
        mine = truth(left(environment, focus))
        if mine:
            return [True]
        yours = truth(right(environment, focus))
        if yours:
            return [True]
        return [False] if mine is False and yours is False else []

    return run


def _xor(left: Compiled, right: Compiled) -> Compiled:
    def run(environment: Environment, focus: Collection) -> Collection:
        mine, yours = truth(left(environment, focus)), truth(right(environment, focus))
        return [] if mine is None or yours is None else [mine is not yours]

    return run


def _implies(left: Compiled, right: Compiled) -> Compiled:
    def run(environment: Environment, focus: Collection) -> Collection:
        mine = truth(left(environment, focus))
        if mine is False:
            return [True]
        yours = truth(right(environment, focus))
        if yours:
            return [True]
        return [] if mine is None else _answer(yours)

    return run


OPERATORS: dict[str, Operator] = {
    "implies": _implies,
    "or": _or,
    "xor": _xor,
    "and": _and,
    "in": _of_collections(_is_in),
    "contains": _of_collections(lambda left, right: _is_in(right, left)),
    "=": _of_collections(comparing.equal),
    "!=": _of_collections(_unequal),
    "~": _of_collections(comparing.equivalent),
    "!~": _of_collections(lambda left, right: not comparing.equivalent(left, right)),
    "<": _ordered(lambda answer: answer < 0),
    ">": _ordered(lambda answer: answer > 0),
    "<=": _ordered(lambda answer: answer <= 0),
    ">=": _ordered(lambda answer: answer >= 0),
    "|": _union,
    "+": _of_items(arithmetic.plus),
    "-": _of_items(arithmetic.minus),
    "&": _of_collections(_join),
    "*": _of_items(arithmetic.times),
    "/": _of_items(arithmetic.over),
    "div": _of_items(arithmetic.whole_quotient),
    "mod": _of_items(arithmetic.remainder),
}
"""What an operator makes of its two compiled sides; ``and``, ``or``, ``implies`` leave out the right when they can."""
