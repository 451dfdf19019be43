"""Reads a whole log and finds what was changed, removed, inserted or moved, and where.

Every entry is hashed again and held against its leaf; every 256 leaves against the node kept over them; and the tree
against every signed checkpoint. An intruder who mends leaves and nodes after himself is found by the checkpoints, of
which others keep copies: then it is known between which two of them the log was rewritten. A stretch that is wrong does
not hide what comes after it: the tree goes on from what is kept over it.
"""

import sys
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from samspill.access.audit.contracts import HASH_BYTES, Checkpoint, Fault, FaultKind, Retention, Verdict, Waiting
from samspill.access.audit.encoding import hash_of_row
from samspill.access.audit.retaining import RETAIN, retained_by
from samspill.access.audit.stretches import Stretch, joined, size_of, taken_away
from samspill.access.audit.suspects import Suspect, choices, faults_of, settle
from samspill.access.audit.tree import KEPT_LEVELS, TILE, Peaks, tile_root

Row = tuple[Any, ...]
"""(position, number, leaf, at, salt, then the values in the order of ``encoding.COLUMNS``); ``at`` None: no entry."""

Loose = Sequence[Any]
"""An entry that no leaf tells of: (number, at, salt, then the values)."""

GAP_MAX = 1_000_000
"""Leaves that may be missing in a row before it is read no further."""

SUSPECTS_MAX = 64
"""Suspects of one tile that are told one by one."""

BAD_TILES_KEPT = 256
"""Stretches whose rows are kept to find out whether entries were moved between them."""


@dataclass(slots=True)
class _Tile:
    """The rows of 256 positions."""

    first: int
    leaves: list[bytes] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    suspects: list[Suspect] = field(default_factory=list)
    since: int = 0
    until: int = 0


class Verifying:
    """A log while it is read: ``feed`` it the rows in order, then ``finish``."""

    def __init__(
        self,
        *,
        checkpoints: Iterable[Checkpoint],
        nodes: Mapping[tuple[int, int], bytes],
        loose: Iterable[Loose],
        grace: int | None,
    ) -> None:
        """Begin.

        Args:
            checkpoints: those whose signatures hold.
            nodes: the kept inner nodes, by level and place.
            loose: entries without a leaf, by their numbers.
            grace: how much older than the newest sealed entry one without a leaf may be, in microseconds, where entries
                are sealed a moment after they are written; ``None`` where they never wait.
        """
        self._checkpoints = sorted((one for one in checkpoints if one.size), key=lambda one: one.size)
        self._place = 0
        self._nodes = nodes
        self._loose = {row[0]: row for row in loose}
        self._grace = grace
        self._by_nodes, self._by_leaves = Peaks(), Peaks()
        self._tile = _Tile(0)
        self._bad: list[_Tile] = []
        self._faults: list[Fault] = []
        self._suspects: list[Suspect] = []
        self._missing: list[Stretch] = []
        self._missing_since: list[int] = []
        self._retained: list[Retention] = []
        self._number = 0
        self._at = 0
        self._held: list[tuple[int, int]] = [(0, 0)]
        self._is_lost = False
        self._is_broken_off = False

    @property
    def size(self) -> int:
        """How many positions have been read."""
        return self._tile.first + len(self._tile.leaves)

    def feed(self, rows: Iterable[Row]) -> None:
        """Read on. Rows are tuples; a sound one takes 3 microseconds."""
        for row in rows:
            tile, leaf = self._tile, row[2]
            leaves = tile.leaves
            if hash_of_row(row[3], row[4], row[5:]) != leaf or not leaf or row[0] != tile.first + len(leaves):
                self._odd(row)
                continue
            self._at = row[3]
            if row[6] == RETAIN:
                self._retained += retained_by(row[6], row[-1], row[0], row[3])
            self._take(leaf, row[1])

    def _odd(self, row: Row) -> None:
        """Read a row that is not as it should be, or does not follow the one before."""
        position, number, leaf, at = row[:4]
        if self._is_broken_off or position > self.size + GAP_MAX:
            self._break_off(position)
            return
        if position != self.size:
            self._jump(position, number)
        if type(leaf) is not bytes or len(leaf) != HASH_BYTES:
            leaf = b""
        if at is None:
            self._gone(position, leaf)
        else:
            made = hash_of_row(at, row[4], row[5:])
            if made == leaf and leaf:
                self._at = at
                self._retained += retained_by(row[6], row[-1], position, at)
            else:
                shown = at if type(at) is int else self._at
                self._tile.suspects.append(Suspect(position, leaf, made, shown, number))
        self._take(leaf, number)

    def _break_off(self, position: int) -> None:
        """Read no further: so much is missing that what follows cannot be put in its place."""
        if not self._is_broken_off:
            self._is_broken_off = True
            text = "what follows was not read"
            self._faults.append(Fault(FaultKind.LEAF_REMOVED, self.size, position - 1, self._at, text=text))

    def _gone(self, position: int, leaf: bytes) -> None:
        """Take note of a position without entry."""
        if self._missing and self._missing[-1][1] == position - 1:
            self._missing[-1] = (self._missing[-1][0], position)
        else:
            self._missing.append((position, position))
            self._missing_since.append(self._at)
        if not leaf:
            self._tile.suspects.append(Suspect(position, b"", b"", self._at))

    def _jump(self, position: int, number: int) -> None:
        """Take note of positions without a leaf; loose entries that fit in between are taken for theirs."""
        between = sorted(one for one in self._loose if self._number < one < number)
        fitting = between if len(between) == position - self.size else []
        for place in range(self.size, position):
            row = self._loose.pop(fitting[place - position]) if fitting else None
            made = hash_of_row(row[1], row[2], tuple(row[3:])) if row else b""
            at = row[1] if row and made else self._at
            self._tile.suspects.append(Suspect(place, b"", made, at, row[0] if row else -1))
            self._take(b"", row[0] if row else self._number)

    def _take(self, leaf: bytes, number: int) -> None:
        tile = self._tile
        if not tile.leaves:
            tile.since = self._at
        tile.leaves.append(leaf)
        tile.numbers.append(number)
        self._number = number
        if len(tile.leaves) == TILE:
            self._end_tile()

    def _end_tile(self) -> None:
        tile, self._tile = self._tile, _Tile(self._tile.first + TILE)
        tile.until = self._at
        kept = self._nodes.get((KEPT_LEVELS, tile.first >> KEPT_LEVELS), b"")
        root = tile_root(tile.leaves) if all(tile.leaves) else b""
        found = kept if root == kept and not tile.suspects else self._resolve(tile, kept)
        self._check_inside(tile)
        self._tell_together(tile)
        self._grow(found or kept or root, root or found or kept, tile)
        self._check_at(tile.first + TILE, tile)

    def _tell_together(self, tile: _Tile) -> None:
        """Tell many suspects of a tile as one, so that a log of which all was changed fits in memory."""
        if len(tile.suspects) <= SUSPECTS_MAX:
            self._suspects += tile.suspects
            return
        first, last = tile.suspects[0].fault(), tile.suspects[-1].position
        self._faults.append(replace(first, last=last, until=tile.until, number=-1, text="most of them"))

    def _resolve(self, tile: _Tile, kept: bytes) -> bytes:
        """Find the way in which the leaves give the node that is kept; empty when there is none."""
        for leaves, chosen in choices(tile.leaves, tile.suspects, tile.first):
            if tile_root(leaves) == kept:
                settle(tile.suspects, chosen)
                return kept
        if len(self._bad) < BAD_TILES_KEPT:
            self._bad.append(tile)
        if kept:
            self._faults.append(_stretch(FaultKind.REWRITTEN, tile, "the leaves do not give the kept node"))
        else:
            self._faults.append(_stretch(FaultKind.NODE_CHANGED, tile, "the node over it is not there"))
        return b""

    def _grow(self, by_node: bytes, by_leaf: bytes, tile: _Tile) -> None:
        """Add a tile to both trees: the one that believes the kept nodes, and the one that believes the leaves."""
        nothing = bytes(HASH_BYTES)  # where nothing is known the root cannot be right, and is not
        for level, place, node in self._by_nodes.extend([by_node or nothing]):
            if self._nodes.get((level + KEPT_LEVELS, place)) != node:
                text = f"the node of level {level + KEPT_LEVELS} is not what those below it give"
                self._faults.append(
                    replace(_stretch(FaultKind.NODE_CHANGED, tile, text), first=place << level + KEPT_LEVELS)
                )
        self._by_leaves.extend([by_leaf or nothing])

    def _check_inside(self, tile: _Tile) -> None:
        """Hold against the checkpoints whose size lies within a tile."""
        while (checkpoint := self._next(tile.first, tile.first + len(tile.leaves) - 1)) is not None:
            size = checkpoint.size - tile.first
            suspects = [one for one in tile.suspects if one.position < checkpoint.size]
            self._judge(checkpoint, tile, suspects, tile.leaves[:size])

    def _check_at(self, size: int, tile: _Tile) -> None:
        """Hold against the checkpoints of the size at the end of a tile."""
        while (checkpoint := self._next(size - 1, size)) is not None:
            self._judge(checkpoint, tile, (), ())

    def _next(self, low: int, high: int) -> Checkpoint | None:
        """Return the next checkpoint if its size is above ``low`` and at most ``high``."""
        if self._place < len(self._checkpoints) and low < self._checkpoints[self._place].size <= high:
            self._place += 1
            return self._checkpoints[self._place - 1]
        return None

    def _judge(self, checkpoint: Checkpoint, tile: _Tile, suspects: Sequence[Suspect], leaves: Sequence[bytes]) -> None:
        for leaves_tried, chosen in choices(leaves, suspects, tile.first):
            tail = Peaks()
            tail.extend(leaves_tried)
            if _root(self._by_nodes, tail) == checkpoint.root:
                self._by_leaves = self._by_nodes.copy()
            elif _root(self._by_leaves, tail) == checkpoint.root:
                self._by_nodes = self._by_leaves.copy()
                self._faults = [_as_node(one) if one.last >= self._held[-1][0] else one for one in self._faults]
            else:
                continue
            settle(suspects, chosen)
            self._held.append((checkpoint.size, self._at))
            self._is_lost = False
            return
        if not self._is_lost:  # what is wrong before a checkpoint is wrong before all later ones
            self._is_lost = True
            text = f"not what the checkpoint of size {checkpoint.size} signs"
            first, since = next((one for one in reversed(self._held) if one[0] < checkpoint.size), (0, 0))
            self._faults.append(Fault(FaultKind.REWRITTEN, first, checkpoint.size - 1, since, self._at, text=text))

    def finish(self) -> Verdict:
        """Return what was found."""
        tile, size = self._tile, self.size
        tile.until = self._at
        self._check_inside(replace(tile, leaves=[*tile.leaves, b""]))  # up to and with the size itself
        self._tell_together(tile)
        tail = Peaks()
        tail.extend(leaf or bytes(HASH_BYTES) for leaf in tile.leaves)
        self._check_cut(size)
        waiting = self._check_loose()
        removed = taken_away(self._missing, ((one.first, one.last) for one in self._retained))
        self._faults += [self._removed(first, last) for first, last in removed]
        faults = [*self._moved(), *faults_of(self._suspects)]
        return Verdict(
            size=size,
            root=_root(self._by_leaves, tail),
            retained=size_of(self._missing) - size_of(removed),
            retentions=tuple(self._retained),
            waiting=waiting,
            checkpoints=len(self._checkpoints),
            signed=self._held[-1][0],
            faults=tuple(joined(faults)),
        )

    def _removed(self, first: int, last: int) -> Fault:
        """Return the fault of entries that are gone; their own times are gone with them."""
        place = bisect_right(self._missing, (first, sys.maxsize)) - 1
        return Fault(FaultKind.REMOVED, first, last, self._missing_since[place], 0)

    def _check_cut(self, size: int) -> None:
        """Find that there was more: checkpoints and nodes that are over the size.

        The end may have been cut off, or something before it taken out and the gap closed: since the last checkpoint
        that holds nothing tells the two apart.
        """
        sizes = [one.size for one in self._checkpoints[self._place :] if one.size > size]
        nodes = [place + 1 << level for level, place in self._nodes if place + 1 << level > size]
        if sizes or nodes:
            text = f"a checkpoint of size {max(sizes)} was signed" if sizes else "nodes over more entries are kept"
            first, since = self._held[-1]
            self._faults.append(Fault(FaultKind.CUT, first, max([*sizes, *nodes]) - 1, since, text=text))

    def _check_loose(self) -> Waiting:
        """Tell entries that wait to be sealed from those that never were to be."""
        missing = {one.leaf: one for one in self._suspects if one.leaf}
        waiting: list[int] = []
        for number, at, salt, *values in self._loose.values():
            is_time = type(at) is int
            if self._grace is not None and is_time and at >= self._at - self._grace:
                waiting.append(at)
                continue
            made, shown = hash_of_row(at, salt, tuple(values)), at if is_time else 0
            home = missing.get(made) if made else None
            text = f"is the entry of position {home.position}" if home else ""
            self._faults.append(Fault(FaultKind.INSERTED, self.size, self.size, shown, shown, number, text))
        return Waiting(len(waiting), min(waiting, default=0))

    def _moved(self) -> list[Fault]:
        """Say of rewritten tiles that entries were moved, where the order of their numbers mends all of them."""
        rows = sorted(_rows_of(self._bad), key=lambda row: row[1])
        mended = dict(zip(sorted(row[0] for row in rows), rows, strict=True))
        if len({row[1] for row in rows}) < len(rows) or not all(self._is_mended(tile, mended) for tile in self._bad):
            return self._faults
        left = [one for one in self._faults if not self._is_explained(one)]
        times = {tile.first: (tile.since, tile.until) for tile in self._bad}
        for home, (place, number, _) in mended.items():
            if home != place:
                since, until = times[place - place % TILE]
                text = f"was sealed at position {home}"
                left.append(Fault(FaultKind.MOVED, place, place, since, until, number, text))
        return left

    def _is_mended(self, tile: _Tile, rows: Mapping[int, tuple[int, int, bytes]]) -> bool:
        leaves = [rows[place][2] for place in range(tile.first, tile.first + TILE)]
        return all(leaves) and tile_root(leaves) == self._nodes.get((KEPT_LEVELS, tile.first >> KEPT_LEVELS))

    def _is_explained(self, fault: Fault) -> bool:
        """Answer whether a stretch is not as it was because entries were moved within tiles that are else as they were.

        A checkpoint within a tile sees the move; only a later one that holds shows that nothing else was done.
        """
        if fault.kind is not FaultKind.REWRITTEN:
            return False
        is_tile = any(fault.first == tile.first and fault.last == tile.first + TILE - 1 for tile in self._bad)
        is_within = any(tile.first <= fault.last < tile.first + TILE for tile in self._bad)
        return is_tile or (is_within and self._held[-1][0] > fault.last)


def _rows_of(tiles: Iterable[_Tile]) -> list[tuple[int, int, bytes]]:
    """Return (position, number, leaf) of all rows of tiles."""
    return [
        (tile.first + place, number, leaf)
        for tile in tiles
        for place, (number, leaf) in enumerate(zip(tile.numbers, tile.leaves, strict=True))
    ]


def _stretch(kind: FaultKind, tile: _Tile, text: str) -> Fault:
    return Fault(kind, tile.first, tile.first + len(tile.leaves) - 1, tile.since, tile.until, text=text)


def _as_node(fault: Fault) -> Fault:
    """Return a fault of a stretch as one of the node over it: the leaves were shown to be right."""
    is_of_leaves = fault.kind is FaultKind.REWRITTEN
    return replace(fault, kind=FaultKind.NODE_CHANGED) if is_of_leaves else fault


def _root(base: Peaks, tail: Peaks) -> bytes:
    """Return the root of a tree of whole tiles and the leaves after them."""
    if not tail.size:
        return base.root()
    return base.root_with(tail.root()) if base.size else tail.root()
