"""A DPoP proof (RFC 9449, section 4.3): that whoever calls holds the key, for this call and now."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from samspill.access.login.contracts import ProofsSeen, StoreSilent
from samspill.access.login.faults import Fault, LoginRefused
from samspill.access.login.jose.keys import Key, PrivateKeyGiven, UnusableKey, check_public, import_public, thumbprint
from samspill.access.login.jose.signatures import PUBLIC_KEY_ALGORITHMS, is_signed_by
from samspill.access.login.jose.strict import Compact, Malformed, encode, parse_compact
from samspill.access.login.nonces import Nonces
from samspill.access.login.targets import is_same_target

SKEW = timedelta(seconds=10)
"""How far a proof's time may be from ours; a caller whose clock is further off is given a nonce instead."""
PROOF_CHARS_MAX = 8192
KEYS_REMEMBERED_MAX = 4096
_TYPE = "dpop+jwt"
_NOT_TAKEN = frozenset({"crit", "jku", "x5u", "x5c", "x5t", "x5t#S256", "b64", "zip"})
"""Another source of the key than ``jwk``, or another meaning of the text."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof shows, when ``spend`` has taken it.

    Attributes:
        thumbprint: of the key that made it.
        once: what it is remembered by.
        until: after this moment it is refused for its age, and need not be remembered.
    """

    thumbprint: str
    once: bytes
    until: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """What a proof has to be made for.

    Attributes:
        method: the request's method.
        url: the request's address.
        token: the access token; ``None`` where none is sent yet.
        needs_nonce: whether a proof without a nonce of ours is refused.
    """

    method: str
    url: str
    token: str | None = None
    needs_nonce: bool = False


class Proofs:
    """Checks proofs, and takes each once."""

    def __init__(self, seen: ProofsSeen, nonces: Nonces) -> None:
        self._seen = seen
        self._nonces = nonces
        self._keys: dict[str, Key] = {}

    def nonce(self, *, at: datetime) -> str:
        """Return the nonce for the next proof."""
        return self._nonces.fresh(at=at)

    def check(self, proofs: tuple[str, ...], target: Target, *, at: datetime) -> Proven:
        """Check a request's proof; it is not used up yet.

        Raises:
            LoginRefused: with a ``PROOF_…`` fault.
        """
        if not proofs or proofs == ("",):
            raise LoginRefused(Fault.PROOF_MISSING)
        if len(proofs) > 1:
            raise LoginRefused(Fault.PROOF_TWICE)
        try:
            proof = parse_compact(proofs[0], chars_max=PROOF_CHARS_MAX)
        except Malformed as error:
            raise LoginRefused(Fault.PROOF_UNREADABLE) from error
        key_print, key = self._key(proof)
        proven = self._claims(proof, target, key_print, at)
        if not is_signed_by(key, proof.header["alg"], proof.signing_input, proof.signature):
            raise LoginRefused(Fault.PROOF_SIGNATURE)
        return proven

    def spend(self, proven: Proven, *, at: datetime) -> None:
        """Use a proof up.

        Raises:
            LoginRefused: it has been used, or nobody can tell.
        """
        try:
            if not self._seen.keep(proven.once, until=proven.until, at=at):
                raise LoginRefused(Fault.PROOF_REPLAYED)
        except StoreSilent as error:
            raise LoginRefused(Fault.STORE_SILENT) from error

    def _key(self, proof: Compact) -> tuple[str, Key]:
        header = proof.header
        if header.get("typ") != _TYPE:
            raise LoginRefused(Fault.PROOF_TYPE)
        if header.get("alg") not in PUBLIC_KEY_ALGORITHMS:
            raise LoginRefused(Fault.PROOF_ALGORITHM)
        if _NOT_TAKEN & header.keys():
            raise LoginRefused(Fault.PROOF_HEADER)
        try:
            return self._known(header.get("jwk"))
        except PrivateKeyGiven as error:
            raise LoginRefused(Fault.PROOF_PRIVATE_KEY) from error
        except UnusableKey as error:
            raise LoginRefused(Fault.PROOF_KEY) from error

    def _known(self, jwk: Any) -> tuple[str, Key]:
        """Return a key and its thumbprint; reading a key costs half as much as verifying with it, so it is kept."""
        check_public(jwk)  # the private part stands outside what a thumbprint covers, so it is looked for each time
        key_print = thumbprint(jwk)
        if (key := self._keys.get(key_print)) is None:
            key = import_public(jwk)
            self._remember(key_print, key)
        return key_print, key

    def _remember(self, key_print: str, key: Key) -> None:
        if len(self._keys) >= KEYS_REMEMBERED_MAX:
            self._keys = dict(list(self._keys.items())[KEYS_REMEMBERED_MAX // 2 :])
        self._keys[key_print] = key

    def _claims(self, proof: Compact, target: Target, key_print: str, at: datetime) -> Proven:
        jti, method, address, issued = (
            proof.text("jti"),
            proof.text("htm"),
            proof.text("htu", 2048),
            proof.seconds("iat"),
        )
        if jti is None or method is None or address is None or issued is None:
            raise LoginRefused(Fault.PROOF_CLAIMS)
        if method != target.method:
            raise LoginRefused(Fault.PROOF_METHOD)
        if not is_same_target(address, target.url):
            raise LoginRefused(Fault.PROOF_URL)
        until = self._until(proof, target, datetime.fromtimestamp(issued, UTC), at)
        once = hashlib.sha256(f"{key_print}.{jti}".encode("utf-8", "surrogatepass")).digest()
        if self._is_seen(once, at):
            raise LoginRefused(Fault.PROOF_REPLAYED)
        if target.token is not None and proof.claims.get("ath") != token_hash(target.token):
            raise LoginRefused(Fault.PROOF_TOKEN)
        return Proven(key_print, once, until)

    def _until(self, proof: Compact, target: Target, issued: datetime, at: datetime) -> datetime:
        """Return when the proof is too old: by our own nonce where it holds one, else by its time."""
        if "nonce" in proof.claims:
            nonce = proof.text("nonce")
            until = self._nonces.good_until(nonce, at=at) if nonce else None
            return until or self._ask_for_nonce(Fault.PROOF_NONCE, at)
        if target.needs_nonce:
            self._ask_for_nonce(Fault.PROOF_NONCE, at)
        if abs(at - issued) > SKEW:
            self._ask_for_nonce(Fault.PROOF_TIME, at)
        return issued + SKEW + timedelta(seconds=1)

    def _ask_for_nonce(self, fault: Fault, at: datetime) -> NoReturn:
        raise LoginRefused(fault, nonce=self._nonces.fresh(at=at))

    def _is_seen(self, once: bytes, at: datetime) -> bool:
        try:
            return self._seen.is_seen(once, at=at)
        except StoreSilent as error:
            raise LoginRefused(Fault.STORE_SILENT) from error


def token_hash(token: str) -> str:
    """Return a token's ``ath`` (RFC 9449, section 4.2)."""
    return encode(hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest())
