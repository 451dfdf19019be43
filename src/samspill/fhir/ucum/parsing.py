"""UCUM unit expressions (case-sensitive) -> a factor and base units (https://ucum.org/ucum, section 2.1)."""

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from samspill.fhir.ucum.table import Atom, table

SYMBOL = re.compile(r"(10[*^]|(?:[^\s./(){}\[\]\d+-]|\[[^\]\s]*\])+)([+-]?\d+)?")
NUMBER = re.compile(r"\d+")
ANNOTATION = re.compile(r"\{[!-z|~]*\}")
LONGEST = 200
"""Letters of the longest unit that is read."""
DEEPEST = 20
EXPONENT_MAX = 300
"""No quantity of the world needs more, and ``10*999999999`` would keep a computer busy."""

Dimensions = tuple[tuple[str, int], ...]


class Unknown(Exception):
    """Not a UCUM unit."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in base units.

    Attributes:
        factor: how many of the base units it is; for a special unit of what its function gives.
        dimensions: base unit and exponent, in alphabetical order, none with exponent 0.
        function: the function of a special unit; ``None`` for an ordinary one.
        scale: what a prefix multiplies a special unit's own number by.
    """

    factor: Fraction
    dimensions: Dimensions
    function: str | None = None
    scale: Fraction = Fraction(1)

    def raised(self, exponent: int) -> "Unit":
        """Return the unit to a power.

        Raises:
            Unknown: a special unit has no powers.
        """
        if exponent == 1:
            return self
        if self.function or abs(exponent) > EXPONENT_MAX:
            raise Unknown
        return Unit(self.factor**exponent, _dimensions({name: power * exponent for name, power in self.dimensions}))

    def times(self, other: "Unit") -> "Unit":
        """Return the product.

        Raises:
            Unknown: a special unit takes part in no product.
        """
        if self.function or other.function:
            raise Unknown
        powers = Counter(dict(self.dimensions))
        powers.update(dict(other.dimensions))
        return Unit(self.factor * other.factor, _dimensions(powers))


ONE = Unit(Fraction(1), ())


def _dimensions(powers: dict[str, int]) -> Dimensions:
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def parsed(expression: str) -> Unit | None:
    """Return a unit in base units; ``None`` for what is no UCUM unit."""
    return _parsed(expression) if len(expression) <= LONGEST else None


@lru_cache(maxsize=4096)
def _parsed(expression: str) -> Unit | None:
    if not expression:
        return None
    try:
        unit, end = _term(expression, 0, 0)
    except (Unknown, ZeroDivisionError):
        return None
    return unit if end == len(expression) else None


def _term(text: str, at: int, depth: int) -> tuple[Unit, int]:
    """Read components joined by dots and slashes, from the left; a slash may stand first."""
    if depth > DEEPEST:
        raise Unknown
    unit: Unit | None = None
    divides = text[at : at + 1] == "/"
    at += divides
    while True:
        component, at = _component(text, at, depth)
        component = component.raised(-1) if divides else component
        unit = component if unit is None else unit.times(component)
        joint = text[at : at + 1]
        if joint not in (".", "/"):
            return unit, at
        divides, at = joint == "/", at + 1


def _component(text: str, at: int, depth: int) -> tuple[Unit, int]:
    if text[at : at + 1] == "(":
        unit, at = _term(text, at + 1, depth + 1)
        if text[at : at + 1] != ")":
            raise Unknown
        return unit, at + 1
    annotation = ANNOTATION.match(text, at)
    if annotation:
        return ONE, annotation.end()
    unit, at = _simple(text, at)
    annotation = ANNOTATION.match(text, at)
    return unit, annotation.end() if annotation else at


def _simple(text: str, at: int) -> tuple[Unit, int]:
    """Read a symbol with its exponent, or a whole number."""
    symbol = SYMBOL.match(text, at)
    if symbol:
        return _symbol(symbol[1]).raised(int(symbol[2] or 1)), symbol.end()
    number = NUMBER.match(text, at)
    if number is None:
        raise Unknown
    return Unit(Fraction(int(number[0])), ()), number.end()


@lru_cache(maxsize=4096)
def _symbol(code: str) -> Unit:
    """Return a unit by its code, or by a prefix and the code of a metric unit."""
    known = table()
    atom = known.atoms.get(code)
    if atom:
        return _defined(atom)
    for length in (1, 2):
        prefix, atom = known.prefixes.get(code[:length]), known.atoms.get(code[length:])
        if prefix and atom and atom.metric:
            return _prefixed(prefix, _defined(atom))
    raise Unknown(code)


def _prefixed(prefix: Fraction, unit: Unit) -> Unit:
    if unit.function:
        return Unit(unit.factor, unit.dimensions, unit.function, prefix)
    return Unit(unit.factor * prefix, unit.dimensions)


@lru_cache(maxsize=512)
def _defined(atom: Atom) -> Unit:
    """Return a unit of the table in base units, through the units it is defined by."""
    if not atom.unit:
        return Unit(Fraction(1), ((atom.code, 1),))
    unit, _ = _term(atom.unit, 0, 0)
    return Unit(atom.value * unit.factor, unit.dimensions, atom.function)
