"""What every view reads alike, whichever database stands behind it: versions of a resource, and lists of them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from samspill.fhir.definitions.api import type_named, type_number
from samspill.fhir.store.contracts import HistoryScope, Method, Stored

COLUMNS = "key, type, id, version, at, sequence, method, body"
CURRENT = f"SELECT {COLUMNS} FROM resource WHERE type = ? AND id = ?"
EARLIER = f"SELECT {COLUMNS} FROM version WHERE key = ? AND version = ?"

_METHODS = (Method.CREATE, Method.CREATE, Method.UPDATE, Method.DELETE)

_STOOD = f"(at >= ? OR method <> {int(Method.DELETE)})"
_STOOD_UNTIL = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} n WHERE n.key = version.key AND n.version = version.version + 1 AND n.at >= ?)"
    for table in ("resource", "version")
)
_STOOD_EARLIER = f"(at >= ? OR (method <> {int(Method.DELETE)} AND ({_STOOD_UNTIL})))"

Condition = tuple[str, tuple[int, ...]]


def stored(row: Sequence[Any]) -> Stored:
    """Return a row of ``COLUMNS`` as a value."""
    key, number, name, version, at, sequence, method, body = row
    return Stored(key, type_named(number), name, version, at, sequence, _METHODS[method], body)


class Reading(ABC):
    """The reads of the port; who inherits gives ``select``."""

    is_whole = True

    CLOCK_SKEW = 0
    """Microseconds by which a lower sequence may be later in time: 0 where there is one writer."""

    def hold(self) -> None:  # noqa: B027  (most views have nothing to do)
        """Do nothing: this view is whole from its beginning."""

    @abstractmethod
    def select(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query."""

    def current(self, resource_type: str, id: str) -> Stored | None:  # noqa: A002  (FHIR says id)
        """Return the newest version, a delete included; ``None`` when there never was one."""
        rows = self.select(CURRENT, (type_number(resource_type), id))
        return stored(rows[0]) if rows else None

    def version(self, resource_type: str, id: str, version: int) -> Stored | None:  # noqa: A002  (FHIR says id)
        """Return one version."""
        newest = self.current(resource_type, id)
        if newest is None or version == newest.version:
            return newest
        rows = self.select(EARLIER, (newest.key, version))
        return stored(rows[0]) if rows else None

    def history(self, scope: HistoryScope) -> list[Stored]:
        """List versions, newest first."""
        before = [("sequence < ?", (scope.before,))] if scope.before is not None else []
        found = self._where(scope)
        if found is None:
            return []
        # each half is limited by itself, so that neither is read further than the page
        newest, earlier = (_clause([*conditions, *before]) for conditions in found)
        half = "SELECT * FROM (SELECT {} FROM {} {} ORDER BY sequence DESC LIMIT ?) AS {}"
        sql = (
            f"{half.format(COLUMNS, 'resource', newest[0], 'newest')} UNION ALL "
            f"{half.format(COLUMNS, 'version', earlier[0], 'earlier')} ORDER BY sequence DESC LIMIT ?"
        )
        rows = self.select(sql, (*newest[1], scope.count, *earlier[1], scope.count, scope.count))
        return [stored(row) for row in rows]

    def history_count(self, scope: HistoryScope) -> int:
        """Count the versions of a scope, its cursor and count left out of account."""
        found = self._where(scope)
        if found is None:
            return 0
        newest, earlier = map(_clause, found)
        sql = f"SELECT (SELECT count(*) FROM resource {newest[0]}) + (SELECT count(*) FROM version {earlier[0]})"
        return int(self.select(sql, (*newest[1], *earlier[1]))[0][0])

    def _where(self, scope: HistoryScope) -> tuple[list[Condition], list[Condition]] | None:
        """Return the conditions on ``resource`` and on ``version``; ``None`` when there is nothing to find."""
        shared, at = self._between(scope), scope.standing
        newest_stood: list[Condition] = [] if at is None else [(_STOOD, (at,))]
        earlier_stood: list[Condition] = [] if at is None else [(_STOOD_EARLIER, (at, at, at))]
        if scope.id is None:
            kind = [("type = ?", (type_number(scope.resource_type),))] if scope.resource_type else []
            return [*kind, *shared, *newest_stood], [*kind, *shared, *earlier_stood]
        newest = self.current(scope.resource_type or "", scope.id)
        one = [("key = ?", (newest.key,))] if newest else []
        return ([*one, *shared, *newest_stood], [*one, *shared, *earlier_stood]) if one else None

    def _between(self, scope: HistoryScope) -> list[Condition]:
        """Return what the times ask, with bounds on the sequence so that only what lies between them is read."""
        conditions: list[Condition] = []
        if scope.since is not None:
            first = self._first(scope.since - self.CLOCK_SKEW)
            conditions += [("at >= ?", (scope.since,)), ("sequence >= ?", (first,))]
        if scope.until is not None:
            after = self._first(scope.until + 1 + self.CLOCK_SKEW, following=True)
            conditions += [("at <= ?", (scope.until,)), ("sequence < ?", (after,))]
        return conditions

    def _first(self, at: int, *, following: bool = False) -> int:
        """Return where in the sequence the time ``at`` begins, by halving: times follow the sequence.

        Only the newest versions are looked at. So the answer lies before the first version written at or after ``at``
        and, with ``following``, at or after it: always on the safe side for the bound it makes.
        """
        newest = self.select("SELECT max(sequence) FROM resource", ())[0][0]
        low, high = 0, (newest or 0) + 1  # at(low) < at <= at(high), as far as the newest versions say
        while low + 1 < high:
            middle = (low + high) // 2
            sql = "SELECT sequence, at FROM resource WHERE sequence >= ? ORDER BY sequence LIMIT 1"
            sequence, then = self.select(sql, (middle,))[0]
            if then < at:
                low = sequence
            else:
                high = middle
        return high if not following else self._following(high)

    def _following(self, sequence: int) -> int:
        rows = self.select("SELECT sequence FROM resource WHERE sequence >= ? ORDER BY sequence LIMIT 1", (sequence,))
        return int(rows[0][0]) if rows else sequence


def _clause(conditions: Sequence[Condition]) -> tuple[str, list[int]]:
    if not conditions:
        return "", []
    values = [value for _, some in conditions for value in some]
    return "WHERE " + " AND ".join(condition for condition, _ in conditions), values
