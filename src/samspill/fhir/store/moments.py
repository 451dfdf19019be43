"""A place in the order of all changes, below which nothing will appear any more.

On SQLite one writer commits in the order of ``sequence``, so the newest that is seen is such a place. On PostgreSQL a
unit of work that drew its numbers earlier may be committed later: whoever counted on the newest number alone would
miss what it wrote, now and in everything that is asked for "since then". So those that are under way are waited for,
and the moment's time is set back.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from samspill.fhir.store.contracts import Dialect, Store, StoreBusy

_NEWEST = "SELECT sequence, at FROM resource ORDER BY sequence DESC LIMIT 1"
# A unit locks the table before it draws its first number, and lets go once what it wrote can be seen.
_UNDER_WAY = (
    "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND relation = 'resource'::regclass "
    "AND mode IN ('RowShareLock', 'RowExclusiveLock')"
)
_PAUSE_SECONDS = 0.01
_PAUSES_MAX = 3000
"""Half a minute: three times as long as a unit waits for another one's lock."""

SET_BACK_US = 60_000_000
"""By how much the time is set back on PostgreSQL: a unit's time is when it began, and machines' clocks differ."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the order of all changes.

    Attributes:
        sequence: what was written up to and with this is meant.
        at: microseconds since 1970 UTC; all that is written after the place has this time or a later one. 0 in an
            empty store.
    """

    sequence: int
    at: int


def moment_of(store: Store, *, pause: Callable[[float], object] = time.sleep) -> Moment:
    """Return the present place in the order of changes, once all that was begun before it is decided.

    Args:
        store: an open store.
        pause: waits so many seconds.

    Raises:
        StoreBusy: a unit of work that was under way did not end in half a minute.
    """
    with store.snapshot() as snapshot:
        found = snapshot.select(_NEWEST)
    if not found:
        return Moment(0, 0)
    sequence, at = found[0]
    if store.dialect is Dialect.SQLITE:
        return Moment(sequence, at)
    _wait(store, pause)
    return Moment(sequence, at - SET_BACK_US)


def _wait(store: Store, pause: Callable[[float], object]) -> None:
    waited_for = _under_way(store)
    for _ in range(_PAUSES_MAX):
        if not waited_for:
            return
        pause(_PAUSE_SECONDS)
        waited_for &= _under_way(store)
    raise StoreBusy("A change that is under way does not come to its end.")


def _under_way(store: Store) -> set[str]:
    with store.snapshot() as snapshot:
        return {str(unit) for (unit,) in snapshot.select(_UNDER_WAY)}
