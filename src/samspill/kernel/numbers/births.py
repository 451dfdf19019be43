"""What an old number tells of its owner's birth; a number given from 2032 tells nothing.

Sources: Skatteetaten, "Fødselsnummer" (individual numbers and centuries; the ninth digit is odd for men) and "Nytt
fødselsnummer fra 2032" (neither can be read any more). A register's own date of birth always goes before this one.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from samspill.kernel.numbers.national import Kind, NationalNumber, Reading, day_and_month

NEW_NUMBERS_FROM = date(2032, 1, 1)


class Sex(StrEnum):
    """As the population register writes it."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class Birth:
    """When, and as which sex, the number says its owner was born."""

    on: date
    sex: Sex


def read_birth(number: NationalNumber, *, reading: Reading, at: date) -> Birth | None:
    """Read date of birth and sex from a classic fødselsnummer or D-number.

    One in four of the numbers made by the rule of 2032 has check digits of the old kind too; from the day they are
    given, nothing is read from any number.

    Args:
        number: the number.
        reading: how it is to be understood, one of its own (``admitting.admit`` tells).
        at: the day it is read.

    Returns:
        what it says, or ``None``: it is not a classic one, or says a day that has never been or has not come.
    """
    if reading not in number.readings:
        raise ValueError(f"{number!r} cannot be read as {reading}")
    if number.is_new_kind or reading.kind not in (Kind.FNR, Kind.DNR) or at >= NEW_NUMBERS_FROM:
        return None
    day, month = day_and_month(number.digits)
    century = _century(year=int(number.digits[4:6]), individual=int(number.digits[6:9]))
    if century is None:
        return None
    try:
        born = date(century + int(number.digits[4:6]), month, day)
    except ValueError:
        return None
    return Birth(born, Sex.MALE if int(number.digits[8]) % 2 else Sex.FEMALE) if born <= at else None


def _century(*, year: int, individual: int) -> int | None:
    if individual <= 499:
        return 1900
    if individual <= 749 and year >= 54:
        return 1800
    if year <= 39:
        return 2000
    return 1900 if individual >= 900 else None
