"""The refusals of a search: which parameter, what is wrong, and what is allowed. Values are not repeated: they may name
a person.
"""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from samspill.fhir.outcomes import Refusal, refusal

ESCAPES = str.maketrans({"\0": "?", "\n": "?", "\r": "?"})


def bad_value(name: str, wrong: str, allowed: str) -> Refusal:
    """Return the refusal of a value."""
    return refusal(400, "value", f"Search parameter '{shown(name)}': {wrong}. Allowed: {allowed}.")


def unsupported(name: str, what: str, allowed: str) -> Refusal:
    """Return the refusal of what R4 has and this server has not."""
    return refusal(400, "not-supported", f"Search parameter '{shown(name)}': {what} is not supported. {allowed}")


def about(name: str, refused: Refusal) -> Refusal:
    """Return a refusal that names the whole parameter, where it names only a part of a chain."""
    first, *rest = refused.issues
    if f"'{shown(name)}'" in first.diagnostics:
        return refused
    return Refusal(refused.status, replace(first, diagnostics=f"In '{shown(name)}': {first.diagnostics}"), *rest)


def unknown(name: str, types: Iterable[str], codes: Iterable[str]) -> str:
    """Say that a parameter is not known, with the nearest names, or all when none is near."""
    known = sorted(codes)
    near = get_close_matches(name.partition(":")[0].partition(".")[0], known, n=5, cutoff=0.6)
    hint = f"Did you mean: {', '.join(near)}?" if near else f"Known: {', '.join(known)}."
    return f"Unknown search parameter '{shown(name)}' for {', '.join(types) or 'all resource types'}. {hint}"


def shown(name: str) -> str:
    """Return a parameter's name as it may be shown: short, on one line."""
    return name.translate(ESCAPES)[:80]
