"""A verified access token's claims -> who it speaks for (HelseID's claim addresses; RFC 9068)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from samspill.access.login.contracts import Issuer
from samspill.access.login.faults import Fault, LoginRefused
from samspill.access.login.jose.strict import Compact, line_of
from samspill.access.principals import ActingFor, Assurance, HealthPersonnel, Principal, Unprinted
from samspill.access.scopes import given_scopes
from samspill.kernel.national_numbers import holds_national_number, is_national_number
from samspill.kernel.organisation_numbers import parse_organisation_number

PID = "helseid://claims/identity/pid"
SECURITY_LEVEL = "helseid://claims/identity/security_level"
ASSURANCE_LEVEL = "helseid://claims/identity/assurance_level"
HPR_NUMBER = "helseid://claims/hpr/hpr_number"
HPR_DETAILS = "helseid://claims/hpr/hpr_details"
CLIENT_NAME = "helseid://claims/client/client_name"
PARENT = "helseid://claims/client/claims/orgnr_parent"
CHILD = "helseid://claims/client/claims/orgnr_child"
SUPPLIER = "helseid://claims/client/claims/orgnr_supplier"
ATTESTATION = "nhn:tillitsrammeverk:parameters"

SECURITY_LEVEL_NEEDED = 4
"""HelseID's word for assurance level high, which every service with health data asks for."""

APPROVALS_MAX = 64


@dataclass(frozen=True, slots=True)
class Verified:
    """A token whose signature and claims have been looked at, and what has to be looked at again on each call.

    Attributes:
        principal: whom it speaks for.
        audience: whom it is meant for.
        not_before: it is not taken before this moment.
        fault: why it is refused although it is genuine; ``None`` when it is not.
    """

    principal: Principal
    audience: str
    not_before: datetime
    fault: Fault | None


def read_token(token: Compact, issuer: Issuer) -> Verified:
    """Read the claims of a token whose signature is its issuer's.

    Raises:
        LoginRefused: a claim that every token has is missing or of the wrong kind, or there are two audiences.
    """
    expires, issued = token.seconds("exp"), token.seconds("iat")
    begins = token.seconds("nbf") if "nbf" in token.claims else issued
    client_id = token.text("client_id")
    if expires is None or issued is None or begins is None or client_id is None:
        raise LoginRefused(Fault.TOKEN_CLAIMS)
    audience = _audience(token.claims.get("aud"))
    life = datetime.fromtimestamp(issued, UTC), datetime.fromtimestamp(expires, UTC)
    principal = _principal(token, issuer, client_id, life)
    return Verified(principal, audience, datetime.fromtimestamp(max(begins, issued), UTC), _fault(principal, issuer))


def _principal(token: Compact, issuer: Issuer, client_id: str, life: tuple[datetime, datetime]) -> Principal:
    claims = token.claims
    is_person = (claims.get("sub", client_id) != client_id) or PID in claims
    words = _scope_words(claims.get("scope", ""), issuer)
    return Principal(
        issuer=issuer.issuer,
        subject=_subject(token, client_id, is_person=is_person),
        is_person=is_person,
        client_id=client_id,
        client_name=token.text(CLIENT_NAME) or "",
        pid=_pid(claims),
        name=_name(token),
        personnel=_personnel(claims),
        acting_for=ActingFor(*(_organisation(claims, name) for name in (PARENT, CHILD, SUPPLIER))),
        scopes=given_scopes(words, is_person=is_person),
        scope_words=words,
        assurance=_assurance(token),
        attestation=_attestation(claims),
        issued_at=life[0],
        expires_at=life[1],
        key=_key(claims),
    )


def _fault(principal: Principal, issuer: Issuer) -> Fault | None:
    """Return why a genuine token is refused: scopes first, then level, then organisation."""
    if not principal.scopes:
        return Fault.SCOPE
    if not issuer.is_national:
        return None
    if principal.is_person and principal.assurance.security_level != SECURITY_LEVEL_NEEDED:
        return Fault.SECURITY_LEVEL
    return None if principal.acting_for.parent else Fault.ORGANISATION


def _audience(value: Any) -> str:
    if isinstance(value, list):
        if len(value) > 1:
            raise LoginRefused(Fault.AUDIENCES)
        value = value[0] if value else None
    audience = line_of(value, 2048)
    if audience is None:
        raise LoginRefused(Fault.TOKEN_CLAIMS)
    return audience


def _subject(token: Compact, client_id: str, *, is_person: bool) -> str:
    """Return the opaque id; one that holds a national number would end up in logs."""
    subject = token.text("sub") if is_person else client_id
    if subject is None or holds_national_number(subject) or holds_national_number(client_id):
        raise LoginRefused(Fault.PERSON)
    return subject


def _pid(claims: Mapping[str, Any]) -> Unprinted | None:
    if PID not in claims:
        return None
    value = claims[PID]
    if not (isinstance(value, str) and len(value) == 11 and value.isascii() and value.isdigit()):
        raise LoginRefused(Fault.PERSON)
    if not is_national_number(value):
        raise LoginRefused(Fault.PERSON)
    return Unprinted(value)


def _name(token: Compact) -> str:
    parts = (token.text(part) for part in ("given_name", "middle_name", "family_name"))
    return token.text("name") or " ".join(part for part in parts if part)


def _personnel(claims: Mapping[str, Any]) -> HealthPersonnel | None:
    details = claims.get(HPR_DETAILS, {})
    if not isinstance(details, dict):
        raise LoginRefused(Fault.PERSON)
    number = claims.get(HPR_NUMBER, details.get("hpr_number"))
    if number is None or number == "":
        return None
    approvals = details.get("approvals", [])
    digits = str(number) if type(number) in (int, str) else ""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9) or not isinstance(approvals, list):
        raise LoginRefused(Fault.PERSON)
    kept = tuple(one for one in approvals[:APPROVALS_MAX] if isinstance(one, dict))
    return HealthPersonnel(digits, kept)


def _organisation(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name, "")
    try:
        return parse_organisation_number(value) if value != "" else ""
    except (ValueError, AttributeError) as error:
        raise LoginRefused(Fault.ORGANISATION) from error


def _scope_words(value: Any, issuer: Issuer) -> tuple[str, ...]:
    """Return the scopes, written as one text (RFC 9068) or as a list (HelseID), the issuer's own words translated."""
    words = value.split() if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise LoginRefused(Fault.TOKEN_CLAIMS)
    return tuple(dict.fromkeys(meant for word in words for meant in issuer.scopes.get(word, word).split()))


def _assurance(token: Compact) -> Assurance:
    level = token.claims.get(SECURITY_LEVEL)
    digits = str(level) if type(level) in (int, str) else ""
    methods = token.claims.get("amr", [])
    listed = methods if isinstance(methods, list) else [methods]
    signed_in = token.seconds("auth_time")
    return Assurance(
        security_level=int(digits) if digits in ("1", "2", "3", "4") else None,
        words=token.text(ASSURANCE_LEVEL) or token.text("acr") or "",
        methods=tuple(method for method in listed if isinstance(method, str)),
        signed_in_at=None if signed_in is None else datetime.fromtimestamp(signed_in, UTC),
    )


def _attestation(claims: Mapping[str, Any]) -> Mapping[str, Any] | None:
    value = claims.get(ATTESTATION)
    if value is not None and not isinstance(value, dict):
        raise LoginRefused(Fault.ATTESTATION)
    return value


def _key(claims: Mapping[str, Any]) -> str:
    confirmation = claims.get("cnf")
    if confirmation is None:
        return ""
    bound = confirmation.get("jkt") if isinstance(confirmation, dict) else None
    if not isinstance(bound, str) or not bound:
        raise LoginRefused(Fault.TOKEN_CLAIMS)
    return bound
