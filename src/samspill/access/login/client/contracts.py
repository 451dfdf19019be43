"""What crosses the door of the client: who we are at an issuer, what a login is begun with, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from samspill.access.login.jose.keys import Key
from samspill.access.principals import Assurance, Unprinted


class Why(StrEnum):
    """Why a login or a token did not come about."""

    ISSUER_SILENT = "The issuer does not answer"
    METADATA = "The issuer's metadata is not its own, or lacks what is needed"
    REJECTED = "The issuer refused"
    ANSWER = "The issuer's answer cannot be read, or lacks what is needed"
    STATE = "The answer belongs to another login"
    OTHER_ISSUER = "The answer comes from another issuer than the login was begun at"
    GIVEN_UP = "The login was given up, or refused, at the issuer"
    CODE = "The answer has no code"
    ID_UNREADABLE = "The id token cannot be read"
    ID_KEY = "The id token is signed with a key or an algorithm that is not its issuer's"
    ID_SIGNATURE = "The id token's signature is not its issuer's"
    ID_CLAIMS = "The id token lacks a claim, or has one of the wrong kind"
    ID_ISSUER = "The id token comes from another issuer"
    ID_AUDIENCE = "The id token is meant for others than this client"
    ID_TIME = "The id token has ended, or not begun"
    ID_NONCE = "The id token belongs to another login"
    ID_OLD_LOGIN = "The person signed in too long ago"
    ID_LEVEL = "The person did not sign in surely enough"
    ID_SUBJECT = "The answer is about another person"


class LoginFailed(Exception):
    """A login or a token that did not come about.

    Attributes:
        why: what happened.
        error: the issuer's own error code, when it gave one that is a plain word.
    """

    def __init__(self, why: Why, *, error: str = "") -> None:
        super().__init__(f"{why.value}{f' ({error})' if error else ''}")
        self.why = why
        self.error = error


class AssertionAudience(StrEnum):
    """Whom a client assertion is addressed to."""

    ISSUER = "issuer"
    TOKEN_ENDPOINT = "token_endpoint"  # noqa: S105  (a word)


class SystemGrant(StrEnum):
    """How a system without a person gets a token."""

    CLIENT_CREDENTIALS = "client_credentials"
    JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class Profile:
    """How an issuer of one kind is spoken with.

    Attributes:
        name: of the profile.
        pushes: whether the request is pushed (PAR); otherwise it stands in the address.
        binds: whether tokens are bound to a key (DPoP).
        assertion_type: ``typ`` of client assertions.
        assertion_audience: whom they are addressed to.
        assertion_seconds: how long they last.
        system_grant: how a system gets a token.
        id_algorithms: what id tokens may be signed by.
        needs_issuer: whether the answer of a login must name its issuer (RFC 9207).
        levels: what ``acr`` must be one of; empty when it is not looked at.
        security_level: HelseID's level at least; 0 when it is not looked at.
        parameters: further parameters of an authorization request.
        metadata: where its metadata stands below its address; the first place that answers.
        is_fhir_base: whether it is known by its FHIR base, whose metadata need not name an issuer (SMART).
    """

    name: str
    pushes: bool
    binds: bool
    assertion_type: str
    assertion_audience: AssertionAudience
    assertion_seconds: int
    system_grant: SystemGrant
    id_algorithms: frozenset[str]
    needs_issuer: bool
    levels: tuple[str, ...] = ()
    security_level: int = 0
    parameters: Mapping[str, str] = field(default_factory=dict)
    metadata: tuple[str, ...] = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")
    is_fhir_base: bool = False


@dataclass(frozen=True, slots=True)
class Registration:
    """Who we are at an issuer.

    Attributes:
        issuer: its identifier; of a SMART server its FHIR base.
        profile: how it is spoken with.
        client_id: our id there.
        key: our private key.
        key_id: its id there.
        algorithm: what we sign by.
        redirect_uri: where logins come back to; empty for a system.
        scopes: what is asked for.
    """

    issuer: str
    profile: Profile
    client_id: str
    key: Key = field(repr=False)
    key_id: str
    algorithm: str
    redirect_uri: str
    scopes: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A login that has been begun; kept in the session until it comes back, and used once.

    Attributes:
        address: where the browser is sent.
        state: binds the answer to the session.
        nonce: binds the id token to the session.
        verifier: PKCE's.
        key: private key that the tokens are bound to, as JWK; empty when they are not.
        at: when, in seconds since 1970.
        login_seconds_max: how old the person's login may be; ``None`` when it may be any.
    """

    address: str
    state: str
    nonce: str
    verifier: str = field(repr=False)
    key: Mapping[str, str] = field(repr=False)
    at: int
    login_seconds_max: int | None


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens that were given.

    Attributes:
        access: the access token.
        kind: ``DPoP`` or ``Bearer``.
        expires_at: of the access token.
        scopes: what was given.
        refresh: the refresh token; empty without one.
        refresh_expires_at: of the refresh token; ``None`` when unknown.
        id_token: for a logout; empty without one.
        rejected: scopes that were asked for and not given.
    """

    access: str = field(repr=False)
    kind: str
    expires_at: datetime
    scopes: tuple[str, ...]
    refresh: str = field(repr=False)
    refresh_expires_at: datetime | None
    id_token: str = field(repr=False)
    rejected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who has signed in.

    Attributes:
        issuer: who says so.
        subject: opaque id there.
        pid: national number, which never prints; ``None`` when it was not told.
        name: whole name; empty when it was not told.
        assurance: how surely.
        session: the issuer's session id, for a logout from its side; empty when it was not told.
        claims: the whole id token, for ``access.hpr`` and others.
        tokens: what was given with it.
    """

    issuer: str
    subject: str
    pid: Unprinted | None
    name: str
    assurance: Assurance
    session: str
    claims: Mapping[str, Any] = field(repr=False)
    tokens: Tokens
