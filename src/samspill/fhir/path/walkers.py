"""Search parameters' expressions as plain closures over dictionaries, without a node object on the way.

The index asks some twenty expressions of every written resource, so the plain ones (paths, unions, ``ofType``,
``where(system = 'phone')``, ``where(resolve() is Patient)``, ``extension('...').value``) are worked out once, from the
official definitions, into nested closures; the rest go through the whole engine. Both give the same.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from samspill.fhir.definitions import api as definitions
from samspill.fhir.path import kinds, references
from samspill.fhir.path.api import Expression
from samspill.fhir.path.comparing import key
from samspill.fhir.path.compiling import compiled
from samspill.fhir.path.environment import Environment
from samspill.fhir.path.nodes import Access, Node, is_primitive, is_subtype, own_type, resource_node, table
from samspill.fhir.path.parser import parse
from samspill.fhir.path.tree import Call, Dot, Literal, Member, Operation, Tree, TypeOperation

Found: TypeAlias = tuple[Any, str]
"""A JSON value and its FHIR type name."""

Walker: TypeAlias = Callable[[dict[str, Any]], list[Found]]

_Run: TypeAlias = Callable[[Any, list[Found], dict[str, Any]], None]
"""(value, what is found so far, the whole resource)."""

_Step: TypeAlias = Member | Call

_FEW = 4
"""Up to so many names of a choice are looked up one by one; beyond, the element's own names are looked through."""

_MOST_COMPARED = 16

_FHIR_NAMES = {
    "Boolean": "boolean",
    "String": "string",
    "Integer": "integer",
    "Decimal": "decimal",
    "Date": "date",
    "DateTime": "dateTime",
    "Time": "time",
}


class _NotPlainError(Exception):
    """The expression is more than a plain path."""


@lru_cache(maxsize=4_096)
def walker(expression: str) -> Walker:
    """Compile an expression to a function from a resource to the values it finds, each with its FHIR type.

    Values are the resource's own JSON values, not copies. A primitive that has only extensions is left out. A reference
    is taken to point to the type its text names, or its ``type``, or the contained resource's; nothing is fetched.

    Raises:
        PathError: when the expression cannot be read; the function it returns raises it where the whole engine does.
    """
    runs = [_run(part) for part in _alternatives(parse(expression))]
    return _alone(runs[0]) if len(runs) == 1 else _united(runs)


def is_plain(expression: str) -> bool:
    """Whether every alternative of an expression runs as plain closures."""
    try:
        for part in _alternatives(parse(expression)):
            _plain(part)
    except _NotPlainError:
        return False
    return True


def _alternatives(tree: Tree) -> list[Tree]:
    if isinstance(tree, Operation) and tree.operator == "|":
        return [*_alternatives(tree.left), *_alternatives(tree.right)]
    return [tree]


def _alone(run: _Run) -> Walker:
    def walk(resource: dict[str, Any]) -> list[Found]:
        out: list[Found] = []
        run(resource, out, resource)
        return out

    return walk


def _united(runs: list[_Run]) -> Walker:
    def walk(resource: dict[str, Any]) -> list[Found]:
        out: list[Found] = []
        for run in runs:
            run(resource, out, resource)
        return out if len(out) < 2 else _unique(out)

    return walk


def _unique(found: list[Found]) -> list[Found]:
    """Drop repetitions. A few are compared one by one: they differ early, and hashing them costs 20 times more."""
    if len(found) > _MOST_COMPARED:
        seen: dict[Any, Found] = {}
        for pair in found:
            seen.setdefault(key(Node(*pair)), pair)
        return list(seen.values())
    values: list[Any] = []
    kept: list[Found] = []
    for pair in found:
        if pair[0] not in values:
            values.append(pair[0])
            kept.append(pair)
    return kept


def _run(tree: Tree) -> _Run:
    try:
        return _plain(tree)
    except _NotPlainError:
        return _full(tree)


def _full(tree: Tree) -> _Run:
    expression = Expression("", tree, compiled(tree))

    def run(resource: Any, out: list[Found], _root: dict[str, Any]) -> None:
        found = expression.typed(resource)
        out.extend((value, _FHIR_NAMES.get(kind, kind)) for value, kind in found if value is not None)

    return run


def _plain(tree: Tree) -> _Run:
    head, *steps = _steps(tree)
    if not isinstance(head, Member):
        raise _NotPlainError
    found = definitions.definition(head.name)
    if found is None or not head.name[:1].isupper() or not is_subtype(head.name, "Resource"):
        raise _NotPlainError
    run = _built(steps, head.name)
    return run if found.abstract else _for_type(head.name, run)


def _steps(tree: Tree) -> list[_Step]:
    """Lay a path out from left to right; ``(a as T)`` is a step of its own."""
    if isinstance(tree, Dot) and isinstance(tree.step, Member | Call):
        return [*_steps(tree.left), tree.step]
    if isinstance(tree, TypeOperation) and tree.operator == "as" and tree.type.namespace is None:
        return [*_steps(tree.left), Call("ofType", (Member(tree.type.name),))]
    if isinstance(tree, Member):
        return [tree]
    raise _NotPlainError


def _for_type(name: str, run: _Run) -> _Run:
    def checked(resource: Any, out: list[Found], root: dict[str, Any]) -> None:
        if resource.get("resourceType") == name:
            run(resource, out, root)

    return checked


def _built(steps: list[_Step], type_name: str) -> _Run:
    """Return what to do with a value of a type when so many steps are left."""
    if not steps:
        return lambda value, out, _root: out.append((value, type_name))
    step, *rest = steps
    if isinstance(step, Member):
        return _members(table(type_name).get(step.name, ()), rest)
    if step.name in {"as", "ofType"}:
        wanted = kinds.type_name_of(step.arguments[0])
        fits = kinds.as_test(wanted)(Node(None, type_name))
        return _built(rest, type_name) if fits else _nothing
    if step.name == "where" and len(step.arguments) == 1:
        return _filtered(_criterion(step.arguments[0], type_name), _built(rest, type_name))
    if step.name == "extension" and len(step.arguments) == 1:
        return _extension(step.arguments[0], rest, type_name)
    raise _NotPlainError


def _nothing(_value: Any, _out: list[Found], _root: dict[str, Any]) -> None:
    return


def _members(accesses: tuple[Access, ...], rest: list[_Step]) -> _Run:
    tried = [(access.key, _member(access, rest)) for access in accesses]
    runs = [(name, run) for name, run in tried if run is not None]
    if not runs:
        return _nothing
    if len(runs) == 1:
        return _one_of(*runs[0])
    return _few(runs) if len(runs) <= _FEW else _many(dict(runs))


def _member(access: Access, rest: list[_Step]) -> "_Run | None":
    """What to do with the values under one JSON name; ``None`` when nothing can come of them."""
    if access.type:
        run = _built(rest, access.type)
        return None if run is _nothing else (_leaf(access.type) if not rest else run)
    if rest:
        raise _NotPlainError
    return lambda value, out, _root: out.append((value, own_type(value)))


def _leaf(type_name: str) -> _Run:
    return lambda value, out, _root: out.append((value, type_name))


def _one_of(name: str, run: _Run) -> _Run:
    def one(value: Any, out: list[Found], root: dict[str, Any]) -> None:
        if value.__class__ is not dict:
            return
        found = value.get(name)
        if found is None:
            return
        if found.__class__ is list:
            for item in found:
                if item is not None:
                    run(item, out, root)
        else:
            run(found, out, root)

    return one


def _few(runs: list[tuple[str, _Run]]) -> _Run:
    ones = [_one_of(name, run) for name, run in runs]

    def few(value: Any, out: list[Found], root: dict[str, Any]) -> None:
        for one in ones:
            one(value, out, root)

    return few


def _many(runs: dict[str, _Run]) -> _Run:
    ones = {name: _one_of(name, run) for name, run in runs.items()}

    def many(value: Any, out: list[Found], root: dict[str, Any]) -> None:
        if value.__class__ is dict:
            for name in value:
                if name in ones:
                    ones[name](value, out, root)

    return many


_Criterion: TypeAlias = Callable[[Any, dict[str, Any]], bool]


def _filtered(criterion: _Criterion, run: _Run) -> _Run:
    def filtered(value: Any, out: list[Found], root: dict[str, Any]) -> None:
        if criterion(value, root):
            run(value, out, root)

    return filtered


def _criterion(tree: Tree, type_name: str) -> _Criterion:
    if isinstance(tree, TypeOperation) and tree.operator == "is" and tree.left == Call("resolve", ()):
        return _points_to(tree.type.name, type_name)
    if isinstance(tree, Operation) and tree.operator == "=":
        return _has_text(tree.left, tree.right, type_name)
    raise _NotPlainError


def _has_text(left: Tree, right: Tree, type_name: str) -> _Criterion:
    if not isinstance(left, Member) or not isinstance(right, Literal) or not isinstance(right.value, str):
        raise _NotPlainError
    accesses = table(type_name).get(left.name, ())
    if len(accesses) != 1 or not _is_text(accesses[0].type):
        raise _NotPlainError
    name, wanted = accesses[0].key, right.value
    return lambda value, _root: value.__class__ is dict and value.get(name) == wanted


def _is_text(type_name: str) -> bool:
    return any(is_subtype(type_name, name) for name in ("string", "uri"))


def _points_to(wanted: str, type_name: str) -> _Criterion:
    def points(value: Any, root: dict[str, Any]) -> bool:
        reference = value.get("reference") if value.__class__ is dict else value
        if reference.__class__ is str and reference[:1] != "#":
            named = references.type_in_text(reference)
            if named is not None:
                return named == wanted or is_subtype(named, wanted)
        return _target_in(Node(value, type_name), root, wanted)

    return points


def _target_in(node: Node, root: dict[str, Any], wanted: str) -> bool:
    whole = resource_node(root)
    node.parent = whole
    kind = references.type_of_target(node, Environment(whole, [whole], {}, None, None))
    return kind is not None and is_subtype(kind, wanted)


def _extension(url: Tree, rest: list[_Step], type_name: str) -> _Run:
    accesses = table(type_name).get("extension", ())
    if not isinstance(url, Literal) or not isinstance(url.value, str) or not _holds_extensions(type_name):
        raise _NotPlainError
    wanted = url.value
    run = _filtered(
        lambda value, _root: value.__class__ is dict and value.get("url") == wanted, _built(rest, "Extension")
    )
    return _one_of(accesses[0].key, run)


def _holds_extensions(type_name: str) -> bool:
    """Whether a type's own dictionary holds its extensions; a primitive's stand beside it."""
    return not is_primitive(type_name) and bool(table(type_name).get("extension"))
