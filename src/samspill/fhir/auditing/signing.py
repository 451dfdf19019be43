"""Checkpoints: when one is due, and that none is signed that does not follow the one before."""

from samspill.access.audit import api as audit
from samspill.access.audit.contracts import Checkpoint, NoteRefused
from samspill.fhir.auditing import reading
from samspill.fhir.auditing.contracts import Head, LogRefused
from samspill.fhir.store.contracts import Snapshot, Store
from samspill.kernel.texts import say

ENTRIES_MAX = 10_000
"""Entries after which a checkpoint is due."""

AGE_MAX_US = 3_600_000_000
"""How old the newest checkpoint may be when there are entries after it: an hour."""


def sign(store: Store, signer: audit.Signer, *, at: int) -> Head | None:
    """Sign the log as it is; return the newest checkpoint, which is an earlier one when nothing has been added since.

    Args:
        store: an open store.
        signer: the log's key.
        at: the present moment, microseconds since 1970 UTC.

    Returns:
        ``None`` for a log without entries.

    Raises:
        LogRefused: the log does not follow what was signed last, or its tree is damaged.
    """
    with store.snapshot() as view:
        before, size = reading.newest_head(view), reading.size_of(view)
        _check_follows(view, before, size, signer)
        if size == 0 or (before and before.size == size):
            return before
        root = _root(view, size)
    head = Head(size, at, signer.sign(Checkpoint(signer.name, size, root)).written())
    store.write(lambda tx: reading.keep_head(tx, head)).result()
    return head


def is_due(store: Store, *, at: int) -> bool:
    """Answer whether it is time for a checkpoint."""
    with store.snapshot() as view:
        before, size = reading.newest_head(view), reading.size_of(view)
    if before is None or size == before.size:
        return size > 0 and before is None
    return size - before.size >= ENTRIES_MAX or at - before.at >= AGE_MAX_US or size < before.size


def _check_follows(view: Snapshot, before: Head | None, size: int, signer: audit.Signer) -> None:
    """Refuse to sign what takes back what was signed: whoever holds the earlier checkpoint would call it forged."""
    if before is None:
        return
    try:
        note = audit.read_note(before.note)
        signer.public.check(note)
        signed = audit.checkpoint_of(note)
    except NoteRefused as error:
        raise _damaged(str(error)) from error
    if signed.size > size or _root(view, signed.size) != signed.root:
        raise _damaged(f"it is not what the checkpoint of size {signed.size} signs")


def _root(view: Snapshot, size: int) -> bytes:
    try:
        return audit.subtree(reading.hashes(view), 0, size) if size else audit.EMPTY_ROOT
    except audit.HashesMissing as error:
        raise _damaged(f"{error} are missing") from error


def _damaged(why: str) -> LogRefused:
    return LogRefused(
        say("Tilgangsloggen er endret utenom Samspill, og blir ikke signert."),
        why=say("Funnet: %(why)s.", why=why),
        remedy=say("Kjør samspill audit verify, som viser hva som er endret, og sammenlign med en sikkerhetskopi."),
    )
