"""Public keys as JWK (RFC 7517): only whole, public and strong ones, and their thumbprint (RFC 7638)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from joserfc.jwk import ECKey, OKPKey, RSAKey

from samspill.access.login.jose.strict import Malformed, decode, encode

Key = ECKey | OKPKey | RSAKey

RSA_BITS_MIN = 2048
RSA_BITS_MAX = 8192
"""A longer modulus only makes verifying it slow."""
RSA_EXPONENT_MAX = 1 << 32

_MEMBERS = {"EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "RSA": ("e", "kty", "n")}
"""What a key of each type is made of, in the order that its thumbprint writes them."""

_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_COORDINATE_BYTES = {"P-256": 32, "P-384": 48, "P-521": 66}
_EDWARDS_PRIME = (1 << 255) - 19
_SMALL_ORDER = frozenset(
    {
        0,
        1,
        _EDWARDS_PRIME - 1,
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    }
)
"""Ed25519 points of order 1 to 8 by their y: anyone can sign for such a key, so it proves nothing (RFC 8032, 5.1)."""


class PrivateKeyGiven(Exception):
    """A key was sent with its private part, which nobody else may see."""


class UnusableKey(Exception):
    """A key that is not whole, not on its curve, too weak, or of a kind that signs nothing here."""


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """Return a public key's SHA-256 thumbprint in base64url.

    Raises:
        UnusableKey: a member of the key is missing.
    """
    try:
        members = {name: jwk[name] for name in _MEMBERS[jwk["kty"]]}
    except (KeyError, TypeError) as error:
        raise UnusableKey from error
    text = json.dumps(members, separators=(",", ":"), ensure_ascii=False)
    return encode(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())


def check_public(jwk: Any) -> None:
    """Refuse what is no key at all, and a key whose private part stands in it.

    Raises:
        PrivateKeyGiven: the private part, or a symmetric key, stands in it.
        UnusableKey: it is no JSON object.
    """
    if not isinstance(jwk, Mapping):
        raise UnusableKey
    if _PRIVATE & jwk.keys():
        raise PrivateKeyGiven


def import_public(jwk: Any) -> Key:
    """Return a public key that is safe to verify with.

    Raises:
        PrivateKeyGiven: the private part, or a symmetric key, stands in it.
        UnusableKey: it cannot be used.
    """
    check_public(jwk)
    kind = jwk.get("kty")
    if not isinstance(kind, str) or kind not in _MEMBERS:
        raise UnusableKey
    members = {name: jwk.get(name) for name in _MEMBERS[kind]}
    if not all(isinstance(value, str) for value in members.values()):
        raise UnusableKey
    try:
        return _IMPORTS[kind](members)
    except (ValueError, Malformed, KeyError) as error:
        raise UnusableKey from error


def algorithms_of(key: Key) -> frozenset[str]:
    """Return the algorithms a key can be used with; a key of one curve serves one only."""
    if isinstance(key, RSAKey):
        return frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    if isinstance(key, OKPKey):
        return frozenset({"EdDSA", "Ed25519"})
    return frozenset({{"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}[key.curve_name]})


def _elliptic(members: dict[str, Any]) -> Key:
    size = _COORDINATE_BYTES[members["crv"]]
    if len(decode(members["x"])) != size or len(decode(members["y"])) != size:
        raise UnusableKey
    key = ECKey.import_key(members)  # cryptography refuses a point that is not on the curve
    _ = key.public_key
    return key


def _edwards(members: dict[str, Any]) -> Key:
    raw = decode(members["x"])
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    if members["crv"] != "Ed25519" or len(raw) != 32 or y >= _EDWARDS_PRIME or y in _SMALL_ORDER:
        raise UnusableKey
    return OKPKey.import_key(members)


def _rsa(members: dict[str, Any]) -> Key:
    modulus, exponent = (int.from_bytes(decode(members[name]), "big") for name in ("n", "e"))
    if not RSA_BITS_MIN <= modulus.bit_length() <= RSA_BITS_MAX or not modulus % 2:
        raise UnusableKey
    if not 3 <= exponent < RSA_EXPONENT_MAX or not exponent % 2:
        raise UnusableKey
    return RSAKey.import_key(members)


_IMPORTS = {"EC": _elliptic, "OKP": _edwards, "RSA": _rsa}
