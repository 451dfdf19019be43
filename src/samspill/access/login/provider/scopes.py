"""Which of the scopes asked for a client gets: those it is registered for, and that can be held to."""

from samspill.access.login.provider.contracts import Client, Rejected
from samspill.access.scopes import LAUNCH_WORDS, PATIENT, SYSTEM, USER, ScopeWord, read_scope

IDENTITY = frozenset(
    {
        "openid", "profile", "offline_access", "nhn:tillitsrammeverk:parameters",
        "helseid://scopes/identity/pid", "helseid://scopes/identity/security_level",
        "helseid://scopes/identity/assurance_level", "helseid://scopes/hpr/hpr_number",
    }
)  # fmt: skip
"""What is known beside scopes on resources: OpenID Connect's, HelseID's."""

WORDS_MAX = 100


def chosen_scopes(text: str, client: Client, *, is_person: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the scopes that are given and those that are not.

    Args:
        text: scopes with a blank between.
        client: who asks.
        is_person: whether somebody signs in.

    Raises:
        Rejected: ``invalid_scope`` when none can be given.
    """
    words = tuple(dict.fromkeys(text.split()))[:WORDS_MAX]
    given = tuple(word for word in words if _is_given(word, client, is_person=is_person))
    if not given:
        raise Rejected("invalid_scope", "None of the scopes asked for can be given to this client.")
    return given, tuple(word for word in words if word not in given)


def narrowed(text: str | None, given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the scopes of a refreshed token: those asked for, of those that were given.

    Raises:
        Rejected: ``invalid_scope`` for one that was not given (RFC 6749, section 6).
    """
    if text is None:
        return given
    words = tuple(dict.fromkeys(text.split()))
    if not words or set(words) - set(given):
        raise Rejected("invalid_scope", "A scope was asked for that was not given at the login.")
    return words


def _is_given(word: str, client: Client, *, is_person: bool) -> bool:
    read = read_scope(word)
    if read is None:
        return word in IDENTITY and word in client.scopes and (is_person or word not in LAUNCH_WORDS)
    # One patient's scope, and some resources', would be held to as scopes on all of them: access/scopes.py.
    if read.context == PATIENT or read.only or read.context != (USER if is_person else SYSTEM):
        return False
    return any(_covers(registered, read) for registered in map(read_scope, client.scopes) if registered)


def _covers(registered: ScopeWord, asked: ScopeWord) -> bool:
    is_type = registered.resource_type in ("*", asked.resource_type)
    return registered.context == asked.context and is_type and set(asked.letters) <= set(registered.letters)
