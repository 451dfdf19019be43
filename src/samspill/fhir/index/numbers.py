"""Numbers as they are written, and the range that a search's digits mean (https://hl7.org/fhir/R4/search.html#number).

``100`` means 99.5 to 100.5, ``100.00`` means 99.995 to 100.005, ``1e2`` means 95 to 105.
"""

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal

EXACT = Context(prec=120, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
"""Arithmetic that keeps every digit anyone writes and raises nothing; what is too long for it is rounded."""

FIVE = Decimal(5)

Bounds = tuple[Decimal, Decimal]


def written(value: object) -> Decimal | None:
    """Return a JSON number as it was written; ``None`` for what is no finite number."""
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None


def bounds(value: Decimal) -> Bounds:
    """Return the lowest and highest number that a finite number's digits mean."""
    exponent = value.as_tuple().exponent
    half = EXACT.scaleb(FIVE, exponent - 1) if isinstance(exponent, int) else FIVE
    return EXACT.subtract(value, half), EXACT.add(value, half)
