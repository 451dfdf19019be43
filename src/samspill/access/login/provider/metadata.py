"""What the provider says about itself (OpenID Connect Discovery; RFC 8414): what it does, and nothing else."""

from typing import Any

from samspill.access.login.provider.assertions import ALGORITHMS
from samspill.access.login.provider.scopes import IDENTITY

PATHS = {
    "jwks": "/.well-known/openid-configuration/jwks",
    "authorize": "/connect/authorize",
    "par": "/connect/par",
    "token": "/connect/token",
    "userinfo": "/connect/userinfo",
    "revocation": "/connect/revocation",
    "end_session": "/connect/endsession",
}
"""Below the issuer, where HelseID has them."""

DISCOVERY = "/.well-known/openid-configuration"


def metadata(issuer: str) -> dict[str, Any]:
    """Return the metadata of an issuer."""
    proofs = ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512", "EdDSA", "Ed25519"]
    return {
        "issuer": issuer,
        "jwks_uri": issuer + PATHS["jwks"],
        "authorization_endpoint": issuer + PATHS["authorize"],
        "pushed_authorization_request_endpoint": issuer + PATHS["par"],
        "token_endpoint": issuer + PATHS["token"],
        "userinfo_endpoint": issuer + PATHS["userinfo"],
        "revocation_endpoint": issuer + PATHS["revocation"],
        "end_session_endpoint": issuer + PATHS["end_session"],
        "require_pushed_authorization_requests": True,
        "authorization_response_iss_parameter_supported": True,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": sorted(ALGORITHMS),
        "dpop_signing_alg_values_supported": proofs,
        "id_token_signing_alg_values_supported": ["ES256"],
        "subject_types_supported": ["public"],
        "authorization_details_types_supported": ["helseid_authorization", "nhn:tillitsrammeverk:parameters"],
        "scopes_supported": [*sorted(IDENTITY), "user/*.cruds", "system/*.cruds"],
        "claims_supported": ["sub", "name", "given_name", "family_name", "auth_time", "amr", "idp", "sid"],
    }
