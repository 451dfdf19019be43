"""A request's head, read once: the headers FHIR knows, and who asks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from starlette.types import Scope

from samspill.access.api import Tokens
from samspill.access.contracts import Granted, Presented, TokenRefused
from samspill.http.fhir.refusing import HttpRefusal
from samspill.http.fhir.workers import Workers
from samspill.kernel.national_numbers import is_national_number

log = structlog.get_logger(__name__)

_KNOWN = frozenset(
    {
        b"accept", b"accept-encoding", b"authorization", b"content-encoding", b"content-length", b"content-type",
        b"dpop", b"host", b"if-match", b"if-modified-since", b"if-none-exist", b"if-none-match", b"last-event-id",
        b"prefer", b"x-request-id",
    }
)  # fmt: skip
_JOINED = frozenset({b"accept", b"accept-encoding", b"dpop", b"if-none-match", b"prefer"})
"""Headers that may stand several times, and then mean a list (RFC 9110, section 5.3); of proofs only one is taken."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:\-]{1,64}")
_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")
_ELEVEN_CLOSE = re.compile(r"(?=([0-9]{11}))")
_BETWEEN = re.compile(r"[._:\-]")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
"""One in a thousand would be taken for a number with its hyphens taken out; most callers name their requests so."""


def _may_hold_number(said: str) -> bool:
    """Answer whether eleven digits follow each other, or a person's number does with signs between its digits."""
    if _ELEVEN_DIGITS.search(said):
        return True
    return not _UUID.fullmatch(said) and any(
        is_national_number(found) for found in _ELEVEN_CLOSE.findall(_BETWEEN.sub("", said))
    )


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
        return said.encode() if _REQUEST_ID.fullmatch(said) and not _may_hold_number(said) else b""


class Doorman:
    """Tells who asks, by the access token and the proof that goes with it (RFC 6750, RFC 9449)."""

    def __init__(self, tokens: Tokens, clock: Callable[[], datetime]) -> None:
        self._tokens = tokens
        self._clock = clock

    async def granted(self, head: Head, method: str, url: str, *, base: str, request: str, workers: Workers) -> Granted:
        """Return what a request may do; its proof is used up, so it is asked once.

        Args:
            head: the request's head.
            method: its method.
            url: its absolute address without query.
            base: the FHIR base that was called.
            request: its own id, for the log.
            workers: where what may take long is asked.

        Raises:
            HttpRefusal: 401, 403 or 503, with the challenge that says what is wanted.
        """
        presented, at = self._presented(head, method, url), self._clock()
        try:
            if self._tokens.is_quick(presented, at=at):
                return self._tokens.admitted(presented, base=base, at=at)
            return await workers.run(partial(self._tokens.admitted, presented, base=base, at=at))
        except TokenRefused as refused:
            log.info("fhir_call_refused", fault=refused.fault.name, request=request)
            denial = refused.denial()
            raise HttpRefusal(denial.status, denial.code, denial.text, *denial.headers) from refused

    def seconds_left(self, granted: Granted) -> float:
        """Return how long what was granted lasts yet."""
        return (granted.expires_at - self._clock()).total_seconds()

    def _presented(self, head: Head, method: str, url: str) -> Presented:
        authorization = head.text(b"authorization")
        if not authorization:
            wanted = "DPoP" if self._tokens.challenges[0].startswith("DPoP") else "Bearer"
            raise HttpRefusal(
                401,
                "login",
                f"An access token is needed: send it as Authorization: {wanted}.",
                *(("WWW-Authenticate", challenge) for challenge in self._tokens.challenges),
            )
        scheme, _, token = authorization.partition(" ")
        proofs = tuple(part.strip() for part in head.text(b"dpop").split(",")) if b"dpop" in head.headers else ()
        return Presented(scheme.lower(), token.strip(), proofs, method, url)
