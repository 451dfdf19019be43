"""Places where an entry and its kept leaf do not agree: which of the two is as it was sealed?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from samspill.access.audit.contracts import Fault, FaultKind

TRIED_MAX = 6
"""Suspects of one stretch whose choices are all tried (64 ways); of more, all one way and all the other."""


@dataclass(slots=True)
class Suspect:
    """A place where the two differ, or one of them is missing.

    Attributes:
        position: where.
        leaf: the kept hash; empty when it is not there.
        made: the hash of the entry that is there; empty when none is, or it cannot be one.
        at: its time, or that of the entry before it.
        number: the store's number of the entry; -1 when unknown.
        is_leaf_wrong: what was found out; ``None`` when nothing was.
    """

    position: int
    leaf: bytes
    made: bytes
    at: int
    number: int = -1
    is_leaf_wrong: bool | None = None

    def fault(self) -> Fault:
        """Return what is wrong here, as far as it is known."""
        is_leaf_wrong = self.is_leaf_wrong if self.is_leaf_wrong is not None else not self.leaf
        kind = (FaultKind.LEAF_CHANGED if self.leaf else FaultKind.LEAF_REMOVED) if is_leaf_wrong else FaultKind.CHANGED
        return Fault(kind, self.position, self.position, self.at, self.at, self.number)


def choices(
    leaves: Sequence[bytes], suspects: Sequence[Suspect], first: int
) -> Iterator[tuple[list[bytes], list[bool]]]:
    """Yield the ways a stretch of leaves may have been, the kept one first.

    Args:
        leaves: as kept; empty where missing.
        suspects: those of this stretch.
        first: position of the first leaf.

    Yields:
        Leaves, and for each suspect whether its kept leaf was set aside for the entry's hash.
    """
    open_ones = [one for one in suspects if one.made]
    ways: Iterable[tuple[bool, ...]] = product((False, True), repeat=len(open_ones))
    if len(open_ones) > TRIED_MAX:
        ways = ((False,) * len(open_ones), (True,) * len(open_ones))
    for way in ways:
        tried = list(leaves)
        taken = {one.position: chosen for one, chosen in zip(open_ones, way, strict=True)}
        for one in open_ones:
            if taken[one.position]:
                tried[one.position - first] = one.made
        if all(tried):
            yield tried, [taken.get(one.position, False) for one in suspects]


def settle(suspects: Sequence[Suspect], chosen: Sequence[bool]) -> None:
    """Note which of the two was found to be wrong."""
    for one, is_leaf_wrong in zip(suspects, chosen, strict=True):
        one.is_leaf_wrong = is_leaf_wrong


def faults_of(suspects: Sequence[Suspect]) -> list[Fault]:
    """Return the faults of all suspects; entries that stand in each other's places are said to have been moved."""
    leaf_at = {one.leaf: one.position for one in suspects if one.leaf}
    faults = []
    for one in suspects:
        home = leaf_at.get(one.made) if one.made else None
        if home is None or home == one.position or one.is_leaf_wrong:
            faults.append(one.fault())
        else:
            text = f"was sealed at position {home}"
            faults.append(Fault(FaultKind.MOVED, one.position, one.position, one.at, one.at, one.number, text))
    return faults
