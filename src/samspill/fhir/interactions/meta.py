"""$meta, $meta-add and $meta-delete of one resource (https://hl7.org/fhir/R4/resource-operation-meta.html).

A change of meta is a new version, so that it can be seen in the history who set a label when.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from samspill.fhir.contracts import Answer
from samspill.fhir.formats import api as formats
from samspill.fhir.interactions import parameters, reading
from samspill.fhir.interactions.asking import Ask
from samspill.fhir.interactions.changing import Change
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Snapshot, Stored

_LISTS = ("profile", "security", "tag")

Combine = Callable[[list[Any], list[Any]], list[Any]]
"""(what stands, what is given) -> what shall stand."""


def meta(ask: Ask, view: Snapshot) -> Answer:
    """Show the meta of one resource."""
    parameters.inputs(ask).check_names((), "$meta")
    stored = view.current(ask.route.resource_type, ask.route.id)
    if stored is None:
        raise refusal(404, "not-found", f"There is no such {ask.route.resource_type}.")
    if stored.is_deleted:
        raise reading.gone(stored)
    return _shown(stored)


def _shown(stored: Stored) -> Answer:
    body = parameters.answer("return", "valueMeta", formats.read(stored.body)["meta"])
    return Answer(200, body, resource_type=stored.resource_type, id=stored.id, version=stored.version)


class MetaChange(Change):
    """A change of meta, answered with the meta that stands then."""

    def answer(self, stored: Stored) -> Answer:
        """Answer with the meta."""
        return replace(_shown(stored), last_modified=stored.at)


def add(ask: Ask) -> Change:
    """Add profiles, security labels and tags; those that stand already stay as they are."""
    return MetaChange(ask, partial(_changed, given=_given(ask), combine=_with))


def delete(ask: Ask) -> Change:
    """Take profiles, security labels and tags away; those that do not stand are passed over."""
    return MetaChange(ask, partial(_changed, given=_given(ask), combine=_without))


def _given(ask: Ask) -> dict[str, Any]:
    found = parameters.inputs(ask)
    found.check_names(("meta",), f"${ask.route.operation}")
    given = found.values.get("meta")
    if not isinstance(given, dict) or not any(name in given for name in _LISTS):
        text = "Send Parameters with a parameter 'meta' (valueMeta) that has profile, security or tag."
        raise refusal(400, "required", text, "Parameters.parameter")
    if not all(isinstance(given.get(name, []), list) for name in _LISTS):
        raise refusal(400, "structure", "profile, security and tag of meta must be arrays.", "Parameters.parameter")
    return given


def _changed(resource: dict[str, Any], *, given: dict[str, Any], combine: Combine) -> dict[str, Any]:
    found = dict(resource.get("meta", {}))
    for name in _LISTS:
        if name in given:
            standing = found.get(name)
            found[name] = combine(standing if isinstance(standing, list) else [], given[name])
            if not found[name]:
                del found[name]
    return {**resource, "meta": found}


def _with(standing: list[Any], given: list[Any]) -> list[Any]:
    known = [_identity(item) for item in standing]
    return standing + [item for item in given if _identity(item) not in known]


def _without(standing: list[Any], given: list[Any]) -> list[Any]:
    gone = [_identity(item) for item in given]
    return [item for item in standing if _identity(item) not in gone]


def _identity(item: Any) -> Any:
    """A coding is its system and code; a profile its address."""
    return (str(item.get("system")), str(item.get("code"))) if isinstance(item, dict) else item
