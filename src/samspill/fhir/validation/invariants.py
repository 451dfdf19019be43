"""R4's invariants: FHIRPath expressions that must be true of an element, made cheap enough for every write.

Source: the ``constraint`` of the StructureDefinitions; https://hl7.org/fhir/R4/conformance-rules.html#constraints. Most
say only which elements may or must stand together. So before the engine is asked (5-50 microseconds an expression):

- an expression none of whose elements stand in the object has one answer, found once;
- an expression of nothing but ``exists()``, ``empty()``, comparisons with codes it names, and logic is answered from
  memory by which keys there are and which codes.

Answers kept in memory come from objects made up for it, never from a resource: a malformed one must not teach wrong.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Constraint, Element, Kind, TypeDefinition
from samspill.fhir.path import api as path
from samspill.fhir.path.api import Node, PathError
from samspill.fhir.path.tree import (
    At,
    Call,
    Dot,
    Literal,
    Member,
    Operation,
    Sign,
    Special,
    Tree,
    TypeOperation,
    Variable,
)
from samspill.fhir.validation.running import Run, Where

NATIVE = frozenset(("dom-3", "ele-1", "ext-1", "ref-1", "txt-1", "txt-2"))
"""Checked by ``structure``, ``references`` and ``narrative`` themselves: they stand on every element, and dom-3 as R4
writes it (``descendants().as(canonical)``) is an error in FHIRPath as soon as there are two descendants."""

MENDED = {
    "que-7": "operator = 'exists' implies (answer is boolean)",
    "que-12": "enableWhen.count() > 1 implies enableBehavior.exists()",
}
"""R4 writes System's ``Boolean`` and means the element's type; its own example fails it as written. It writes ``> 2``
where its sentence says more than one; R5 mends both."""

LENIENT = frozenset(("que-2",))
"""Told as a warning at the base level: one of HL7's own examples gives two items the same linkId."""

_ITERATING = frozenset(("where", "select", "all", "exists", "repeat"))
_LOGIC = frozenset(("and", "or", "xor", "implies", "=", "!="))
_OUTSIDE = frozenset(("resource", "rootResource", "context"))
_MEMORY_MAX = 1_024
_TRACE = re.compile(r"\.trace\('[^']*'\)")

Signature = tuple[frozenset[str], tuple[str | bool | None, ...]]
"""Which keys there are, and the codes of the elements that are compared."""


class Invariant:
    """One invariant on one type.

    Attributes:
        key: ``obs-6``.
        is_error: whether it must be met; else it is a best practice.
        human: what it says in words.
    """

    __slots__ = (
        "_absent",
        "_compared",
        "_expression",
        "_keys",
        "_memory",
        "_orders",
        "_type",
        "human",
        "is_error",
        "key",
    )

    def __init__(self, constraint: Constraint, of: TypeDefinition) -> None:
        self.key = constraint.key
        self.is_error = constraint.is_error
        self.human = constraint.human
        self._type = of.name
        self._expression = path.compile(_TRACE.sub("", MENDED.get(constraint.key, constraint.expression)))
        self._orders = _has_order(self._expression.tree)
        names = _read(self._expression.tree)
        self._keys = None if names is None else frozenset(_keys(of, names))
        compared: set[str] = set()
        self._memory: dict[Signature, bool] | None = {} if _remembered(self._expression.tree, compared) else None
        self._compared = tuple(sorted(compared))
        self._absent = self._keys is not None and self._ask(_made_up(of, frozenset(), {}))

    def holds(self, value: dict[str, Any], resource: dict[str, Any]) -> bool:
        """Answer whether it is met.

        Args:
            value: the object it stands on.
            resource: the resource that the object is in.

        Raises:
            PathError: the expression cannot be answered here.
        """
        if self._keys is None:
            return self._ask(value, resource)
        if self._keys.isdisjoint(value):
            return self._absent
        if self._memory is None:
            return self._ask(value, resource)
        codes = tuple([value.get(name) for name in self._compared])
        for code in codes:
            if code is not None and type(code) is not str and type(code) is not bool:
                return self._ask(value, resource)
        signature = (self._keys.intersection(value), codes)
        known = self._memory.get(signature)
        return self._learn(signature, self._memory) if known is None else known

    def _learn(self, signature: Signature, memory: "dict[Signature, bool]") -> bool:
        of = definitions.definition(self._type)
        if of is None:
            raise LookupError(self._type)
        present, codes = signature
        known = self._ask(_made_up(of, present, dict(zip(self._compared, codes, strict=True))))
        if len(memory) < _MEMORY_MAX:
            memory[signature] = known
        return known

    def _ask(self, value: Any, resource: dict[str, Any] | None = None) -> bool:
        inside = resource if resource is not None else value
        context = Node(value, self._type)
        if not self._orders:
            return self._expression.holds(inside, context=context)
        found = self._expression.evaluate(
            inside, context=context
        )  # 2 tablets <= 3 mg: nobody knows, so nothing is wrong
        return not found or found[0] is True


def rule_of(invariant: Invariant) -> Any:
    """Return the rule that notes when an invariant is not met; best practices are for the level of profiles."""

    def rule(value: dict[str, Any], where: Where, run: Run) -> None:
        if not invariant.is_error and not run.strict:
            return
        try:
            met = invariant.holds(value, run.resource)
        except PathError as error:
            run.note("warning", where, "not-supported", f"{invariant.key} could not be evaluated: {error}.")
            return
        if not met:
            severe = invariant.is_error and (run.strict or invariant.key not in LENIENT)
            severity = "error" if severe else "warning"
            run.note(severity, where, "invariant", f"{invariant.human} ({invariant.key}).")

    return rule


def rules_of(of: TypeDefinition) -> tuple[Any, ...]:
    """Return the rules of a type's invariants."""
    return tuple(rule_of(Invariant(one, of)) for one in of.constraints if _asked(one))


def rules_on(element: Element, kind: str) -> tuple[Any, ...]:
    """Return the rules of the invariants that stand on an element itself, as they are on one of its types."""
    of = definitions.definition(kind)
    return tuple(rule_of(Invariant(one, of)) for one in element.constraints if _asked(one)) if of else ()


def _asked(constraint: Constraint) -> bool:
    return constraint.key not in NATIVE and bool(constraint.expression)


def _keys(of: TypeDefinition, names: Mapping[str, None] | frozenset[str]) -> Iterator[str]:
    """Yield the JSON keys of elements by name."""
    for name in names:
        element = of.elements.get(name)
        if element is None:
            continue
        for key in _json_names(element):
            yield key
            yield f"_{key}"


def _json_names(element: Element) -> Mapping[str, str]:
    if not element.choice:
        return {element.name: element.types[0]}
    return {f"{element.name}{kind[0].upper()}{kind[1:]}": kind for kind in element.types}


def _made_up(of: TypeDefinition, present: frozenset[str], codes: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object of a type in which some keys have something behind them, and some of them these codes."""
    made: dict[str, Any] = {"resourceType": of.name} if of.kind is Kind.RESOURCE else {}
    for element in of.elements.values():
        for key, kind in _json_names(element).items():
            known = definitions.definition(kind)
            plain = known is not None and known.kind is Kind.PRIMITIVE
            for found, value in ((key, "x" if plain else {"id": "x"}), (f"_{key}", {"id": "x"})):
                if found in present:
                    made[found] = [value] if element.is_list else value
    made.update({name: code for name, code in codes.items() if code is not None})
    return made


def _read(tree: Tree) -> frozenset[str] | None:
    """Return the names of the child elements that an expression begins at; ``None`` when it may look elsewhere."""
    found: set[str] = set()
    return frozenset(found) if _gather(tree, found) else None


def _gather(tree: Tree, found: set[str]) -> bool:  # noqa: PLR0911  (one line for each kind of node)
    """Collect the first names of all paths; answer whether that is all the expression looks at."""
    match tree:
        case Member(name=name):
            found.add(name)
            return True
        case Dot(left=Member(name=name), step=Member(name=child)) if name[:1].isupper():
            found.add(child)
            return True
        case Dot(left=left, step=step):
            return _gather(left, found) and _gather_step(step, found)
        case Operation(left=left, right=right):
            return _gather(left, found) and _gather(right, found)
        case TypeOperation(left=inner) | Sign(operand=inner):
            return _gather(inner, found)
        case At(left=left, index=index):
            return _gather(left, found) and _gather(index, found)
        case Variable(name=name):
            return name not in _OUTSIDE
        case Special() | Call():
            return False
        case _:
            return True


def _gather_step(step: Tree, found: set[str]) -> bool:
    """Look at a step on what a path has found: criteria are about that, other arguments about the element itself."""
    if isinstance(step, Special):
        return False
    if not isinstance(step, Call) or step.name in _ITERATING:
        return True
    if step.name in ("is", "as", "ofType"):
        return True
    return step.name != "resolve" and all(_gather(one, found) for one in step.arguments)


def _has_order(tree: Tree) -> bool:
    """Whether an expression compares by size, which may have no answer: other units, other precision of dates."""
    match tree:
        case Operation(operator="<" | "<=" | ">" | ">="):
            return True
        case Operation(left=left, right=right):
            return _has_order(left) or _has_order(right)
        case _:
            return False


def _remembered(tree: Tree, compared: set[str]) -> bool:
    """Whether an expression asks only which elements there are, and which of the codes it names an element has.

    Args:
        tree: the expression.
        compared: is given the names of the elements whose codes are compared.
    """
    match tree:
        case Operation(operator="=" | "!=" | "in", left=Member(name=name), right=right) if _literals(right):
            compared.add(name)
            return True
        case Operation(operator=operator, left=left, right=right):
            return operator in _LOGIC and _remembered(left, compared) and _remembered(right, compared)
        case Dot(left=Member(), step=Call(name="exists" | "empty", arguments=())):
            return True
        case Dot(left=left, step=Call(name="not", arguments=())):
            return _remembered(left, compared)
        case _:
            return False


def _literals(tree: Tree) -> bool:
    """Whether something is a text or truth value written out, or several of them."""
    match tree:
        case Literal(value=value):
            return isinstance(value, (str, bool))
        case Operation(operator="|", left=left, right=right):
            return _literals(left) and _literals(right)
        case _:
            return False
