"""The newest change, the size on disk, the outbox, and what was answered lately."""

from samspill.fhir.definitions.api import type_named
from samspill.fhir.reporting.contracts import Answered, Change, Standing, Traffic, Waiting
from samspill.fhir.store import outbox
from samspill.fhir.store.contracts import Dialect, Method, Snapshot

CALLS_MAX = 20_000
"""Audit rows that are counted at most: 50 ms of reading; a busy hour has millions."""

_SIZE = {
    Dialect.SQLITE: "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    Dialect.POSTGRESQL: "SELECT pg_database_size(current_database())",
}
_NEWEST = "SELECT at, type, method FROM resource ORDER BY sequence DESC LIMIT 1"
_FIRST_CALL = "SELECT id, at FROM audit WHERE id >= ? ORDER BY id LIMIT 1"
_CALLS = "SELECT interaction, status, count(*), min(at) FROM audit WHERE id >= ? GROUP BY interaction, status"
_ACTS = {Method.CREATE: "create", Method.UPDATE: "update", Method.DELETE: "delete"}
_READS = frozenset({"read", "vread", "history-instance", "history-type", "history-system"})
_WRITES = frozenset({"create", "update", "patch", "delete", "transaction", "batch", "load"})


def standing(view: Snapshot, *, since: int) -> Standing:
    """Return how the store stands.

    Args:
        view: what is read.
        since: from when answers are counted, microseconds since 1970 UTC.
    """
    size = int(view.select(_SIZE[view.dialect])[0][0])
    return Standing(str(view.dialect), size, _newest(view), _waiting(view), traffic(view, since=since))


def _newest(view: Snapshot) -> Change | None:
    rows = view.select(_NEWEST)
    if not rows:
        return None
    at, number, method = rows[0]
    return Change(at, type_named(number), _ACTS[Method(method)])


def _waiting(view: Snapshot) -> Waiting:
    found = outbox.waiting(view)
    return Waiting(found.count, found.oldest, found.parked)


def traffic(view: Snapshot, *, since: int, most: int = CALLS_MAX) -> Traffic:
    """Count what was answered since a moment, at most so many of the newest calls."""
    newest = int(view.select("SELECT coalesce(max(id), 0) FROM audit")[0][0])
    first = _first_call(view, since, newest)
    begin = max(first, newest - most + 1)
    rows = view.select(_CALLS, (begin,))
    counts: dict[tuple[str, int], int] = {}
    for interaction, status, count, _ in rows:
        key = (kind_of(interaction), int(status))
        counts[key] = counts.get(key, 0) + int(count)
    answered = tuple(Answered(kind, status, count) for (kind, status), count in sorted(counts.items()))
    is_cut = begin > first
    return Traffic(answered, min(int(row[3]) for row in rows) if is_cut else since, is_cut)


def kind_of(interaction: str) -> str:
    """Return what sort of call an interaction is: ``read``, ``search``, ``write`` or ``other``."""
    if interaction in _READS:
        return "read"
    if interaction in _WRITES:
        return "write"
    return "search" if interaction.startswith("search") else "other"


def _first_call(view: Snapshot, since: int, newest: int) -> int:
    """Return the id of the first audit row written since a moment, by halving: their times follow their ids."""
    low, high = 0, newest + 1  # at(low) < since <= at(high)
    while low + 1 < high:
        middle = (low + high) // 2
        rows = view.select(_FIRST_CALL, (middle,))
        if rows and rows[0][1] < since:
            low = max(middle, int(rows[0][0]))
        else:
            high = middle
    return high
