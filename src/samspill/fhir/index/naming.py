"""Stable small numbers for long names, so that an index row is short and needs no table of names."""

from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

PARTS = 32
"""Into how many parts the patients are spread; part 0 holds what belongs to no single patient."""
REMEMBERED = 300
"""Letters of the longest address whose number is remembered: the memory stays small whatever is sent."""


def system_number(system: str) -> int:
    """Return the number that stands for a code system's address: 48 bits of its BLAKE2b hash, never 0.

    Among 10,000 systems the chance that any two share a number is below one in five million.
    """
    return _remembered(system) if len(system) <= REMEMBERED else _hashed(system)


def _hashed(system: str) -> int:
    return int.from_bytes(blake2b(system.encode("utf-8", "surrogatepass"), digest_size=6).digest(), "big") or 1


_remembered = lru_cache(maxsize=65_536)(_hashed)


def part_of(patients: tuple[str, ...]) -> int:
    """Return the part (1 to ``PARTS``) that one patient's resources lie in; 0 when there is none or more than one."""
    return crc32(patients[0].encode()) % PARTS + 1 if len(patients) == 1 else 0
