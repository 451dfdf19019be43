"""The profiles that are spoken in Norway, each from its own documentation (names in docs/reference/login.md)."""

from dataclasses import replace

from samspill.access.login.client.contracts import AssertionAudience, Profile, SystemGrant

_NATIONAL = frozenset({"PS256", "PS384", "PS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"})

HELSEID = Profile(
    name="helseid",
    pushes=True,
    binds=True,
    assertion_type="client-authentication+jwt",
    assertion_audience=AssertionAudience.ISSUER,
    assertion_seconds=50,
    system_grant=SystemGrant.CLIENT_CREDENTIALS,
    id_algorithms=_NATIONAL,
    needs_issuer=True,
    security_level=4,
)
"""FAPI 2.0 as HelseID keeps it; assertions last 60 seconds at most."""

IDPORTEN_HIGH = Profile(
    name="idporten",
    pushes=True,
    binds=False,
    assertion_type="JWT",
    assertion_audience=AssertionAudience.ISSUER,
    assertion_seconds=60,
    system_grant=SystemGrant.CLIENT_CREDENTIALS,
    id_algorithms=frozenset({"RS256"}),
    needs_issuer=False,
    levels=("idporten-loa-high",),
    parameters={"acr_values": "idporten-loa-high"},
)
"""ID-porten at the high level: what a citizen's own health data asks for."""

IDPORTEN_SUBSTANTIAL = replace(
    IDPORTEN_HIGH,
    levels=("idporten-loa-substantial", "idporten-loa-high"),
    parameters={"acr_values": "idporten-loa-substantial"},
)
"""ID-porten at the substantial level or above."""

MASKINPORTEN = Profile(
    name="maskinporten",
    pushes=False,
    binds=False,
    assertion_type="JWT",
    assertion_audience=AssertionAudience.ISSUER,
    assertion_seconds=120,
    system_grant=SystemGrant.JWT_BEARER,
    id_algorithms=frozenset(),
    needs_issuer=False,
)
"""Systems by a JWT bearer grant (RFC 7523, section 2.1)."""

SMART_BACKEND = Profile(
    name="smart",
    pushes=False,
    binds=False,
    assertion_type="JWT",
    assertion_audience=AssertionAudience.TOKEN_ENDPOINT,
    assertion_seconds=240,
    system_grant=SystemGrant.CLIENT_CREDENTIALS,
    id_algorithms=frozenset(),
    needs_issuer=False,
    metadata=("/.well-known/smart-configuration",),
    is_fhir_base=True,
)
"""SMART Backend Services 2.2: RS384 or ES384, addressed to the token endpoint, five minutes at most."""
