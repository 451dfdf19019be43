"""The door: what is wrong with a resource, at a level."""

from contextlib import suppress
from typing import Any

from samspill.fhir.outcomes import Issue
from samspill.fhir.validation.contracts import Level, Wariness
from samspill.fhir.validation.prose import check_markup
from samspill.fhir.validation.running import Enough, Run
from samspill.fhir.validation.structure import resource_check

_NONE = Wariness()


def check(resource: dict[str, Any], level: Level, *, wariness: Wariness = _NONE) -> list[Issue]:
    """Return what is wrong with a resource; nothing when all is well.

    Args:
        resource: as ``formats.api.read`` gives it.
        level: how closely to look.
        wariness: what to refuse though R4 allows it.

    Returns:
        Errors and warnings in the order they were met, each with the element's path
        (``Observation.component[1].valueQuantity.value``); at most 100.
    """
    if level is Level.OFF:
        return []
    known = frozenset[str]() if wariness.known_extensions_only else None
    run = Run(resource, strict=level is Level.PROFILE, known_extensions=known)
    where = (None, str(resource.get("resourceType", "Resource")), -1)
    with suppress(Enough):
        resource_check(resource, where, run)
        if wariness.no_markup:
            check_markup(resource, where, run)
    return run.issues
