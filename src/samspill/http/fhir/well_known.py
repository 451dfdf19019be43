"""``/.well-known/smart-configuration`` (https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html), as it is now.

What is named is what is served. Beside the demo's own provider endpoints are named; elsewhere tokens come from issuers
that the deployment trusts, and a client learns from its agreement with them where to ask. No launch is named: one
patient's scopes cannot be held to yet, and the provider takes pushed requests with proof of possession only.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from samspill.fhir.contracts import Answer

Authorization = Callable[[], Mapping[str, Any]]
"""Returns an authorization server's metadata (RFC 8414)."""

_SCOPES = ["system/*.cruds", "system/*.rs", "user/*.cruds", "user/*.rs"]
_ALWAYS: Mapping[str, Any] = {
    "grant_types_supported": [],
    "response_types_supported": [],
    "code_challenge_methods_supported": [],
    "token_endpoint_auth_methods_supported": [],
    "scopes_supported": _SCOPES,
    "capabilities": ["permission-v1", "permission-v2", "permission-user"],
}
_NAMED = (
    "issuer", "jwks_uri", "authorization_endpoint", "pushed_authorization_request_endpoint",
    "require_pushed_authorization_requests", "token_endpoint", "revocation_endpoint", "grant_types_supported",
    "response_types_supported", "code_challenge_methods_supported", "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported", "dpop_signing_alg_values_supported",
)  # fmt: skip
_WITH_SERVER = ("permission-offline", "client-confidential-asymmetric")


def smart_configuration(authorization: Authorization | None = None) -> Answer:
    """Return what a SMART client can find out about signing in here.

    Args:
        authorization: tells the metadata of the authorization server beside us; ``None`` when there is none.
    """
    told = dict(_ALWAYS)
    if authorization is not None:
        metadata = authorization()
        told |= {name: metadata[name] for name in _NAMED if name in metadata}
        told["capabilities"] = [*told["capabilities"], *_WITH_SERVER]
        told["scopes_supported"] = [*_SCOPES, "openid", "profile", "offline_access"]
    return Answer(status=200, body=msgspec.json.encode(told), content_type="application/json")
