"""Which profiles a resource or an extension is held to: those it names, those the caller names, its own definition."""

from collections.abc import Iterable
from typing import Any

from samspill.fhir.validation.conforming import Conforming, Instance
from samspill.fhir.validation.pruning import CORE
from samspill.fhir.validation.running import Run, Where
from samspill.fhir.validation.shapes import Profiles


class Following:
    """Checks what a run meets against the profiles it follows.

    Attributes:
        profiles: what was loaded.
        run: takes the issues.
        against: addresses of profiles that the outermost resource is held to, whatever it says itself.
    """

    def __init__(self, profiles: Profiles, run: Run, against: Iterable[str] = ()) -> None:
        self._conforming = Conforming(profiles, run)
        self._profiles = profiles
        self._run = run
        self._against = tuple(against)

    def __call__(self, value: dict[str, Any], kind: str, where: Where) -> None:
        """Check one resource, or one extension."""
        if kind == "Extension":
            url = value.get("url")
            profile = self._profiles.profile(url) if isinstance(url, str) and url in self._profiles else None
            if profile is not None and profile.type == "Extension":
                self._conforming.check(profile, Instance(value, None, kind, where))
            return
        instance = Instance(value, None, kind, where)
        asked = self._against if where[0] is None else ()
        for canonical in dict.fromkeys(asked):
            self._hold(canonical, instance, unknown="error")
        for canonical in dict.fromkeys(_claimed(value)):
            if canonical not in asked:
                self._hold(canonical, instance, unknown="warning")

    def _hold(self, canonical: str, instance: Instance, *, unknown: str) -> None:
        profile = self._profiles.profile(canonical)
        if profile is None:
            if canonical.partition("|")[0] != f"{CORE}{instance.type}":
                self._run.note(unknown, instance.where, "not-found", f"the profile {canonical} is not known here.")
        elif profile.type != instance.type:
            self._run.fail(instance.where, "structure", f"is a {instance.type}; {canonical} is about a {profile.type}.")
        else:
            self._conforming.check(profile, instance)


def _claimed(value: dict[str, Any]) -> list[str]:
    meta = value.get("meta")
    named = meta.get("profile") if isinstance(meta, dict) else None
    return [one for one in named if isinstance(one, str)] if isinstance(named, list) else []
