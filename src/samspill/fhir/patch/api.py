"""The door to patches: a resource and a patch in, a changed copy out; the input is never changed."""

from typing import Any

from samspill.fhir.outcomes import refusal
from samspill.fhir.patch import fhirpath_patch as by_path
from samspill.fhir.patch import json_patch as by_pointer


def json_patch(resource: dict[str, Any], operations: Any) -> dict[str, Any]:
    """Apply a JSON Patch (RFC 6902) to a resource.

    Args:
        resource: as decoded, numbers with a fraction as Decimal; their digits are kept.
        operations: the decoded patch, of which nothing is trusted.

    Returns:
        A new resource; whether it is valid is for the caller to ask.

    Raises:
        Refusal: 400 for what is no patch; 422 where it does not fit the resource (a failed ``test`` included), or where
            it is no longer a resource of the same type. The first operation that fails is named; none is done.
    """
    return _same_type(resource, by_pointer.patched(resource, operations))


def fhirpath_patch(resource: dict[str, Any], parameters: Any) -> dict[str, Any]:
    """Apply a FHIRPath Patch (https://hl7.org/fhir/R4/fhirpatch.html) to a resource.

    Args:
        resource: as decoded, numbers with a fraction as Decimal; their digits are kept.
        parameters: the decoded Parameters resource, of which nothing is trusted.

    Returns:
        A new resource; whether it is valid is for the caller to ask.

    Raises:
        Refusal: 400 for what is no patch, 422 where it does not fit the resource. The first operation that fails is
            named; none is done.
    """
    return _same_type(resource, by_path.patched(resource, parameters))


def _same_type(before: dict[str, Any], after: Any) -> dict[str, Any]:
    if not isinstance(after, dict) or after.get("resourceType") != before.get("resourceType"):
        raise refusal(422, "invariant", "After the patch it is no longer a resource of the same type")
    return after
