"""The tree is found again from what is kept of it, and from less."""

import pytest

from samspill.access.audit.api import Peaks, peaks_at
from samspill.fhir.store.trees import mended

LEAVES = [number.to_bytes(32, "big") for number in range(70_000)]
WHOLE = Peaks()
NODES = {(level, place): node for level, place, node in WHOLE.extend(LEAVES)}


class Kept:
    def __init__(self, levels: set[int]) -> None:
        self._levels = levels
        self.asked = 0

    def __call__(self, level: int, first: int, count: int) -> list[tuple[int, bytes]]:
        self.asked += 1
        if level == 0:
            return [(place, LEAVES[place]) for place in range(first, min(first + count, len(LEAVES)))]
        places = range(first, first + count)
        return [(place, NODES[level, place]) for place in places if level in self._levels and (level, place) in NODES]


@pytest.mark.parametrize(("levels", "asked_max"), [({8, 16}, 12), ({8}, 20), (set(), 900)])
def test_the_tree_is_the_same_whatever_nodes_are_left(levels: set[int], asked_max: int) -> None:
    kept = Kept(levels)
    assert peaks_at(mended(kept), len(LEAVES)).root() == WHOLE.root()
    assert kept.asked <= asked_max


def test_what_is_asked_for_far_beyond_the_leaves_is_answered_without_end_of_looking() -> None:
    kept = Kept({8, 16})
    peaks_at(mended(kept), 2**62 + 5)
    assert kept.asked < 20_000
