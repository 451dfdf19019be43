"""Other parties' logs watched, and one's own as others have seen it.

Of each log the newest checkpoint is fetched with the proof that it follows the one that was kept; it is kept and
cosigned. Then every other party is asked what it has kept of that log, and the log must show that it follows that too:
a log that shows one past to one and another to another is found as soon as two of them have talked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from urllib.parse import urlencode

from samspill.access.audit import api as audit
from samspill.access.audit.contracts import NoteRefused
from samspill.fhir.auditing import reading
from samspill.fhir.auditing.contracts import Head
from samspill.fhir.store.contracts import Snapshot, Store

Get = Callable[[str], bytes | None]
"""Fetches an address; ``None`` when there is nothing there (404).

Raises:
    Unreachable: it could not be fetched.
"""


class Unreachable(Exception):
    """A party did not answer, or not as it should."""


class SeenKind(StrEnum):
    """What came of looking at a log."""

    FOLLOWS = "follows"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    SHRANK = "shrank"
    FORKED = "forked"


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of looking at a log.

    Attributes:
        origin: the log's name.
        by: who had kept what it was held against; empty for ourselves.
        kind: what came of it.
        size: how many entries were seen; 0 when none were.
        text: what is known besides, in English.
        evidence: what shows it to anyone: the contradicting notes; empty when there is no contradiction.
    """

    origin: str
    by: str
    kind: SeenKind
    size: int = 0
    text: str = ""
    evidence: bytes = b""

    @property
    def is_trouble(self) -> bool:
        """Whether a log contradicts what it signed."""
        return self.kind in (SeenKind.SHRANK, SeenKind.FORKED)


class Witness:
    """Watches the peers' logs."""

    def __init__(self, store: Store, signer: audit.Signer, peers: Sequence[audit.Peer], get: Get) -> None:
        """Make it.

        Args:
            store: where our own log is, and where the others' checkpoints are kept.
            signer: our own log's key, with which theirs are cosigned.
            peers: whom to watch.
            get: fetches an address.
        """
        self._store = store
        self._signer = signer
        self._peers = peers
        self._get = get

    def look(self, *, at: int) -> Iterator[Seen]:
        """Look at every log once; ``at`` is the present moment in microseconds since 1970 UTC."""
        day = datetime.fromtimestamp(at / 1_000_000, UTC).date()
        watched = [peer for peer in self._peers if peer.is_watched(day)]
        for peer in watched:
            yield from self._guarded(peer.key.name, "", partial(self._fetch, peer, at))
            for other in watched:
                if other is not peer:
                    yield from self._guarded(peer.key.name, other.name, partial(self._held_by, other, peer))
        for other in watched:
            yield from self._guarded(self._signer.name, other.name, partial(self._own_held_by, other))

    def _fetch(self, peer: audit.Peer, at: int) -> Seen:
        """Fetch the newest checkpoint, and keep it if it follows what was kept."""
        with self._store.snapshot() as view:
            kept = reading.newest_witnessed(view, peer.key.name)
        note = self._following(peer, self._sound(kept, peer.key) if kept else None)
        checkpoint = audit.checkpoint_of(note)
        if kept is None or checkpoint.size > kept.size:
            cosigned = self._signer.cosign(note, at=at // 1_000_000)
            head = Head(checkpoint.size, at, cosigned.written())
            self._store.write(lambda tx: reading.keep_witnessed(tx, checkpoint.origin, head)).result()
        return Seen(checkpoint.origin, "", SeenKind.FOLLOWS, checkpoint.size)

    def _sound(self, kept: Head, key: audit.PublicKey) -> audit.Note:
        """Return what was kept: what somebody changed here must not be held against the other party."""
        try:
            note = audit.read_note(kept.note)
            key.check(note)
            is_ours = self._signer.public.cosigned_at(note) is not None
        except NoteRefused as error:
            raise NoteRefused(f"What we had kept of it has been changed: {error}") from error
        if not is_ours:
            raise NoteRefused("What we had kept of it does not bear our cosignature.")
        return note

    def _following(self, peer: audit.Peer, before: audit.Note | None) -> audit.Note:
        seen = audit.checkpoint_of(before) if before else None
        answer = self._get(f"{peer.url}/checkpoint?{urlencode({'old': seen.size if seen else 0})}")
        if answer is None:
            raise Unreachable("It has no checkpoint yet.")
        try:
            return audit.followed(answer, seen, peer.key)
        except audit.Trouble as trouble:
            trouble.add_note(_evidence(before, answer))
            raise

    def _held_by(self, other: audit.Peer, peer: audit.Peer) -> Seen | None:
        """Hold a log against what another party has kept of it; ``None`` when it has kept nothing."""
        copy = self._copy(other, peer.key)
        if copy is None:
            return None
        size = audit.checkpoint_of(self._following(peer, copy)).size
        return Seen(peer.key.name, other.name, SeenKind.FOLLOWS, size)

    def _copy(self, other: audit.Peer, key: audit.PublicKey) -> audit.Note | None:
        data = self._get(f"{other.url}/witnessed?{urlencode({'origin': key.name})}")
        if data is None:
            return None
        note = audit.read_note(data)
        key.check(note)
        return note

    def _own_held_by(self, other: audit.Peer) -> Seen | None:
        """Hold our own log against what another party has kept of it; ``None`` when it has kept nothing."""
        copy = self._copy(other, self._signer.public)
        if copy is None:
            return None
        kept = audit.checkpoint_of(copy)
        with self._store.snapshot() as view:
            size = reading.size_of(view)
            root = _root(view, kept.size) if kept.size <= size else b""
        if root == kept.root:
            return Seen(kept.origin, other.name, SeenKind.FOLLOWS, kept.size)
        kind = SeenKind.SHRANK if size < kept.size else SeenKind.FORKED
        text = f"{other.name} has kept a checkpoint of {kept.size} entries of our log, which its {size} do not follow."
        return Seen(kept.origin, other.name, kind, size, text, copy.written())

    @staticmethod
    def _guarded(origin: str, by: str, look: Callable[[], Seen | None]) -> Iterator[Seen]:
        try:
            seen = look()
        except audit.Trouble as trouble:
            evidence = "\n".join(getattr(trouble, "__notes__", [])).encode()
            seen = Seen(origin, by, SeenKind(trouble.kind.value), 0, str(trouble), evidence)
        except NoteRefused as error:
            seen = Seen(origin, by, SeenKind.UNREADABLE, 0, str(error))
        except Unreachable as error:
            seen = Seen(origin, by, SeenKind.UNREACHABLE, 0, str(error))
        if seen is not None:
            yield seen


def _root(view: Snapshot, size: int) -> bytes:
    try:
        return audit.subtree(reading.hashes(view), 0, size) if size else audit.EMPTY_ROOT
    except audit.HashesMissing:
        return b""


def _evidence(before: audit.Note | None, answer: bytes) -> str:
    """Return both signed notes, and the proof that does not hold, as text."""
    earlier = before.written().decode() if before else ""
    return f"{earlier}\n{answer.decode(errors='replace')}"
