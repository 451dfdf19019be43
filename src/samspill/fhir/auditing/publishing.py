"""What others are handed of the log: checkpoints and proofs, never an entry."""

from samspill.access.audit import api as audit
from samspill.fhir.auditing import reading
from samspill.fhir.store.contracts import Store


class PublicLog:
    """The log as others see it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def checkpoint(self) -> bytes | None:
        """Return the newest checkpoint; ``None`` when there is none."""
        with self._store.snapshot() as view:
            head = reading.newest_head(view)
        return head.note if head else None

    def since(self, old: int) -> bytes | None:
        """Return the newest checkpoint with the proof that it follows the log of an old size; ``None`` for none.

        Who has seen more than there is gets the checkpoint without a proof: there is none, and they must know.

        Raises:
            HashesMissing: the tree is damaged.
        """
        with self._store.snapshot() as view:
            head = reading.newest_head(view)
            if head is None:
                return None
            path = audit.consistency_path(reading.hashes(view), old, head.size) if old <= head.size else ()
        return audit.written_answer(old, path, head.note)

    def witnessed(self, origin: str) -> bytes | None:
        """Return the newest checkpoint that was kept of another party's log; ``None`` when none was."""
        with self._store.snapshot() as view:
            head = reading.newest_witnessed(view, origin)
        return head.note if head else None
