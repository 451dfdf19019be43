"""``date`` values (https://hl7.org/fhir/R4/search.html#date)."""

import re

from samspill.fhir.index.api import date_range
from samspill.fhir.search.contracts import DateTest, Prefix
from samspill.fhir.search.parsing.saying import bad_value

PREFIXES = {prefix.value: prefix for prefix in Prefix}
MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")
FORMS = "[eq|ne|gt|lt|ge|le|sa|eb|ap]yyyy[-mm[-dd[Thh:mm[:ss[.sss]][Z|+hh:mm]]]]"


def test(name: str, value: str, at: int) -> DateTest:
    """Return the test of one date with its prefix.

    Args:
        name: the parameter, for a refusal.
        value: as written; a ``+`` that a client forgot to encode has become a space, and is read as one.
        at: the present, which ``ap`` measures the distance from, microseconds since 1970 UTC.
    """
    prefix = PREFIXES.get(value[:2])
    text = (value[2:] if prefix else value).replace(" ", "+")
    found = date_range(text) if MOMENT.fullmatch(text) else None
    if found is None:
        raise bad_value(name, "the value is no date", FORMS)
    if prefix is Prefix.AP:
        found = widened(*found, at)
    return DateTest(prefix or Prefix.EQ, *found)


def widened(low: int, high: int, at: int) -> tuple[int, int]:
    """Return the range and 10 % of the distance between it and the present on each side (search.html#prefix)."""
    distance = max(low - at, at - high, 0) // 10
    return low - distance, high + distance
