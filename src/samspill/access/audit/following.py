"""That a log's newest checkpoint follows an earlier one: the answer that shows it, and what a witness makes of it.

The answer has the form of the request in C2SP's tlog-witness (``add-checkpoint``): ``old N``, the consistency proof, an
empty line, the checkpoint. There a log hands it to its witness; here the witness fetches it.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from enum import StrEnum

from samspill.access.audit.contracts import HASH_BYTES, Checkpoint, NoteRefused
from samspill.access.audit.notes import Note, PublicKey, checkpoint_of, read_note
from samspill.access.audit.tree import is_consistent

HASHES_MAX = 63
"""Of a proof, as tlog-witness has it."""

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


class TroubleKind(StrEnum):
    """How a log contradicts what it signed before."""

    SHRANK = "shrank"
    """It is shorter than it was."""
    FORKED = "forked"
    """It has another past than it had."""


class Trouble(Exception):
    """A log contradicts what it signed: both checkpoints bear its signature, so it can be shown to anyone.

    Attributes:
        kind: how.
        note: the later checkpoint.
    """

    def __init__(self, kind: TroubleKind, note: Note, text: str) -> None:
        self.kind = kind
        self.note = note
        super().__init__(text)


def written_answer(old: int, path: Sequence[bytes], note: bytes) -> bytes:
    """Return the answer to who has seen a log at an old size."""
    proof = "".join(f"{b64encode(one).decode()}\n" for one in path)
    return f"old {old}\n{proof}\n".encode() + note


def _read_answer(data: bytes) -> tuple[int, list[bytes], Note]:
    head, blank, note = data.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
        path = [b64decode(line, validate=True) for line in lines]
    except (UnicodeDecodeError, NotBase64, ValueError) as error:
        raise NoteRefused("The answer cannot be read.") from error
    found = _OLD.fullmatch(first)
    if not blank or not found or len(path) > HASHES_MAX or any(len(one) != HASH_BYTES for one in path):
        raise NoteRefused("The answer is not a size, a proof and a checkpoint.")
    return int(found[1]), path, read_note(note)


def followed(data: bytes, before: Checkpoint | None, key: PublicKey) -> Note:
    """Return a log's newest checkpoint once it is shown to follow what was seen before.

    Args:
        data: the log's answer.
        before: what was seen before; ``None`` when nothing was.
        key: the log's public key.

    Raises:
        NoteRefused: the answer cannot be read, or is not signed by the log: it says nothing of it.
        Trouble: the log contradicts itself.
    """
    old, path, note = _read_answer(data)
    key.check(note)
    now = checkpoint_of(note)
    if now.origin != key.name:
        raise NoteRefused(f"The answer is of another log, {now.origin}.")
    if before is None:
        return note
    if now.size < before.size:
        text = f"{key.name} has signed {before.size} entries, and now {now.size}."
        raise Trouble(TroubleKind.SHRANK, note, text)
    if now.size == before.size and now.root == before.root:
        return note
    if before.size not in (now.size, old):
        raise NoteRefused(f"The answer is from the size {old}, and {before.size} was asked for.")
    if not is_consistent(before.size, now.size, before.root, now.root, path):
        text = f"{key.name} does not show that its {now.size} entries begin with the {before.size} it signed before."
        raise Trouble(TroubleKind.FORKED, note, text)
    return note
