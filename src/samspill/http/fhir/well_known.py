"""``/.well-known/smart-configuration`` (https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html), as it is now.

There is no authorization server yet: tokens come from ``samspill token`` on a demo machine. So no endpoint is named,
and a client that needs one finds out here instead of at its first call.
"""

import msgspec

from samspill.fhir.contracts import Answer

_CONFIGURATION = {
    "grant_types_supported": [],
    "response_types_supported": [],
    "code_challenge_methods_supported": [],
    "token_endpoint_auth_methods_supported": [],
    "scopes_supported": ["system/*.cruds", "system/*.rs"],
    "capabilities": ["permission-v1", "permission-v2"],
}


def smart_configuration() -> Answer:
    """Return what a SMART client can find out about signing in here."""
    return Answer(status=200, body=msgspec.json.encode(_CONFIGURATION), content_type="application/json")
