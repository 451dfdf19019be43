"""The operations that are served, in one table: routing, scopes and the CapabilityStatement read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samspill.fhir.contracts import Answer
from samspill.fhir.interactions import meta
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.interactions.everything import everything
from samspill.fhir.interactions.lastn import last_n
from samspill.fhir.interactions.listening import events, status
from samspill.fhir.interactions.routing import WrongMethod
from samspill.fhir.interactions.validate import validate
from samspill.fhir.interactions.writing import Write
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Snapshot

ON_TYPE = frozenset({"type"})
ON_INSTANCE = frozenset({"instance"})
_HL7 = "http://hl7.org/fhir/OperationDefinition/"
_BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/"
_LISTENED = ("Subscription",)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes:
        name: without ``$``.
        definition: canonical address of its OperationDefinition.
        levels: where it is called: on a ``type``, on an ``instance``.
        types: the types it is for; empty for all.
        letter: the scope letter it needs on the type; empty when it looks for itself.
        read: answers it, when it only reads.
        write: makes its write, when it writes; then it takes POST only.
    """

    name: str
    definition: str
    levels: frozenset[str]
    types: tuple[str, ...] = ()
    letter: str = ""
    read: Callable[[Ask, Snapshot], Answer] | None = None
    write: Callable[[Ask], Write] | None = None

    def is_for(self, resource_type: str) -> bool:
        """Answer whether it is served on a type."""
        return not self.types or resource_type in self.types


TABLE: Mapping[str, tuple[Operation, ...]] = {
    "everything": (
        Operation("everything", f"{_HL7}Patient-everything", ON_INSTANCE, ("Patient",), "r", everything),
        Operation("everything", f"{_HL7}Encounter-everything", ON_INSTANCE, ("Encounter",), "r", everything),
    ),
    "lastn": (Operation("lastn", f"{_HL7}Observation-lastn", ON_TYPE, ("Observation",), "s", last_n),),
    "meta": (Operation("meta", f"{_HL7}Resource-meta", levels=ON_INSTANCE, letter="r", read=meta.meta),),
    "meta-add": (Operation("meta-add", f"{_HL7}Resource-meta-add", levels=ON_INSTANCE, letter="u", write=meta.add),),
    "meta-delete": (
        Operation("meta-delete", f"{_HL7}Resource-meta-delete", levels=ON_INSTANCE, letter="u", write=meta.delete),
    ),
    "status": (
        Operation("status", f"{_BACKPORT}backport-subscription-status", ON_TYPE | ON_INSTANCE, _LISTENED, "r", status),
    ),
    "events": (Operation("events", f"{_BACKPORT}backport-subscription-events", ON_INSTANCE, _LISTENED, "r", events),),
    "validate": (Operation("validate", f"{_HL7}Resource-validate", ON_TYPE | ON_INSTANCE, read=validate),),
}


def found(ask: Ask) -> Operation:
    """Return the operation a call names.

    Raises:
        Refusal: 404 when it is not served there, 405 for GET of one that writes, 403 for what the scopes do not allow.
    """
    route = ask.route
    level = "instance" if route.id else "type" if route.resource_type else "system"
    for operation in TABLE.get(route.operation, ()):
        if level in operation.levels and operation.is_for(route.resource_type):
            if operation.write is not None and ask.call.method != "POST":
                raise WrongMethod(ask.call.method, "POST")
            if operation.letter:
                ask.demand(operation.letter, route.resource_type)
            return operation
    names = ", ".join(f"${name}" for name in sorted(TABLE))
    text = f"This operation is not served here. Served: {names}; the CapabilityStatement says on which types."
    raise refusal(404, "not-supported", text)
