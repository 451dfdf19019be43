"""What a reference points to, and of which type, first from its own text (https://hl7.org/fhir/R4/references.html)."""

import re
from typing import Any

from samspill.fhir.path.environment import Environment
from samspill.fhir.path.nodes import Node, is_resource_name, own_type, resource_node

_TYPED = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?$")


def text_of(item: Any) -> str | None:
    """Return the address an item holds: a Reference's, or a uri, canonical or text itself."""
    value = item.value if item.__class__ is Node else item
    if isinstance(value, dict):
        value = value.get("reference")
    return value if isinstance(value, str) and value else None


def type_in_text(reference: str) -> str | None:
    """Return the resource type a literal reference names: ``Patient`` of ``http://a/fhir/Patient/1/_history/2``."""
    match = _TYPED.search(reference)
    if match is None:
        return None
    name = match.group(1)
    return name if is_resource_name(name) else None


def type_of_target(item: Any, environment: Environment) -> str | None:
    """Return the type a reference points to: by its text, its ``type``, or what it resolves to; ``None`` if unknown."""
    reference = text_of(item)
    if reference is not None and not reference.startswith("#"):
        named = type_in_text(reference)
        if named is not None:
            return named
    said = item.value.get("type") if item.__class__ is Node and isinstance(item.value, dict) else None
    if is_resource_name(said):
        return str(said)
    found = resolved(item, environment)
    return None if found is None else found.type


def resolved(item: Any, environment: Environment) -> Node | None:
    """Return the resource an item points to: contained, in the same Bundle, or from the caller's resolver."""
    reference = text_of(item)
    if reference is None:
        return None
    environment.spend(1)
    if reference.startswith("#"):
        return _contained(reference[1:], item, environment)
    found = _in_bundle(reference, environment)
    if found is not None or environment.resolve is None:
        return found
    resource = environment.resolve(reference)
    return None if resource is None else resource_node(resource)


def _contained(identifier: str, item: Any, environment: Environment) -> Node | None:
    """Search outwards from the reference: a Bundle's entries each have their own contained resources."""
    node = item if item.__class__ is Node else environment.resource
    while node is not None:
        if isinstance(node.value, dict) and "resourceType" in node.value:
            if not identifier and node.key != "contained":
                return node
            for place, resource in enumerate(_list(node.value.get("contained"))):
                if identifier and isinstance(resource, dict) and resource.get("id") == identifier:
                    return Node(resource, own_type(resource), None, node, "contained", place)
        node = node.parent
    return None


def _in_bundle(reference: str, environment: Environment) -> Node | None:
    bundle = environment.root
    if bundle is None or bundle.type != "Bundle":
        return None
    for entry in _list(bundle.value.get("entry")):
        environment.spend(1)
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict) and _names(entry, reference):
            return resource_node(entry["resource"])
    return None


def _names(entry: dict[str, Any], reference: str) -> bool:
    resource = entry["resource"]
    return entry.get("fullUrl") == reference or f"{resource.get('resourceType')}/{resource.get('id')}" == reference


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
