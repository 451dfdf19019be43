"""What crosses the door of login: which issuers are trusted, and the ports that it asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class IssuerKind(StrEnum):
    """Which profile an issuer keeps to."""

    HELSEID = "helseid"
    SAMSPILL = "samspill"
    """Our own provider for demo and tests: HelseID's profile and claims."""
    SMART = "smart"
    """SMART App Launch and Backend Services: scopes, no organisations, and bearer tokens where no key is bound."""
    IDPORTEN = "idporten"
    """Signs citizens in; its access tokens are never taken as a session here."""


class NonceUse(StrEnum):
    """When the resource server wants its own nonce in a proof."""

    WHEN_LATE = "when-late"
    """Only from a caller whose clock is off."""
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer that is trusted, as the issuers' file or the demo names it.

    Attributes:
        issuer: its identifier, compared letter for letter.
        kind: the profile it keeps to.
        algorithms: what it may sign access tokens by.
        discovery: address of its metadata; empty when the keys are had by ``jwks``.
        jwks: address, or path of a file, of its keys; empty when ``discovery`` tells it.
        audience: what its tokens call this server; empty means the FHIR base's own address.
        scopes: its own scope words, each with the SMART scopes that it stands for.
        nonce: when a nonce of ours is wanted in proofs.
        valid_from: the first day it is trusted.
        valid_to: the last day; ``None`` means until further notice.
    """

    issuer: str
    kind: IssuerKind
    algorithms: frozenset[str]
    discovery: str = ""
    jwks: str = ""
    audience: str = ""
    scopes: Mapping[str, str] = field(default_factory=dict)
    nonce: NonceUse = NonceUse.WHEN_LATE
    valid_from: date = date.min
    valid_to: date | None = None

    @property
    def is_national(self) -> bool:
        """Whether it keeps to HelseID's profile: bound tokens, organisations, security level 4."""
        return self.kind in (IssuerKind.HELSEID, IssuerKind.SAMSPILL)

    def is_valid(self, day: date) -> bool:
        """Answer whether it is trusted on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class ProofsSeen(Protocol):
    """Remembers which proofs have been used, for every process of the deployment."""

    @property
    def is_local(self) -> bool:
        """Whether it answers in microseconds, without asking another machine."""

    def is_seen(self, key: bytes, *, at: datetime) -> bool:
        """Answer whether a proof has been used and is not forgotten yet.

        Raises:
            StoreSilent: it cannot be known.
        """

    def keep(self, key: bytes, *, until: datetime, at: datetime) -> bool:
        """Remember a proof until a moment; ``False`` when somebody did before.

        Raises:
            StoreSilent: it cannot be known.
        """


class StoreSilent(Exception):
    """The store of used proofs does not answer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer over HTTP.

    Attributes:
        status: its status.
        headers: by their names in small letters.
        body: its bytes, bounded.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class Http(Protocol):
    """Asks other servers; redirects are not followed."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Fetch.

        Raises:
            Unreachable: no answer, or one that is too long.
        """

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        """Send a form.

        Raises:
            Unreachable: no answer, or one that is too long.
        """


class Unreachable(Exception):
    """Another server does not answer."""
