"""What crosses the door of the provider."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from samspill.access.login.issuer_keys import SigningKey


class Rejected(Exception):
    """A request that the provider does not do, as OAuth tells it (RFC 6749, section 5.2).

    Attributes:
        error: the error's code.
        description: what is wrong, in English, without values from the request.
        status: HTTP status.
        nonce: what the next proof shall hold; empty when a nonce does not help.
    """

    def __init__(self, error: str, description: str, *, status: int = 400, nonce: str = "") -> None:
        super().__init__(error, description)
        self.error = error
        self.description = description
        self.status = status
        self.nonce = nonce


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client.

    Attributes:
        id: its client id.
        name: shown on the sign-in page.
        keys: its public keys by their ids; the only one may be used without naming it.
        redirect_uris: where a login may come back to, compared letter for letter.
        post_logout_uris: where a logout may.
        scopes: what it may ask for.
        grants: grant types it may use.
        parent: organisation number of whom it belongs to.
        is_multi_tenant: whether it may act for other organisations than that one and those below it.
        is_bound: whether its tokens are bound to a key (HelseID); otherwise it is a SMART backend service.
    """

    id: str
    name: str
    keys: Mapping[str, SigningKey]
    redirect_uris: tuple[str, ...]
    post_logout_uris: tuple[str, ...]
    scopes: frozenset[str]
    grants: frozenset[str]
    parent: str
    is_multi_tenant: bool
    is_bound: bool


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented person.

    Attributes:
        id: for the sign-in page.
        name: whole name.
        given_name: first part of it.
        family_name: last part of it.
        role: what they are, in bokmål, for the page.
        pid: synthetic national number; never shown.
        security_level: how they sign in, 1 to 4.
        hpr: ``hpr_details`` as HelseID gives them; ``None`` without an entry.
    """

    id: str
    name: str
    given_name: str
    family_name: str
    role: str
    pid: str = field(repr=False)
    security_level: int
    hpr: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Asking:
    """What the sign-in page shows.

    Attributes:
        client_name: who asks.
        people: whom one can be.
        request_uri: names the request when somebody has been chosen.
        back_to: scheme, host and port of where the browser goes then.
    """

    client_name: str
    people: tuple[DemoPerson, ...]
    request_uri: str
    back_to: str


@dataclass(frozen=True, slots=True)
class Details:
    """Structured details of a request (HelseID: ``authorization_details`` or ``assertion_details``).

    Attributes:
        parent: organisation number of the legal entity; empty when not said.
        child: of the unit below it; empty when not said.
        attestation: ``nhn:tillitsrammeverk:parameters``; ``None`` when not said.
    """

    parent: str = ""
    child: str = ""
    attestation: Mapping[str, Any] | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """Which structures are given."""
        organisation = {"organisation"} if self.parent or self.child else set()
        return frozenset(organisation | ({"attestation"} if self.attestation is not None else set()))


@dataclass(frozen=True, slots=True)
class Pushed:
    """An authorization request that was pushed (RFC 9126), or what a code stands for once somebody has been chosen."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    rejected: tuple[str, ...]
    state: str
    nonce: str
    challenge: str
    key: str
    details: Details


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has signed in to a client, for as long as their refresh token lasts."""

    id: str
    pushed: Pushed
    person: DemoPerson
    signed_in: int
    key: str = ""
