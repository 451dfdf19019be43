"""JSON Patch, RFC 6902: six operations, done in order, all or none."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from samspill.fhir.outcomes import Refusal, refusal
from samspill.fhir.patch.copying import Copier
from samspill.fhir.patch.pointers import Pointer, found, index, pointer, written
from samspill.fhir.patch.refusing import check_count, malformed, unfit


def patched(document: Any, operations: Any) -> Any:
    """Return a changed copy of any JSON document.

    Raises:
        Refusal: 400 for what is no patch, 422 where it does not fit; the first operation that fails is named.
    """
    if not isinstance(operations, list):
        raise refusal(400, "structure", "A JSON Patch is an array of operations")
    check_count(len(operations))
    work = _Work(document)
    for place, operation in enumerate(operations):
        work.do(place, operation)
    return work.document


class _Work:
    def __init__(self, document: Any) -> None:
        self._copier = Copier()
        self._place = 0
        self.document = self._copier.whole(document)

    def do(self, place: int, operation: Any) -> None:
        self._place = place
        if not isinstance(operation, dict):
            raise self._malformed("it is no object")
        name = operation.get("op")
        act = self._acts().get(name) if isinstance(name, str) else None
        if act is None:
            raise self._malformed("op must be add, remove, replace, move, copy or test")
        act(operation, self._pointer(operation, "path"))

    def _acts(self) -> dict[str, Callable[[dict[str, Any], Pointer], None]]:
        return {
            "add": self._add,
            "remove": self._remove,
            "replace": self._replace,
            "move": self._move,
            "copy": self._copy,
            "test": self._test,
        }

    def _malformed(self, reason: str) -> Refusal:
        return malformed(self._place, reason)

    def _unfit(self, reason: str) -> Refusal:
        return unfit(self._place, reason)

    def _pointer(self, operation: dict[str, Any], name: str) -> Pointer:
        text = operation.get(name)
        if not isinstance(text, str):
            raise self._malformed(f"{name} must be a JSON Pointer")
        return pointer(text, self._malformed)

    def _value(self, operation: dict[str, Any]) -> Any:
        if "value" not in operation:
            raise self._malformed("value is missing")
        return operation["value"]

    def _add(self, operation: dict[str, Any], path: Pointer) -> None:
        self._put(path, self._copier.part(self._value(operation), len(path)))

    def _put(self, path: Pointer, value: Any) -> None:
        """Set a member, insert into an array (``-`` is its end), or replace the whole document."""
        if not path:
            self.document = value
            return
        holder, step = found(self.document, path[:-1], self._unfit), path[-1]
        if isinstance(holder, dict):
            holder[step] = value
        elif isinstance(holder, list):
            at = len(holder) if step == "-" else index(step, len(holder), written(path), self._unfit)
            holder.insert(at, value)
        else:
            raise self._unfit(f"{written(path[:-1])} can hold nothing")

    def _take(self, path: Pointer) -> Any:
        if not path:
            raise self._unfit("the whole resource cannot be taken away")
        value = found(self.document, path, self._unfit)
        holder = found(self.document, path[:-1], self._unfit)
        del holder[path[-1] if isinstance(holder, dict) else int(path[-1])]
        return value

    def _remove(self, _operation: dict[str, Any], path: Pointer) -> None:
        self._take(path)

    def _replace(self, operation: dict[str, Any], path: Pointer) -> None:
        value = self._copier.part(self._value(operation), len(path))
        found(self.document, path, self._unfit)
        if not path:
            self.document = value
            return
        holder = found(self.document, path[:-1], self._unfit)
        holder[path[-1] if isinstance(holder, dict) else int(path[-1])] = value

    def _move(self, operation: dict[str, Any], path: Pointer) -> None:
        source = self._pointer(operation, "from")
        if path != source and path[: len(source)] == source:
            raise self._unfit("a value cannot be moved into itself")
        value = found(self.document, source, self._unfit)
        if path == source:
            return
        self._take(source)
        self._put(path, self._copier.part(value, len(path)))

    def _copy(self, operation: dict[str, Any], path: Pointer) -> None:
        value = found(self.document, self._pointer(operation, "from"), self._unfit)
        self._put(path, self._copier.part(value, len(path)))

    def _test(self, operation: dict[str, Any], path: Pointer) -> None:
        expected = self._value(operation)
        if not same(found(self.document, path, self._unfit), expected):
            raise self._unfit(f"the value at {written(path)} is not the expected one")


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal (RFC 6902 section 4.6): numbers by value, objects in any order."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(value, right[name]) for name, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(one, other) for one, other in zip(left, right, strict=True))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float | Decimal) and isinstance(right, int | float | Decimal):
        return left == right
    return type(left) is type(right) and bool(left == right)
