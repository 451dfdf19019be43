"""Stable small numbers for long names, so that an index row is short and needs no table of names."""

from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

PARTS = 32
"""Into how many parts the patients are spread; part 0 holds what belongs to no single patient."""


@lru_cache(maxsize=65_536)
def system_number(system: str) -> int:
    """Return the number that stands for a code system's address: 48 bits of its BLAKE2b hash, never 0.

    Among 10,000 systems the chance that any two share a number is below one in five million.
    """
    return int.from_bytes(blake2b(system.encode(), digest_size=6).digest(), "big") or 1


def part_of(patients: tuple[str, ...]) -> int:
    """Return the part (1 to ``PARTS``) that one patient's resources lie in; 0 when there is none or more than one."""
    return crc32(patients[0].encode()) % PARTS + 1 if len(patients) == 1 else 0
