"""The door: who a bearer token speaks for. Until real login lands there is one kind of token, and only in demo mode.

Real login (HelseID, with DPoP and a need for each look-up) takes the place of ``DemoTokens`` behind ``Tokens``: what
answers HTTP asks ``granted`` and knows nothing of how a token is made.
"""

from datetime import datetime
from threading import Lock
from typing import Protocol

from samspill.access.contracts import Granted, Scope, ScopeRefused, TokenFault, TokenRefused
from samspill.access.scopes import parse_scopes
from samspill.access.tokens import LIFETIME, Signer
from samspill.kernel.texts import say

__all__ = ["LIFETIME", "DemoTokens", "NoTokens", "Tokens", "check_types_exist", "parse_scopes"]

NAME_CHARS_MAX = 64
REMEMBERED_MAX = 1024
"""Verified tokens kept, a kilobyte each: a signature costs 30 microseconds, looking one up here a tenth of one."""


class Tokens(Protocol):
    """Whatever can tell whom a token speaks for."""

    def granted(self, token: str, *, base: str, at: datetime) -> Granted:
        """Return what a token grants at ``at`` on the FHIR base at ``base``.

        Raises:
            TokenRefused: it is not taken.
        """


class NoTokens:
    """Takes no token at all: how a deployment outside demo mode answers until real login is made."""

    def granted(self, token: str, *, base: str, at: datetime) -> Granted:  # noqa: ARG002  (the same door as the others)
        """Refuse."""
        raise TokenRefused(TokenFault.UNREADABLE)


class DemoTokens:
    """Short-lived tokens that anyone on a demo machine can make; never used outside demo mode."""

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
