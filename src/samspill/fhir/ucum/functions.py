"""The functions of UCUM's special units: those that are not so many of another unit (https://ucum.org/ucum, section 3).

Each pair leads from the number on the unit's own scale to the number of its defining unit, and back.
"""

import math
from collections.abc import Callable, Mapping
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import NamedTuple

EXACT = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
"""Arithmetic that raises nothing; what has no value becomes NaN, which no conversion hands out."""
ROUGH = Context(prec=34, Emax=999_999, Emin=-999_999, traps=[])
"""For powers and logarithms, which are never exact."""


class Scale(NamedTuple):
    """How a special unit's scale is read, and written."""

    read: Callable[[Decimal], Decimal]
    write: Callable[[Decimal], Decimal]


def _shifted(zero: str) -> Scale:
    """Return the scale of a thermometer whose zero is so many of its degrees above absolute zero."""
    shift = Decimal(zero)
    return Scale(lambda value: EXACT.add(value, shift), lambda value: EXACT.subtract(value, shift))


def _power(base: str, step: str = "1") -> Scale:
    """Return a logarithmic scale: ``base`` to the value times ``step``."""
    number, factor = Decimal(base), Decimal(step)
    logarithm = ROUGH.ln(number)

    def write(value: Decimal) -> Decimal:
        found = ROUGH.log10(value) if number == 10 else ROUGH.divide(ROUGH.ln(value), logarithm)
        return ROUGH.divide(found, factor)

    return Scale(lambda value: ROUGH.power(number, ROUGH.multiply(value, factor)), write)


def _angle(value: Decimal) -> Decimal:
    return Decimal(repr(math.degrees(math.atan(float(value) / 100))))


def _slope(value: Decimal) -> Decimal:
    return Decimal(repr(100 * math.tan(math.radians(float(value)))))


EULER = str(ROUGH.exp(Decimal(1)))
SCALES: Mapping[str, Scale] = {
    "Cel": _shifted("273.15"),
    "degF": _shifted("459.67"),
    "degRe": _shifted("218.52"),
    "pH": _power("10", "-1"),
    "ln": _power(EULER),
    "lg": _power("10"),
    "lgTimes2": _power("10", "0.5"),
    "ld": _power("2"),
    "hpX": _power("10", "-1"),
    "hpC": _power("100", "-1"),
    "hpM": _power("1000", "-1"),
    "hpQ": _power("50000", "-1"),
    "tanTimes100": Scale(_angle, _slope),
    "100tan": Scale(_angle, _slope),
    "sqrt": Scale(lambda value: EXACT.multiply(value, value), ROUGH.sqrt),
}
