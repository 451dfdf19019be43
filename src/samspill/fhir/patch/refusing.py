"""Why a patch is refused, with the operation that failed named."""

from samspill.fhir.outcomes import Refusal, refusal

MOST_OPERATIONS = 1_000
"""Operations in one patch."""

DEEPEST = 64
"""How deep a patched resource may nest: as deep as one that is read."""

MOST_ADDED = 200_000
"""JSON values that the operations of one patch may add or copy: a copy into itself doubles each time."""


def malformed(place: int, reason: str) -> Refusal:
    """Return the refusal of an operation that is no operation (400); ``place`` counts from 0."""
    return refusal(400, "structure", f"Operation {place + 1}: {reason}")


def unfit(place: int, reason: str) -> Refusal:
    """Return the refusal of an operation that cannot be done on this resource (422)."""
    return refusal(422, "processing", f"Operation {place + 1}: {reason}")


def too_large(reason: str) -> Refusal:
    """Return the refusal of a patch beyond the bounds (422)."""
    return refusal(422, "too-costly", reason)


def check_count(count: int) -> None:
    """Refuse a patch with too many operations."""
    if count > MOST_OPERATIONS:
        raise too_large(f"A patch may have {MOST_OPERATIONS} operations, not {count}")
