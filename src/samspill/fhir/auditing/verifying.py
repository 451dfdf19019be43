"""The whole log read through and held against its leaves, its nodes and every checkpoint there is of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from samspill.access.audit import api as audit
from samspill.access.audit.contracts import Checkpoint, Fault, FaultKind, NoteRefused, Verdict
from samspill.fhir.auditing import reading
from samspill.fhir.store.contracts import Dialect, Store

GRACE_US = 60_000_000
"""On PostgreSQL an entry is sealed a moment after it is written; one that has waited this long never was to be."""

Told = Callable[[int, int], None]
"""Hears how many positions have been read, and how many there are."""


def verify(
    store: Store,
    *,
    key: audit.PublicKey | None,
    copies: Iterable[tuple[str, bytes]] = (),
    told: Told = lambda done, size: None,  # noqa: ARG005
) -> Verdict:
    """Read the whole log and say what is wrong with it.

    Args:
        store: an open store; it may be in use.
        key: the log's public key; ``None`` when it has none yet, and so no checkpoint.
        copies: checkpoints of this log that others have kept: (where from, the note).
        told: hears how it goes.
    """
    with store.snapshot() as view:
        kept = [(f"the checkpoint of size {head.size}", head.size, head.note) for head in reading.heads(view)]
        others = [(where, None, note) for where, note in copies]
        checkpoints, faults = _held([*kept, *others], key)
        run = audit.Verifying(
            checkpoints=checkpoints,
            nodes=reading.nodes(view),
            loose=reading.loose(view),
            grace=None if store.dialect is Dialect.SQLITE else GRACE_US,
        )
        size = reading.size_of(view)
        for rows in reading.rows(view):
            run.feed(rows)
            told(run.size, size)
    verdict = run.finish()
    return replace(verdict, faults=(*verdict.faults, *faults))


def _held(
    notes: Iterable[tuple[str, int | None, bytes]], key: audit.PublicKey | None
) -> tuple[list[Checkpoint], list[Fault]]:
    """Return the checkpoints whose signatures hold, and the faults of the others."""
    checkpoints, faults = [], []
    for where, size, data in notes:
        try:
            checkpoints.append(_verified(data, size, key))
        except NoteRefused as error:
            place = max(0, (size or 1) - 1)
            faults.append(Fault(FaultKind.CHECKPOINT, place, place, text=f"{where}: {error}"))
    return checkpoints, faults


def _verified(data: bytes, size: int | None, key: audit.PublicKey | None) -> Checkpoint:
    if key is None:
        raise NoteRefused("The log has no key to verify it with.")
    note = audit.read_note(data)
    key.check(note)
    checkpoint = audit.checkpoint_of(note)
    if checkpoint.origin != key.name:
        raise NoteRefused(f"It is of another log, {checkpoint.origin}.")
    if size not in (None, checkpoint.size):
        raise NoteRefused(f"It is kept as one of size {size} and signs the size {checkpoint.size}.")
    return checkpoint
