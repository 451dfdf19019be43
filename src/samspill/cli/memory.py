"""How the C library shares memory out to the server's threads."""

import ctypes
import sys

ARENAS_MAX = 2
"""Heaps that threads draw from. glibc gives every thread its own, up to eight a core, and what is given back to one is
no use to another: 20,000 malformed requests left 66 MB of holes in 22 threads' heaps, and 16 MB in two (3 MB once
trimmed). Two are enough beside the interpreter's lock: a thread that finds one busy takes the other."""

_M_ARENA_MAX = -8
"""malloc.h's own number."""


def share_heaps() -> None:
    """Let all threads draw from few heaps; before the first thread is started. Does nothing where there is no glibc."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # musl's has none
        mallopt(_M_ARENA_MAX, ARENAS_MAX)
