"""JSON numbers with a fraction or an exponent -> Decimals with their digits, as far as a double can compare them."""

from decimal import Decimal, InvalidOperation

DIGITS_MAX = 64
"""Characters of one number."""

EXPONENT_MAX = 300
"""A double, which indexes and clients compare with, ends at 10**308."""


class Unfit(Exception):
    """A number that has too many digits or too large an exponent."""


def number(text: str) -> Decimal:
    """Read a number.

    Raises:
        Unfit: it is too long, or too large or small for a double.
    """
    if len(text) <= DIGITS_MAX:
        try:
            found = Decimal(text)
        except InvalidOperation as error:
            raise Unfit(text) from error
        if -EXPONENT_MAX <= found.adjusted() <= EXPONENT_MAX:
            return found
    raise Unfit(text)
