"""The audit log's tree as it is read back from what a store keeps of it, also when that was damaged."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import structlog

from samspill.access.audit import api as audit
from samspill.access.audit.contracts import HASH_BYTES

Pairs = Callable[[int, int, int], Iterable[Sequence[Any]]]
"""Reads (place, hash) of a level from a place on, at most so many; level 0 are the leaves."""


def mended(pairs: Pairs) -> audit.Hashes:
    """Return what reads kept hashes; where one is not there, what stands below it gives it, and zeros a lost leaf.

    Nobody is kept from the record because somebody damaged the log: it goes on, and ``verify`` says what is wrong.
    """

    def read(level: int, first: int, count: int) -> Sequence[bytes]:
        found = kept(level, first, count)
        return [found.get(place) or below(level, place) for place in range(first, first + count)]

    def kept(level: int, first: int, count: int) -> dict[int, bytes]:
        return {place: value for place, value in pairs(level, first, count) if _is_hash(value)}

    def below(level: int, place: int) -> bytes:
        # where there are no leaves, as below one that somebody has put at a place far away, nothing is looked for
        if level == 0 or not kept(0, place << level, audit.TILE):
            return bytes(HASH_BYTES)
        return audit.tile_root(read(level - audit.KEPT_LEVELS, place * audit.TILE, audit.TILE))

    return read


def tell_if_cut(known: audit.Peaks | None, size: int) -> None:
    """Say aloud that the log has become shorter while we were writing to it: nothing that Samspill does makes it so."""
    if known is not None and size < known.size:
        structlog.get_logger(__name__).critical("audit_log_cut", before=known.size, now=size)


def _is_hash(value: Any) -> bool:
    return type(value) is bytes and len(value) == HASH_BYTES
