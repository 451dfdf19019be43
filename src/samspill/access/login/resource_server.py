"""The resource server (HelseID's profile of FAPI 2.0): a call's token and proof -> who calls, or why it is refused.

The order is fixed, and each step has its own faults: scheme, proof, the token's header, issuer, key, signature, claims,
audience, time, the key that both are bound to; then the proof is used up; then scopes, security level, organisation.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from samspill.access.contracts import DPOP, Granted, Presented
from samspill.access.login.contracts import Http, Issuer, IssuerKind, NonceUse, ProofsSeen
from samspill.access.login.faults import Fault, LoginRefused
from samspill.access.login.issuer_keys import IssuerKeys, KeysUnknown
from samspill.access.login.jose.signatures import is_signed_by
from samspill.access.login.jose.strict import Compact, Malformed, parse_compact
from samspill.access.login.nonces import Nonces
from samspill.access.login.proofs import SKEW, Proofs, Proven, Target
from samspill.access.login.token_claims import Verified, read_token

TOKEN_CHARS_MAX = 16384
REMEMBERED_MAX = 2048
REMEMBERED_FOR = timedelta(minutes=15)
"""A verified token is looked at anew after so long, so that a key its issuer takes back is not believed for hours."""
_TYPES = ("at+jwt", "application/at+jwt")
_NOT_TAKEN = frozenset({"crit", "jku", "jwk", "x5u", "x5c", "b64", "zip"})


class ResourceServer:
    """Tells whom a call comes from (``access.api.Tokens``)."""

    challenges = (DPOP,)

    def __init__(self, issuers: Iterable[Issuer], *, http: Http, seen: ProofsSeen, secret: str) -> None:
        """Begin; no issuer is asked before its first token.

        Args:
            issuers: those that are trusted.
            http: asks them for their keys.
            seen: remembers used proofs.
            secret: the deployment's secret key, for nonces.
        """
        self._issuers = {issuer.issuer: issuer for issuer in issuers if issuer.kind is not IssuerKind.IDPORTEN}
        self._keys = {name: IssuerKeys(issuer, http) for name, issuer in self._issuers.items()}
        self._proofs = Proofs(seen, Nonces(secret, use="resource server"))
        self._is_local = seen.is_local
        self._remembered: dict[bytes, tuple[Verified, Issuer, datetime]] = {}
        self._lock = Lock()

    def is_quick(self, presented: Presented, *, at: datetime) -> bool:
        """Answer whether a call can be looked at without asking anybody: its token has been seen lately."""
        known = self._remembered.get(_digest(presented.token)) if self._is_local else None
        return known is not None and known[2] > at

    def admitted(self, presented: Presented, *, base: str, at: datetime) -> Granted:
        """Return what a call may do.

        Args:
            presented: what the request shows.
            base: the FHIR base that was called.
            at: now.

        Raises:
            LoginRefused: with the first fault that is found.
        """
        verified = self.known(presented, base=base, at=at)
        if verified.fault is not None:
            raise LoginRefused(verified.fault)
        who = verified.principal
        return Granted(who.audit_name, who.scopes, frozenset({base}), who.expires_at, who)

    def known(self, presented: Presented, *, base: str, at: datetime) -> Verified:
        """Return whom a call comes from, before it is asked what they may do here.

        Raises:
            LoginRefused: it is not known.
        """
        if presented.scheme not in ("dpop", "bearer") or not presented.token:
            raise LoginRefused(Fault.SCHEME)
        proven = self._proven(presented, at) if presented.scheme == "dpop" else None
        verified, issuer = self._verified(presented.token, at)
        self._check_now(verified, issuer, base, at)
        self._check_bound(verified, issuer, proven)
        if proven is not None:
            self._proofs.spend(proven, at=at)
        return verified

    def _proven(self, presented: Presented, at: datetime) -> Proven:
        needs_nonce = self._wants_nonce(presented.token)
        target = Target(presented.method, presented.url, presented.token, needs_nonce=needs_nonce)
        return self._proofs.check(presented.proofs, target, at=at)

    def _wants_nonce(self, token: str) -> bool:
        """Answer whether the issuer that a token names wants a nonce in each proof; the name is verified later."""
        if all(issuer.nonce is NonceUse.WHEN_LATE for issuer in self._issuers.values()):
            return False
        try:
            named = parse_compact(token, chars_max=TOKEN_CHARS_MAX).claims.get("iss")
        except Malformed:
            return False
        issuer = self._issuers.get(named) if isinstance(named, str) else None
        return issuer is not None and issuer.nonce is NonceUse.ALWAYS

    def _verified(self, token: str, at: datetime) -> tuple[Verified, Issuer]:
        digest = _digest(token)
        if (known := self._remembered.get(digest)) is not None and known[2] > at:
            return known[0], known[1]
        try:
            parsed = parse_compact(token, chars_max=TOKEN_CHARS_MAX)
        except Malformed as error:
            raise LoginRefused(Fault.TOKEN_UNREADABLE) from error
        issuer = self._check_signed(parsed, at)
        verified = read_token(parsed, issuer)
        self._remember(digest, verified, issuer, at)
        return verified, issuer

    def _check_signed(self, token: Compact, at: datetime) -> Issuer:
        """Return the issuer that signed a token."""
        header: dict[str, Any] = dict(token.header)
        if _NOT_TAKEN & header.keys():
            raise LoginRefused(Fault.TOKEN_HEADER)
        if header.get("typ") not in _TYPES:
            raise LoginRefused(Fault.TOKEN_TYPE)
        named = token.claims.get("iss")
        issuer = self._issuers.get(named) if isinstance(named, str) else None
        if issuer is None or not issuer.is_valid(at.date()):
            raise LoginRefused(Fault.ISSUER)
        algorithm, key_id = header.get("alg"), header.get("kid")
        if not isinstance(algorithm, str) or algorithm not in issuer.algorithms:
            raise LoginRefused(Fault.TOKEN_ALGORITHM)
        try:
            signing = self._keys[issuer.issuer].find(key_id, at=at) if isinstance(key_id, str) else None
        except KeysUnknown as error:
            raise LoginRefused(Fault.ISSUER_SILENT) from error
        if signing is None or algorithm not in signing.algorithms:
            raise LoginRefused(Fault.TOKEN_KEY)
        if not is_signed_by(signing.key, algorithm, token.signing_input, token.signature):
            raise LoginRefused(Fault.TOKEN_SIGNATURE)
        return issuer

    def _check_now(self, verified: Verified, issuer: Issuer, base: str, at: datetime) -> None:
        """Refuse a genuine token that is not for us, or not for now."""
        if verified.audience != (issuer.audience or base):
            raise LoginRefused(Fault.AUDIENCE)
        if not issuer.is_valid(at.date()):
            raise LoginRefused(Fault.ISSUER)
        if at >= verified.principal.expires_at:
            raise LoginRefused(Fault.EXPIRED)
        if verified.not_before > at + SKEW:
            raise LoginRefused(Fault.NOT_YET)

    def _check_bound(self, verified: Verified, issuer: Issuer, proven: Proven | None) -> None:
        """Refuse a token that is not shown by whoever holds its key."""
        key = verified.principal.key
        if proven is None:
            if key:
                raise LoginRefused(Fault.DOWNGRADED)
            if not _takes_bearer(issuer, verified):
                raise LoginRefused(Fault.BEARER)
            return
        if not key:
            raise LoginRefused(Fault.UNBOUND)
        if key != proven.thumbprint:
            raise LoginRefused(Fault.OTHER_KEY)

    def _remember(self, digest: bytes, verified: Verified, issuer: Issuer, at: datetime) -> None:
        with self._lock:
            if len(self._remembered) >= REMEMBERED_MAX:
                alive = {known: kept for known, kept in self._remembered.items() if kept[2] > at}
                self._remembered = dict(list(alive.items())[-REMEMBERED_MAX // 2 :])
            self._remembered[digest] = (verified, issuer, min(verified.principal.expires_at, at + REMEMBERED_FOR))


def _takes_bearer(issuer: Issuer, verified: Verified) -> bool:
    """Answer whether a token that is bound to no key is taken: SMART's, and the demo's own for backend services."""
    is_demo_system = issuer.kind is IssuerKind.SAMSPILL and not verified.principal.is_person
    return issuer.kind is IssuerKind.SMART or is_demo_system


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
