"""What a client signs: its assertions (RFC 7523), its proofs (RFC 9449), and PKCE's pair (RFC 7636)."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from samspill.access.login.client.contracts import Registration
from samspill.access.login.jose.keys import Key, algorithms_of
from samspill.access.login.jose.signatures import sign_compact
from samspill.access.login.jose.strict import encode
from samspill.access.login.proofs import token_hash

Draw = Callable[[int], str]
"""Returns so many bytes of randomness as a text that fits an address (``secrets.token_urlsafe``)."""

_MEMBERS = ("kty", "crv", "x", "y", "n", "e")
_PREFERRED = ("ES256", "ES384", "ES512", "PS256", "EdDSA")


def client_assertion(who: Registration, *, audience: str, claims: Mapping[str, Any], draw: Draw, at: datetime) -> str:
    """Return an assertion of who we are.

    Args:
        who: our registration.
        audience: whom it is addressed to.
        claims: further claims: ``assertion_details`` (HelseID), ``scope`` (Maskinporten).
        draw: randomness.
        at: now.
    """
    now = int(at.timestamp())
    header = {"alg": who.algorithm, "typ": who.profile.assertion_type, "kid": who.key_id}
    own = {
        "iss": who.client_id,
        "sub": who.client_id,
        "aud": audience,
        "jti": draw(16),
        "iat": now,
        "nbf": now,
        "exp": now + who.profile.assertion_seconds,
    }
    return sign_compact(header, {**claims, **own}, who.key)


def proof(key: Key, *, method: str, url: str, draw: Draw, at: datetime, nonce: str = "", token: str = "") -> str:
    """Return a proof for one call.

    Args:
        key: the private key that the token is, or will be, bound to.
        method: the call's method.
        url: its address; query and fragment are left out.
        draw: randomness.
        at: now.
        nonce: the server's; empty without one.
        token: the access token; empty where none is sent yet.
    """
    claims: dict[str, Any] = {
        "jti": draw(16),
        "htm": method,
        "htu": url.partition("?")[0].partition("#")[0],
        "iat": int(at.timestamp()),
    }
    if nonce:
        claims["nonce"] = nonce
    if token:
        claims["ath"] = token_hash(token)
    public = key.as_dict(private=False)
    algorithm = next(name for name in _PREFERRED if name in algorithms_of(key))
    jwk = {name: public[name] for name in _MEMBERS if name in public}
    return sign_compact({"alg": algorithm, "typ": "dpop+jwt", "jwk": jwk}, claims, key)


def challenge(verifier: str) -> str:
    """Return PKCE's S256 challenge of a verifier."""
    return encode(hashlib.sha256(verifier.encode()).digest())


def organisation_details(*, parent: str, child: str = "") -> dict[str, Any]:
    """Return HelseID's structure that says which organisation a multi-tenant client acts for."""
    value = f"NO:ORGNR:{parent}:{child}"
    identifier = {"system": "urn:oid:1.0.6523", "type": "ENH", "value": value}
    return {"type": "helseid_authorization", "practitioner_role": {"organization": {"identifier": identifier}}}


def unit_details(*, child: str) -> dict[str, Any]:
    """Return HelseID's structure that says which unit a single-tenant client acts for."""
    identifier = {"system": "urn:oid:2.16.578.1.12.4.1.4.101", "type": "ENH", "value": child}
    return {"type": "helseid_authorization", "practitioner_role": {"organization": {"identifier": identifier}}}
