"""The only place that reads the clock; everything else is given the time as ``at=``."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, in UTC and aware of it."""
    return datetime.now(UTC)
