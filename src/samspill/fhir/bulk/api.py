"""The door to bulk: load files, export to a folder, make the index anew, and the asynchronous operations."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from samspill.fhir.bulk.contracts import BulkRefused
from samspill.fhir.bulk.exporting import Selection, types_in
from samspill.fhir.bulk.folders import Export, Note, read_note
from samspill.fhir.bulk.loading import Loading, load
from samspill.fhir.bulk.operations import Bulk, Room
from samspill.fhir.bulk.sources import find_files
from samspill.fhir.contracts import Answer, Begun, Call, Caller, Soon
from samspill.fhir.formats import api as formats
from samspill.fhir.index import api as index
from samspill.fhir.index.contracts import IndexRows
from samspill.fhir.store.api import moment_of, rebuild
from samspill.fhir.store.contracts import Store, Stored
from samspill.kernel.texts import say

__all__ = ["Bulk", "Loading", "Room", "WithBulk", "export_to", "find_files", "load", "reindex"]


class Performing(Protocol):
    """What answers every other call: the engine."""

    def perform(self, call: Call, caller: Caller) -> Answer:
        """Do what a call asks."""

    def begin(self, call: Call, caller: Caller) -> "tuple[Answer, Future[None] | None]":
        """Do what a call asks; the answer is to be given when the future is done, if there is one."""

    def read_at_once(self, call: Call, caller: Caller, soon: Soon | None = None) -> Begun | None:
        """Begin what is quickly read, and wait for nothing; ``None`` for any other call."""

    def newest_events(self, subscriptions: tuple[str, ...]) -> dict[str, int]:
        """Tell the number of each subscription's newest event; 0 when it has had none."""

    def close(self) -> None:
        """Finish what was begun, and close the store."""


class WithBulk:
    """The engine with the bulk operations beside it: what answers HTTP speaks to one of them only."""

    def __init__(self, engine: Performing, bulk: Bulk) -> None:
        self._engine = engine
        self._bulk = bulk

    def perform(self, call: Call, caller: Caller) -> Answer:
        """Do what a call asks; the answer is durable."""
        return (self._bulk if self._bulk.takes(call.path) else self._engine).perform(call, caller)

    def begin(self, call: Call, caller: Caller) -> "tuple[Answer, Future[None] | None]":
        """Do what a call asks; the answer is to be given when the future is done, if there is one."""
        if self._bulk.takes(call.path):
            return self._bulk.perform(call, caller), None
        return self._engine.begin(call, caller)

    def read_at_once(self, call: Call, caller: Caller, soon: Soon | None = None) -> Begun | None:
        """Begin what is quickly read, and wait for nothing; ``None`` for any other call."""
        return None if self._bulk.takes(call.path) else self._engine.read_at_once(call, caller, soon)

    def newest_events(self, subscriptions: tuple[str, ...]) -> dict[str, int]:
        """Tell the number of each subscription's newest event; 0 when it has had none."""
        return self._engine.newest_events(subscriptions)

    def close(self) -> None:
        """Stop the jobs, which go on at the next start, and close the store."""
        self._bulk.close()
        self._engine.close()


def export_to(
    store: Store,
    folder: Path,
    *,
    types: tuple[str, ...] = (),
    since: int | None = None,
    packed: bool = False,
    told: Callable[[Note], None] | None = None,
) -> Note:
    """Write everything, or some types, into a folder; an export that was interrupted there goes on.

    Args:
        store: an open store.
        folder: a new or empty folder, or one with an export that did not come to its end.
        types: the types that are wanted; empty for all.
        since: only what was written at or after this (microseconds since 1970 UTC).
        packed: whether the files are gzip.
        told: hears how it goes.

    Raises:
        BulkRefused: the folder holds something else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    note = read_note(folder)
    if note is None:
        if any(folder.iterdir()):
            raise BulkRefused(
                say("Mappen %(folder)s er ikke tom.", folder=str(folder)), remedy=say("Velg en ny mappe for eksporten.")
            )
        moment = moment_of(store)
        wanted = types or types_in(Selection())
        note = Note(list(wanted), moment.sequence, moment.at, since, packed=packed)
    elif note.is_done:
        raise BulkRefused(
            say("Mappen %(folder)s har en ferdig eksport fra før.", folder=str(folder)),
            remedy=say("Velg en ny mappe for eksporten."),
        )
    for so_far in Export(store, folder, note).steps():
        if told is not None:
            told(so_far)
    return note


def reindex(store: Store, *, bases: frozenset[str], told: Callable[[int], None] | None = None) -> int:
    """Make the index anew while the store is in use; return how many resources were done."""

    def rows_of(version: Stored) -> IndexRows:
        return index.rows_of(formats.read(version.body), bases)

    return rebuild(store, rows_of, each=told)
