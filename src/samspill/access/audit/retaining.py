"""Retention: entries older than a time are deleted with their salts; their leaves stay, and an entry tells of it."""

import re

from samspill.access.audit.contracts import AuditEntry, Kind, Retention

RETAIN = "audit-retain"
"""The interaction of the entry that tells of it."""

_DETAIL = re.compile(r"positions (0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})")


def retention(*, actor: str, first: int, last: int, request: str) -> AuditEntry:
    """Return the entry that tells that the entries of a stretch were deleted.

    Args:
        actor: who did it.
        first: the first position.
        last: the last one.
        request: the act's own id.
    """
    return AuditEntry(actor, RETAIN, "", "", 200, request, kind=Kind.CHANGED.value, detail=f"positions {first}-{last}")


def stretch_of(interaction: str, detail: str) -> tuple[int, int] | None:
    """Return the first and last position that an entry tells were emptied; ``None`` for any other entry."""
    found = _DETAIL.fullmatch(detail) if interaction == RETAIN else None
    return (int(found[1]), int(found[2])) if found else None


def retained_by(interaction: str, detail: str, position: int, at: int) -> list[Retention]:
    """Return what a sealed entry at a position tells was deleted: nothing, or one stretch of what stood before it."""
    found = stretch_of(interaction, detail)
    return [Retention(position, at, found[0], min(found[1], position - 1))] if found else []
