"""Verifying and making signatures: joserfc's algorithms, those that have a public key."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

from samspill.access.login.jose.keys import Key, algorithms_of
from samspill.access.login.jose.strict import encode

PUBLIC_KEY_ALGORITHMS = (
    "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512", "EdDSA", "Ed25519",
)  # fmt: skip
"""All that any allow-list may name. No list holds ``none`` or an algorithm with a shared key."""

_RENAMED = {"EdDSA": "Ed25519"}
"""RFC 9864's name for the same signature; by the old one joserfc warns, and takes Ed448 too."""


def is_signed_by(key: Key, algorithm: str, signing_input: bytes, signature: bytes) -> bool:
    """Answer whether a signature is the key's, by an algorithm that the key is made for."""
    if algorithm not in algorithms_of(key):
        return False
    model = JWSRegistry.algorithms[_RENAMED.get(algorithm, algorithm)]
    try:
        return model.verify(signing_input, signature, key)
    except (JoseError, ValueError):
        return False


def sign_compact(header: Mapping[str, Any], claims: Mapping[str, Any], key: Key) -> str:
    """Return a compact JWS over claims, by the algorithm that the header names.

    Raises:
        ValueError: the algorithm is not one that the key can be used with.
    """
    algorithm = header["alg"]
    if algorithm not in algorithms_of(key):
        raise ValueError(f"this key cannot sign by {algorithm}")
    text = ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    signature = JWSRegistry.algorithms[_RENAMED.get(algorithm, algorithm)].sign(text.encode(), key)
    return f"{text}.{encode(signature)}"
