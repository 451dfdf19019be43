"""What the provider signs: access tokens and id tokens with exactly HelseID's claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from joserfc.jwk import ECKey

from samspill.access.login import token_claims as claim
from samspill.access.login.jose.signatures import sign_compact
from samspill.access.login.provider.contracts import Client, DemoPerson, Details, Session

ACCESS_SECONDS = 600
ID_SECONDS = 300
AUTHENTICATION = "helseid://claims/client/amr"
TENANCY = "helseid://claims/client/client_tenancy"
PSEUDONYM = "helseid://claims/identity/pid_pseudonym"
NETWORK = "helseid://claims/identity/network"
_LEVEL_WORDS = {4: "high", 3: "substantial", 2: "low", 1: "low"}


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs, and for whom.

    Attributes:
        issuer: the provider's identifier.
        audience: the FHIR base that access tokens are for.
        key: the provider's own.
        key_id: its id.
    """

    issuer: str
    audience: str
    key: ECKey
    key_id: str

    def sign(self, kind: str, claims: Mapping[str, Any]) -> str:
        """Return a token of a type (``at+jwt``, ``JWT``)."""
        return sign_compact({"alg": "ES256", "typ": kind, "kid": self.key_id}, claims, self.key)


def access_token(
    signing: Signing, client: Client, scopes: tuple[str, ...], details: Details, session: Session | None, *,
    key: str, at: datetime,
) -> str:  # fmt: skip
    """Return an access token.

    Args:
        signing: who signs.
        client: the system.
        scopes: what it may do.
        details: for which organisation, and the attestation.
        session: who has signed in; ``None`` when nobody has.
        key: thumbprint of the key that it is bound to; empty binds it to none.
        at: now.
    """
    now = int(at.timestamp())
    claims: dict[str, Any] = {
        "iss": signing.issuer,
        "aud": signing.audience,
        "sub": subject(session.person) if session else client.id,
        "client_id": client.id,
        "iat": now,
        "nbf": now,
        "exp": now + ACCESS_SECONDS,
        "jti": token_urlsafe(16),
        "scope": " ".join(scopes),
        claim.CLIENT_NAME: client.name,
        AUTHENTICATION: "private_key_jwt",
        TENANCY: "multi-tenant" if client.is_multi_tenant else "single-tenant",
        claim.PARENT: details.parent or client.parent,
    }
    if key:
        claims["cnf"] = {"jkt": key}
    if details.child:
        claims[claim.CHILD] = details.child
    if details.attestation is not None:
        claims[claim.ATTESTATION] = details.attestation
    if session is not None:
        claims |= _signed_in(session) | _identity(session.person) | _personnel(session.person)
        claims |= {"name": session.person.name, claim.PID: session.person.pid}
    return signing.sign("at+jwt", claims)


def id_token(signing: Signing, session: Session, *, at: datetime) -> str:
    """Return an id token (OpenID Connect Core, section 2), with the claims that were asked for."""
    now, pushed = int(at.timestamp()), session.pushed
    claims = {
        "iss": signing.issuer,
        "aud": pushed.client_id,
        "sub": subject(session.person),
        "iat": now,
        "nbf": now,
        "exp": now + ID_SECONDS,
        **_signed_in(session),
        **person_claims(session.person, pushed.scopes),
    }
    if pushed.nonce:
        claims["nonce"] = pushed.nonce
    return signing.sign("JWT", claims)


def person_claims(person: DemoPerson, scopes: tuple[str, ...]) -> dict[str, Any]:
    """Return what a person's id token and userinfo say, by the scopes that were given."""
    claims = _identity(person)
    if "profile" in scopes:
        claims |= {"name": person.name, "given_name": person.given_name, "family_name": person.family_name}
    if "helseid://scopes/identity/pid" in scopes:
        claims[claim.PID] = person.pid
    if "helseid://scopes/hpr/hpr_number" in scopes:
        claims |= _personnel(person)
    return claims


def subject(person: DemoPerson) -> str:
    """Return the person's opaque id."""
    return f"demo-{person.id}"


def _signed_in(session: Session) -> dict[str, Any]:
    return {"auth_time": session.signed_in, "amr": ["demo"], "idp": "samspill-demo", "sid": session.id}


def _identity(person: DemoPerson) -> dict[str, Any]:
    return {
        claim.SECURITY_LEVEL: str(person.security_level),
        claim.ASSURANCE_LEVEL: _LEVEL_WORDS[person.security_level],
        PSEUDONYM: f"pseudonym-{person.id}",
        NETWORK: "internett",
    }


def _personnel(person: DemoPerson) -> dict[str, Any]:
    if person.hpr is None:
        return {}
    return {claim.HPR_NUMBER: person.hpr["hpr_number"], claim.HPR_DETAILS: person.hpr}
