"""An issuer in memory for the relying party: it says what it is told to, and keeps what it was asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.factories.logins import HELSEID, NOW, jwks, signed, signer, with_and_without

from samspill.access.login.client.api import Client, Profile, Registration
from samspill.access.login.contracts import Reply, Unreachable
from samspill.access.login.jose.keys import Key
from samspill.access.login.jose.strict import parse_compact

CLIENT, BACK = "client-1", "https://samspill.test/back"


@dataclass
class Issuing:
    """Its answers, by endpoint; each is used until it is changed, and a list is used up in order."""

    metadata: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    posts: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = field(default_factory=list)
    is_silent: bool = False

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        if self.is_silent:
            raise Unreachable
        if url in (f"{HELSEID}/.well-known/openid-configuration", f"{HELSEID}/.well-known/smart-configuration"):
            return Reply(200, {}, json.dumps({**METADATA, **self.metadata}).encode())
        return Reply(200, {}, jwks("rsa", "ec")) if url == f"{HELSEID}/jwks" else Reply(404, {}, b"")

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        if self.is_silent:
            raise Unreachable
        self.posts.append((url, form, headers or {}))
        answer = self.answers[url.removeprefix(f"{HELSEID}/")]
        told = answer.pop(0) if isinstance(answer, list) else answer
        return told if isinstance(told, Reply) else Reply(200, {}, json.dumps(told).encode())


METADATA = {
    "issuer": HELSEID,
    "jwks_uri": f"{HELSEID}/jwks",
    "authorization_endpoint": f"{HELSEID}/authorize",
    "pushed_authorization_request_endpoint": f"{HELSEID}/par",
    "token_endpoint": f"{HELSEID}/token",
}
_numbers = count(1)


def draw(_: int) -> str:
    """Return another text each time; of so many letters as PKCE asks for."""
    return f"drawn-{next(_numbers)}".ljust(43, "x")


def client(
    http: Issuing, profile: Profile, *, key: Key | None = None, algorithm: str = "ES256", scopes: str = "openid"
) -> Client:
    who = Registration(HELSEID, profile, CLIENT, key or signer("ec"), "own", algorithm, BACK, scopes)
    return Client(who, http=http, draw=draw)


def id_token(
    nonce: str | None, *, header: Mapping[str, Any] | None = None, key: Key | None = None, **changes: Any
) -> str:
    claims = {
        "iss": HELSEID,
        "aud": CLIENT,
        "sub": "opaque-person-1",
        "iat": NOW,
        "exp": NOW + 300,
        "auth_time": NOW - 60,
        "nonce": nonce,
        "acr": "idporten-loa-high",
        "helseid://claims/identity/security_level": "4",
    }
    head = with_and_without({"alg": "RS256", "typ": "JWT", "kid": "rsa"}, header or {})
    return signed(head, with_and_without(claims, changes), key or signer("rsa"))


def claims_of(token: str) -> Mapping[str, Any]:
    return parse_compact(token, chars_max=99_999).claims
