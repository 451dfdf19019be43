"""Bearer tokens signed with the deployment's own secret (RFC 7515, RFC 7519, RFC 9068's ``at+jwt``)."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from secrets import token_hex
from typing import Any

from samspill.access.contracts import Granted, Scope, TokenFault, TokenRefused
from samspill.access.scopes import known_scopes, scope_text

ISSUER = "samspill-demo"
LIFETIME = timedelta(hours=1)
TOKEN_CHARS_MAX = 4096
_HEAD_CHARS_MAX = 1024
_ALGORITHM = "HS256"
_TYPE = "at+jwt"
_LATEST = 1 << 33  # the year 2242; what lies beyond is nothing we signed
_KEY_USE = b"samspill: demo bearer token 1"


class Signer:
    """Signs and verifies; holds a key made from the deployment's secret for this use alone."""

    def __init__(self, secret: str) -> None:
        # joserfc loads cryptography: a tenth of a second that the pages' start does not pay.
        from joserfc import jws  # noqa: PLC0415
        from joserfc.jwk import OctKey  # noqa: PLC0415

        self._jws = jws
        self._key = OctKey.import_key(hmac.digest(secret.encode(), _KEY_USE, hashlib.sha256))

    def sign(self, *, name: str, scopes: tuple[Scope, ...], audience: tuple[str, ...], at: datetime) -> str:
        """Return a compact JWT that lasts for ``LIFETIME`` from ``at``."""
        issued = int(at.timestamp())
        claims = {
            "iss": ISSUER,
            "sub": name,
            "client_id": name,
            "aud": list(audience),
            "iat": issued,
            "exp": issued + int(LIFETIME.total_seconds()),
            "jti": token_hex(8),
            "scope": scope_text(scopes),
        }
        return self._jws.serialize_compact({"alg": _ALGORITHM, "typ": _TYPE}, json.dumps(claims), self._key)

    def verify(self, token: str) -> Granted:
        """Check the signature and read the claims; the time and the audience are the caller's to compare.

        Raises:
            TokenRefused: it is not one of ours, whole and readable.
        """
        from joserfc.errors import JoseError  # noqa: PLC0415

        if len(token) > TOKEN_CHARS_MAX:
            raise TokenRefused(TokenFault.UNREADABLE)
        try:
            signed = self._jws.deserialize_compact(token, self._key, algorithms=[_ALGORITHM])
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise TokenRefused(TokenFault.UNREADABLE) from error
        if signed.headers().get("typ") != _TYPE:
            raise TokenRefused(TokenFault.UNREADABLE)
        return _granted(_claims(signed.payload))


def is_demo_token(token: str) -> bool:
    """Answer whether a token says that it is signed as ours are; whether it is, ``Signer.verify`` tells."""
    head = token.partition(".")[0]
    return len(head) <= _HEAD_CHARS_MAX and _says_ours(head)


@lru_cache(maxsize=64)
def _says_ours(head: str) -> bool:
    # Each call asks twice, and nearly all heads are one: 0.1 microseconds remembered, 4 read anew.
    try:
        header = json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and header.get("alg") == _ALGORITHM


def _claims(payload: bytes | None) -> Mapping[str, Any]:
    try:
        claims = json.loads(payload or b"")
    except ValueError as error:
        raise TokenRefused(TokenFault.UNREADABLE) from error
    if not isinstance(claims, dict) or claims.get("iss") != ISSUER:
        raise TokenRefused(TokenFault.UNREADABLE)
    return claims


def _granted(claims: Mapping[str, Any]) -> Granted:
    name, audience, expires, scope = (claims.get(key) for key in ("sub", "aud", "exp", "scope"))
    if not (isinstance(name, str) and isinstance(audience, list) and isinstance(scope, str)):
        raise TokenRefused(TokenFault.UNREADABLE)
    if type(expires) is not int or not 0 < expires < _LATEST:
        raise TokenRefused(TokenFault.UNREADABLE)
    if not (scopes := known_scopes(scope)):
        raise TokenRefused(TokenFault.NO_SCOPE)
    return Granted(name, scopes, frozenset(map(str, audience)), datetime.fromtimestamp(expires, UTC))
