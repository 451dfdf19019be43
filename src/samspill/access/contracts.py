"""What crosses the door of access: what a request shows, what a token grants, and why one is refused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from samspill.access.principals import Principal, Scope
from samspill.kernel.refusals import Refused

__all__ = ["BEARER", "DPOP", "Denial", "Granted", "Presented", "Scope", "ScopeRefused", "TokenFault", "TokenRefused"]


@dataclass(frozen=True, slots=True)
class Presented:
    """What a request shows to say whom it comes from (RFC 6750, RFC 9449).

    Attributes:
        scheme: the authorization scheme in small letters: ``bearer``, ``dpop`` ...
        token: the access token.
        proofs: every DPoP proof that was sent; a request that may be answered has one at most.
        method: the request's method as it was sent.
        url: the request's absolute address without query, as it was sent.
    """

    scheme: str
    token: str
    proofs: tuple[str, ...] = ()
    method: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """What a verified token says.

    Attributes:
        name: whom it was issued to, for the audit row.
        scopes: what it lets them do.
        audience: addresses of the FHIR bases it is meant for, without a slash at the end.
        expires_at: from this moment it is refused.
        principal: who that is, when the token comes of a login; ``None`` for a demo token.
    """

    name: str
    scopes: tuple[Scope, ...]
    audience: frozenset[str]
    expires_at: datetime
    principal: Principal | None = None


@dataclass(frozen=True, slots=True)
class Denial:
    """A refusal as HTTP tells it; it repeats nothing of what was sent.

    Attributes:
        status: 401, 403 or 503.
        code: a code of http://hl7.org/fhir/issue-type.
        text: what happened, in English.
        headers: the challenges (RFC 6750, section 3; RFC 9449, section 7.1), and a nonce where one is asked for.
    """

    status: int
    code: str
    text: str
    headers: tuple[tuple[str, str], ...]


class TokenFault(StrEnum):
    """What is wrong with a demo's bearer token; the caller is told no more than this."""

    SCHEME = "Only bearer tokens are taken: send Authorization: Bearer"
    UNREADABLE = "The access token cannot be verified"
    EXPIRED = "The access token has expired"
    ELSEWHERE = "The access token is meant for another server"
    NO_SCOPE = "The access token holds no scope that this server knows"


BEARER = 'Bearer realm="samspill"'
DPOP = 'DPoP realm="samspill", algs="ES256 ES384 ES512 PS256 PS384 PS512 EdDSA"'
"""The challenges without an error (RFC 6750, section 3; RFC 9449, section 7.1)."""


class TokenRefused(Exception):
    """A token that is not taken."""

    def __init__(self, fault: StrEnum) -> None:
        self.fault = fault
        super().__init__(fault.value)

    def denial(self) -> Denial:
        """Return what the caller is told."""
        error = "invalid_request" if self.fault is TokenFault.SCHEME else "invalid_token"
        code = "expired" if self.fault is TokenFault.EXPIRED else "login"
        challenge = f'{BEARER}, error="{error}", error_description="{self}."'
        return Denial(401, code, f"{self}.", (("WWW-Authenticate", challenge),))


class ScopeRefused(Refused):
    """A scope that cannot be given."""
