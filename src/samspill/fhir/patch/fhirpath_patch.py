"""FHIRPath Patch, R4 (https://hl7.org/fhir/R4/fhirpatch.html): five operations, done in order, all or none."""

from collections.abc import Callable
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.outcomes import Refusal, refusal
from samspill.fhir.patch import given as parts_of
from samspill.fhir.patch.copying import Copier
from samspill.fhir.patch.given import Given, Target
from samspill.fhir.patch.refusing import check_count, malformed, unfit
from samspill.fhir.patch.slots import Pair, holder_of, pairs, remove, write_list, write_one
from samspill.fhir.path import api as path


def patched(resource: dict[str, Any], parameters: Any) -> dict[str, Any]:
    """Return a changed copy of a resource.

    Raises:
        Refusal: 400 for what is no patch, 422 where it does not fit; the first operation that fails is named.
    """
    operations = _operations(parameters)
    check_count(len(operations))
    work = _Work(resource)
    for place, operation in enumerate(operations):
        work.do(place, operation)
    return work.resource


def _operations(parameters: Any) -> list[Any]:
    if not isinstance(parameters, dict) or parameters.get("resourceType") != "Parameters":
        raise refusal(400, "structure", "A FHIRPath Patch is a Parameters resource")
    operations = parameters.get("parameter", [])
    if not isinstance(operations, list):
        raise refusal(400, "structure", "Parameters.parameter is a list")
    return operations


class _Work:
    def __init__(self, resource: dict[str, Any]) -> None:
        self._copier = Copier()
        self._budget = path.Budget()
        self._place = 0
        self.resource: dict[str, Any] = self._copier.whole(resource)

    def do(self, place: int, operation: Any) -> None:
        self._place = place
        if not isinstance(operation, dict) or operation.get("name") != "operation":
            raise self._malformed("each parameter is named operation")
        parts = parts_of.named_parts(operation, self._malformed)
        act = self._acts().get(parts_of.text_of(parts, "type", self._malformed))
        if act is None:
            raise self._malformed("type must be add, insert, delete, replace or move")
        act(parts)

    def _acts(self) -> dict[str, Callable[[dict[str, dict[str, Any]]], None]]:
        return {
            "add": self._add,
            "insert": self._insert,
            "delete": self._delete,
            "replace": self._replace,
            "move": self._move,
        }

    def _malformed(self, reason: str) -> Refusal:
        return malformed(self._place, reason)

    def _unfit(self, reason: str) -> Refusal:
        return unfit(self._place, reason)

    def _found(self, text: str) -> list[path.Node]:
        """Evaluate a path on the resource as the operations before have left it."""
        try:
            expression = path.compile_once(text)
        except path.PathError as error:
            raise self._malformed(f"the path cannot be read: {error}") from error
        try:
            expression.check(str(self.resource.get("resourceType")))
            found = expression.nodes(self.resource, budget=self._budget)
        except path.PathError as error:
            raise self._unfit(f"the path cannot be followed: {error}") from error
        if not all(isinstance(node, path.Node) for node in found):
            raise self._unfit("the path gives values that are no elements")
        return found

    def _one(self, text: str) -> path.Node:
        found = self._found(text)
        if len(found) != 1:
            raise self._unfit(f"the path must give one element and gives {len(found)}")
        return found[0]

    def _path(self, parts: dict[str, dict[str, Any]]) -> str:
        return parts_of.text_of(parts, "path", self._malformed)

    def _given(self, parts: dict[str, dict[str, Any]], around: path.Node) -> Given:
        given = parts_of.value_of(parts, "value", self._malformed)
        depth = _depth(around)
        value, extras = (self._copier.part(one, depth) for one in given.pair)
        children = given.parts
        copied = None if children is None else tuple(self._copier.part(list(children), depth))
        return Given((value, extras), given.type, copied)

    def _pair(self, given: Given, type_name: str) -> Pair:
        return parts_of.pair_of(given, type_name, self._unfit)

    def _add(self, parts: dict[str, dict[str, Any]]) -> None:
        name = parts_of.text_of(parts, "name", self._malformed)
        node = self._one(self._path(parts))
        given = self._given(parts, node)
        where = parts_of.target(_children_type(node.type), name, given, self._unfit)
        if any(child.key != where.key for child in _named(node, where.element)):
            raise self._unfit(f"{where.element} is there already as another type; replace it")
        parts_of.put(_grown(node), where, self._pair(given, where.type), self._unfit)

    def _insert(self, parts: dict[str, dict[str, Any]]) -> None:
        holder, key, sample = self._list(self._path(parts))
        items = pairs(holder, key)
        at = self._index(parts, "index", len(items))
        items.insert(at, self._pair(self._given(parts, sample), sample.type))
        write_list(holder, key, items)

    def _move(self, parts: dict[str, dict[str, Any]]) -> None:
        holder, key, _ = self._list(self._path(parts))
        items = pairs(holder, key)
        source = self._index(parts, "source", len(items) - 1)
        destination = self._index(parts, "destination", len(items) - 1)
        items.insert(destination, items.pop(source))
        write_list(holder, key, items)

    def _index(self, parts: dict[str, dict[str, Any]], name: str, last: int) -> int:
        at = parts_of.number_of(parts, name, self._malformed)
        if at > last:
            raise self._unfit(f"{name} {at} is beyond the list, which ends at {last}")
        return at

    def _list(self, text: str) -> tuple[dict[str, Any], str, path.Node]:
        """The one whole list that a path gives."""
        found = self._found(text)
        if not found:
            raise self._unfit("the path gives nothing; add the first one")
        first = found[0]
        if first.parent is None or first.index is None:
            raise self._unfit(f"{first.key or first.type} does not repeat")
        holder = holder_of(first.parent)
        places = [node.index for node in found if node.parent is first.parent and node.key == first.key]
        if places != list(range(len(found))) or len(places) != len(pairs(holder, first.key)):
            raise self._unfit("the path must give one whole list")
        return holder, first.key, first

    def _delete(self, parts: dict[str, dict[str, Any]]) -> None:
        found = self._found(self._path(parts))
        if len(found) > 1:
            raise self._unfit(f"the path must give at most one element and gives {len(found)}")
        if found and found[0].parent is None:
            raise self._unfit("the whole resource cannot be deleted by a patch")
        for node in found:
            remove(node)

    def _replace(self, parts: dict[str, dict[str, Any]]) -> None:
        node = self._one(self._path(parts))
        parent = node.parent
        if parent is None:
            raise self._unfit("the whole resource cannot be replaced by a patch")
        given = self._given(parts, node)
        holder = holder_of(parent)
        if node.index is not None:
            items = pairs(holder, node.key)
            items[node.index] = self._pair(given, node.type)
            write_list(holder, node.key, items)
            return
        where = self._replacement(parent, node, given)
        write_one(holder, node.key, (None, None))
        write_one(holder, where.key, self._pair(given, where.type))

    def _replacement(self, parent: path.Node, node: path.Node, given: Given) -> Target:
        """A choice may change its type, and with it its JSON name."""
        definition = definitions.definition(_children_type(parent.type))
        elements = definition.elements if definition else {}
        if node.key in elements:
            return Target(node.key, node.key, is_list=False, type=node.type)
        names = [name for name in elements if any(child.key == node.key for child in _named(parent, name))]
        if not names:
            raise self._unfit(f"{parent.type} has no element {node.key}")
        return parts_of.target(_children_type(parent.type), names[0], given, self._unfit)


def _children_type(type_name: str) -> str:
    """The type whose elements a node has: a primitive has those of Element."""
    return "Element" if path.is_primitive(type_name) else type_name


def _named(node: path.Node, name: str) -> list[path.Node]:
    found: list[path.Node] = []
    path.collect(node, name, found)
    return found


def _depth(node: path.Node | None) -> int:
    depth = 0
    while node is not None:
        depth += 1 if node.index is None else 2
        node = node.parent
    return depth


def _grown(node: path.Node) -> dict[str, Any]:
    """The object that holds a node's children; a primitive without id and extensions gets one beside it."""
    if isinstance(node.value, dict) or isinstance(node.extras, dict) or node.parent is None:
        return holder_of(node)
    extras: dict[str, Any] = {}
    holder = holder_of(node.parent)
    if node.index is None:
        holder[f"_{node.key}"] = extras
    else:
        items = pairs(holder, node.key)
        items[node.index] = (node.value, extras)
        write_list(holder, node.key, items)
    return extras
