"""The syntax tree of an expression: frozen, compared by value, each part knowing where in the text it began."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type as it is written: ``Quantity``, ``FHIR.Quantity``, ``System.Integer``."""

    name: str
    namespace: str | None = None


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out; a number keeps its digits as Decimal, or is int without a point."""

    value: Any
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Nothing:
    """The empty collection ``{}``."""

    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Special:
    """``$this``, ``$index`` or ``$total``."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Variable:
    """``%name``."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    """The name of a child element (or of a type, where a path begins)."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: "tuple[Tree, ...]"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Dot:
    """``left.step``: the step is a member, a call or a special."""

    left: "Tree"
    step: "Member | Call | Special"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class At:
    """``left[index]``."""

    left: "Tree"
    index: "Tree"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Sign:
    """Unary plus or minus."""

    sign: str
    operand: "Tree"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """A binary operator between two expressions."""

    operator: str
    left: "Tree"
    right: "Tree"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TypeOperation:
    """``left is Type`` or ``left as Type``."""

    operator: str
    left: "Tree"
    type: TypeName
    position: int = field(default=0, compare=False)


Tree: TypeAlias = Literal | Nothing | Special | Variable | Member | Call | Dot | At | Sign | Operation | TypeOperation
