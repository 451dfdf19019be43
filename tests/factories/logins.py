"""Issuers, tokens and proofs for tests: everything an honest client has, and what an attacker makes of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from samspill.access.contracts import Presented
from samspill.access.login.contracts import Issuer, IssuerKind, ProofsSeen, Reply, Unreachable
from samspill.access.login.issuers_file import ALGORITHMS
from samspill.access.login.jose.keys import Key, algorithms_of, thumbprint
from samspill.access.login.jose.strict import encode
from samspill.access.login.nonces import Nonces
from samspill.access.login.proofs import token_hash
from samspill.access.login.resource_server import ResourceServer
from samspill.access.login.seen import SeenInMemory

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
NOW = int(AT.timestamp())
BASE = "https://fhir.samspill.test/fhir"
URL = f"{BASE}/Patient/1"
SECRET = "a secret for tests only"
HELSEID, SMART, IDPORTEN = "https://sts.helseid.test", "https://smart.test", "https://idporten.test"
PERSON, CLIENT = "opaque-person-1", "client-1"
PID = "298190" + "12057"  # made for tests: month + 80
PARENT, CHILD = "994598759", "974589095"

_SIGNERS: dict[str, Key] = {
    "rsa": RSAKey.generate_key(2048),
    "ec": ECKey.generate_key("P-256"),
    "es384": ECKey.generate_key("P-384"),
    "edwards": OKPKey.generate_key("Ed25519"),
}
"""Private keys of issuers, by their ids."""

OWN: Key = ECKey.generate_key("P-256")
OTHER: Key = ECKey.generate_key("P-256")
"""An honest client's key, and an attacker's."""


def public(key: Key) -> dict[str, Any]:
    """Return a key's public part as JWK, without what libraries add."""
    return {
        name: value for name, value in key.as_dict(private=False).items() if name in {"kty", "crv", "x", "y", "n", "e"}
    }


def signer(name: str) -> Key:
    return _SIGNERS[name]


def jwks(*names: str) -> bytes:
    return json.dumps({"keys": [{**public(_SIGNERS[name]), "kid": name, "use": "sig"} for name in names]}).encode()


@dataclass
class Pages:
    """Other servers: what stands at each address, and what was asked for."""

    found: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        self.asked.append(url)
        if url not in self.found:
            raise Unreachable
        return Reply(200, {}, self.found[url])

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        raise Unreachable


def issuers() -> tuple[Issuer, ...]:
    def made(name: str, kind: IssuerKind) -> Issuer:
        return Issuer(name, kind, ALGORITHMS[kind], jwks=f"{name}/jwks")

    return (
        made(HELSEID, IssuerKind.HELSEID), made(SMART, IssuerKind.SMART), made(IDPORTEN, IssuerKind.IDPORTEN)
    )  # fmt: skip


def pages() -> Pages:
    return Pages(
        {f"{HELSEID}/jwks": jwks("rsa", "ec"), f"{SMART}/jwks": jwks("es384"), f"{IDPORTEN}/jwks": jwks("rsa")}
    )


def server(seen: ProofsSeen | None = None, http: Pages | None = None) -> ResourceServer:
    return ResourceServer(issuers(), http=http or pages(), seen=seen or SeenInMemory(), secret=SECRET)


def nonce(at: datetime = AT, *, secret: str = SECRET, use: str = "resource server") -> str:
    return Nonces(secret, use=use).fresh(at=at)


def sign_raw(head: bytes, payload: bytes, key: Key, algorithm: str) -> str:
    """Sign bytes as they are, however wrong."""
    text = f"{encode(head)}.{encode(payload)}"
    name = "Ed25519" if algorithm == "EdDSA" else algorithm
    return f"{text}.{encode(JWSRegistry.algorithms[name].sign(text.encode(), key))}"


def signed(header: dict[str, Any], claims: object, key: Key, algorithm: str = "") -> str:
    """Sign a header and claims with a key, by the key's own algorithm when the header names none that fits."""
    fitting = sorted(algorithms_of(key))
    chosen = algorithm or (header.get("alg") if header.get("alg") in fitting else fitting[0])
    return sign_raw(json.dumps(header).encode(), json.dumps(claims).encode(), key, str(chosen))


def with_and_without(members: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return members with changes; ``None`` takes one away."""
    return {name: value for name, value in {**members, **changes}.items() if value is not None}


_numbers = count(1)


def person_claims(**changes: Any) -> dict[str, Any]:
    return with_and_without(
        {
            "iss": HELSEID,
            "aud": BASE,
            "sub": PERSON,
            "client_id": CLIENT,
            "iat": NOW,
            "nbf": NOW,
            "exp": NOW + 600,
            "jti": f"token-{next(_numbers)}",
            "scope": ["openid", "user/*.rs"],
            "cnf": {"jkt": thumbprint(public(OWN))},
            "name": "Kari Oppdiktet",
            "helseid://claims/identity/pid": PID,
            "helseid://claims/identity/security_level": "4",
            "helseid://claims/identity/assurance_level": "high",
            "helseid://claims/hpr/hpr_number": "565501872",
            "helseid://claims/client/client_name": "Journalen",
            "helseid://claims/client/claims/orgnr_parent": PARENT,
            "helseid://claims/client/claims/orgnr_child": CHILD,
        },
        changes,
    )


def system_claims(**changes: Any) -> dict[str, Any]:
    """Return claims of a SMART backend service; bound to no key."""
    return with_and_without(
        {
            "iss": SMART,
            "aud": BASE,
            "sub": CLIENT,
            "client_id": CLIENT,
            "iat": NOW,
            "exp": NOW + 300,
            "jti": f"token-{next(_numbers)}",
            "scope": "system/*.rs",
        },
        changes,
    )


def token(claims: dict[str, Any] | None = None, *, by: str = "rsa", alg: str = "PS256", **header: Any) -> str:
    """Return an access token; ``None`` takes a member of its header away."""
    head = with_and_without({"alg": alg, "typ": "at+jwt", "kid": by}, header)
    return signed(head, person_claims() if claims is None else claims, _SIGNERS[by])


def system_token(**changes: Any) -> str:
    return token(system_claims(**changes), by="es384", alg="ES384")


def proof(access_token: str, *, key: Key = OWN, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
    """Return a proof for a call; ``None`` takes a member away."""
    made = {"jti": f"proof-{next(_numbers)}", "htm": "GET", "htu": URL, "iat": NOW, "ath": token_hash(access_token)}
    head = with_and_without({"typ": "dpop+jwt", "alg": min(algorithms_of(key)), "jwk": public(key)}, header or {})
    return signed(head, with_and_without(made, claims), key)


def call(access_token: str = "", *proofs: str, method: str = "GET", url: str = URL) -> Presented:
    """Return an honest call, or one with other proofs."""
    shown = access_token or token()
    return Presented("dpop", shown, proofs or (proof(shown),), method, url)


def bearer(access_token: str) -> Presented:
    return Presented("bearer", access_token, (), "GET", URL)
