"""The door to units: canonical form, comparison and conversion of UCUM quantities.

UCUM counts a mole as 6.0221367e23 and has no base unit of its own for it, so ``mmol/L`` is canonically ``m-3``.
Arbitrary units (``[iU]``) convert to nothing but themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from samspill.fhir.ucum.functions import EXACT, SCALES
from samspill.fhir.ucum.parsing import LONGEST, Unit, parsed


@dataclass(frozen=True, slots=True)
class Converter:
    """A unit's way to its canonical unit and back."""

    unit: str
    to: Callable[[Decimal], Decimal]
    back: Callable[[Decimal], Decimal]


def is_unit(unit: str) -> bool:
    """Answer whether this is a UCUM unit."""
    return parsed(unit) is not None


def compatible(one: str, other: str) -> bool:
    """Answer whether both are UCUM units of the same dimension."""
    here, there = _converter(one), _converter(other)
    return here is not None and there is not None and here.unit == there.unit


def canonical(value: Decimal, unit: str) -> tuple[Decimal, str] | None:
    """Return a quantity in base units, as ``(2000, "g.m-3")``.

    Exact where the factor is a finite decimal; else to 60 digits, and to 34 on a logarithmic scale.

    Returns:
        ``None`` for what is no UCUM unit, and where a special unit's function has no value.
    """
    converter = _converter(unit)
    if converter is None:
        return None
    found = converter.to(value)
    return None if found.is_nan() else (found, converter.unit)


def canonical_range(low: Decimal, high: Decimal, unit: str) -> tuple[Decimal, Decimal, str] | None:
    """Return a range in base units, the lower end first (a high pH is little acid); ends may be infinite."""
    converter = _converter(unit)
    if converter is None:
        return None
    first, last = converter.to(low), converter.to(high)
    if first.is_nan() or last.is_nan():
        return None
    return (first, last, converter.unit) if first <= last else (last, first, converter.unit)


def convert(value: Decimal, unit: str, to: str) -> Decimal | None:
    """Return a quantity in another unit; ``None`` when the units are unknown or of different dimensions."""
    here, there = _converter(unit), _converter(to)
    if here is None or there is None or here.unit != there.unit:
        return None
    one, other = parsed(unit), parsed(to)
    if one and other and not (one.function or other.function):
        found = _linear(one.factor / other.factor)(value)  # one step: 1/3 there and 3 back would not be exact in two
    else:
        found = there.back(here.to(value))
    return None if found.is_nan() else found


def _converter(unit: str) -> Converter | None:
    return _made(unit) if len(unit) <= LONGEST else None


@lru_cache(maxsize=4096)
def _made(unit: str) -> Converter | None:
    found = parsed(unit)
    if found is None:
        return None
    name = ".".join(base if power == 1 else f"{base}{power}" for base, power in found.dimensions) or "1"
    if found.function:
        return _special(name, found, found.function)
    return Converter(name, _linear(found.factor), _linear(1 / found.factor))


def _special(name: str, unit: Unit, function: str) -> Converter:
    scale, factor, over = SCALES[function], _linear(unit.factor), _linear(1 / unit.factor)
    prefix, without = _linear(unit.scale), _linear(1 / unit.scale)
    return Converter(
        name,
        lambda value: factor(scale.read(prefix(value))),
        lambda value: without(scale.write(over(value))),
    )


def _linear(factor: Fraction) -> Callable[[Decimal], Decimal]:
    """Return multiplication by a factor, exact where the factor is a finite decimal."""
    above, below = Decimal(factor.numerator), Decimal(factor.denominator)
    whole = EXACT.divide(above, below)
    if Fraction(whole) == factor:
        return lambda value: EXACT.multiply(value, whole)
    return lambda value: EXACT.divide(EXACT.multiply(value, above), below)
