"""Norwegian national identity numbers: told from other digits, so that they are kept out of addresses.

What is kept out is wider than what ``numbers.national`` takes for a number that can exist: a date that never was, such
as 30 February, is refused in an address all the same. Source: the OIDs of the Norwegian identifier systems
(2.16.578.1.12.4.1.4); the arithmetic is that of ``numbers.arithmetic``.
"""

import re

from samspill.kernel.numbers.arithmetic import NEW_REMAINDERS, first_remainder, second_remainder

_SYSTEMS = frozenset(f"urn:oid:2.16.578.1.12.4.1.4.{last}" for last in (1, 2, 3, 5))
"""Fødselsnummer, D-nummer, felles hjelpenummer, DUF-nummer; number 4 is the public HPR number."""

_ELEVEN = re.compile(r"(?<![0-9])([0-9]{11})(?![0-9])")
_UUID = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])")
"""One UUID in 25,000 has eleven digits in a row that would pass for a number; ids are UUIDs and stand in addresses."""


_SUSPECT = re.compile(r"[0-9]{11}|2\.16\.578\.1\.12\.4\.1\.4\.[1235]\|")
"""What every value that holds a number has; nearly all have not, and one look tells."""


def holds_national_number(value: str) -> bool:
    """Answer whether a search value (``system|code``, or words) holds a national number; another system is believed."""
    if not _SUSPECT.search(value):
        return False
    system, bar, code = value.rpartition("|")
    if bar and system in _SYSTEMS:
        return bool(code)
    if bar and system:
        return False
    return any(is_national_number(number) for number in _ELEVEN.findall(_UUID.sub("", value)))


def is_national_number(number: str) -> bool:
    """Answer whether eleven digits can be a national number: a date (or 8 or 9 first), and both check digits fit."""
    if number[0] not in "89" and not _begins_with_a_date(number):
        return False
    return first_remainder(number) in NEW_REMAINDERS and second_remainder(number) == 0


def _begins_with_a_date(number: str) -> bool:
    day, month = int(number[:2]), int(number[2:4])
    # D-numbers add 40 to the day; H-numbers and the synthetic series of NAV, NHN and Skatteetaten to the month.
    return day in _DAYS and any(month - added in range(1, 13) for added in (0, 40, 65, 80))


_DAYS = frozenset((*range(1, 32), *range(41, 72)))
