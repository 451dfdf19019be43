"""The audit log on PostgreSQL: what concurrent transactions have written gets its positions a moment later.

A tree in every transaction would make each wait for the one before, reads included. So one at a time, under a lock that
all servers on a database share, takes the rows that have been committed and have no leaf, and seals them: at the latest
some ``PAUSE_SECONDS`` after the commit, as RFC 6962's merge delay has it. Rows are numbered when they are written and
appear when they are committed, so a number may be missing for a while: it is asked for until it is there, or so long
that its transaction was undone.
"""

import time
from collections.abc import Sequence
from threading import Event, Thread
from typing import Any

import psycopg
import structlog

from samspill.access.audit import api as audit
from samspill.access.audit.contracts import AuditEntry
from samspill.fhir.store.contracts import StoreFailure
from samspill.fhir.store.postgres.connections import AWAY_SECONDS, Link
from samspill.fhir.store.postgres.quick import Connection
from samspill.fhir.store.postgres.statements import arrays, inserting
from samspill.fhir.store.schema import ENTRY_COLUMNS
from samspill.fhir.store.trees import mended, tell_if_cut

PAUSE_SECONDS = 0.1
"""How long rows gather after the first of them was written."""

IDLE_SECONDS = 5.0
"""How often it is looked for what another process has left unsealed."""

GONE_SECONDS = 600.0
"""How long a missing number is asked for: a unit of work waits at most 20 seconds, for a database that was away."""

MARK_SECONDS = 60.0
"""How often it is noted how far rows are settled, so that a start looks at the later ones only."""

ROWS_AT_ONCE = 5_000

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('samspill audit log', 0))"
_LAST = "SELECT coalesce(max(position) + 1, 0) FROM audit_leaf"
_NEWER = "SELECT hash, entry FROM audit_leaf WHERE position >= $1 ORDER BY position"
_LEAVES = "SELECT position, hash FROM audit_leaf WHERE position >= $1 AND position < $2"
_NODES = "SELECT place, hash FROM audit_node WHERE level = $1 AND place >= $2 AND place < $3"
_MARK = "SELECT coalesce(max(place), 0) FROM progress WHERE name = 'audit sealed'"
_KEEP_MARK = (
    "INSERT INTO progress (name, place) VALUES ('audit sealed', $1) "
    "ON CONFLICT (name) DO UPDATE SET place = greatest(progress.place, excluded.place)"
)
_NEW = f"""
SELECT a.id, a.at, a.salt, {ENTRY_COLUMNS} FROM audit a
WHERE {{which}} AND NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.entry = a.id OFFSET 0)
ORDER BY a.id LIMIT {ROWS_AT_ONCE}
"""
_UNSEALED = f"""
SELECT * FROM (({_NEW.format(which="a.id > $1")}) UNION ALL ({_NEW.format(which="a.id = ANY($2::bigint[])")})) AS found
ORDER BY id LIMIT {ROWS_AT_ONCE}
"""
"""Each half begins at its rows, whatever the planner believes, and asks of each whether it has a leaf (OFFSET 0). As
one join it read all leaves ten times a second: 85 ms for 100,000."""
_GAPS = """
SELECT n FROM (SELECT coalesce(max(entry), 0) AS top FROM audit_leaf) AS l,
generate_series(greatest($1, l.top - 100000) + 1, l.top) AS n
WHERE NOT EXISTS (SELECT 1 FROM audit_leaf WHERE entry = n)
"""
_TOP = "SELECT coalesce(max(entry), 0) FROM audit_leaf"
_SEALING, _KEEPING = inserting("audit_leaf"), inserting("audit_node")


class Numbers:
    """Which rows have been seen: all up to a number, but for those that are missing."""

    def __init__(self, upto: int = 0) -> None:
        self.upto = upto
        self._missing: dict[int, float] = {}

    def begin(self, upto: int, missing: Sequence[int], *, now: float) -> None:
        """Begin at a number with what is missing below it."""
        self.upto = upto
        self._missing = dict.fromkeys(missing, now)

    def seen(self, numbers: Sequence[int], *, now: float) -> None:
        """Take note of rows that are sealed; ``now`` is ``time.monotonic``."""
        for number in sorted(numbers):
            if number > self.upto:
                self._missing.update(dict.fromkeys(range(self.upto + 1, number), now))
                self.upto = number
            else:
                self._missing.pop(number, None)

    def missing(self, *, now: float) -> list[int]:
        """Return the numbers that are still asked for; the old ones are given up."""
        self._missing = {number: since for number, since in self._missing.items() if now - since < GONE_SECONDS}
        return list(self._missing)

    def settled(self) -> int:
        """Return the number up to which nothing is asked for any more."""
        return min(self._missing, default=self.upto + 1) - 1


class Sealer(Thread):
    """Seals on a connection of its own."""

    def __init__(self, address: str) -> None:
        super().__init__(name="record-sealer", daemon=True)
        self._link = Link(address)
        self._rung = Event()
        self._closing = False
        self._peaks: audit.Peaks | None = None
        self._numbers = Numbers()
        self._is_new = True
        self._marked = time.monotonic()

    def ring(self, _: object = None) -> None:
        """Say that a row was written."""
        self._rung.set()

    def close(self) -> None:
        """Seal what there is, and end."""
        self._closing = True
        self._rung.set()
        self.join()

    def run(self) -> None:
        """Seal when it rings, and now and then."""
        while not self._closing:
            self._seal()
            if self._rung.wait(IDLE_SECONDS) and not self._closing:
                time.sleep(PAUSE_SECONDS)
            self._rung.clear()
        self._seal(is_last=True)
        self._link.close()

    def _seal(self, *, is_last: bool = False) -> None:
        """Seal until there is nothing left; what goes wrong is told, and tried again later."""
        try:
            until = time.monotonic() + (0 if is_last else AWAY_SECONDS)
            connection = self._link.open(until=until)
            while self._seal_some(connection) == ROWS_AT_ONCE:
                pass
            self._remember(connection, is_last=is_last)
        except (psycopg.Error, StoreFailure) as error:  # the database is away
            self._peaks = None
            structlog.get_logger(__name__).warning("audit_sealing_failed", error=type(error).__name__)
        except Exception:  # noqa: BLE001  (the thread must go on)
            self._peaks = None
            structlog.get_logger(__name__).exception("audit_sealing_failed")

    def _remember(self, connection: Connection, *, is_last: bool) -> None:
        """Learn, once all that was there is sealed, which numbers are missing; note now and then what is settled."""
        now = time.monotonic()
        if self._is_new:
            (mark,), (top,) = (connection.execute(sql).fetchone() or (0,) for sql in (_MARK, _TOP))
            self._numbers.begin(top, [number for (number,) in connection.execute(_GAPS, (mark,)).fetchall()], now=now)
            self._is_new = False
        if is_last or now - self._marked > MARK_SECONDS:
            connection.execute(_KEEP_MARK, (self._numbers.settled(),))
            self._marked = now

    def _seal_some(self, connection: Connection) -> int:
        with connection.transaction():
            connection.execute(_LOCK)
            peaks = self._caught_up(connection)
            now = time.monotonic()
            asked = (self._numbers.upto, self._numbers.missing(now=now))
            rows = connection.execute(_UNSEALED, asked).fetchall()
            if rows:
                leaves = [(peaks.size + place, row[0], _leaf_of(row)) for place, row in enumerate(rows)]
                connection.execute(_SEALING, arrays(leaves))
                kept = peaks.extend([leaf for _, _, leaf in leaves])
                if kept:
                    connection.execute(_KEEPING, arrays(kept))
        self._numbers.seen([row[0] for row in rows], now=now)
        return len(rows)

    def _caught_up(self, connection: Connection) -> audit.Peaks:
        """Return the tree as it is, whoever sealed last."""
        (size,) = connection.execute(_LAST).fetchone() or (0,)
        if self._peaks is None or size < self._peaks.size:
            tell_if_cut(self._peaks, size)

            def pairs(level: int, first: int, count: int) -> list[tuple[Any, ...]]:
                place = (_LEAVES, (first, first + count)) if level == 0 else (_NODES, (level, first, first + count))
                return connection.execute(*place).fetchall()

            self._peaks = audit.peaks_at(mended(pairs), size)
            (mark,) = connection.execute(_MARK).fetchone() or (0,)
            self._numbers, self._is_new = Numbers(mark), True
        elif size > self._peaks.size:
            newer = connection.execute(_NEWER, (self._peaks.size,)).fetchall()
            self._peaks.extend([leaf for leaf, _ in newer])
            self._numbers.seen([number for _, number in newer], now=time.monotonic())
        return self._peaks


def _leaf_of(row: Sequence[Any]) -> bytes:
    """Return the leaf of (id, at, salt, values …)."""
    _, at, salt, *values = row
    return audit.leaf_hash(salt, audit.canonical(AuditEntry(*values), at))
