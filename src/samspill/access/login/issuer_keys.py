"""The keys that an issuer signs with: fetched, kept for a day at most, and fetched again when a new one is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from samspill.access.login.contracts import Http, Issuer, Unreachable
from samspill.access.login.jose.keys import Key, PrivateKeyGiven, UnusableKey, algorithms_of, import_public
from samspill.access.login.jose.strict import Malformed, read_object

KEPT_MAX = timedelta(hours=24)
"""HelseID: metadata and keys are kept a day at most."""
RENEWED_AFTER = timedelta(hours=12)
ASKED_AGAIN_AFTER = timedelta(seconds=60)
"""So often at most for an unknown key: a stream of forged key ids asks the issuer for nothing more."""
KEYS_MAX = 64


class KeysUnknown(Exception):
    """The issuer's keys cannot be had."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A published key, and the algorithms that it is published for."""

    key: Key
    algorithms: frozenset[str]


class IssuerKeys:
    """One issuer's keys by their ids."""

    def __init__(self, issuer: Issuer, http: Http) -> None:
        self._issuer = issuer
        self._http = http
        self._keys: Mapping[str, SigningKey] = {}
        self._got_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._lock = Lock()

    def find(self, key_id: str, *, at: datetime) -> SigningKey | None:
        """Return the key of an id; ``None`` when the issuer publishes no such key.

        Raises:
            KeysUnknown: there are none from the last day, and the issuer does not answer.
        """
        with self._lock:
            if key_id not in self._keys or self._age(at) > RENEWED_AFTER:
                self._renew(at)
            if self._got_at is None or self._age(at) > KEPT_MAX:
                raise KeysUnknown
            return self._keys.get(key_id)

    def _age(self, at: datetime) -> timedelta:
        return timedelta.max if self._got_at is None else abs(at - self._got_at)

    def _renew(self, at: datetime) -> None:
        if self._asked_at is not None and abs(at - self._asked_at) < ASKED_AGAIN_AFTER:
            return
        self._asked_at = at
        try:
            self._keys = read_keys(self._published())
        except (Unreachable, Malformed, OSError):
            return  # what was had stands until it is a day old; ``find`` says when it is
        self._got_at = at

    def _published(self) -> bytes:
        place = self._issuer.jwks or self._discovered()
        if "://" in place:
            return fetched(self._http, place)
        return Path(place).read_bytes()

    def _discovered(self) -> str:
        """Return the address of the keys from the issuer's metadata, which must be its own (RFC 8414, section 3.3)."""
        metadata = read_object(fetched(self._http, self._issuer.discovery))
        address = metadata.get("jwks_uri")
        if metadata.get("issuer") != self._issuer.issuer or not isinstance(address, str):
            raise Malformed
        return address


def fetched(http: Http, url: str) -> bytes:
    """Return what stands at an address.

    Raises:
        Unreachable: nothing, or an answer other than 200.
    """
    reply = http.get(url)
    if reply.status != 200:
        raise Unreachable
    return reply.body


def read_keys(content: bytes) -> dict[str, SigningKey]:
    """Read a JWK Set (RFC 7517, section 5); keys that cannot be used, or not told from each other, are passed by.

    Raises:
        Malformed: it is no set of keys.
    """
    listed = read_object(content).get("keys")
    if not isinstance(listed, list):
        raise Malformed
    found: dict[str, SigningKey] = {}
    twice: set[str] = set()
    for jwk in listed[:KEYS_MAX]:
        signing = _signing(jwk) if isinstance(jwk, dict) else None
        if signing is None:
            continue
        if jwk["kid"] in found:
            twice.add(jwk["kid"])
        found[jwk["kid"]] = signing
    return {key_id: signing for key_id, signing in found.items() if key_id not in twice}


def _signing(jwk: dict[str, Any]) -> SigningKey | None:
    uses, key_id = jwk.get("key_ops", ["verify"]), jwk.get("kid")
    if not isinstance(uses, list) or "verify" not in uses or not isinstance(key_id, str):
        return None
    if jwk.get("use", "sig") != "sig" or not isinstance(jwk.get("alg", ""), str):
        return None
    try:
        key = import_public(jwk)
    except (PrivateKeyGiven, UnusableKey):
        return None
    algorithms = algorithms_of(key)
    return SigningKey(key, algorithms & {jwk["alg"]} if "alg" in jwk else algorithms)
