"""A tree to a closure: made once, run many times, with no look at the tree while running."""

from collections.abc import Callable
from typing import Any, TypeAlias

from samspill.fhir.definitions import api as definitions
from samspill.fhir.path import arithmetic, kinds, references
from samspill.fhir.path.environment import Compiled, Environment
from samspill.fhir.path.errors import PathSyntaxError
from samspill.fhir.path.functions.library import function
from samspill.fhir.path.functions.registry import Function, single, whole
from samspill.fhir.path.nodes import (
    Access,
    Collection,
    Node,
    TypeInfo,
    accesses_of,
    gather,
    is_subtype,
    system,
    type_of,
)
from samspill.fhir.path.operators import OPERATORS
from samspill.fhir.path.quantities import Quantity
from samspill.fhir.path.tree import (
    At,
    Call,
    Dot,
    Literal,
    Member,
    Nothing,
    Operation,
    Sign,
    Special,
    Tree,
    TypeName,
    TypeOperation,
    Variable,
)

Step: TypeAlias = Callable[[Environment, Collection, Collection], Collection]
"""A part of a path: (environment, what stands left of the dot, what ``$this`` is) to a collection."""

_TYPE_FUNCTIONS = {"is", "as", "ofType"}


def compiled(tree: Tree) -> Compiled:
    """Turn a tree into a closure.

    Raises:
        PathSyntaxError: for a function that does not exist or has the wrong number of arguments.
        EvaluationError: for a type that does not exist.
    """
    if isinstance(tree, Dot | Member | Call | At):
        return _path(tree)
    if isinstance(tree, Operation):
        return OPERATORS[tree.operator](_operand(tree.left), _operand(tree.right))
    if isinstance(tree, TypeOperation):
        return _type_operation(tree)
    return _small(tree)


def _small(tree: Literal | Nothing | Special | Variable | Sign | Tree) -> Compiled:
    if isinstance(tree, Literal):
        value = tree.value
        return lambda _environment, _focus: [value]
    if isinstance(tree, Special):
        return _special(tree.name)
    if isinstance(tree, Variable):
        name = tree.name
        return lambda environment, _focus: environment.variable(name)
    if isinstance(tree, Sign):
        return _signed(tree)
    return lambda _environment, _focus: []


def _special(name: str) -> Compiled:
    if name == "this":
        return lambda _environment, focus: focus
    if name == "total":
        return lambda environment, _focus: environment.total
    return lambda environment, _focus: [] if environment.index is None else [environment.index]


def _signed(tree: Sign) -> Compiled:
    operand = compiled(tree.operand)
    is_minus = tree.sign == "-"

    def run(environment: Environment, focus: Collection) -> Collection:
        item = single(operand(environment, focus))
        if item is None:
            return []
        opposite = arithmetic.negative(item)
        return [opposite] if is_minus else [item]

    return run


def _operand(tree: Tree) -> Compiled:
    """One side of an operator: variables defined in it are not seen by the other."""
    return _scoped(compiled(tree), tree)


def _scoped(run: Compiled, tree: Tree) -> Compiled:
    if not defines_variables(tree):
        return run

    def scoped(environment: Environment, focus: Collection) -> Collection:
        before = environment.variables
        try:
            return run(environment, focus)
        finally:
            environment.variables = before

    return scoped


def defines_variables(tree: Tree) -> bool:
    """Whether ``defineVariable`` stands anywhere in a tree."""
    if isinstance(tree, Call):
        return tree.name == "defineVariable" or any(defines_variables(argument) for argument in tree.arguments)
    return any(defines_variables(part) for part in parts_of(tree))


def parts_of(tree: Tree) -> tuple[Tree, ...]:
    """Return the trees directly below one."""
    if isinstance(tree, Dot):
        return (tree.left, tree.step)
    if isinstance(tree, At):
        return (tree.left, tree.index)
    if isinstance(tree, Operation):
        return (tree.left, tree.right)
    if isinstance(tree, Sign):
        return (tree.operand,)
    if isinstance(tree, TypeOperation):
        return (tree.left,)
    return tree.arguments if isinstance(tree, Call) else ()


def _path(tree: Dot | Member | Call | At) -> Compiled:
    """A chain of dots and brackets is run in a loop, however long it is."""
    steps: list[Step] = []
    rest: Tree = tree
    while isinstance(rest, Dot | At):
        steps.append(_step(rest.step) if isinstance(rest, Dot) else _at(rest))
        rest = rest.left
    if isinstance(rest, Member | Call):
        steps.append(_head(rest.name) if isinstance(rest, Member) else _call(rest))
        return _chain(None, tuple(reversed(steps)))
    return _chain(compiled(rest), tuple(reversed(steps)))


def _chain(start: Compiled | None, steps: tuple[Step, ...]) -> Compiled:
    if start is None and len(steps) == 1:
        only = steps[0]
        return lambda environment, focus: only(environment, focus, focus)

    def run(environment: Environment, focus: Collection) -> Collection:
        items = focus if start is None else start(environment, focus)
        for step in steps:
            items = step(environment, items, focus)
        return items

    return run


def _step(part: Member | Call | Special) -> Step:
    if isinstance(part, Member):
        return _member(part.name)
    if isinstance(part, Call):
        return _call(part)
    special = _special(part.name)
    return lambda environment, items, _focus: special(environment, items)


def _member(name: str) -> Step:
    known: dict[str, tuple[Access, ...]] = {}

    def run(environment: Environment, items: Collection, _focus: Collection) -> Collection:
        out: Collection = []
        for item in items:
            if item.__class__ is Node:
                accesses = known.get(item.type)
                if accesses is None:
                    accesses = known[item.type] = accesses_of(item.type, name)
                gather(item, accesses, out)
            else:
                out.extend(_of_system(item, name))
        environment.steps -= len(out)
        if environment.steps < 0:
            environment.spend(0)
        return out

    return run


def _of_system(item: Any, name: str) -> Collection:
    """What is known of a System value by name: the parts of a quantity and of a type."""
    if isinstance(item, Quantity):
        parts: dict[str, Collection] = {"value": [item.value], "unit": [item.unit], "code": [item.unit]}
        return parts.get(name, [])
    if isinstance(item, TypeInfo):
        return [getattr(item, name)] if name in {"name", "namespace"} else []
    return []


def _head(name: str) -> Step:
    """Where a path begins, a name may also be the type of what it begins from: ``Patient.name``."""
    child = _member(name)
    if not name[:1].isupper() or definitions.definition(name) is None:
        return child

    def run(environment: Environment, items: Collection, focus: Collection) -> Collection:
        if len(items) == 1 and items[0].__class__ is Node and is_subtype(items[0].type, name):
            return items
        return child(environment, items, focus)

    return run


def _at(tree: At) -> Step:
    index = _operand(tree.index)

    def run(environment: Environment, items: Collection, focus: Collection) -> Collection:
        place = whole(index(environment, focus))
        return [] if place is None or not 0 <= place < len(items) else [items[place]]

    return run


def _call(tree: Call) -> Step:
    if tree.name in _TYPE_FUNCTIONS:
        return _type_function(tree)
    found = function(tree.name)
    if found is None:
        raise PathSyntaxError(f"There is no function {tree.name}", tree.position)
    if not found.least <= len(tree.arguments) <= found.most:
        due = found.least if found.least == found.most else f"{found.least} to {found.most}"
        raise PathSyntaxError(f"{tree.name} takes {due} arguments, not {len(tree.arguments)}", tree.position)
    return _with_arguments(found, tree)


def _with_arguments(found: Function, tree: Call) -> Step:
    body = found.body
    make = _criterion if tree.name == "sort" else _operand
    arguments = tuple(make(argument) for argument in tree.arguments)
    if found.is_lazy:
        return lambda environment, items, _focus: body(environment, items, *arguments)
    if not arguments:
        return lambda environment, items, _focus: body(environment, items)

    def run(environment: Environment, items: Collection, focus: Collection) -> Collection:
        return body(environment, items, *(argument(environment, focus) for argument in arguments))

    return run


class _Descending:
    """A sort criterion that begins with a minus: its operand, to be ordered the other way (also for text)."""

    is_descending = True

    def __init__(self, run: Compiled) -> None:
        self._run = run

    def __call__(self, environment: Environment, focus: Collection) -> Collection:
        return self._run(environment, focus)


def _criterion(tree: Tree) -> Compiled:
    return _Descending(_operand(tree.operand)) if isinstance(tree, Sign) and tree.sign == "-" else _operand(tree)


def _type_function(tree: Call) -> Step:
    if len(tree.arguments) != 1:
        raise PathSyntaxError(f"{tree.name} takes 1 argument, not {len(tree.arguments)}", tree.position)
    name = kinds.type_name_of(tree.arguments[0])
    if tree.name == "is":
        return _is(name)
    test = kinds.as_test(name)
    if tree.name == "as":
        return _as(test)
    return lambda _environment, items, _focus: [item for item in items if test(item)]


def _is(name: TypeName) -> Step:
    test = kinds.is_test(name)

    def run(environment: Environment, items: Collection, _focus: Collection) -> Collection:
        item = single(items)
        if item is None:
            return []
        return [test(item) or (environment.is_invariant and type_of(system(item)).name == name.name)]

    return run


def _as(test: kinds.Test) -> Step:
    def run(environment: Environment, items: Collection, _focus: Collection) -> Collection:
        if not environment.is_invariant:
            single(items)
        return [item for item in items if test(item)]

    return run


def _type_operation(tree: TypeOperation) -> Compiled:
    if tree.operator == "is":
        references_of = _before_resolve(tree.left)
        if references_of is not None:
            return _target_is(references_of, tree)
        step = _is(tree.type)
    else:
        step = _as(kinds.as_test(tree.type))
    left = compiled(tree.left)
    return lambda environment, focus: step(environment, left(environment, focus), focus)


def _before_resolve(tree: Tree) -> Compiled | None:
    """What stands before a final ``resolve()``: its type is asked, and the reference's own text may tell it."""
    if tree == Call("resolve", ()):
        return lambda _environment, focus: focus
    if isinstance(tree, Dot) and tree.step == Call("resolve", ()):
        return compiled(tree.left)
    return None


def _target_is(references_of: Compiled, tree: TypeOperation) -> Compiled:
    kinds.is_test(tree.type)
    wanted = tree.type.name

    def run(environment: Environment, focus: Collection) -> Collection:
        found = [references.type_of_target(item, environment) for item in references_of(environment, focus)]
        kind = single([name for name in found if name is not None])
        return [] if kind is None else [is_subtype(kind, wanted)]

    return run
