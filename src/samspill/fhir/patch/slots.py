"""Where an element stands in its resource's JSON: the value, and beside it the ``_name`` of a primitive."""

from typing import Any, TypeAlias

from samspill.fhir.path.api import Node

Pair: TypeAlias = tuple[Any, Any]
"""A value and its extras (id and extensions of a primitive); either may be ``None``."""


def pairs(holder: dict[str, Any], key: str) -> list[Pair]:
    """Return the items of a list element, each with its extras."""
    values, extras = _list(holder.get(key)), _list(holder.get(f"_{key}"))
    size = max(len(values), len(extras))
    values = values + [None] * (size - len(values))
    extras = extras + [None] * (size - len(extras))
    return list(zip(values, extras, strict=True))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def write_list(holder: dict[str, Any], key: str, items: list[Pair]) -> None:
    """Write the items of a list element back; a name that would hold nothing is taken away."""
    _write(holder, key, [value for value, _ in items])
    _write(holder, f"_{key}", [extras for _, extras in items])


def _write(holder: dict[str, Any], key: str, values: list[Any]) -> None:
    if any(value is not None for value in values):
        holder[key] = values
    else:
        holder.pop(key, None)


def write_one(holder: dict[str, Any], key: str, pair: Pair) -> None:
    """Write an element that does not repeat."""
    for name, value in ((key, pair[0]), (f"_{key}", pair[1])):
        if value is None:
            holder.pop(name, None)
        else:
            holder[name] = value


def remove(node: Node) -> None:
    """Take an element away, and every element around it that is left with nothing."""
    parent = node.parent
    if parent is None:
        return
    holder = holder_of(parent)
    if node.index is None:
        write_one(holder, node.key, (None, None))
    else:
        items = pairs(holder, node.key)
        del items[node.index]
        write_list(holder, node.key, items)
    if not holder and parent.parent is not None:
        remove(parent)


def holder_of(node: Node) -> dict[str, Any]:
    """Return the object that holds a node's children: itself, or a primitive's extras."""
    value: dict[str, Any] = node.value if isinstance(node.value, dict) else node.extras
    return value
