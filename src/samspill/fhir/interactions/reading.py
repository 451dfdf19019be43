"""read and vread (https://hl7.org/fhir/R4/http.html#read)."""

from samspill.fhir.contracts import Answer
from samspill.fhir.interactions import answering
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.outcomes import Refusal, refusal
from samspill.fhir.store.contracts import Snapshot, Stored


def read(ask: Ask, view: Snapshot) -> Answer:
    """Show a resource as it stands: 200, 304 when the caller has it, 404, or 410 after a delete."""
    route = ask.route
    return shown_or_refused(ask, view.current(route.resource_type, route.id))


def vread(ask: Ask, view: Snapshot) -> Answer:
    """Show one version: 200, 304, 404, or 410 when that version is the delete."""
    route = ask.route
    return shown_or_refused(ask, view.version(route.resource_type, route.id, route.version))


def shown_or_refused(ask: Ask, stored: Stored | None) -> Answer:
    """Answer a read with what was found."""
    if stored is None:
        raise refusal(404, "not-found", f"There is no such {ask.route.resource_type}.")
    if stored.is_deleted:
        raise gone(stored)
    if answering.is_not_modified(ask, stored):
        return Answer(
            304,
            etag=answering.etag(stored.version),
            last_modified=stored.at,
            resource_type=stored.resource_type,
            id=stored.id,
            version=stored.version,
        )
    return answering.shown(stored)


def gone(stored: Stored) -> Refusal:
    """Return the refusal that says when a resource was deleted."""
    text = f"The {stored.resource_type} was deleted as version {stored.version}. Earlier versions are in its _history."
    return refusal(410, "deleted", text)
