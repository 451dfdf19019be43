"""Norwegian national identity numbers: told from other digits, so that they are kept out of addresses.

Sources: Skatteetaten's specification of the numbers (two check digits modulo 11; from 2032 the first may leave a
remainder of 0 to 3), and the OIDs of the Norwegian identifier systems (2.16.578.1.12.4.1.4).
"""

import re

_SYSTEMS = frozenset(f"urn:oid:2.16.578.1.12.4.1.4.{last}" for last in (1, 2, 3, 5))
"""Fødselsnummer, D-nummer, felles hjelpenummer, DUF-nummer; number 4 is the public HPR number."""

_ELEVEN = re.compile(r"(?<![0-9])([0-9]{11})(?![0-9])")
_UUID = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])")
"""One UUID in 25,000 has eleven digits in a row that would pass for a number; ids are UUIDs and stand in addresses."""

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def holds_national_number(value: str) -> bool:
    """Answer whether a search value (``system|code``, or words) holds a national number; another system is believed."""
    system, bar, code = value.rpartition("|")
    if bar and system in _SYSTEMS:
        return bool(code)
    if bar and system:
        return False
    return any(is_national_number(number) for number in _ELEVEN.findall(_UUID.sub("", value)))


def is_national_number(number: str) -> bool:
    """Answer whether eleven digits can be a national number: a date (or 8 or 9 first), and both check digits fit."""
    digits = [int(digit) for digit in number]
    first = sum(weight * digit for weight, digit in zip(_FIRST, digits, strict=False)) % 11
    second = sum(weight * digit for weight, digit in zip(_SECOND, digits, strict=True)) % 11
    return first in (0, 1, 2, 3) and second == 0 and (number[0] in "89" or _begins_with_a_date(number))


def _begins_with_a_date(number: str) -> bool:
    day, month = int(number[:2]), int(number[2:4])
    # D-numbers add 40 to the day; H-numbers and the synthetic series of NAV, NHN and Skatteetaten to the month.
    return day in _DAYS and any(month - added in range(1, 13) for added in (0, 40, 65, 80))


_DAYS = frozenset((*range(1, 32), *range(41, 72)))
