"""Plain reads and audit rows: those that wait are put into one statement, which is one round trip and one commit.

A read is looked up in one round, and its audit row is written in the next, beside what is looked up then. So each
answer is as new as the moment it was asked for, and leaves only when its audit row is on the disk. Measured with 8
callers: a read of its own, by a thread of its own, took four times the CPU.
"""

import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import psycopg

from samspill.fhir.contracts import Soon
from samspill.fhir.definitions.api import type_number
from samspill.fhir.store.contracts import AuditEntry, StoreBusy, StoreUnavailable, StoreUncertain, Tell
from samspill.fhir.store.postgres.connections import AWAY_SECONDS, Link, is_lost, meaning
from samspill.fhir.store.postgres.statements import arrays, together
from samspill.fhir.store.postgres.transactions import AUDITING
from samspill.fhir.store.postgres.writers import WAITING_MAX, Clock
from samspill.fhir.store.reading import COLUMNS, stored
from samspill.fhir.store.schema import audit_row

GROUP_MAX = 256
"""Look-ups and audit rows in one round."""

HELD_MAX = 32
"""What is handed over together, so that the first to be answered never waits long for the last."""

_AWAY = "The database of the record store does not answer."

_LOOKING = f"""
SELECT asked.place, {", ".join(f"r.{name}" for name in COLUMNS.split(", "))}
FROM unnest($1::int[], $2::text[]) WITH ORDINALITY AS asked (type, id, place)
CROSS JOIN LATERAL (SELECT {COLUMNS} FROM resource WHERE type = asked.type AND id = asked.id OFFSET 0) AS r
"""
_UNFIT = (psycopg.DataError, ValueError)
"""What a text that cannot be kept (a lone surrogate, a NUL) raises."""


@dataclass(slots=True)
class Look:
    """A resource that is looked for."""

    number: int
    id: str
    tell: Tell
    future: "Future[None]"


@dataclass(slots=True)
class Note:
    """An audit row that waits to be written."""

    entry: AuditEntry
    future: "Future[None]"


class Gatherer(Thread):
    """Looks up and writes audit rows, on a connection of its own."""

    def __init__(self, address: str, clock: Clock) -> None:
        super().__init__(name="record-gatherer", daemon=True)
        self._link = Link(address)
        self._clock = clock
        self._waiting: SimpleQueue[Look | Note | None] = SimpleQueue()
        self._held: deque[Look | Note] = deque()
        self._closed = False

    def look(self, resource_type: str, name: str, tell: Tell, soon: Soon | None = None) -> "Future[None]":
        """Let a look-up wait for the next round; with ``soon`` it is handed over with what its thread asks meanwhile.

        Raises:
            StoreBusy: too much waits already.
            StoreUnavailable: the store is closed.
        """
        return self._put(Look(type_number(resource_type), name, tell, Future()), soon)

    def note(self, entry: AuditEntry, soon: Soon | None = None) -> "Future[None]":
        """Let an audit row wait for the next round; ``soon`` as for a look-up.

        Raises:
            StoreBusy: too much waits already.
            StoreUnavailable: the store is closed.
        """
        return self._put(Note(entry, Future()), soon)

    def _put(self, asked: Look | Note, soon: Soon | None) -> "Future[None]":
        if self._closed:
            raise StoreUnavailable("The record store is closed.")
        if self._waiting.qsize() + len(self._held) >= WAITING_MAX:
            raise StoreBusy(f"{WAITING_MAX} reads and audit rows are waiting.")
        if soon is None:
            self._waiting.put(asked)
        else:
            self._held.append(asked)
            if len(self._held) == 1:
                soon(self._hand_over)
            elif len(self._held) == HELD_MAX:
                self._hand_over()
        return asked.future

    def _hand_over(self) -> None:
        with suppress(IndexError):  # popping is what two threads can do at once; there are two when the store is closed
            while True:
                self._waiting.put(self._held.popleft())

    def close(self) -> None:
        """Finish what was accepted, and end."""
        self._closed = True
        self._hand_over()
        self._waiting.put(None)
        self.join()

    def run(self) -> None:
        """Go round after round; what was looked up in one leaves its audit rows to the next."""
        notes: list[Note] = []
        is_open = True
        while notes or is_open:
            looks: list[Look] = []
            is_open = self._take(looks, notes)
            notes = self._round(looks, notes) if looks or notes else []
        self._link.close()

    def _take(self, looks: list[Look], notes: list[Note]) -> bool:
        """Take what waits, and wait if there is nothing at all to do; false when there is nothing more to come."""
        try:
            asked = self._waiting.get(block=not notes)
            while asked is not None:
                if isinstance(asked, Look):
                    looks.append(asked)
                else:
                    notes.append(asked)
                if len(looks) + len(notes) >= GROUP_MAX:
                    return True
                asked = self._waiting.get_nowait()
        except Empty:
            return True
        self._waiting.put(None)  # the closing mark: it must be the last thing taken
        return self._waiting.qsize() > 1

    def _round(self, looks: list[Look], notes: list[Note]) -> list[Note]:
        """Look up and write; return the audit rows of what was looked up."""
        rows, error = self._run(looks, notes)
        if error is None:
            _finish(notes, None)
            return _told(looks, rows)
        if isinstance(error, _UNFIT) and len(looks) + len(notes) > 1:  # one of them: which?
            for note in notes:
                _finish([note], self._run([], [note])[1])
        else:
            _finish(notes, error)
        return self._one_by_one(looks, error)

    def _one_by_one(self, looks: list[Look], error: BaseException | None) -> list[Note]:
        """Look up again, unless the database is away."""
        notes = []
        for place, look in enumerate(looks):
            if type(error) is StoreUnavailable:
                _finish(looks[place:], error)
                break
            rows, error = self._run([look], [])
            if error is None:
                notes += _told([look], rows)
            else:
                _finish([look], StoreUnavailable(_AWAY) if isinstance(error, StoreUncertain) else error)
        return notes

    def _run(self, looks: list[Look], notes: list[Note]) -> tuple[list[tuple[Any, ...]], BaseException | None]:
        """Run one round; the error is ``StoreUnavailable`` itself when nothing was sent."""
        statements, values = [], []
        try:
            connection, at = self._link.open(until=time.monotonic() + AWAY_SECONDS), self._clock.now()
            if notes:
                statements.append(AUDITING)
                values += arrays([audit_row(note.entry, at) for note in notes])
            if looks:
                statements.append(_LOOKING)
                values += arrays([(look.number, look.id) for look in looks])
            if not looks:
                connection.execute(AUDITING, values)
                return [], None
            return connection.quick.rows(together(tuple(statements)), values), None
        except Exception as error:  # noqa: BLE001  (it is told to those who wait; the thread must go on)
            return [], StoreUncertain(_AWAY) if is_lost(error) else meaning(error)


def _told(looks: Sequence[Look], rows: Sequence[Sequence[Any]]) -> list[Note]:
    """Tell what was found; return the audit rows that must be durable before the look-ups are done."""
    found = {row[0]: stored(row[1:]) for row in rows}
    notes = []
    for place, look in enumerate(looks, 1):
        try:
            notes.append(Note(look.tell(found.get(place)), look.future))
        except Exception as error:  # noqa: BLE001  (it is told to the one who waits)
            _finish([look], error)
    return notes


def _finish(asked: Sequence[Look | Note], error: BaseException | None) -> None:
    """Say how it went to those who still wait."""
    for one in asked:
        if not one.future.set_running_or_notify_cancel():
            continue
        if error is None:
            one.future.set_result(None)
        else:
            one.future.set_exception(error)
