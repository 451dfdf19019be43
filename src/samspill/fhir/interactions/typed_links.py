"""Replacing addresses in the elements whose type is an address: uri, url, oid and uuid (http.html#trules)."""

from collections.abc import Mapping
from typing import Any

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import Element, TypeDefinition

_ADDRESSES = frozenset({"uri", "url", "oid", "uuid"})


def replace_addresses(resource: dict[str, Any], swaps: Mapping[str, str]) -> None:
    """Replace, in place, what ``swaps`` names in every element of an address type; others keep their text."""
    kind = definitions.definition(resource.get("resourceType", ""))
    if kind is not None:
        _replace(resource, kind, swaps)


def _replace(node: dict[str, Any], kind: TypeDefinition, swaps: Mapping[str, str]) -> None:
    for key, value in node.items():
        type_name = _type_of(kind, key)
        if type_name in _ADDRESSES:
            node[key] = _swapped(value, swaps)
            continue
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, dict):
                inner = definitions.definition(item.get("resourceType") or type_name)
                if inner is not None:
                    _replace(item, inner, swaps)


def _swapped(value: Any, swaps: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_swapped(item, swaps) for item in value]
    return swaps.get(value, value) if isinstance(value, str) else value


def _type_of(kind: TypeDefinition, key: str) -> str:
    """Return the type of a JSON member; ``Element`` for a primitive's sibling, empty when it is not known."""
    if key.startswith("_"):
        return "Element"
    element = kind.elements.get(key)
    if element is not None:
        return element.types[0] if element.types else ""
    return next((found for found in (_chosen(choice, key) for choice in kind.elements.values()) if found), "")


def _chosen(element: Element, key: str) -> str:
    if not element.choice or not key.startswith(element.name):
        return ""
    suffix = key[len(element.name) :]
    return next((name for name in element.types if name[:1].upper() + name[1:] == suffix), "")
