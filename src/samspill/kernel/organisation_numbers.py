"""Norwegian organisation numbers: nine digits, the last of them a check digit."""

from typing import NewType

OrganisationNumber = NewType("OrganisationNumber", str)

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
"""Modulus 11, as Brønnøysundregistrene describes it ("Om organisasjonsnummeret")."""


def parse_organisation_number(text: str) -> OrganisationNumber:
    """Return the nine digits of an organisation number written with or without spaces.

    Raises:
        ValueError: it has not nine digits, does not begin with 8 or 9, or its check digit does not fit.
    """
    digits = "".join(text.split())
    if len(digits) != 9 or not digits.isascii() or not digits.isdigit():
        raise ValueError(f"an organisation number has nine digits: {text!r}")
    if digits[0] not in "89":
        raise ValueError(f"an organisation number begins with 8 or 9: {text!r}")
    if check_digit(digits[:8]) != int(digits[8]):
        raise ValueError(f"the check digit of the organisation number does not fit: {text!r}")
    return OrganisationNumber(digits)


def check_digit(first_eight: str) -> int | None:
    """Return the check digit of the first eight digits, or ``None`` where no number exists (remainder 1)."""
    remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_eight, strict=True)) % 11
    if remainder == 1:
        return None
    return 0 if remainder == 0 else 11 - remainder


def show_organisation_number(number: OrganisationNumber) -> str:
    """Return the number grouped as Norwegians write it: ``993 467 049``, with unbreakable spaces."""
    return f"{number[:3]}\N{NO-BREAK SPACE}{number[3:6]}\N{NO-BREAK SPACE}{number[6:]}"
