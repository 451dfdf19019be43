"""The door: what is wrong with a resource, at a level."""

from contextlib import suppress
from typing import Any

from samspill.fhir.outcomes import Issue
from samspill.fhir.validation.contracts import Level
from samspill.fhir.validation.running import Enough, Run
from samspill.fhir.validation.structure import resource_check


def check(resource: dict[str, Any], level: Level) -> list[Issue]:
    """Return what is wrong with a resource; nothing when all is well.

    Args:
        resource: as ``formats.api.read`` gives it.
        level: how closely to look.

    Returns:
        Errors and warnings in the order they were met, each with the element's path
        (``Observation.component[1].valueQuantity.value``); at most 100.
    """
    if level is Level.OFF:
        return []
    run = Run(resource, strict=level is Level.PROFILE)
    with suppress(Enough):
        resource_check(resource, (None, str(resource.get("resourceType", "Resource")), -1), run)
    return run.issues
