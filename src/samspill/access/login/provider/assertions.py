"""Client authentication by a signed assertion (RFC 7523), as HelseID and as SMART Backend Services have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from samspill.access.login.issuer_keys import SigningKey
from samspill.access.login.jose.signatures import PUBLIC_KEY_ALGORITHMS, is_signed_by
from samspill.access.login.jose.strict import Compact, Malformed, parse_compact
from samspill.access.login.provider.contracts import Client, Rejected
from samspill.access.login.provider.kept import Kept

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SKEW_SECONDS = 10
ASSERTION_CHARS_MAX = 16384
ALGORITHMS = frozenset(PUBLIC_KEY_ALGORITHMS) - {"EdDSA", "Ed25519"}
_NOT_TAKEN = frozenset({"crit", "jku", "jwk", "x5u", "x5c", "b64"})


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What an assertion must be like.

    Attributes:
        types: its ``typ`` is one of these.
        algorithms: it may be signed by these.
        seconds: it lasts so long at most.
        audience: it is addressed here, and nowhere else.
    """

    types: tuple[str | None, ...]
    algorithms: frozenset[str]
    seconds: int
    audience: str


class Assertions:
    """Recognises clients, and takes each assertion once."""

    def __init__(self, issuer: str, token_endpoint: str, clients: Mapping[str, Client]) -> None:
        self._clients = clients
        self._helseid = _Wanted(("client-authentication+jwt",), ALGORITHMS, 60, issuer)
        self._smart = _Wanted(("JWT", None), frozenset({"RS384", "ES384"}), 300, token_endpoint)
        self._used: Kept[str] = Kept(timedelta(seconds=self._smart.seconds + 2 * SKEW_SECONDS))

    def client(self, form: Mapping[str, str], *, at: datetime) -> tuple[Client, Mapping[str, Any]]:
        """Return who a request comes from, and the claims of the assertion that says so.

        Raises:
            Rejected: ``invalid_client``.
        """
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise _unknown("A signed client assertion is needed (private_key_jwt).")
        try:
            assertion = parse_compact(form.get("client_assertion", ""), chars_max=ASSERTION_CHARS_MAX)
        except Malformed as error:
            raise _unknown("The client assertion cannot be read.") from error
        client = self._clients.get(assertion.text("sub") or "")
        if client is None or form.get("client_id", client.id) != client.id:
            raise _unknown("The client assertion names no client that is registered here.")
        wanted = self._helseid if client.is_bound else self._smart
        _check_signed(assertion, client, wanted)
        self._check_claims(assertion, client, wanted, at)
        return client, assertion.claims

    def _check_claims(self, assertion: Compact, client: Client, wanted: _Wanted, at: datetime) -> None:
        now, expires, jti = int(at.timestamp()), assertion.seconds("exp"), assertion.text("jti")
        begins = max(assertion.seconds(name) or 0 for name in ("iat", "nbf"))
        audience = assertion.claims.get("aud")
        if assertion.claims.get("iss") != client.id or audience not in (wanted.audience, [wanted.audience]):
            raise _unknown(f"The client assertion's iss must be the client, and its aud {wanted.audience} alone.")
        if expires is None or expires <= now or expires > now + wanted.seconds + SKEW_SECONDS:
            raise _unknown(f"The client assertion must last, and at most {wanted.seconds} seconds.")
        if begins > now + SKEW_SECONDS:
            raise _unknown("The client assertion is not valid yet.")
        if jti is None or not self._used.keep(f"{client.id} {jti}", "used", at=at):
            raise _unknown("The client assertion needs an id (jti) that has not been used.")


def _check_signed(assertion: Compact, client: Client, wanted: _Wanted) -> None:
    header = assertion.header
    if header.get("typ") not in wanted.types or _NOT_TAKEN & header.keys():
        raise _unknown(f"The client assertion must be of type {wanted.types[0]}, without keys in its header.")
    key, algorithm = _key(client, header.get("kid")), header.get("alg")
    if key is None or not isinstance(algorithm, str) or algorithm not in wanted.algorithms & key.algorithms:
        raise _unknown("The client assertion is signed with a key or an algorithm that is not registered.")
    if not is_signed_by(key.key, algorithm, assertion.signing_input, assertion.signature):
        raise _unknown("The client assertion's signature is not the client's.")


def _key(client: Client, key_id: object) -> SigningKey | None:
    if key_id is None and len(client.keys) == 1:
        return next(iter(client.keys.values()))
    return client.keys.get(key_id) if isinstance(key_id, str) else None


def _unknown(description: str) -> Rejected:
    return Rejected("invalid_client", description, status=401)
