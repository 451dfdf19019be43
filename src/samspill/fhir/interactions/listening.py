"""$status and $events of Subscription (https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/operations.html)."""

from samspill.fhir.contracts import Answer
from samspill.fhir.interactions import parameters
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.interactions.parameters import Inputs
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Snapshot
from samspill.fhir.subscriptions import api as subscriptions

NAMED_MAX = 100
_LAST = 2**62


def status(ask: Ask, view: Snapshot) -> Answer:
    """Tell how subscriptions stand: the one in the path, or those named by ``id``."""
    found = parameters.inputs(ask)
    found.check_names(("id",), "$status")
    named = (ask.route.id,) if ask.route.id else found.texts("id")
    if not named:
        raise refusal(400, "required", "Name the subscriptions by id, or ask on one: Subscription/[id]/$status.", "id")
    if len(named) > NAMED_MAX:
        raise refusal(400, "too-costly", f"At most {NAMED_MAX} subscriptions may be named at once.", "id")
    body = subscriptions.status_of(view, named, base=ask.call.base)
    return Answer(200, body, resource_type="Subscription", id=ask.route.id)


def events(ask: Ask, view: Snapshot) -> Answer:
    """Tell again of a subscription's events, from one number to another."""
    found = parameters.inputs(ask)
    found.check_names(("eventsSinceNumber", "eventsUntilNumber", "content"), "$events")
    body = subscriptions.events_of(
        view,
        ask.route.id,
        base=ask.call.base,
        at=ask.room.clock(),
        first=_number(found, "eventsSinceNumber", 1),
        last=_number(found, "eventsUntilNumber", _LAST),
        content=_content(found),
        demand=lambda resource_type: ask.demand("r", resource_type),
    )
    return Answer(200, body, resource_type="Subscription", id=ask.route.id)


def _number(found: Inputs, name: str, usual: int) -> int:
    text = found.text(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise refusal(400, "value", f"{name} must be a whole number.", name)
    return int(text)


def _content(found: Inputs) -> subscriptions.Content | None:
    text = found.text("content")
    if text is None:
        return None
    try:
        return subscriptions.Content(text)
    except ValueError:
        raise refusal(400, "value", "content is empty, id-only or full-resource.", "content") from None
