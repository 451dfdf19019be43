"""Positions in stretches: added up as they are met, taken away, and told as few faults as can be."""

from collections.abc import Iterable
from dataclasses import replace

from samspill.access.audit.contracts import Fault

Stretch = tuple[int, int]
"""(first position, last position)."""


def taken_away(stretches: Iterable[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """Return what is left of stretches when others are taken away; both may overlap and stand in any order."""
    left = []
    holes = sorted(others)
    for first, last in sorted(stretches):
        begin = first
        for low, high in holes:
            if high < begin or low > last:
                continue
            if low > begin:
                left.append((begin, low - 1))
            begin = max(begin, high + 1)
        if begin <= last:
            left.append((begin, last))
    return left


def size_of(stretches: Iterable[Stretch]) -> int:
    """Return how many positions there are in stretches that do not overlap."""
    return sum(last - first + 1 for first, last in stretches)


def joined(faults: Iterable[Fault]) -> list[Fault]:
    """Join faults of one kind that follow each other, in order of position."""
    found: list[Fault] = []
    for fault in sorted(faults, key=lambda one: (one.first, one.last, one.kind, one.number)):
        before = found[-1] if found else None
        if before and (before.kind, before.text, before.last + 1) == (fault.kind, fault.text, fault.first):
            found[-1] = replace(before, last=fault.last, until=fault.until, number=-1)
        else:
            found.append(fault)
    return found
