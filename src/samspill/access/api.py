"""The door: whom a call speaks for. What answers HTTP asks ``Tokens``, and knows nothing of how a token is made.

There are two kinds: those of a login (``access.login``: HelseID's profile), and in demo mode also bearer tokens that
anyone on the machine can make.
"""

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Protocol

from samspill.access.contracts import BEARER, DPOP, Granted, Presented, Scope, ScopeRefused, TokenFault, TokenRefused
from samspill.access.scopes import parse_scopes
from samspill.access.tokens import LIFETIME, Signer, is_demo_token
from samspill.kernel.texts import say

__all__ = [
    "LIFETIME",
    "DemoOrLogin",
    "DemoTokens",
    "NoTokens",
    "Opened",
    "Tokens",
    "check_types_exist",
    "parse_scopes",
]

NAME_CHARS_MAX = 64
REMEMBERED_MAX = 1024
"""Verified tokens kept, a kilobyte each: a signature costs 30 microseconds, looking one up here a tenth of one."""


class Tokens(Protocol):
    """Whatever can tell whom a call speaks for."""

    @property
    def challenges(self) -> tuple[str, ...]:
        """What ``WWW-Authenticate`` says to who shows no token."""

    def is_quick(self, presented: Presented, *, at: datetime) -> bool:
        """Answer whether ``admitted`` answers at once; otherwise it may ask another server first."""

    def admitted(self, presented: Presented, *, base: str, at: datetime) -> Granted:
        """Return what a call may do at ``at`` on the FHIR base at ``base``; a proof is used up by it.

        Raises:
            TokenRefused: it is not taken.
        """


class NoTokens:
    """Takes no token at all: how a deployment answers that trusts no issuer."""

    challenges = (BEARER,)

    def is_quick(self, presented: Presented, *, at: datetime) -> bool:  # noqa: ARG002  (the same door as the others)
        """Answer yes."""
        return True

    def admitted(self, presented: Presented, *, base: str, at: datetime) -> Granted:  # noqa: ARG002  (the same door)
        """Refuse."""
        raise TokenRefused(TokenFault.UNREADABLE)


class DemoOrLogin:
    """Demo tokens and those of a login, side by side; only in demo mode."""

    def __init__(self, demo: "DemoTokens", open_login: Callable[[], Tokens]) -> None:
        """Begin.

        Args:
            demo: takes the tokens that are signed with the deployment's own secret.
            open_login: makes what takes the others, when the first of them comes.
        """
        self._demo = demo
        self._login = Opened(open_login)

    @property
    def challenges(self) -> tuple[str, ...]:
        """Return both; asking for them opens nothing."""
        return (*self._demo.challenges, DPOP)

    def is_quick(self, presented: Presented, *, at: datetime) -> bool:
        """Answer for the one that takes the token."""
        return self._one(presented).is_quick(presented, at=at)

    def admitted(self, presented: Presented, *, base: str, at: datetime) -> Granted:
        """Ask the one that takes the token."""
        return self._one(presented).admitted(presented, base=base, at=at)

    def _one(self, presented: Presented) -> Tokens:
        is_other = presented.scheme not in ("bearer", "dpop")
        return self._demo if is_other or is_demo_token(presented.token) else self._login


class Opened:
    """Makes what takes tokens when the first one comes, so that the server's start does not pay for it."""

    def __init__(self, open_tokens: Callable[[], Tokens], *, challenges: tuple[str, ...] = (DPOP,)) -> None:
        """Begin.

        Args:
            open_tokens: makes it.
            challenges: what ``WWW-Authenticate`` says to who shows no token.
        """
        self._open = open_tokens
        self._challenges = challenges
        self._opened: Tokens | None = None
        self._lock = Lock()

    @property
    def challenges(self) -> tuple[str, ...]:
        """Return them; asking for them opens nothing."""
        return self._challenges

    def is_quick(self, presented: Presented, *, at: datetime) -> bool:
        """Answer no until it is made."""
        return self._opened is not None and self._opened.is_quick(presented, at=at)

    def admitted(self, presented: Presented, *, base: str, at: datetime) -> Granted:
        """Ask, and make it first where need be."""
        with self._lock:
            if self._opened is None:
                self._opened = self._open()
        return self._opened.admitted(presented, base=base, at=at)


class DemoTokens:
    """Short-lived tokens that anyone on a demo machine can make; never used outside demo mode."""

    challenges = (BEARER,)

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._signer: Signer | None = None
        self._remembered: dict[str, Granted] = {}
        self._lock = Lock()

    def issue(self, *, scopes: tuple[Scope, ...], audience: tuple[str, ...], name: str, at: datetime) -> str:
        """Return a token.

        Args:
            scopes: as ``parse_scopes`` gives them.
            audience: the FHIR bases it is meant for, without a slash at the end.
            name: whom the audit shall name.
            at: it lasts for ``LIFETIME`` from now.
        """
        return self._signing().sign(name=name[:NAME_CHARS_MAX], scopes=scopes, audience=audience, at=at)

    def is_quick(self, presented: Presented, *, at: datetime) -> bool:  # noqa: ARG002  (the same door as the others)
        """Answer yes: nobody else is asked."""
        return True

    def admitted(self, presented: Presented, *, base: str, at: datetime) -> Granted:
        """Return what a bearer token grants."""
        if presented.scheme != "bearer" or not presented.token:
            raise TokenRefused(TokenFault.SCHEME)
        return self.granted(presented.token, base=base, at=at)

    def granted(self, token: str, *, base: str, at: datetime) -> Granted:
        """Return what a token grants; its signature is checked the first time it is seen."""
        granted = self._remembered.get(token)
        if granted is None:
            granted = self._signing().verify(token)
            self._remember(token, granted, at)
        if granted.expires_at <= at:
            self._remembered.pop(token, None)
            raise TokenRefused(TokenFault.EXPIRED)
        if base not in granted.audience:
            raise TokenRefused(TokenFault.ELSEWHERE)
        return granted

    def _remember(self, token: str, granted: Granted, at: datetime) -> None:
        with self._lock:
            if len(self._remembered) >= REMEMBERED_MAX:
                # The expired go first; when all are alive, the oldest half, in the order they were seen.
                alive = {known: said for known, said in self._remembered.items() if said.expires_at > at}
                self._remembered = dict(list(alive.items())[-REMEMBERED_MAX // 2 :])
            self._remembered[token] = granted

    def _signing(self) -> Signer:
        with self._lock:
            if self._signer is None:
                self._signer = Signer(self._secret)
            return self._signer


def check_types_exist(scopes: tuple[Scope, ...], known: frozenset[str]) -> None:
    """Refuse a scope on a resource type that is not one of ``known``."""
    for resource_type, _ in scopes:
        if resource_type != "*" and resource_type not in known:
            raise ScopeRefused(
                say("«%(type)s» er ikke en ressurstype i FHIR R4.", type=resource_type),
                remedy=say("Rett skrivemåten, eller skriv * for alle typer."),
            )
