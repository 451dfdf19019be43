"""Everything a call can be refused for, each with its own name, and what the caller is told.

The sentence is all that a stranger learns: it repeats nothing that was sent, and no secret of ours.
"""

from enum import StrEnum

from samspill.access.contracts import DPOP, Denial, TokenRefused


class Fault(StrEnum):
    """Why a call is refused, in the order that is looked for it."""

    SCHEME = "Send the access token as Authorization: DPoP, with a proof in the DPoP header"
    BEARER = "Tokens of this issuer are taken with a proof of possession only: send Authorization: DPoP"
    DOWNGRADED = "The access token is bound to a key and is not taken as a bearer token: send Authorization: DPoP"
    UNBOUND = "The access token is not bound to a key, and is no DPoP token"

    PROOF_MISSING = "The DPoP header is missing"
    PROOF_TWICE = "More than one DPoP proof was sent"
    PROOF_UNREADABLE = "The DPoP proof cannot be read"
    PROOF_TYPE = "The DPoP proof is not of type dpop+jwt"
    PROOF_ALGORITHM = "The DPoP proof is signed by an algorithm that is not taken"
    PROOF_HEADER = "The DPoP proof's header holds what is not taken there"
    PROOF_PRIVATE_KEY = "The DPoP proof holds a private or shared key; regard that key as lost"
    PROOF_KEY = "The DPoP proof's key cannot be used"
    PROOF_CLAIMS = "The DPoP proof lacks a claim, or has one of the wrong kind"
    PROOF_METHOD = "The DPoP proof is made for another method"
    PROOF_URL = "The DPoP proof is made for another address"
    PROOF_NONCE = "The DPoP proof's nonce is not taken: make a new proof with the nonce in the DPoP-Nonce header"
    PROOF_TIME = "The DPoP proof is too old or from the future: use the nonce in the DPoP-Nonce header"
    PROOF_REPLAYED = "The DPoP proof has been used before"
    PROOF_TOKEN = "The DPoP proof is made for another access token"  # noqa: S105  (a sentence)
    PROOF_SIGNATURE = "The DPoP proof's signature is not its key's"

    TOKEN_UNREADABLE = "The access token cannot be read"  # noqa: S105  (a sentence)
    TOKEN_HEADER = "The access token's header holds what is not taken there"  # noqa: S105  (a sentence)
    TOKEN_TYPE = "The access token is not of type at+jwt"  # noqa: S105  (a sentence)
    ISSUER = "The access token's issuer is not trusted here"
    TOKEN_ALGORITHM = "The access token is signed by an algorithm that is not taken from its issuer"  # noqa: S105
    ISSUER_SILENT = "The issuer's keys cannot be had just now; try again soon"
    TOKEN_KEY = "The access token is signed with a key that its issuer does not publish"  # noqa: S105
    TOKEN_SIGNATURE = "The access token's signature is not its issuer's"  # noqa: S105  (a sentence)
    TOKEN_CLAIMS = "The access token lacks a claim, or has one of the wrong kind"  # noqa: S105  (a sentence)
    AUDIENCES = "The access token is meant for more than one server"
    AUDIENCE = "The access token is meant for another server"
    EXPIRED = "The access token has expired"
    NOT_YET = "The access token is not valid yet"
    OTHER_KEY = "The DPoP proof is made with another key than the access token is bound to"

    SCOPE = "The access token holds no scope that this server gives"
    SECURITY_LEVEL = "Sign in at security level 4"
    PERSON = "The access token does not say who the person is in a way that can be read"
    ORGANISATION = "The access token does not say which organisation the call is made for"
    ATTESTATION = "The attestation in the access token cannot be read"

    STORE_SILENT = "It cannot be known just now whether the DPoP proof is new; try again soon"


_NONCE_HELPS = frozenset({Fault.PROOF_NONCE, Fault.PROOF_TIME})
_SILENT = frozenset({Fault.ISSUER_SILENT, Fault.STORE_SILENT})
_REQUEST = frozenset({Fault.SCHEME, Fault.PROOF_MISSING, Fault.PROOF_TWICE})


def error_of(fault: Fault) -> str:
    """Return the error code of RFC 6750, RFC 9449 or RFC 9470 for a fault; empty when the server itself is at fault."""
    if fault in _SILENT:
        return ""
    if fault in _NONCE_HELPS:
        return "use_dpop_nonce"
    if fault is Fault.SCHEME:
        return "invalid_request"
    if fault is Fault.SCOPE:
        return "insufficient_scope"
    if fault is Fault.SECURITY_LEVEL:
        return "insufficient_user_authentication"
    return "invalid_dpop_proof" if fault.name.startswith("PROOF_") else "invalid_token"


def status_of(fault: Fault) -> int:
    """Return the HTTP status for a fault."""
    if fault in _SILENT:
        return 503
    return 403 if fault is Fault.SCOPE else 401


class LoginRefused(TokenRefused):
    """A call that is not taken.

    Attributes:
        fault: why.
        nonce: what the next proof shall hold; empty when a nonce does not help.
    """

    fault: Fault

    def __init__(self, fault: Fault, *, nonce: str = "") -> None:
        super().__init__(fault)
        self.nonce = nonce

    def denial(self) -> Denial:
        """Return what the caller is told."""
        status, error, text = status_of(self.fault), error_of(self.fault), f"{self.fault.value}."
        if status == 503:
            return Denial(503, "transient", text, (("Retry-After", "5"),))
        code = {Fault.EXPIRED: "expired", Fault.SCOPE: "forbidden"}.get(self.fault, "login")
        challenge = f'{DPOP}, error="{error}", error_description="{text}"'
        if self.fault is Fault.SECURITY_LEVEL:
            challenge += ', acr_values="4"'
        nonce = (("DPoP-Nonce", self.nonce),) if self.nonce else ()
        return Denial(status, code, text, (("WWW-Authenticate", challenge), *nonce))
