"""update, update as create, and conditional update (https://hl7.org/fhir/R4/http.html#update).

The same content again makes no new version: a repeated PUT answers 200 with the version that stands, so that a client
that was not answered can send again without filling the history.
"""

from typing import Any

from samspill.fhir.contracts import Answer
from samspill.fhir.interactions import answering, bodies, criteria
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.interactions.comparing import is_same
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Prepared, Snapshot, Stored, Transaction


class Update:
    """Store a resource under an id of the caller's, or under that of the one that its criteria match."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.resource_type = ask.route.resource_type
        self.resource: dict[str, Any] | None = bodies.typed(ask)
        self._own_id = bodies.own_id(self.resource)
        self.id = ask.route.id
        self.criteria = None if self.id else criteria.of_query(ask)
        if self.id:
            self._check_id(self.id)
        bodies.check(self.resource, ask.room)
        self._found = ""
        self._prepared: Prepared | None = None
        self._current: Stored | None = None

    @property
    def is_conditional(self) -> bool:
        """Whether the address has criteria and no id."""
        return self.criteria is not None

    def _check_id(self, expected: str) -> None:
        if self._own_id == expected:
            return
        if not self._own_id and self.criteria is not None:
            return
        what = "is missing" if not self._own_id else "is another one"
        text = f"The body's id {what}: an update carries the id of the resource it updates."
        raise refusal(400, "required" if not self._own_id else "invalid", text, "id")

    def resolve(self, view: Snapshot) -> None:
        """Find the resource that the criteria mean."""
        if self.criteria is None:
            return
        self._found = criteria.one_of(self.criteria.find(view), self.resource_type)
        if self._found:
            self._check_id(self._found)
        elif self._own_id and _stands(view.current(self.resource_type, self._own_id)):
            text = "The criteria match nothing, but the body's id is that of a resource that stands. Leave the id out."
            raise refusal(409, "conflict", text, "id")
        self.id = self._found or self._own_id or self.ask.room.new_id()

    def make_ready(self) -> int:
        """Take out the index rows."""
        assert self.resource is not None, "an update has a body"  # noqa: S101
        self._prepared = bodies.prepared(self.ask, self.resource, self.id)
        return self._prepared.rows.count

    def locks(self) -> tuple[str, ...]:
        """Name the resource, and the type when there are criteria."""
        own = f"{self.resource_type}/{self.id}"
        return (self.resource_type, own) if self.criteria else (own,)

    def holds(self, view: Transaction) -> bool:
        """Answer whether the criteria still mean the same, and look at the version that stands."""
        self._current = view.current(self.resource_type, self.id)
        return self.criteria is None or criteria.one_of(self.criteria.find(view), self.resource_type) == self._found

    def carry_out(self, view: Transaction, changes: list[Stored]) -> Answer:
        """Write the next version, unless nothing changes."""
        assert self._prepared is not None, "made ready before"  # noqa: S101
        current = self._current
        answering.check_match(self.ask, current)
        if current is not None and not current.is_deleted and is_same(self._prepared.resource, current):
            return answering.written(self.ask, current, 200, is_own=True)
        stored = view.put(self._prepared)
        changes.append(stored)
        return answering.written(self.ask, stored, 200 if _stands(current) else 201, is_own=True)


def _stands(stored: Stored | None) -> bool:
    return stored is not None and not stored.is_deleted
