"""What crosses the audit log's door: an entry, a checkpoint, a proof, and what is found when the log is verified."""

from dataclasses import dataclass
from enum import StrEnum

import msgspec

SALT_BYTES = 16
HASH_BYTES = 32


class Kind(StrEnum):
    """What a call did with what it was about (pasientjournalloven § 22 a tells the first two apart).

    An entry without a kind is about nothing of anybody's: the capability statement, a validation, an unknown address.
    """

    AVAILABLE = "available"
    """Made available: it stood in a list, a history or an export that was answered."""
    OPENED = "opened"
    CHANGED = "changed"
    REFUSED = "refused"


class AuditEntry(msgspec.Struct, frozen=True, omit_defaults=True, gc=False, rename={"resource_type": "type"}):
    """Who asked for what, and how it went; one durable entry per request.

    What is not known is empty. A struct of msgspec's: one is made for every request, and a frozen dataclass of this
    size takes six times as long; the order and names of its fields are those of the log's format (``encoding``).

    Attributes:
        actor: opaque name of the client or person, from the token.
        interaction: ``read``, ``search-type``, ``transaction`` ...
        resource_type: what it was about; empty for the whole system.
        id: which one; empty when it is not one.
        status: the HTTP status answered.
        request: the request's own id, also in the answer and the server's log.
        version: the version shown or written; 0 when there is none.
        kind: one of ``Kind``, or empty.
        name: the name of the actor as a person is to read it.
        role: in which role.
        organisation: for which organisation.
        purpose: for which purpose.
        patient: opaque id of the patient it was about; never a national number.
        address: what was asked for, without national numbers.
        decision: id of the decision that allowed or refused it.
        rule: the rule that decided.
        detail: what an act of the log's own was about: ``positions 0-4999``.
    """

    actor: str
    interaction: str
    resource_type: str
    id: str
    status: int
    request: str
    version: int = 0
    kind: str = ""
    name: str = ""
    role: str = ""
    organisation: str = ""
    purpose: str = ""
    patient: str = ""
    address: str = ""
    decision: str = ""
    rule: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: that a log of this name has this root at this size.

    Attributes:
        origin: the log's name.
        size: number of entries.
        root: 32 bytes.
    """

    origin: str
    size: int
    root: bytes


class NoteRefused(Exception):
    """A signed note that cannot be read, or whose signature does not hold."""


class FaultKind(StrEnum):
    """What is wrong with a place or a stretch of the log."""

    CHANGED = "changed"
    """The entry is not the one that was sealed."""
    LEAF_CHANGED = "leaf-changed"
    """The entry is as it was; the kept leaf hash is not."""
    REMOVED = "removed"
    """The entry is gone, and no retention entry tells of it."""
    LEAF_REMOVED = "leaf-removed"
    """The leaf is gone; its entry may be there."""
    INSERTED = "inserted"
    """There is an entry that was never sealed."""
    MOVED = "moved"
    """The entry stands at another position than it was sealed at."""
    REWRITTEN = "rewritten"
    """Entries and leaves agree, but the stretch is not what was sealed or signed."""
    NODE_CHANGED = "node-changed"
    """A kept inner node is not what its leaves give; the entries are as they were."""
    CHECKPOINT = "checkpoint"
    """A checkpoint cannot be read, or its signature does not hold."""
    CUT = "cut"
    """The log is shorter than a checkpoint says it was."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong.

    Attributes:
        kind: what.
        first: the first position it concerns.
        last: the last one.
        since: the time of the newest sound entry before it or of the entry itself, microseconds; 0 when unknown.
        until: the time of the first entry or checkpoint after it; 0 when unknown.
        number: the store's number of the entry, where it has no position; -1 else.
        text: what is known besides, in English, for the operator.
    """

    kind: FaultKind
    first: int
    last: int
    since: int = 0
    until: int = 0
    number: int = -1
    text: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Entries that are written and not yet sealed.

    Attributes:
        count: how many.
        oldest: the time of the oldest, microseconds since 1970 UTC; 0 when there is none.
    """

    count: int = 0
    oldest: int = 0


@dataclass(frozen=True, slots=True)
class Retention:
    """That entries were deleted because they were old enough, as an entry of the log tells.

    Attributes:
        position: of the entry that tells of it.
        at: its time, microseconds since 1970 UTC.
        first: the first position that was emptied.
        last: the last one.
    """

    position: int
    at: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in a log.

    Attributes:
        size: how many entries it has.
        root: its root hash.
        retained: how many entries were taken away under a retention entry.
        retentions: what those entries tell.
        waiting: what is not sealed yet.
        checkpoints: how many checkpoints were held against it.
        signed: the size of the newest checkpoint that holds; 0 when there is none.
        faults: everything wrong, in order of position.
    """

    size: int
    root: bytes
    retained: int
    retentions: tuple[Retention, ...]
    waiting: Waiting
    checkpoints: int
    signed: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That an entry stands in the log (RFC 6962 section 2.1.1).

    Attributes:
        position: where.
        size: in a log of so many entries.
        leaf: its leaf hash.
        path: the hashes that lead from it to the root.
        root: the root at that size.
    """

    position: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]
    root: bytes
