"""Whether what a resource refers to is there: checked only where a deployment wants it (``Settings.needs_references``).

Source: https://hl7.org/fhir/R4/references.html and CapabilityStatement's referencePolicy ``enforced``.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from samspill.fhir.interactions.contracts import Settings
from samspill.fhir.interactions.routing import is_served
from samspill.fhir.interactions.writing import Write
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Snapshot

_LOCAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?(?:#.*)?")


def check_targets(view: Snapshot, writes: Iterable[Write], settings: Settings) -> None:
    """Refuse (409) writes that refer to a resource of this server that does not stand, themselves left out of account.

    References to other servers, to contained resources and by identifier only are not looked up.
    """
    if not settings.needs_references:
        return
    known: set[tuple[str, str]] = set()
    gone: set[tuple[str, str]] = set()
    targets: list[tuple[str, tuple[str, str]]] = []
    for write in writes:
        (known if write.resource is not None else gone).add((write.resource_type, write.id))
        if write.resource is not None:
            targets.extend(_targets(write.resource, settings.bases))
    for path, target in targets:
        if target not in known and (target in gone or not _stands(view, *target)):
            text = f"The {target[0]} referred to at {path} is not here: store it first, or correct the reference."
            raise refusal(409, "not-found", text, path)


def _stands(view: Snapshot, resource_type: str, logical_id: str) -> bool:
    found = view.current(resource_type, logical_id) if is_served(resource_type) else None
    return found is not None and not found.is_deleted


def _targets(resource: dict[str, Any], bases: frozenset[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Return the path and target of each reference to a resource of this server."""
    for path, reference in _references(resource, resource["resourceType"]):
        base = next((base for base in bases if reference.startswith(f"{base}/")), None)
        found = _LOCAL.fullmatch(reference[len(base) + 1 :] if base else reference)
        if found:
            yield path, (found[1], found[2])
        elif reference.startswith("urn:uuid:"):
            yield path, ("resource", reference)


def _references(node: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        reference = node.get("reference")
        if isinstance(reference, str):
            yield f"{path}.reference", reference
        for key, value in node.items():
            if isinstance(value, dict | list):
                yield from _references(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _references(item, f"{path}[{index}]")
