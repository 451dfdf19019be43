"""SMART scopes (https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html): words to grants, pure."""

import re

from samspill.access.contracts import Scope, ScopeRefused
from samspill.kernel.texts import say

OLD_FORMS = {"read": "rs", "write": "cud", "*": "cruds"}
"""SMART v1's words in v2's letters, as the specification translates them."""

_SCOPE = re.compile(r"(?P<context>[a-z]+)/(?P<type>\*|[A-Z][A-Za-z]{1,63})\.(?P<may>read|write|\*|c?r?u?d?s?)")


def parse_scopes(text: str) -> tuple[Scope, ...]:
    """Read scopes with a blank between them.

    Args:
        text: ``system/*.cruds``, ``system/Observation.rs system/Patient.read`` ...

    Returns:
        One grant for each scope, in its order, each once.

    Raises:
        ScopeRefused: there is none, or one of them is not a system scope as SMART writes it.
    """
    scopes = tuple(dict.fromkeys(_parse(word) for word in text.split()))
    if not scopes:
        raise ScopeRefused(say("Tilgangen er tom."), remedy=_REMEDY)
    return scopes


def known_scopes(text: str) -> tuple[Scope, ...]:
    """Read the scopes of a token that this server knows, and pass the others (``openid``, ``patient/…``) by."""
    found = []
    for word in text.split():
        try:
            found.append(_parse(word))
        except ScopeRefused:
            continue
    return tuple(dict.fromkeys(found))


def scope_text(scopes: tuple[Scope, ...]) -> str:
    """Write grants as SMART v2 scopes."""
    return " ".join(f"system/{resource_type}.{letters}" for resource_type, letters in scopes)


_REMEDY = say("Skriv for eksempel system/*.cruds eller system/Observation.rs.")


def _parse(word: str) -> Scope:
    match = _SCOPE.fullmatch(word)
    if match is None or not match["may"]:
        raise ScopeRefused(say("«%(scope)s» er ikke en tilgang slik SMART skriver den.", scope=word), remedy=_REMEDY)
    if match["context"] != "system":
        raise ScopeRefused(
            say("Tilgangen «%(scope)s» kan ikke gis ennå.", scope=word),
            why=say("Bare tilganger for systemer (system/…) er laget."),
            remedy=_REMEDY,
        )
    return match["type"], OLD_FORMS.get(match["may"], match["may"])
