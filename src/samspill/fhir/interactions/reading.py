"""read and vread (https://hl7.org/fhir/R4/http.html#read)."""

from dataclasses import replace

from samspill.fhir.contracts import Answer
from samspill.fhir.interactions import answering, binaries
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.outcomes import Refusal, refusal
from samspill.fhir.search import api as search
from samspill.fhir.search.contracts import Summary
from samspill.fhir.store.contracts import Snapshot, Stored

_PARTS = frozenset({"_summary", "_elements"})
_TAKEN = _PARTS | {"_format", "_pretty"}


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
    if binaries.is_content(ask):
        return binaries.shown(ask, stored)
    return answering.shown(stored) if not ask.call.query else _part(ask, stored)


def _part(ask: Ask, stored: Stored) -> Answer:
    """Show the part of a resource that ``_summary`` or ``_elements`` asks for, all of it when neither is there."""
    pairs = tuple(pair for pair in ask.call.query if pair[0] in _PARTS)
    unknown = next((name for name, _ in ask.call.query if name not in _TAKEN), None)
    if unknown is not None and ask.is_strict:
        raise refusal(400, "not-supported", f"A read takes {', '.join(sorted(_TAKEN))} only.", "parameters")
    if not pairs:
        return answering.shown(stored)
    query = search.parse((stored.resource_type,), pairs, strict=True, at=stored.at)
    if query.summary is Summary.COUNT:
        raise refusal(400, "value", "_summary=count is for searches: one resource is read.", "_summary")
    return replace(answering.shown(stored), body=search.trimmer(query.summary, query.elements)(stored))


def gone(stored: Stored) -> Refusal:
    """Return the refusal that says when a resource was deleted."""
    text = f"The {stored.resource_type} was deleted as version {stored.version}. Earlier versions are in its _history."
    return refusal(410, "deleted", text)
