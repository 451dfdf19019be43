"""Audit rows that stand alone: one thread puts those that wait into one statement, which is one commit."""

import time
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread

import psycopg

from samspill.fhir.store.contracts import AuditEntry, StoreBusy, StoreUnavailable, StoreUncertain
from samspill.fhir.store.postgres.connections import AWAY_SECONDS, Link, is_lost, meaning
from samspill.fhir.store.postgres.statements import arrays
from samspill.fhir.store.postgres.transactions import AUDITING
from samspill.fhir.store.postgres.writers import WAITING_MAX, Clock
from samspill.fhir.store.schema import audit_row

GROUP_MAX = 1000

_UNFIT = (psycopg.DataError, ValueError)
"""What a text that cannot be kept (a lone surrogate, a NUL) raises."""

Note = tuple[AuditEntry, "Future[None]"]


class Notes(Thread):
    """Writes audit rows on a connection of its own."""

    def __init__(self, address: str, clock: Clock) -> None:
        super().__init__(name="record-notes", daemon=True)
        self._link = Link(address)
        self._clock = clock
        self._waiting: SimpleQueue[Note | None] = SimpleQueue()
        self._closed = False

    def submit(self, entry: AuditEntry) -> "Future[None]":
        """Let an audit row wait for the next group.

        Raises:
            StoreBusy: too many wait already.
            StoreUnavailable: the store is closed.
        """
        if self._closed:
            raise StoreUnavailable("The record store is closed.")
        if self._waiting.qsize() >= WAITING_MAX:
            raise StoreBusy(f"{WAITING_MAX} audit rows are waiting to be written.")
        future: Future[None] = Future()
        self._waiting.put((entry, future))
        return future

    def close(self) -> None:
        """Write what was accepted, and end."""
        self._closed = True
        self._waiting.put(None)
        self.join()

    def run(self) -> None:
        """Write group after group."""
        while (first := self._waiting.get()) is not None:
            group = [first, *self._more()]
            error = self._write(group)
            if isinstance(error, _UNFIT) and len(group) > 1:  # one of them cannot be written: which?
                for note in group:
                    _tell([note], self._write([note]))
            else:
                _tell(group, error)
            del first, group, error
        self._link.close()

    def _more(self) -> list[Note]:
        notes: list[Note] = []
        while len(notes) < GROUP_MAX:
            try:
                note = self._waiting.get_nowait()
            except Empty:
                break
            if note is None:  # the closing mark: it must be the last thing taken
                self._waiting.put(None)
                break
            notes.append(note)
        return notes

    def _write(self, group: list[Note]) -> BaseException | None:
        """Write a group; lost before it was sent it is sent again, lost after that nobody knows."""
        until = time.monotonic() + AWAY_SECONDS
        try:
            connection, at = self._link.open(until=until), self._clock.now()
            connection.execute(AUDITING, arrays([audit_row(entry, at) for entry, _ in group]))
        except Exception as error:  # noqa: BLE001  (it is told to those who wait; the thread must go on)
            if is_lost(error):
                return StoreUncertain("The database went away while it wrote the audit row.")
            return meaning(error)
        return None


def _tell(group: list[Note], error: BaseException | None) -> None:
    """Say how it went to those who still wait."""
    for _, future in group:
        if not future.set_running_or_notify_cancel():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
