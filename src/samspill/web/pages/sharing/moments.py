"""The record store's times and sizes as the pages show them."""

from datetime import UTC, datetime


def moment(at: int) -> datetime | None:
    """Return microseconds since 1970 UTC as a moment; ``None`` for 0, which says that there is none."""
    return datetime.fromtimestamp(at / 1_000_000, UTC) if at > 0 else None


def milliseconds(us: int) -> int:
    """Return microseconds as whole milliseconds, at least one."""
    return max(1, round(us / 1000))
