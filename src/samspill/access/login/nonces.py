"""Nonces for DPoP proofs (RFC 9449, sections 8 and 9): the time, signed by the deployment; nothing is stored.

Every process and every restart makes and takes the same ones. A nonce may be used in many proofs while it lasts; that
a proof is used once is ``ProofsSeen``'s to know.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from samspill.access.login.jose.strict import Malformed, decode, encode

STEP_SECONDS = 30
"""A new one is made so often."""
LIFE = timedelta(seconds=120)
_SIGNED_BYTES = 16


class Nonces:
    """Makes and recognises one deployment's nonces for one use."""

    def __init__(self, secret: str, *, use: str) -> None:
        """Begin.

        Args:
            secret: the deployment's secret key.
            use: what they are for; a nonce for one use is none for another.
        """
        self._key = hmac.digest(secret.encode(), f"samspill: DPoP nonce 1: {use}".encode(), hashlib.sha256)

    def fresh(self, *, at: datetime) -> str:
        """Return the nonce of this moment."""
        return self._made(int(at.timestamp()) // STEP_SECONDS * STEP_SECONDS)

    def good_until(self, nonce: str, *, at: datetime) -> datetime | None:
        """Return when a nonce of ours ends; ``None`` when it is not ours, has ended, or has not begun."""
        try:
            raw = decode(nonce)
        except Malformed:
            return None
        begun = int.from_bytes(raw[:8], "big")
        if len(raw) != 8 + _SIGNED_BYTES or not hmac.compare_digest(self._made(begun), nonce):
            return None
        start = datetime.fromtimestamp(begun, UTC)
        return start + LIFE if start <= at < start + LIFE else None

    def _made(self, begun: int) -> str:
        when = begun.to_bytes(8, "big")
        return encode(when + hmac.digest(self._key, when, hashlib.sha256)[:_SIGNED_BYTES])
