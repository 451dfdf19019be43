"""The Merkle tree of RFC 6962 section 2.1: its root as it grows, and proofs over parts of it that are kept.

Whoever appends needs only the peaks: the roots of the complete subtrees that the size is the sum of, largest first (a
compact range). Kept besides are the leaves and every node of level 8, 16, 24 …: one hash per 256 entries, from which
the peaks and any proof are found again by reading at most 256 hashes per level. So nothing is rewritten when an entry
is added, and a proof in a log of ten million entries reads some thousand hashes.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from samspill.access.audit.contracts import HASH_BYTES

KEPT_LEVELS = 8
"""Nodes of each such many levels are kept."""

TILE = 1 << KEPT_LEVELS

EMPTY_ROOT = sha256(b"").digest()

Node = tuple[int, int, bytes]
"""(level, place in the level from 0, hash)."""

Hashes = Callable[[int, int, int], Sequence[bytes]]
"""Reads kept hashes: level (0: leaves), place of the first, how many."""

Range = tuple[int, int]
"""(first leaf, the one after the last)."""


class HashesMissing(Exception):
    """Hashes of the tree that should be kept are not there."""


def parent(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


class Peaks:
    """The tree while it grows.

    Attributes:
        size: how many leaves it has.
    """

    __slots__ = ("_peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self._peaks = list(peaks)

    def extend(self, leaves: Iterable[bytes]) -> list[Node]:
        """Append leaf hashes; return the nodes that are to be kept."""
        kept: list[Node] = []
        peaks, size, digest = self._peaks, self.size, sha256
        pop, push = peaks.pop, peaks.append
        for leaf in leaves:
            node, level, place = leaf, 0, size
            while place & 1:
                node = digest(b"\x01" + pop() + node).digest()
                place >>= 1
                level += 1
                if not level & 7:
                    kept.append((level, place, node))
            push(node)
            size += 1
        self.size = size
        return kept

    def root(self) -> bytes:
        """Return the root hash."""
        if not self._peaks:
            return EMPTY_ROOT
        node = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            node = parent(peak, node)
        return node

    def root_with(self, last: bytes) -> bytes:
        """Return the root of this tree, whose size is a sum of larger subtrees, with one more subtree at its end."""
        for peak in reversed(self._peaks):
            last = parent(peak, last)
        return last

    def copy(self) -> "Peaks":
        """Return another one that grows on its own."""
        return Peaks(self.size, self._peaks)


def tile_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over hashes of one level, whose number is a power of two."""
    digest = sha256
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [digest(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def peaks_at(hashes: Hashes, size: int) -> Peaks:
    """Return the peaks of the tree at a size.

    Raises:
        HashesMissing: what it is made of is not all there.
    """
    found, begin = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            found.append(subtree(hashes, begin, begin + (1 << level)))
            begin += 1 << level
    return Peaks(size, found)


def subtree(hashes: Hashes, begin: int, end: int) -> bytes:
    """Return the hash over the leaves from ``begin`` up to ``end``, as RFC 6962's MTH splits them.

    Raises:
        HashesMissing: what it is made of is not all there.
    """
    count = end - begin
    if count & (count - 1):
        middle = begin + _split(count)
        return parent(subtree(hashes, begin, middle), subtree(hashes, middle, end))
    level = (count.bit_length() - 1) // KEPT_LEVELS * KEPT_LEVELS
    read = hashes(level, begin >> level, count >> level)
    if len(read) != count >> level or any(len(one) != HASH_BYTES for one in read):
        raise HashesMissing(f"hashes of level {level} from {begin >> level}")
    return tile_root(read)


def _split(count: int) -> int:
    """Return the largest power of two below a number of leaves (2 or more)."""
    return 1 << (count - 1).bit_length() - 1


def inclusion_path(hashes: Hashes, position: int, size: int) -> tuple[bytes, ...]:
    """Return the proof that a leaf stands at a position in the tree of a size (RFC 6962 section 2.1.1).

    Raises:
        ValueError: there is no such position.
        HashesMissing: what it is made of is not all there.
    """
    if not 0 <= position < size:
        raise ValueError(f"no position {position} in a log of {size}")
    return tuple(subtree(hashes, *part) for part in _inclusion_ranges(position, size))


def _inclusion_ranges(position: int, size: int) -> list[Range]:
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if position < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    return path[::-1]


def consistency_path(hashes: Hashes, old: int, size: int) -> tuple[bytes, ...]:
    """Return the proof that the tree of an older size is the beginning of the tree of a size (section 2.1.2).

    It is empty for the same size, and for 0, of which there is nothing to prove.

    Raises:
        ValueError: the old size is larger.
        HashesMissing: what it is made of is not all there.
    """
    if not 0 <= old <= size:
        raise ValueError(f"no size {old} before {size}")
    return tuple(subtree(hashes, *part) for part in _consistency_ranges(old, size))


def _consistency_ranges(old: int, size: int) -> list[Range]:
    if old in (0, size):
        return []
    begin, end, path = 0, size, []
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    if begin:
        path.append((begin, end))
    return path[::-1]


def root_of_inclusion(position: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """Return the root that an inclusion proof leads to (RFC 9162 section 2.1.3.2); ``None`` when it leads nowhere."""
    if not 0 <= position < size:
        return None
    place, last, node = position, size - 1, leaf
    for one in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            node = parent(one, node)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            node = parent(node, one)
        place >>= 1
        last >>= 1
    return node if last == 0 else None


def is_consistent(old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Answer whether a proof shows that the older tree is the beginning of the newer (RFC 9162 section 2.1.4.2)."""
    if old == size:
        return old_root == root and not path
    if old == 0:
        return old_root == EMPTY_ROOT and not path
    if not 0 < old < size:
        return False
    path = [old_root, *path] if old & (old - 1) == 0 else list(path)
    return bool(path) and _roots_of_consistency(old, size, path) == (old_root, root)


def _roots_of_consistency(old: int, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    place, last = old - 1, size - 1
    while place & 1:
        place >>= 1
        last >>= 1
    before = after = path[0]
    for one in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            before, after = parent(one, before), parent(one, after)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            after = parent(after, one)
        place >>= 1
        last >>= 1
    return (before, after) if last == 0 else None
