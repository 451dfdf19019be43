"""The door to FHIRPath: compile an expression once, evaluate it on many resources."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from samspill.fhir.path.checking import complaints
from samspill.fhir.path.compiling import compiled
from samspill.fhir.path.environment import Budget, Compiled, Environment, Resolver
from samspill.fhir.path.errors import EvaluationError, PathError, PathSyntaxError, SemanticError, TooMuchWork
from samspill.fhir.path.functions.registry import truth
from samspill.fhir.path.nodes import (
    Collection,
    Node,
    TypeInfo,
    children,
    collect,
    is_primitive,
    plain,
    resource_node,
    type_of,
)
from samspill.fhir.path.parser import parse
from samspill.fhir.path.quantities import Quantity
from samspill.fhir.path.temporal import Moment
from samspill.fhir.path.tree import Tree

__all__ = [
    "Budget",
    "EvaluationError",
    "Expression",
    "Moment",
    "Node",
    "PathError",
    "PathSyntaxError",
    "Quantity",
    "SemanticError",
    "TooMuchWork",
    "TypeInfo",
    "children",
    "collect",
    "compile",
    "compile_once",
    "is_primitive",
    "resource_node",
]

_CACHED = 4_096


class Expression:
    """A compiled expression; safe to share between threads, all state of an evaluation is its own.

    Attributes:
        text: the expression as it was written.
        tree: its syntax tree.
    """

    __slots__ = ("_run", "text", "tree")

    def __init__(self, text: str, tree: Tree, run: Compiled) -> None:
        self.text = text
        self.tree = tree
        self._run = run

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def nodes(
        self,
        resource: dict[str, Any] | None,
        *,
        context: Node | None = None,
        environment: Mapping[str, Any] | None = None,
        resolve: Resolver | None = None,
        at: datetime | None = None,
        budget: Budget | None = None,
    ) -> Collection:
        """Evaluate, and return nodes (with type and place) and System values as they are.

        Args:
            resource: ``%rootResource``; also ``%resource``, unless the context stands in one inside it. Never changed.
            context: where to begin, a node as ``children`` gives it; the resource itself when left out.
            environment: further variables by name, each one value or a list of them.
            resolve: finds resources that a reference outside the resource points to.
            at: the time ``now()`` and ``today()`` answer.
            budget: work shared with other evaluations; what is used is taken from it.

        Raises:
            PathError: when the language refuses, or the work allowed is used up.
        """
        state = _state(resource, context, environment, resolve, at)
        if budget is None:
            return self._evaluated(state)
        state.steps, state.deadline = budget.steps, budget.deadline
        try:
            return self._evaluated(state)
        finally:
            budget.steps = state.steps

    def _evaluated(self, state: Environment) -> Collection:
        try:
            return self._run(state, state.context)
        except RecursionError as error:
            raise TooMuchWork("The expression nests too deep") from error
        except ArithmeticError as error:
            raise EvaluationError("A number in the expression or the resource cannot be reckoned with") from error

    def check(self, type_name: str) -> None:
        """Look for elements that cannot be there when the expression begins from a type; the evaluation looks for none.

        Raises:
            SemanticError: naming each of them.
            TooMuchWork: when the expression nests too deep.
        """
        try:
            found = complaints(self.tree, type_name)
        except RecursionError as error:
            raise TooMuchWork("The expression nests too deep") from error
        if found:
            raise SemanticError("; ".join(f"{one.message}, at character {one.position + 1}" for one in found))

    def evaluate(self, resource: dict[str, Any] | None, **options: Any) -> list[Any]:
        """Evaluate to plain values: JSON values of elements, and Moment, Quantity, Decimal, int, bool and str.

        Takes the options of ``nodes``.
        """
        return [item.value if item.__class__ is Node else item for item in self.nodes(resource, **options)]

    def typed(self, resource: dict[str, Any] | None, **options: Any) -> list[tuple[Any, str]]:
        """Evaluate to pairs of plain value and type name (``HumanName``; ``Integer`` for a System value).

        Takes the options of ``nodes``.
        """
        return [(plain(item), type_of(item).name) for item in self.nodes(resource, **options)]

    def holds(
        self,
        resource: dict[str, Any] | None,
        *,
        context: Node | None = None,
        environment: Mapping[str, Any] | None = None,
        resolve: Resolver | None = None,
        at: datetime | None = None,
    ) -> bool:
        """Whether an invariant is met. Only a plain false breaks it: an empty answer means that it cannot be told.

        R4's own invariants are written so: ref-1 is empty for a reference with only an identifier. Takes the options of
        ``nodes``.

        Raises:
            PathError: when the language refuses, or the work allowed is used up.
        """
        state = _state(resource, context, environment, resolve, at)
        state.is_invariant = True
        return truth(self._evaluated(state)) is not False


def _state(
    resource: dict[str, Any] | None,
    context: Node | None,
    environment: Mapping[str, Any] | None,
    resolve: Resolver | None,
    at: datetime | None,
) -> Environment:
    root = None if resource is None else resource_node(resource)
    start = context if context is not None else root
    variables = {name: _collection(value) for name, value in environment.items()} if environment else {}
    state = Environment(root, [] if start is None else [start], variables, resolve, at)
    if context is not None:
        state.resource = _holder(context) or root
    return state


def _holder(node: Node | None) -> Node | None:
    """The innermost resource an element stands in: one contained, or in a Bundle, is ``%resource`` to its own."""
    while node is not None:
        if node.value.__class__ is dict and "resourceType" in node.value:
            return node
        node = node.parent
    return None


def _collection(value: Any) -> Collection:
    return value if isinstance(value, list) else [value]


@lru_cache(maxsize=_CACHED)
def compile(expression: str) -> Expression:  # noqa: A001 -- the name the rest of the engine reads: path.compile(...)
    """Read and compile an expression of our own or of a definition; the latest few thousand are kept.

    Raises:
        PathSyntaxError: with the position of what does not fit.
        EvaluationError: for a type that does not exist, and for an expression that nests too deep.
    """
    return compile_once(expression)


def compile_once(expression: str) -> Expression:
    """Read and compile an expression that a client has sent, and keep nothing of it: long ones would fill the memory.

    Raises:
        PathSyntaxError: with the position of what does not fit.
        EvaluationError: for a type that does not exist, and for an expression that nests too deep.
    """
    try:
        tree = parse(expression)
        return Expression(expression, tree, compiled(tree))
    except RecursionError as error:
        raise TooMuchWork("The expression nests too deep") from error
