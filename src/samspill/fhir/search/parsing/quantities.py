"""``number`` and ``quantity`` values (https://hl7.org/fhir/R4/search.html#number).

``100`` means 99.5 up to 100.5, ``100.00`` 99.995 up to 100.005, ``1e2`` 50 up to 150: half a unit of the last written
digit. The ordering prefixes compare with the number exactly as written. ``ap`` means within 10 %.
"""

import math
import re
from decimal import Decimal

from samspill.fhir.index.contracts import CANONICAL
from samspill.fhir.index.naming import system_number
from samspill.fhir.search.contracts import Prefix, QuantityTest
from samspill.fhir.search.parsing.dates import PREFIXES
from samspill.fhir.search.parsing.saying import bad_value
from samspill.fhir.search.parsing.splitting import split, unescape
from samspill.fhir.ucum import api as ucum

UCUM = "http://unitsofmeasure.org"
NUMBER = re.compile(r"[+-]?\d{1,40}(\.\d{1,40})?([eE][+-]?\d{1,3})?")
PREFIX_FORMS = "[eq|ne|gt|lt|ge|le|sa|eb|ap]"
HALF = Decimal("0.5")
TENTH = Decimal("0.1")
FINEST = 4e-12
"""The narrowest range above a number, of its size: what floats of converted numbers tell apart, with room to spare."""

Bounds = tuple[Prefix, Decimal, Decimal, Decimal]


def number_test(name: str, value: str) -> QuantityTest:
    """Return the test of a number."""
    prefix, low, high, exact = _bounds(name, value, f"{PREFIX_FORMS}100, 100.00 or 1e2")
    return QuantityTest(prefix, *_floats(low, high, exact), 0, "")


def quantity_tests(name: str, value: str) -> tuple[QuantityTest, ...]:
    """Return the test of a quantity: ``number``, ``number|system|code`` or ``number||unit``.

    A UCUM unit that can be converted is compared in canonical units with every quantity of the kind.
    """
    parts = [unescape(part) for part in split(value, "|")]
    if len(parts) not in (1, 3):
        raise bad_value(
            name, "the value is no quantity", f"{PREFIX_FORMS}[number], [number]|[system]|[code], [number]||[unit]"
        )
    prefix, low, high, exact = _bounds(
        name, parts[0], f"{PREFIX_FORMS}[number], [number]|[system]|[code] or [number]||[unit]"
    )
    system, unit = (parts[1], parts[2]) if len(parts) == 3 else ("", "")
    if system == UCUM and unit:
        found = _canonical(prefix, (low, high, exact), unit)
        if found:
            return (found,)
    number = system_number(system) if system else None
    return (QuantityTest(prefix, *_floats(low, high, exact), number, unit or None),)


FLIPPED = {
    Prefix.GT: Prefix.LT,
    Prefix.LT: Prefix.GT,
    Prefix.GE: Prefix.LE,
    Prefix.LE: Prefix.GE,
    Prefix.SA: Prefix.EB,
    Prefix.EB: Prefix.SA,
}


def _canonical(prefix: Prefix, values: tuple[Decimal, Decimal, Decimal], unit: str) -> QuantityTest | None:
    """Convert the ends and the number itself; ``None`` where UCUM does not know the unit, or it has no such value.

    Where more is less (a high pH is little acid) the order turns round.
    """
    low, high, exact = (ucum.canonical(value, unit) for value in values)
    if low is None or high is None or exact is None:
        return None
    if low[0] > high[0]:
        low, high, prefix = high, low, FLIPPED.get(prefix, prefix)
    return QuantityTest(prefix, *_floats(low[0], high[0], exact[0]), CANONICAL, exact[1])


def _floats(low: Decimal, high: Decimal, exact: Decimal) -> tuple[float, float, float]:
    """Return the ends and the number as floats; a number of many digits still means itself."""
    number = float(exact)
    return min(float(low), number), max(float(high), number + abs(number) * FINEST), number


def _bounds(name: str, text: str, allowed: str) -> Bounds:
    prefix = PREFIXES.get(text[:2])
    digits = (text[2:] if prefix else text).replace(" ", "+")
    if not NUMBER.fullmatch(digits):
        raise bad_value(name, "the value is no number", allowed)
    exact = Decimal(digits)
    if not math.isfinite(float(exact)):
        raise bad_value(name, "the number is too large", allowed)
    if prefix is Prefix.AP:
        margin = abs(exact) * TENTH
        return prefix, exact - margin, exact + margin, exact
    half = HALF.scaleb(int(exact.as_tuple().exponent))
    return prefix or Prefix.EQ, exact - half, exact + half, exact
