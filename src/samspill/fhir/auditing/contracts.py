"""What crosses the door of auditing."""

from dataclasses import dataclass

from samspill.access.audit.contracts import AuditEntry, InclusionProof
from samspill.kernel.refusals import Refused


class LogRefused(Refused):
    """Something asked of the log is not done."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A place in the log.

    Attributes:
        position: from 0.
        leaf: its hash.
        at: when it was written, microseconds since 1970 UTC; 0 when there is no entry.
        salt: its salt; empty when there is no entry.
        entry: the entry; ``None`` when it has been taken away.
    """

    position: int
    leaf: bytes
    at: int
    salt: bytes
    entry: AuditEntry | None


@dataclass(frozen=True, slots=True)
class Proved:
    """A place in the log, with the proof that it stands there.

    Attributes:
        shown: the place.
        proof: the proof.
        checkpoint: the signed checkpoint whose root the proof leads to; empty when none of that size was signed.
    """

    shown: Shown
    proof: InclusionProof
    checkpoint: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """A signed checkpoint as it is kept.

    Attributes:
        size: the log's size.
        at: when it was signed, microseconds since 1970 UTC.
        note: the signed note.
    """

    size: int
    at: int
    note: bytes


@dataclass(frozen=True, slots=True)
class Retained:
    """What a retention took away.

    Attributes:
        first: the first position that was emptied.
        last: the last one; less than ``first`` when there was nothing to take.
    """

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many positions were emptied."""
        return max(0, self.last - self.first + 1)
