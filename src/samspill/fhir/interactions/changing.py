"""Writes that are made on the version that stands: patches, and changes of meta."""

from collections.abc import Callable
from typing import Any

from samspill.fhir.contracts import Answer
from samspill.fhir.formats import api as formats
from samspill.fhir.interactions import answering, bodies, criteria, reading
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.interactions.comparing import is_same
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Prepared, Snapshot, Stored, Transaction


class Change:
    """Store what a function makes of the version that stands.

    If another version is written between the look and the writer's turn, the change is made again on that one.
    """

    def __init__(self, ask: Ask, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        self.ask = ask
        self.resource_type = ask.route.resource_type
        self.id = ask.route.id
        self.resource: dict[str, Any] | None = None
        self.criteria = None if self.id else criteria.of_query(ask)
        self._change = change
        self._found = ""
        self._base: Stored | None = None
        self._prepared: Prepared | None = None

    @property
    def is_conditional(self) -> bool:
        """Always: it is made on what stands."""
        return True

    def resolve(self, view: Snapshot) -> None:
        """Find what stands, and change it."""
        if self.criteria is not None:
            self._found = self.id = criteria.one_of(self.criteria.find(view), self.resource_type)
            if not self.id:
                raise refusal(404, "not-found", f"The criteria match no {self.resource_type}; a patch needs one.")
        base = view.current(self.resource_type, self.id)
        if base is None:
            raise refusal(404, "not-found", f"There is no such {self.resource_type} to change.")
        if base.is_deleted:
            raise reading.gone(base)
        answering.check_match(self.ask, base)
        self._base = base
        self.resource = self._changed(base)

    def _changed(self, base: Stored) -> dict[str, Any]:
        changed = self._change(formats.read(base.body))
        if changed.get("resourceType") != base.resource_type or changed.get("id") != base.id:
            raise refusal(422, "invalid", "The change would make it another resource: leave its type and id.", "id")
        bodies.check(changed, self.ask.room)
        return changed

    def make_ready(self) -> int:
        """Take out the index rows."""
        assert self.resource is not None, "resolved before"  # noqa: S101
        self._prepared = bodies.prepared(self.ask, self.resource, self.id)
        return self._prepared.rows.count

    def locks(self) -> tuple[str, ...]:
        """Name the resource, and the type when there are criteria."""
        own = f"{self.resource_type}/{self.id}"
        return (self.resource_type, own) if self.criteria else (own,)

    def holds(self, view: Transaction) -> bool:
        """Answer whether the version it was made on still stands."""
        current = view.current(self.resource_type, self.id)
        if current is None or self._base is None or current.version != self._base.version:
            return False
        return self.criteria is None or criteria.one_of(self.criteria.find(view), self.resource_type) == self._found

    def carry_out(self, view: Transaction, changes: list[Stored]) -> Answer:
        """Write the next version, unless nothing changes."""
        assert self._prepared is not None, "made ready before"  # noqa: S101
        assert self._base is not None, "resolved before"  # noqa: S101
        if is_same(self._prepared.resource, self._base):
            return self.answer(self._base)
        stored = view.put(self._prepared)
        changes.append(stored)
        return self.answer(stored)

    def answer(self, stored: Stored) -> Answer:
        """Answer with the version that now stands."""
        return answering.written(self.ask, stored, 200, is_own=False)
