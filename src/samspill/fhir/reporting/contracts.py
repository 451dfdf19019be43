"""What is told of a record store. Every time is in microseconds since 1970 UTC, 0 where there is none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TypeCount:
    """How many resources of a type there are; those that were deleted are left out."""

    resource_type: str
    count: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The resources of every type that has any, the largest first.

    Attributes:
        at: when the counting began; what was written since is not in it.
        took_us: how long it took, microseconds.
    """

    types: tuple[TypeCount, ...]
    at: int
    took_us: int

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(one.count for one in self.types)


@dataclass(frozen=True, slots=True)
class Change:
    """The newest version of all.

    Attributes:
        act: ``create``, ``update`` or ``delete``.
    """

    at: int
    resource_type: str
    act: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How the outbox stands: notifications that wait, when the oldest was written, and those set aside."""

    count: int
    oldest: int
    parked: int


@dataclass(frozen=True, slots=True)
class Answered:
    """Calls of one sort that were answered with one status.

    Attributes:
        kind: ``read``, ``search``, ``write`` or ``other``.
        status: the HTTP status.
    """

    kind: str
    status: int
    count: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """What was answered lately, from the audit.

    Attributes:
        since: the time of the first call that was counted.
        is_cut: whether there were more calls in the time asked for than are counted; the newest ones are.
    """

    answered: tuple[Answered, ...]
    since: int
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How the store stands now.

    Attributes:
        dialect: ``sqlite`` or ``postgresql``.
        bytes: what the database takes on disk.
        newest: the newest change; ``None`` when nothing was ever stored.
    """

    dialect: str
    bytes: int
    newest: Change | None
    waiting: Waiting
    traffic: Traffic


@dataclass(frozen=True, slots=True)
class LoadShown:
    """A file that was loaded to its end.

    Attributes:
        way: ``load`` (the command) or ``import`` (the FHIR operation).
        written: resources stored as a new version.
        unchanged: resources that were stored already.
        refused: resources that were not taken.
        first: the line that reading began at.
    """

    way: str
    file: str
    written: int
    unchanged: int
    refused: int
    first: int
    took_us: int
    at: int


@dataclass(frozen=True, slots=True)
class Loads:
    """What was loaded from files.

    Attributes:
        newest: the newest first.
        unfinished: files that were begun and not read to the end, now or since an interruption.
    """

    newest: tuple[LoadShown, ...]
    unfinished: int


@dataclass(frozen=True, slots=True)
class SubscriptionShown:
    """A subscription, without anything that may be secret or name a person.

    Attributes:
        status: ``requested``, ``active``, ``error`` or ``off``.
        about: its topic, or its criteria with what looks like a national number covered.
        filters: filters on a topic, covered alike.
        channel: ``rest-hook``, ``sse`` or what else it names.
        host: the host its endpoint has; empty when it has none.
        header_names: names of the headers it sends, without their values.
        events: how many events it has had.
        told: the number of the last event that was delivered.
        waiting: notifications that wait for it.
        error: the last error, as the deliverer kept it.
        end: when it stops.
    """

    id: str
    status: str
    about: str
    filters: tuple[str, ...]
    channel: str
    host: str
    header_names: tuple[str, ...]
    events: int
    told: int
    waiting: int
    error: str
    end: int
    at: int


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The subscriptions that are shown, and how many there are."""

    shown: tuple[SubscriptionShown, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A search parameter of R4 that this server cannot answer, and why, in English."""

    code: str
    reason: str
