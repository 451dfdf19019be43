"""Old entries are deleted with their salts; their leaves stay, and so do all proofs; an entry tells of it."""

from collections.abc import Callable

from samspill.access.audit import api as audit
from samspill.fhir.auditing import reading
from samspill.fhir.auditing.contracts import Retained
from samspill.fhir.store.contracts import Snapshot, Store, Transaction

AT_ONCE = 20_000
"""Entries deleted in one unit of work, each with the entry that tells of it: some 50 ms of the writer's time."""


def retain(
    store: Store, *, before: int, actor: str, request: str, told: Callable[[int], None] = lambda _: None
) -> Retained:
    """Delete the entries that were written before a moment.

    What is interrupted has deleted a part and says so in the log; the next call goes on.

    Args:
        store: an open store; it may be in use.
        before: entries older than this, microseconds since 1970 UTC.
        actor: who does it, for the log.
        request: the act's own id, for the log.
        told: hears how many have been deleted.
    """
    with store.snapshot() as view:
        first = reading.emptied_until(view)
        until = max(first, _first_since(view, before))
    for begin in range(first, until, AT_ONCE):
        last = min(begin + AT_ONCE, until) - 1
        store.write(_unit(begin, last, actor, request)).result()
        told(last + 1 - first)
    return Retained(first, until - 1)


def _unit(first: int, last: int, actor: str, request: str) -> Callable[[Transaction], None]:
    def work(tx: Transaction) -> None:
        reading.empty(tx, first, last)
        tx.note(audit.retention(actor=actor, first=first, last=last, request=request))

    return work


def _first_since(view: Snapshot, moment: int) -> int:
    """Return the first position that is not older than a moment, by halving: times follow positions."""
    low, high = 0, reading.size_of(view)
    while low < high:
        middle = (low + high) // 2
        at = reading.time_at(view, middle)
        if at is None or at < moment:  # what is gone is older than what is there
            low = middle + 1
        else:
            high = middle
    return low
