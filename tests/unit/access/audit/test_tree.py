"""The Merkle tree against the published vectors of Certificate Transparency, and against the RFC's own recursion."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.access.audit import naive

from samspill.access.audit.tree import (
    EMPTY_ROOT,
    TILE,
    HashesMissing,
    Peaks,
    consistency_path,
    inclusion_path,
    is_consistent,
    peaks_at,
    root_of_inclusion,
    subtree,
)

# The inputs, roots and proofs that the Certificate Transparency project tests its own trees with.
INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
NODE_2_3 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
NODE_4_7 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
NODE_6_7 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
NODE_4_5 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSION = {
    (0, 8): (LEAF_1, NODE_2_3, NODE_4_7),
    (5, 8): (LEAF_4, NODE_6_7, ROOTS[4]),
    (2, 3): (ROOTS[2],),
    (1, 5): (ROOTS[1], NODE_2_3, LEAF_4),
}
CONSISTENCY = {
    (1, 1): (),
    (1, 8): (LEAF_1, NODE_2_3, NODE_4_7),
    (6, 8): (NODE_4_5, NODE_6_7, ROOTS[4]),
    (2, 5): (NODE_2_3, LEAF_4),
}
PUBLISHED = [sha256(b"\x00" + bytes.fromhex(text)).digest() for text in INPUTS]

MANY = [sha256(b"\x00" + number.to_bytes(4, "big")).digest() for number in range(1100)]


class Kept:
    """What a store keeps of a tree: its leaves and the nodes that were given to be kept."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = leaves
        self.peaks = Peaks()
        self.nodes = {(level, place): node for level, place, node in self.peaks.extend(leaves)}

    def __call__(self, level: int, first: int, count: int) -> list[bytes]:
        if level == 0:
            return self.leaves[first : first + count]
        return [self.nodes[level, place] for place in range(first, first + count) if (level, place) in self.nodes]


KEPT = Kept(MANY)


@pytest.mark.parametrize("size", range(9))
def test_the_root_of_the_published_leaves_is_the_published_root(size: int) -> None:
    peaks = Peaks()
    peaks.extend(PUBLISHED[:size])
    assert peaks.root().hex() == ROOTS[size]


@pytest.mark.parametrize(("position", "size"), INCLUSION)
def test_an_inclusion_proof_is_the_published_one(position: int, size: int) -> None:
    path = inclusion_path(Kept(PUBLISHED), position, size)
    assert tuple(one.hex() for one in path) == INCLUSION[position, size]


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_a_consistency_proof_is_the_published_one(old: int, size: int) -> None:
    path = consistency_path(Kept(PUBLISHED), old, size)
    assert tuple(one.hex() for one in path) == CONSISTENCY[old, size]


@pytest.mark.parametrize(("position", "size"), INCLUSION)
def test_a_published_inclusion_proof_leads_to_the_published_root(position: int, size: int) -> None:
    path = [bytes.fromhex(one) for one in INCLUSION[position, size]]
    root = root_of_inclusion(position, size, PUBLISHED[position], path)
    assert root is not None
    assert root.hex() == ROOTS[size]


def test_every_root_up_to_some_hundreds_is_the_recursions() -> None:
    peaks = Peaks()
    for size in range(300):
        assert peaks.root() == naive.mth(MANY[:size])
        peaks.extend([MANY[size]])


def test_every_inclusion_proof_of_every_size_is_the_recursions_and_leads_to_its_root() -> None:
    for size in range(1, 70):
        root = naive.mth(MANY[:size])
        for position in range(size):
            path = inclusion_path(KEPT, position, size)
            assert list(path) == naive.path(position, MANY[:size])
            assert root_of_inclusion(position, size, MANY[position], path) == root


def test_every_consistency_proof_of_every_size_is_the_recursions_and_holds() -> None:
    roots = [naive.mth(MANY[:size]) for size in range(70)]
    for size in range(1, 70):
        for old in range(1, size + 1):
            path = consistency_path(KEPT, old, size)
            assert list(path) == naive.proof(old, MANY[:size])
            assert is_consistent(old, size, roots[old], roots[size], path)


@given(st.data())
def test_proofs_over_kept_nodes_are_the_recursions(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(MANY)))
    position = data.draw(st.integers(0, size - 1))
    assert list(inclusion_path(KEPT, position, size)) == naive.path(position, MANY[:size])
    assert list(consistency_path(KEPT, position + 1, size)) == naive.proof(position + 1, MANY[:size])


@given(st.integers(0, len(MANY)), st.integers(0, 300))
def test_peaks_found_again_grow_on_as_the_first_would_have(size: int, more: int) -> None:
    peaks = peaks_at(KEPT, size)
    kept = peaks.extend(MANY[size : size + more])
    assert peaks.root() == naive.mth(MANY[: size + more])
    assert all(KEPT.nodes[level, place] == node for level, place, node in kept)


@given(st.data())
def test_a_proof_with_anything_changed_holds_no_more(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 200))
    old = data.draw(st.integers(1, size - 1))
    roots = naive.mth(MANY[:old]), naive.mth(MANY[:size])
    path = list(consistency_path(KEPT, old, size))
    place = data.draw(st.integers(0, len(path) - 1))
    other = data.draw(st.binary(min_size=32, max_size=32).filter(lambda one: one != path[place]))
    change = data.draw(st.sampled_from(("changed", "gone", "more", "root", "old root")))
    if change == "changed":
        path[place] = other
    elif change == "gone":
        del path[place]
    elif change == "more":
        path.append(other)
    elif change == "root":
        roots = roots[0], other
    else:
        roots = other, roots[1]
    assert not is_consistent(old, size, *roots, path)


@given(st.integers(0, 199), st.integers(0, 199), st.integers(1, 200))
def test_an_inclusion_proof_holds_for_its_own_position_only(position: int, other: int, size: int) -> None:
    if position >= size or other == position:
        return
    path = inclusion_path(KEPT, position, size)
    assert root_of_inclusion(other, size, MANY[position], path) != naive.mth(MANY[:size])


def test_an_empty_log_is_the_beginning_of_every_log() -> None:
    assert is_consistent(0, 5, EMPTY_ROOT, naive.mth(MANY[:5]), ())
    assert not is_consistent(0, 5, MANY[0], naive.mth(MANY[:5]), ())


def test_there_is_no_proof_of_what_is_not_in_the_log() -> None:
    with pytest.raises(ValueError, match="no position 3 in a log of 3"):
        inclusion_path(KEPT, 3, 3)
    with pytest.raises(ValueError, match="no size 4 before 3"):
        consistency_path(KEPT, 4, 3)


def test_a_missing_node_is_told_of_and_not_guessed() -> None:
    kept = Kept(MANY)
    del kept.nodes[8, 1]
    with pytest.raises(HashesMissing, match="hashes of level 8 from 0"):
        subtree(kept, 0, 2 * TILE)
