"""The door: what is wrong with a resource, at a level."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from samspill.fhir.outcomes import Issue
from samspill.fhir.validation import shapes
from samspill.fhir.validation.contracts import Level, Wariness
from samspill.fhir.validation.following import Following
from samspill.fhir.validation.prose import check_markup
from samspill.fhir.validation.running import Enough, Run
from samspill.fhir.validation.shapes import Profiles
from samspill.fhir.validation.structure import resource_check

__all__ = ["Profiles", "check", "load_profiles", "use_profiles"]

_NONE = Wariness()
_used = Profiles()


def load_profiles(paths: Iterable[Path]) -> Profiles:
    """Read profiles with their value sets and code systems.

    Args:
        paths: JSON files, folders of them, FHIR packages (``.tgz``).

    Returns:
        What was read; ``problems`` names what could not be.
    """
    return shapes.load(paths)


def use_profiles(profiles: Profiles) -> None:
    """Make these the profiles of the process: what ``check`` knows when it is given none. Called once, while wiring."""
    global _used  # noqa: PLW0603
    _used = profiles


def check(
    resource: dict[str, Any],
    level: Level,
    *,
    against: Iterable[str] = (),
    profiles: Profiles | None = None,
    wariness: Wariness = _NONE,
) -> list[Issue]:
    """Return what is wrong with a resource; nothing when all is well.

    Args:
        resource: as ``formats.api.read`` gives it.
        level: how closely to look. At ``PROFILE`` a resource is held to the loaded profiles that it names itself.
        against: further profiles it is held to, by canonical address; only at ``PROFILE``.
        profiles: those that are known; else the process's own.
        wariness: what to refuse though R4 allows it.

    Returns:
        Errors and warnings in the order they were met, each with the element's path
        (``Observation.component[1].valueQuantity.value``); at most 100 of each.
    """
    if level is Level.OFF:
        return []
    known = _used if profiles is None else profiles
    strict = level is Level.PROFILE
    run = Run(resource, strict=strict, known_extensions=known if wariness.known_extensions_only else None)
    run.follow = Following(known, run, against) if strict else None
    where = (None, str(resource.get("resourceType", "Resource")), -1)
    with suppress(Enough):
        resource_check(resource, where, run)
        if wariness.no_markup:
            check_markup(resource, where, run)
    return run.issues
