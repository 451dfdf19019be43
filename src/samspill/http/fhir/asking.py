"""A request's head, read once: the headers FHIR knows, and who asks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.types import Scope

from samspill.access.api import Tokens
from samspill.access.contracts import Granted, TokenFault, TokenRefused
from samspill.fhir.contracts import Caller
from samspill.http.fhir.refusing import HttpRefusal

_KNOWN = frozenset(
    {
        b"accept", b"accept-encoding", b"authorization", b"content-encoding", b"content-length", b"content-type",
        b"host", b"if-match", b"if-modified-since", b"if-none-exist", b"if-none-match", b"last-event-id", b"prefer",
        b"x-request-id",
    }
)  # fmt: skip
_JOINED = frozenset({b"accept", b"accept-encoding", b"if-none-match", b"prefer"})
"""Headers that may stand several times, and then mean a list (RFC 9110, section 5.3)."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:\-]{1,64}")
_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")


@dataclass(frozen=True, slots=True)
class Head:
    """The headers of a request that FHIR knows, by their names in small letters."""

    headers: dict[bytes, bytes]

    @staticmethod
    def of(scope: Scope) -> "Head":
        """Read the head of an ASGI scope.

        Raises:
            HttpRefusal: 400 when a header that can stand only once stands twice with different values.
        """
        found: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name not in _KNOWN:
                continue
            if name not in found:
                found[name] = value
            elif name in _JOINED:
                found[name] += b"," + value
            elif found[name] != value:
                raise HttpRefusal(400, "value", f"The header {name.decode()} stands twice.")
        return Head(found)

    def text(self, name: bytes) -> str:
        """Return a header; empty when it is not there."""
        value = self.headers.get(name)
        return value.decode("latin-1") if value else ""

    def maybe(self, name: bytes) -> str | None:
        """Return a header; ``None`` when it is not there."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def length(self) -> int | None:
        """Return the body's length in bytes as it is told; ``None`` when it is not."""
        value = self.headers.get(b"content-length", b"")
        return int(value) if value.isdigit() else None

    @property
    def takes_gzip(self) -> bool:
        """Whether the answer may be compressed."""
        said = self.headers.get(b"accept-encoding", b"")
        return b"gzip" in said and b"gzip;q=0" not in said.replace(b" ", b"")

    @property
    def correlation(self) -> bytes:
        """Return the id that the caller gave the request, when it looks like one and not like a person's number."""
        said = self.text(b"x-request-id")
        return said.encode() if _REQUEST_ID.fullmatch(said) and not _ELEVEN_DIGITS.search(said) else b""


class Doorman:
    """Tells who asks, by the bearer token (RFC 6750)."""

    def __init__(self, tokens: Tokens, clock: Callable[[], datetime]) -> None:
        self._tokens = tokens
        self._clock = clock

    def caller(self, authorization: str, base: str) -> Caller:
        """Return who a request comes from.

        Raises:
            HttpRefusal: 401, with the challenge that says what is wanted.
        """
        granted = self._granted(authorization, base)
        return Caller(granted.name, granted.scopes)

    def seconds_left(self, authorization: str, base: str) -> float:
        """Return how long the token lasts yet.

        Raises:
            HttpRefusal: 401, as ``caller``.
        """
        return (self._granted(authorization, base).expires_at - self._clock()).total_seconds()

    def _granted(self, authorization: str, base: str) -> Granted:
        scheme, _, token = authorization.partition(" ")
        if not authorization:
            raise _unauthorized("An access token is needed: send it as Authorization: Bearer.", "")
        if scheme.lower() != "bearer" or not token.strip():
            raise _unauthorized("Only bearer tokens are taken: send Authorization: Bearer.", "invalid_request")
        try:
            return self._tokens.granted(token.strip(), base=base, at=self._clock())
        except TokenRefused as refused:
            is_expired = refused.fault is TokenFault.EXPIRED
            raise _unauthorized(f"{refused}.", "invalid_token", "expired" if is_expired else "login") from refused


def _unauthorized(diagnostics: str, error: str, code: str = "login") -> HttpRefusal:
    challenge = 'Bearer realm="samspill"'
    if error:
        challenge += f', error="{error}", error_description="{diagnostics}"'
    return HttpRefusal(401, code, diagnostics, ("WWW-Authenticate", challenge))
