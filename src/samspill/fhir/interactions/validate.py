"""$validate (https://hl7.org/fhir/R4/resource-operation-validate.html): what is wrong, without storing anything."""

from typing import Any

from samspill.fhir.contracts import Answer
from samspill.fhir.formats import api as formats
from samspill.fhir.interactions import bodies, parameters, reading
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.interactions.parameters import Inputs
from samspill.fhir.outcomes import Issue, Refusal, outcome, refusal
from samspill.fhir.store.contracts import Snapshot
from samspill.fhir.validation import api as validation
from samspill.fhir.validation.contracts import Level

_MODES = ("create", "update", "delete", "profile")


def validate(ask: Ask, view: Snapshot) -> Answer:
    """Answer 200 with an OperationOutcome of everything that is wrong with a resource, sent or stored.

    With ``profile`` it is looked at as if it claimed that profile; ``mode`` says what it is about to be used for.
    """
    found = parameters.inputs(ask)
    found.check_names(("resource", "mode", "profile"), "$validate")
    mode = found.text("mode")
    if mode is not None and mode not in _MODES:
        raise refusal(400, "value", f"mode must be one of {', '.join(_MODES)}.", "mode")
    resource = found.bare or found.values.get("resource")
    if mode == "delete" or resource is None:
        stored = _stored(ask, view, mode)
        resource = {} if mode == "delete" else formats.read(stored)
    issues = [] if mode == "delete" else _issues(ask, found, resource, mode)
    return Answer(200, formats.write(outcome(issues)), resource_type=ask.route.resource_type, id=ask.route.id)


def _stored(ask: Ask, view: Snapshot, mode: str | None) -> bytes:
    """Return the stored resource that is asked about."""
    route = ask.route
    if not route.id:
        text = "Send the resource itself, or Parameters with a parameter 'resource'; mode=delete needs an id."
        raise refusal(400, "required", text, "Parameters.parameter")
    ask.demand("d" if mode == "delete" else "r", route.resource_type)
    stored = view.current(route.resource_type, route.id)
    if stored is None:
        raise refusal(404, "not-found", f"There is no such {route.resource_type}.")
    if stored.is_deleted:
        raise reading.gone(stored)
    return stored.body


def _issues(ask: Ask, found: Inputs, resource: dict[str, Any], mode: str | None) -> list[Issue]:
    try:
        bodies.check_type(resource, ask.route.resource_type)
    except Refusal as refused:
        return list(refused.issues)
    profiles = [value for name, value in found.pairs if name == "profile"]
    level = Level.PROFILE if profiles else max(ask.room.settings.validation, Level.BASE, key=list(Level).index)
    return [*_about_id(ask, resource, mode), *validation.check(_claiming(resource, profiles), level)]


def _about_id(ask: Ask, resource: dict[str, Any], mode: str | None) -> list[Issue]:
    given = resource.get("id")
    if mode == "update" and given is None:
        return [Issue("error", "required", "An update needs an id in the resource.", ("id",))]
    if ask.route.id and given is not None and given != ask.route.id:
        return [Issue("error", "invalid", "The id is not the one in the address.", ("id",))]
    return []


def _claiming(resource: dict[str, Any], profiles: list[str]) -> dict[str, Any]:
    """Return the resource as if it claimed some profiles."""
    if not profiles:
        return resource
    meta = resource.get("meta")
    kept = meta if isinstance(meta, dict) else {}
    claimed = kept.get("profile")
    own = claimed if isinstance(claimed, list) else []
    return {
        **resource,
        "meta": {**kept, "profile": [*own, *(name for name in dict.fromkeys(profiles) if name not in own)]},
    }
