"""SMART scopes (https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html): words to grants, pure.

What can be given here is what the engine holds to: a resource type and letters. A scope that asks for less than that
(``patient/``: one patient; ``?category=…``: some resources) would be given as more than was asked for, so it is read,
and not given.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from samspill.access.contracts import Scope, ScopeRefused
from samspill.kernel.texts import Text, say

OLD_FORMS = {"read": "rs", "write": "cud", "*": "cruds"}
"""SMART v1's words in v2's letters, as the specification translates them."""

LAUNCH_WORDS = frozenset(
    {"openid", "profile", "fhirUser", "launch", "launch/patient", "launch/encounter", "online_access", "offline_access"}
)
"""Words of SMART and OpenID Connect that ask for no resource."""

SYSTEM, USER, PATIENT = "system", "user", "patient"

_SCOPE = re.compile(
    r"(?P<context>[a-z]+)/(?P<type>\*|[A-Z][A-Za-z]{1,63})\.(?P<may>read|write|\*|c?r?u?d?s?)(?:\?(?P<only>[!-~]+))?"
)


@dataclass(frozen=True, slots=True)
class ScopeWord:
    """A scope on resources as it is written.

    Attributes:
        context: ``system``, ``user`` or ``patient``.
        resource_type: the type, or ``*``.
        letters: of ``cruds``, in that order.
        only: search parameters that narrow it down.
    """

    context: str
    resource_type: str
    letters: str
    only: tuple[tuple[str, str], ...] = ()

    @property
    def scope(self) -> Scope:
        """The grant, without what narrows it down."""
        return self.resource_type, self.letters


def read_scope(word: str) -> ScopeWord | None:
    """Read one scope on resources, of SMART v1 or v2; ``None`` when it is none."""
    match = _SCOPE.fullmatch(word)
    if match is None or not match["may"] or match["context"] not in (SYSTEM, USER, PATIENT):
        return None
    only = tuple(parse_qsl(match["only"], keep_blank_values=True)) if match["only"] else ()
    if match["only"] and not (only and all(name and value for name, value in only)):
        return None
    return ScopeWord(match["context"], match["type"], OLD_FORMS.get(match["may"], match["may"]), only)


def given_scopes(words: tuple[str, ...], *, is_person: bool) -> tuple[Scope, ...]:
    """Return what scopes let a caller do, each once.

    Args:
        words: as the issuer wrote them; those that cannot be given are passed by.
        is_person: whether somebody signed in: ``user/`` is given to persons only, ``system/`` to systems only.
    """
    context = USER if is_person else SYSTEM
    found = (read for word in words if (read := read_scope(word)) is not None)
    return tuple(dict.fromkeys(read.scope for read in found if read.context == context and not read.only))


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
    """Read the system scopes of a token, and pass the others (``openid``, ``patient/…``) by."""
    return given_scopes(tuple(text.split()), is_person=False)


def scope_text(scopes: tuple[Scope, ...], context: str = SYSTEM) -> str:
    """Write grants as SMART v2 scopes."""
    return " ".join(f"{context}/{resource_type}.{letters}" for resource_type, letters in scopes)


_REMEDY = say("Skriv for eksempel system/*.cruds eller system/Observation.rs.")


def _parse(word: str) -> Scope:
    read = read_scope(word)
    if read is None:
        raise ScopeRefused(say("«%(scope)s» er ikke en tilgang slik SMART skriver den.", scope=word), remedy=_REMEDY)
    if read.context != SYSTEM:
        raise _not_given(word, say("Bare tilganger for systemer (system/…) kan stå i et demotoken."))
    if read.only:
        raise _not_given(word, say("En tilgang kan ikke begrenses med søkeparametre ennå."))
    return read.scope


def _not_given(word: str, why: Text) -> ScopeRefused:
    return ScopeRefused(say("Tilgangen «%(scope)s» kan ikke gis.", scope=word), why=why, remedy=_REMEDY)
