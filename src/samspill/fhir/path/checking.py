"""An expression against the official types, before any resource is seen: elements that cannot be there are named.

What a path may yield is followed as a set of type names; where it is not known (a function that may give anything, a
reference's target), nothing is claimed.
"""

from dataclasses import dataclass
from typing import TypeAlias

from samspill.fhir.definitions import api as definitions
from samspill.fhir.path import kinds
from samspill.fhir.path.nodes import Access, is_subtype, table
from samspill.fhir.path.tree import (
    At,
    Call,
    Dot,
    Member,
    Operation,
    Sign,
    Special,
    Tree,
    TypeName,
    TypeOperation,
)

Types: TypeAlias = frozenset[str] | None
"""FHIR types a part may yield; ``None`` when that is not known."""

_UNORDERED = {"children", "descendants"}
_ASKS_ORDER = {"first", "last", "tail", "skip", "take"}
_SAME = {"where", "single", "distinct", "trace", "exclude", "intersect", "sort"} | _ASKS_ORDER
_PER_ITEM = {"where", "select", "all", "exists", "sort"}
_OF_OTHERS = {"iif", "aggregate", "coalesce", "repeat", "repeatAll", "defineVariable", "trace"}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with an expression for a type, and where in its text."""

    message: str
    position: int


def complaints(tree: Tree, type_name: str) -> list[Complaint]:
    """Return what cannot be right when the expression is evaluated on a type.

    Args:
        tree: the expression.
        type_name: FHIR type it begins from: ``Observation``, ``HumanName``, ``Observation.component``.
    """
    checker = _Checker()
    checker.types(tree, frozenset({type_name}))
    return checker.found


class _Checker:
    def __init__(self) -> None:
        self.found: list[Complaint] = []

    def types(self, tree: Tree, this: Types) -> Types:
        """What a tree yields when ``$this`` is of some types; complaints are noted on the way."""
        if isinstance(tree, Dot):
            return self._dot(tree, this)
        if isinstance(tree, Member):
            return self._head(tree, this)
        if isinstance(tree, Call):
            return self._call(tree, this, this)
        if isinstance(tree, At):
            self.types(tree.index, this)
            return self.types(tree.left, this)
        return self._other(tree, this)

    def _other(self, tree: Tree, this: Types) -> Types:
        if isinstance(tree, TypeOperation):
            left = self.types(tree.left, this)
            return self._narrowed(left, tree.type) if tree.operator == "as" else None
        if isinstance(tree, Operation):
            left, right = self.types(tree.left, this), self.types(tree.right, this)
            return left | right if tree.operator == "|" and left is not None and right is not None else None
        if isinstance(tree, Sign):
            self.types(tree.operand, this)
        return this if isinstance(tree, Special) and tree.name == "this" else None

    def _dot(self, tree: Dot, this: Types) -> Types:
        left = self.types(tree.left, this)
        step = tree.step
        if isinstance(step, Member):
            return self._child(step, left)
        if isinstance(step, Special):
            return left if step.name == "this" else None
        if step.name in _ASKS_ORDER and isinstance(tree.left, Dot | Call) and _name(tree.left) in _UNORDERED:
            self._complain(f"{_name(tree.left)}() has no order, which {step.name}() asks for", step.position)
        return self._call(step, left, this)

    def _head(self, tree: Member, this: Types) -> Types:
        """A type's name may begin a path on that type; on another it is a mistake."""
        name = tree.name
        if this is None or not name[:1].isupper() or definitions.definition(name) is None:
            return self._child(tree, this)
        if any(is_subtype(kind, name) or is_subtype(name, kind) for kind in this):
            return frozenset({name}) if all(is_subtype(name, kind) for kind in this) else this
        return self._child(tree, this)

    def _child(self, tree: Member, left: Types) -> Types:
        if left is None:
            return None
        known = [kind for kind in left if table(kind)]
        accesses = [access for kind in known for access in table(kind).get(tree.name, ())]
        if known and not accesses and len(known) == len(left):
            self._complain(f"{' and '.join(sorted(left))} has no element {tree.name}", tree.position)
        if len(known) < len(left):
            return None
        return _types_of(accesses)

    def _call(self, call: Call, left: Types, this: Types) -> Types:
        if call.name in {"is", "as", "ofType"} and len(call.arguments) == 1:
            name = kinds.type_name_of(call.arguments[0])
            return None if call.name == "is" else self._narrowed(left, name)
        inside = left if call.name in _PER_ITEM else None if call.name in _OF_OTHERS else this
        made = [self.types(argument, inside) for argument in call.arguments]
        if call.name in _SAME:
            return left
        if call.name == "select" and made:
            return made[0]
        return frozenset({"Extension"}) if call.name == "extension" else None

    def _narrowed(self, left: Types, name: TypeName) -> Types:
        """A type that none of those before it can be is a mistake when more of the path depends on it."""
        if left is None or definitions.definition(name.name) is None:
            return None
        fitting = {kind for kind in left if is_subtype(kind, name.name)} | {
            name.name for kind in left if is_subtype(name.name, kind)
        }
        return frozenset(fitting)

    def _complain(self, message: str, position: int) -> None:
        self.found.append(Complaint(message, position))


def _types_of(accesses: list[Access]) -> Types:
    if not accesses or any(not access.type for access in accesses):
        return None
    return frozenset(access.type for access in accesses)


def _name(tree: Dot | Call) -> str:
    step = tree.step if isinstance(tree, Dot) else tree
    return step.name if isinstance(step, Call) else ""
