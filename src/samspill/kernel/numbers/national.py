"""One parser for fødselsnummer, D-, H- and FHN numbers: which kind it is, and which series it was made in.

Sources: Skatteetaten, "Fødselsnummer", "D-nummer" (day + 40) and "Nytt fødselsnummer fra 2032". The synthetic series:
Skatteetaten's Tenor (month + 80), NAV's Dolly (month + 40), Norsk helsenett's test population (month + 65). H-numbers
(month + 40) and FHN numbers (8 or 9 first, no date): Helsedirektoratet's register of identifier systems.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Never

from samspill.kernel.numbers.arithmetic import NEW_REMAINDERS, first_remainder, second_remainder
from samspill.kernel.numbers.refusing import NumberFault, NumberRefused


class Kind(StrEnum):
    """Which kind of national number."""

    FNR = "fnr"
    DNR = "dnr"
    HNR = "hnr"
    FHN = "fhn"


class Origin(StrEnum):
    """Which series it was made in; ``REAL`` is the form of real numbers, which old test persons were given too."""

    REAL = "real"
    TENOR = "tenor"
    NAV = "nav"
    NHN = "nhn"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a number."""

    kind: Kind
    origin: Origin


class NationalNumber:
    """A person's number that can exist, and that shows its digits to nobody who does not ask for ``digits``.

    ``repr``, ``str`` and ``format`` tell how it is read, never what it is; it cannot be pickled, so that no cache or
    queue takes the digits along unseen. Whether anyone has the number is for the population register to say.

    Attributes:
        digits: the eleven digits.
        readings: how it can be understood. One, or two: an H-number and one of NAV's synthetic fødselsnummer have the
            same shape, and only the deployment can tell which is meant (``admitting.admit``).
        is_new_kind: the check digits fit the rule of 2032 only, so that neither century nor sex can be read from it.
    """

    __slots__ = ("digits", "is_new_kind", "readings")

    digits: str
    is_new_kind: bool
    readings: tuple[Reading, ...]

    def __init__(self, digits: str) -> None:
        """Read eleven digits.

        Raises:
            NumberRefused: it cannot be a national number.
        """
        first = _checked(digits)
        readings = _readings(digits, is_new_kind=first != 0)
        object.__setattr__(self, "digits", digits)
        object.__setattr__(self, "is_new_kind", first != 0)
        object.__setattr__(self, "readings", readings)

    def __setattr__(self, name: str, _: object) -> Never:
        raise AttributeError(f"a national number does not change: {name}")

    def __delattr__(self, name: str) -> Never:
        raise AttributeError(f"a national number does not change: {name}")

    def __repr__(self) -> str:
        ways = " or ".join(f"{reading.kind}/{reading.origin}" for reading in self.readings)
        return f"<national number, {ways}>"

    def __format__(self, _: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NationalNumber) and self.digits == other.digits

    def __hash__(self) -> int:
        return hash((NationalNumber, self.digits))

    def __copy__(self) -> "NationalNumber":
        return self

    def __deepcopy__(self, _: dict[int, Any]) -> "NationalNumber":
        return self

    def __reduce__(self) -> Never:
        raise TypeError("a national number is not pickled: send its digits on purpose, or leave them out")


def parse_national_number(text: str) -> NationalNumber:
    """Read a number as people write it, with or without blanks.

    Raises:
        NumberRefused: it cannot be a national number.
    """
    return NationalNumber("".join(text.split()))


def _checked(digits: str) -> int:
    """Return what the first sum leaves, once form and both check digits are found to fit some rule."""
    if len(digits) != 11 or not digits.isascii() or not digits.isdigit():
        raise NumberRefused(NumberFault.FORM)
    if digits[0] not in "89" and (_read_day(digits) is None or _read_month(digits) is None or not _is_date(digits)):
        raise NumberRefused(NumberFault.DATE)
    first = first_remainder(digits)
    if first not in NEW_REMAINDERS or second_remainder(digits) != 0:
        raise NumberRefused(NumberFault.CHECK_DIGITS)
    return first


def _readings(digits: str, *, is_new_kind: bool) -> tuple[Reading, ...]:
    day, month = _read_day(digits), _read_month(digits)
    if day is None or month is None:
        found = [Reading(Kind.FHN, Origin.REAL)]
    elif day[1] is Kind.FNR and month[1] is Origin.NAV:
        found = [Reading(Kind.HNR, Origin.REAL), Reading(Kind.FNR, Origin.NAV)]
    else:
        found = [Reading(day[1], month[1])]
    # The rule of 2032 is for fødselsnummer and D-numbers; help numbers are made as before.
    readings = tuple(one for one in found if not is_new_kind or one.kind in (Kind.FNR, Kind.DNR))
    if not readings:
        raise NumberRefused(NumberFault.CHECK_DIGITS)
    return readings


def _read_day(digits: str) -> tuple[int, Kind] | None:
    """Return the day and the kind it tells; ``None`` when there is no such day."""
    day = int(digits[:2])
    if 1 <= day <= 31:
        return day, Kind.FNR
    return (day - 40, Kind.DNR) if 41 <= day <= 71 else None


_MONTHS_ADDED = {0: Origin.REAL, 40: Origin.NAV, 65: Origin.NHN, 80: Origin.TENOR}


def _read_month(digits: str) -> tuple[int, Origin] | None:
    month = int(digits[2:4])
    found = [(month - added, origin) for added, origin in _MONTHS_ADDED.items() if 1 <= month - added <= 12]
    return found[0] if found else None


def _is_date(digits: str) -> bool:
    """Answer whether the date has been in some century: 29 February is in the years that four divides (2000 too)."""
    day, month = day_and_month(digits)
    if month == 2:
        return day <= (29 if int(digits[4:6]) % 4 == 0 else 28)
    return day <= (30 if month in (4, 6, 9, 11) else 31)


def day_and_month(digits: str) -> tuple[int, int]:
    """Return the day and the month of a number that begins with a date, with what was added taken off."""
    day, month = _read_day(digits), _read_month(digits)
    if day is None or month is None:
        raise NumberRefused(NumberFault.DATE)
    return day[0], month[0]
