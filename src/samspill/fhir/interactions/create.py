"""create and conditional create (https://hl7.org/fhir/R4/http.html#create)."""

from typing import Any

from samspill.fhir.contracts import Answer
from samspill.fhir.interactions import answering, bodies, criteria
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.interactions.criteria import Criteria
from samspill.fhir.store.contracts import Prepared, Snapshot, Stored, Transaction


class Create:
    """Store a resource under an id of the server's; with If-None-Exist only when nothing matches.

    One match answers 200 with that resource, several are refused (412). An id in the body is passed over.
    """

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.resource_type = ask.route.resource_type
        self.resource: dict[str, Any] | None = bodies.typed(ask)
        bodies.check(self.resource, ask.room)
        header = ask.call.if_none_exist
        self.criteria: Criteria | None = None if header is None else criteria.of_header(ask, header)
        self.id = "" if self.criteria else ask.room.new_id()
        self._found = ""
        self._prepared: Prepared | None = None
        self._current: Stored | None = None

    @property
    def is_conditional(self) -> bool:
        """Whether it has If-None-Exist."""
        return self.criteria is not None

    @property
    def is_found(self) -> bool:
        """Whether a resource that is there already is answered with."""
        return bool(self._found)

    def resolve(self, view: Snapshot) -> None:
        """Look for a resource that is there already."""
        if self.criteria is not None:
            self._found = criteria.one_of(self.criteria.find(view), self.resource_type)
            self.id = self._found or self.ask.room.new_id()

    def make_ready(self) -> int:
        """Take out the index rows, unless the resource is there already."""
        if self._found or self.resource is None:
            return 0
        self._prepared = bodies.prepared(self.ask, self.resource, self.id)
        return self._prepared.rows.count

    def locks(self) -> tuple[str, ...]:
        """Name the type whose conditional writes go one at a time."""
        return (self.resource_type,) if self.criteria else ()

    def holds(self, view: Transaction) -> bool:
        """Answer whether the same resource, or still none, matches."""
        if self.criteria is None:
            return True
        self._current = view.current(self.resource_type, self._found) if self._found else None
        return criteria.one_of(self.criteria.find(view), self.resource_type) == self._found

    def carry_out(self, view: Transaction, changes: list[Stored]) -> Answer:
        """Write it, or answer with the one that is there."""
        if self._prepared is None:
            assert self._current is not None, "a match is a resource that stands"  # noqa: S101
            return answering.written(self.ask, self._current, 200, is_own=False)
        stored = view.put(self._prepared)
        changes.append(stored)
        return answering.written(self.ask, stored, 201, is_own=True)
