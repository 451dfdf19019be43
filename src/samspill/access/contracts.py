"""What crosses the door of access: what a token grants, and why one is refused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from samspill.kernel.refusals import Refused

Scope = tuple[str, str]
"""(resource type or ``*``, letters of ``cruds`` in that order)."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What a verified token says.

    Attributes:
        name: whom it was issued to, for the audit row.
        scopes: what it lets them do.
        audience: addresses of the FHIR bases it is meant for, without a slash at the end.
        expires_at: from this moment it is refused.
    """

    name: str
    scopes: tuple[Scope, ...]
    audience: frozenset[str]
    expires_at: datetime


class TokenFault(StrEnum):
    """What is wrong with a bearer token; the caller is told no more than this."""

    UNREADABLE = "The access token cannot be verified"
    EXPIRED = "The access token has expired"
    ELSEWHERE = "The access token is meant for another server"
    NO_SCOPE = "The access token holds no scope that this server knows"


class TokenRefused(Exception):
    """A bearer token that is not taken."""

    def __init__(self, fault: TokenFault) -> None:
        self.fault = fault
        super().__init__(fault.value)


class ScopeRefused(Refused):
    """A scope that cannot be given."""
