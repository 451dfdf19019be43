"""The way of every write: read and validate first, decide inside the store's unit of work, and leave one audit row.

What depends on the store's state (criteria, the version a patch is made on) is looked up on a snapshot before the
writer's turn and looked up again inside it; if something came between, the write is made anew inside the unit.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from samspill.fhir.contracts import Answer
from samspill.fhir.interactions.asking import Ask, Room
from samspill.fhir.interactions.contracts import Settings
from samspill.fhir.store.contracts import AuditEntry, Snapshot, Stored, Transaction


class Write(Protocol):
    """One write of one resource.

    Attributes:
        id: the logical id; empty until ``resolve`` has settled it.
        resource: what will be written, ``None`` for a delete; references may be rewritten in it until it is made ready.
        is_conditional: whether it has to look in the store before it knows what to do.
    """

    ask: Ask
    resource_type: str
    id: str
    resource: dict[str, Any] | None

    @property
    def is_conditional(self) -> bool: ...  # noqa: D102

    def resolve(self, view: Snapshot) -> None:
        """Settle which resource is meant."""

    def make_ready(self) -> int:
        """Take out the index rows and return how many; nothing is changed in the resource from here on."""

    def locks(self) -> tuple[str, ...]:
        """Name what must not be written by anyone else meanwhile."""

    def holds(self, view: Transaction) -> bool:
        """Answer whether what ``resolve`` found is still so, and look at what stands; called before ``carry_out``."""

    def carry_out(self, view: Transaction, changes: list[Stored]) -> Answer:
        """Write, and add the versions written to ``changes``."""


Check = Callable[[Snapshot, Sequence[Write], Settings], None]
"""Looks at writes that are about to be carried out, and raises the Refusal of what must not be."""


def begin(
    room: Room, make: Callable[[], Write], entry: Callable[[Answer], AuditEntry], check: Check
) -> "Future[Answer]":
    """Start one write; the future is done once it and its audit row are durable.

    Args:
        room: what is at hand.
        make: reads the call into a write; called again when something came between.
        entry: makes the audit row of the answer.
        check: what else must hold inside the unit.

    Raises:
        Refusal: when the call is refused before the writer's turn; afterwards it is the future that raises.
    """
    write = made_ready(room, make)

    def unit(view: Transaction) -> Answer:
        chosen = write
        lock(view, write.locks())
        if not write.holds(view):
            chosen = make()
            chosen.resolve(view)
            chosen.make_ready()
            chosen.holds(view)
        check(view, (chosen,), room.settings)
        changes: list[Stored] = []
        answer = chosen.carry_out(view, changes)
        view.note(entry(answer))
        if room.on_change is not None and changes:
            room.on_change(view, changes)
        return answer

    return room.store.write(unit)


def made_ready(room: Room, make: Callable[[], Write]) -> Write:
    """Make a write, with what it needs of the store looked up on a snapshot."""
    write = make()
    if write.is_conditional:
        with room.store.snapshot() as view:
            write.resolve(view)
    write.make_ready()
    return write


def lock(view: Transaction, names: tuple[str, ...]) -> None:
    """Take locks in one order for everybody, so that no two wait for each other."""
    for name in sorted(set(names)):
        view.lock(name)
