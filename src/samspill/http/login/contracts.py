"""What the endpoints are given by main.py."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from samspill.access.contracts import Presented
from samspill.access.login.provider.contracts import Asking


class Provider(Protocol):
    """An OpenID provider (``access.login.provider.api.Provider``)."""

    @property
    def issuer(self) -> str:
        """Its identifier."""

    def metadata(self) -> dict[str, Any]:
        """Return what it says about itself."""

    def jwks(self) -> dict[str, Any]:
        """Return its public keys."""

    def push(self, form: Mapping[str, str], proofs: tuple[str, ...], *, at: datetime) -> dict[str, Any]:
        """Take an authorization request."""

    def asking(self, query: Mapping[str, str], *, at: datetime) -> Asking:
        """Return what the sign-in page shows."""

    def chosen(self, form: Mapping[str, str], *, at: datetime) -> str:
        """Return where the browser goes when somebody has been chosen."""

    def token(self, form: Mapping[str, str], proofs: tuple[str, ...], *, at: datetime) -> dict[str, Any]:
        """Give tokens out."""

    def userinfo(self, presented: Presented, *, at: datetime) -> dict[str, Any]:
        """Return what is known of whom a token speaks for."""

    def revoke(self, form: Mapping[str, str], *, at: datetime) -> None:
        """End a session."""

    def end_session(self, query: Mapping[str, str]) -> str | None:
        """Return where the browser goes after a logout."""
