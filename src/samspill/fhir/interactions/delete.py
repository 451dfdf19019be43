"""delete and conditional delete (https://hl7.org/fhir/R4/http.html#delete)."""

from typing import Any

from samspill.fhir.contracts import Answer
from samspill.fhir.formats import api as formats
from samspill.fhir.interactions import answering, criteria
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.outcomes import Issue, outcome, refusal
from samspill.fhir.store.contracts import Snapshot, Stored, Transaction


class Delete:
    """Take a resource away; what is gone already stays gone, and the answer is the same (204)."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.resource_type = ask.route.resource_type
        self.id = ask.route.id
        self.resource: dict[str, Any] | None = None
        self.criteria = None if self.id else criteria.of_query(ask)
        self.ids: tuple[str, ...] = (self.id,) if self.id else ()
        self._standing: list[Stored | None] = []

    @property
    def is_conditional(self) -> bool:
        """Whether the address has criteria and no id."""
        return self.criteria is not None

    def resolve(self, view: Snapshot) -> None:
        """Find what the criteria mean."""
        if self.criteria is not None:
            self.ids = self._find(view)
            self.id = self.ids[0] if len(self.ids) == 1 else ""

    def _find(self, view: Snapshot) -> tuple[str, ...]:
        assert self.criteria is not None, "asked only with criteria"  # noqa: S101
        most = self.ask.room.settings.delete_max
        found = self.criteria.find(view, most + 1)
        if len(found) > most:
            text = f"The criteria match more than {most} {self.resource_type}; so many are not deleted at once."
            raise refusal(412, "multiple-matches", f"{text} Add criteria until fewer are left.")
        return found

    def make_ready(self) -> int:
        """Do nothing: a delete has no index rows."""
        return 0

    def locks(self) -> tuple[str, ...]:
        """Name the resources."""
        return tuple(f"{self.resource_type}/{found}" for found in self.ids)

    def holds(self, view: Transaction) -> bool:
        """Answer whether the criteria still mean the same, and look at the versions that stand when it matters."""
        if self.ask.call.if_match is not None:
            self._standing = [view.current(self.resource_type, found) for found in self.ids]
        return self.criteria is None or self._find(view) == self.ids

    def carry_out(self, view: Transaction, changes: list[Stored]) -> Answer:
        """Write the deletes as versions."""
        for current in self._standing:
            answering.check_match(self.ask, current)
        version = 0
        for found in self.ids:
            stored = view.delete(self.resource_type, found)
            if stored is not None:
                changes.append(stored)
                version = stored.version
        return self._answer(version)

    def _answer(self, version: int) -> Answer:
        status, body = 204, b""
        if self.ask.wanted == "OperationOutcome":
            text = f"{len(self.ids)} deleted." if version else "Nothing to delete."
            status, body = 200, formats.write(outcome([Issue("information", "informational", text)]))
        tag = answering.etag(version) if version else ""
        return Answer(status, body, etag=tag, resource_type=self.resource_type, id=self.id, version=version)
