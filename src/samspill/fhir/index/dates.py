"""The range of time that a FHIR date means, in microseconds since 1970 UTC (https://hl7.org/fhir/R4/search.html#date).

A date without a zone is taken as UTC, in resources and in searches alike.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from samspill.fhir.index.contracts import EARLIEST, LATEST

SECOND = 1_000_000
DAY = 86_400 * SECOND
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
DAYS = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
ODD = re.compile(r"T(24):|:(60)(?=$|[.Z+-])")
LONGEST = 48
"""Letters of the longest text that is looked at: a fraction may be longer than anyone needs, but not endless."""

Range = tuple[int, int]


def range_of(text: object) -> Range | None:
    """Return the range (low inside, high outside) of a date, dateTime or instant, partial ones included.

    A leap second and the hour 24 are taken as the moment after; a fraction of a second is kept to the microsecond.

    Returns:
        ``None`` for what is no date: it cannot be found by date.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    try:
        return _moment(text) if len(text) > 10 else _days(text)
    except ValueError:
        return _odd_moment(text)


def _moment(text: str) -> Range:
    if text[10] != "T" or text[13:14] != ":":
        raise ValueError(text)
    when = datetime.fromisoformat(text)
    since = (when if when.tzinfo else when.replace(tzinfo=UTC)) - EPOCH
    low = (since.days * 86_400 + since.seconds) * SECOND + since.microseconds
    return low, low + _width(text)


def _width(text: str) -> int:
    """Return how long the smallest written unit is."""
    if text[16:17] != ":":
        return 60 * SECOND
    if text[19:20] != ".":
        return SECOND
    digits = 0
    while text[20 + digits : 21 + digits].isdigit():
        digits += 1
    return int(10 ** max(0, 6 - digits))


def _days(text: str) -> Range:
    """Return the range of a year, month or day; days are counted, for the last one of year 9999 ends outside it."""
    parts = text.split("-")
    if [len(part) for part in parts] != [4, 2, 2][: len(parts)] or not (
        text.isascii() and text.replace("-", "").isdecimal()
    ):
        raise ValueError(text)
    year, month, day = (int(part) for part in (*parts, "01", "01")[:3])
    low = date(year, month, day).toordinal()
    length = 1
    if len(parts) == 1:
        length = date(year, 12, 31).toordinal() - low + 1
    elif len(parts) == 2:
        length = 31 if month == 12 else date(year, month + 1, 1).toordinal() - low
    start = (low - EPOCH_DAY) * DAY
    return start, start + length * DAY


def _odd_moment(text: str) -> Range | None:
    """Return the range of a moment written with second 60 or hour 24, which Python's dates do not know."""
    odd = ODD.search(text, 10)
    if odd is None:
        return None
    hour = odd[1] is not None
    mended = text[: odd.start()] + ("T00:" if hour else ":59") + text[odd.end() :]
    try:
        low, high = _moment(mended)
    except ValueError:
        return None
    later = DAY if hour else SECOND
    return low + later, high + later


def period(value: Mapping[str, object]) -> Range | None:
    """Return the range of a Period: an open end reaches as far as time is kept.

    Returns:
        ``None`` with neither end, and for one that ends before it starts.
    """
    start, end = range_of(value.get("start")), range_of(value.get("end"))
    if start is None and end is None:
        return None
    low, high = start[0] if start else EARLIEST, end[1] if end else LATEST
    return (low, high) if low < high else None
