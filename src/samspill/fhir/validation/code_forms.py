"""Check digits of code systems that are too large to carry: a mistyped SNOMED CT or LOINC code is found without them.

Sources: SNOMED CT Release File Specification, 5.5 (Verhoeff); LOINC Users' Guide, appendix on check digits (mod 10).
"""

import re

_SNOMED = re.compile(r"[1-9][0-9]{5,17}")
_LOINC = re.compile(r"([1-9][0-9]{0,6})-([0-9])")
_LOINC_PART = re.compile(r"L[APGL][0-9]{1,7}-[0-9]")

_DIHEDRAL = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTED = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def misformed(system: str, code: str) -> bool:
    """Answer whether a code cannot be one of its system; no for systems without check digits."""
    if system == "http://snomed.info/sct":
        return code.isalnum() and not _is_snomed(code)  # an expression of several codes has signs between them
    if system == "http://loinc.org":
        return not _is_loinc(code)
    return False


def _is_snomed(code: str) -> bool:
    if _SNOMED.fullmatch(code) is None:
        return False
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = int(_DIHEDRAL[check][int(_PERMUTED[place % 8][int(digit)])])
    return check == 0


def _is_loinc(code: str) -> bool:
    found = _LOINC.fullmatch(code)
    if found is None:
        return _LOINC_PART.fullmatch(code) is not None
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(found[1]))]
    return -sum(number // 10 + number % 10 for number in doubled) % 10 == int(found[2])
