"""The only place that reads the clock; everything else is given the time as ``at=``."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, in UTC and aware of it."""
    return datetime.now(UTC)


def now_us() -> int:
    """Return the present moment in microseconds since 1970 UTC, as the record store counts it."""
    return time.time_ns() // 1000
