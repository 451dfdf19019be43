"""The check digits of eleven-digit national numbers.

Sources: Skatteetaten, "Fødselsnummer" (two check digits modulo 11) and "Nytt fødselsnummer fra 2032" (the first
weighted sum may leave a remainder of 0 to 3; the second check digit is as before).
"""

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)

NEW_REMAINDERS = frozenset((0, 1, 2, 3))
"""What the first sum may leave from 2032; numbers given before leave 0."""


def first_remainder(number: str) -> int:
    """Return what the weighted sum of the ten first of eleven digits, first check digit included, leaves modulo 11."""
    return sum(weight * int(digit) for weight, digit in zip(_FIRST, number, strict=False)) % 11


def second_remainder(number: str) -> int:
    """Return what the weighted sum of all eleven digits leaves modulo 11; a number has 0."""
    return sum(weight * int(digit) for weight, digit in zip(_SECOND, number, strict=True)) % 11
