"""Whether two versions say the same, digit for digit."""

from typing import Any

import msgspec

from samspill.fhir.formats import api as formats
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Stored

_SORTED = msgspec.json.Encoder(decimal_format="number", order="sorted")
SET_BY_STORE = frozenset({"versionId", "lastUpdated", "_versionId", "_lastUpdated"})
"""The elements of meta that are the store's own."""


def is_same(resource: dict[str, Any], stored: Stored) -> bool:
    """Answer whether a resource is the stored version again, whatever the order of its keys; 1.0 is not 1.00."""
    before = formats.read(stored.body)
    return _SORTED.encode(_bare(before)) == _SORTED.encode(_bare(resource))


def _bare(resource: dict[str, Any]) -> dict[str, Any]:
    return {**resource, "meta": own_meta(resource)}


def own_meta(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a resource's meta without what the store sets.

    Raises:
        Refusal: 400 when it is no object (possible where validation is off), for the store has to write in it.
    """
    found = resource.get("meta")
    if found is not None and not isinstance(found, dict):
        raise refusal(400, "structure", "meta must be an object.", "meta")
    return {key: value for key, value in found.items() if key not in SET_BY_STORE} if found else {}
