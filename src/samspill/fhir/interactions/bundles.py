"""batch and transaction (https://hl7.org/fhir/R4/http.html#transaction)."""

from collections.abc import Iterator

from samspill.fhir.contracts import Answer, Call, Caller
from samspill.fhir.entries import entry_of
from samspill.fhir.interactions import answering, bodies, entries, performing, responding, transactions
from samspill.fhir.interactions.asking import Room, check_format
from samspill.fhir.interactions.performing import Started
from samspill.fhir.outcomes import Refusal, refusal
from samspill.fhir.store.contracts import StoreFailure, StoreFull

_AT_ONCE = 100
"""Entries of a batch under way at once: they share commits, and leave room for other callers."""

_READING = frozenset({"GET", "HEAD"})


def perform(room: Room, call: Call, caller: Caller) -> Answer:
    """Do what a Bundle posted to the base asks."""
    kind = "unknown"
    try:
        check_format(call)
        bundle = bodies.resource_of(call, room)
        bodies.check_type(bundle, "Bundle")
        kind = str(bundle.get("type"))
        if kind == "transaction":
            return transactions.perform(room, call, caller, bundle)
        if kind == "batch":
            answer = _batch(room, call, caller, entries.entries_of(bundle, room))
        else:
            text = "A Bundle posted to the base must be a batch or a transaction; post others to Bundle."
            raise refusal(400, "value", text, "Bundle.type")
    except Refusal as refused:
        answer = answering.refused(refused)
    known = kind if kind in ("batch", "transaction") else "unknown"
    room.store.note(entry_of(caller.name, known, "", "", answer.status, call.request)).result()
    return answer


def _batch(room: Room, call: Call, caller: Caller, raw: list[object]) -> Answer:
    """Do each entry on its own: the writes first, many under way at once, then the reads."""
    answers: list[Answer] = [Answer(500)] * len(raw)
    calls: list[tuple[int, Call]] = []
    for index, entry in enumerate(raw):
        found = _read(call, entry, index)
        if isinstance(found, Call):
            calls.append((index, found))
        else:
            answers[index] = answering.refused(found)
    for group in _groups(calls):
        for index, one in [(index, _started(room, found, caller)) for index, found in group]:
            answers[index] = _finished(one)
    return Answer(200, responding.bundle("batch-response", answers, call.base))


def _groups(calls: list[tuple[int, Call]]) -> Iterator[list[tuple[int, Call]]]:
    """Return what is done at once: the writes first, for the reads are to see them."""
    for is_reading in (False, True):
        kind = [row for row in calls if (row[1].method in _READING) is is_reading]
        for first in range(0, len(kind), _AT_ONCE):
            yield kind[first : first + _AT_ONCE]


def _started(room: Room, call: Call, caller: Caller) -> Started | StoreFailure:
    try:
        return performing.start(room, call, caller, is_entry=True)
    except StoreFailure as failure:
        return failure


def _finished(started: Started | StoreFailure) -> Answer:
    """Wait for one entry; where the store could not do it, that is the entry's answer, for others may be done."""
    if isinstance(started, StoreFailure):
        return _failed(started)
    try:
        return started.finish()
    except StoreFailure as failure:
        return _failed(failure)


def _failed(failure: StoreFailure) -> Answer:
    status, code = (507, "no-store") if isinstance(failure, StoreFull) else (503, "transient")
    return answering.refused(refusal(status, code, "The store could not do this entry now: send it again."))


def _read(outer: Call, raw: object, index: int) -> Call | Refusal:
    try:
        with entries.at_entry(index):
            return entries.read(outer, raw, index).call
    except Refusal as refused:
        return refused
