"""Types as they are named in an expression, and whether an item is of one (http://hl7.org/fhirpath#types)."""

from collections.abc import Callable
from typing import Any, TypeAlias

from samspill.fhir.definitions import api as definitions
from samspill.fhir.path.errors import EvaluationError
from samspill.fhir.path.nodes import Node, is_primitive, is_subtype, type_of
from samspill.fhir.path.tree import Dot, Member, Tree, TypeName

Test: TypeAlias = Callable[[Any], bool]

SYSTEM_TYPES = {"Boolean", "String", "Integer", "Decimal", "Date", "DateTime", "Time", "Quantity", "Any"}


def type_name_of(tree: Tree) -> TypeName:
    """Read the type a function's argument names: ``is(FHIR.Patient)``.

    Raises:
        EvaluationError: when the argument is no name.
    """
    if isinstance(tree, Member):
        return TypeName(tree.name)
    if isinstance(tree, Dot) and isinstance(tree.left, Member) and isinstance(tree.step, Member):
        return TypeName(tree.step.name, tree.left.name)
    raise EvaluationError("A type must be named, such as Quantity or FHIR.Quantity")


def is_test(name: TypeName) -> Test:
    """Return the test of ``is``: the type itself or one that specialises it.

    Raises:
        EvaluationError: when no such type exists.
    """
    return _test(name, is_subtype)


def as_test(name: TypeName) -> Test:
    """Return the test of ``as`` and ``ofType``: a primitive must be just that type (a code is not given as string).

    Raises:
        EvaluationError: when no such type exists.
    """
    return _test(name, _is_narrowed)


def _is_narrowed(actual: str, wanted: str) -> bool:
    return actual == wanted if is_primitive(wanted) else is_subtype(actual, wanted)


def _test(name: TypeName, fits: Callable[[str, str], bool]) -> Test:
    if name.namespace == "System":
        return lambda item: item.__class__ is not Node and type_of(item).name == name.name
    if name.namespace not in {None, "FHIR"}:
        raise EvaluationError(f"There is no namespace {name.namespace}")
    is_fhir = definitions.definition(name.name) is not None
    is_system = name.namespace is None and name.name in SYSTEM_TYPES
    if not is_fhir and not is_system:
        raise EvaluationError(f"There is no type {name.name}")

    def test(item: Any) -> bool:
        if item.__class__ is Node:
            return is_fhir and fits(item.type, name.name)
        return is_system and type_of(item).name == name.name

    return test
