"""The id token's checks (OpenID Connect Core, section 3.1.3.7; HelseID: aud is the client alone, and the level)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from samspill.access.login.client.contracts import Begun, LoginFailed, Registration, Why
from samspill.access.login.issuer_keys import IssuerKeys, KeysUnknown
from samspill.access.login.jose.signatures import is_signed_by
from samspill.access.login.jose.strict import Compact, Malformed, parse_compact
from samspill.access.login.proofs import SKEW
from samspill.access.login.token_claims import PID, SECURITY_LEVEL
from samspill.access.principals import Assurance, Unprinted
from samspill.kernel.national_numbers import holds_national_number

ID_TOKEN_CHARS_MAX = 32768
_NOT_TAKEN = frozenset({"crit", "jku", "jwk", "x5u", "x5c", "b64", "zip"})


@dataclass(frozen=True, slots=True)
class Told:
    """What a verified id token says."""

    subject: str
    pid: Unprinted | None
    name: str
    assurance: Assurance
    session: str
    claims: Mapping[str, Any]


def read_id_token(text: object, who: Registration, keys: IssuerKeys, begun: Begun | None, *, at: datetime) -> Told:
    """Verify an id token and read it.

    Args:
        text: the token.
        who: our registration at its issuer.
        keys: the issuer's.
        begun: the login that it ends; ``None`` at a refresh, which has no nonce of its own.
        at: now.

    Raises:
        LoginFailed: with an ``ID_…`` reason.
    """
    try:
        token = parse_compact(text if isinstance(text, str) else "", chars_max=ID_TOKEN_CHARS_MAX)
    except Malformed as error:
        raise LoginFailed(Why.ID_UNREADABLE) from error
    _check_signed(token, who, keys, at)
    _check_claims(token, who, at)
    if begun is not None:
        _check_begun(token, begun, at)
    assurance = _assurance(token)
    _check_level(assurance, who)
    return _told(token, assurance)


def _check_signed(token: Compact, who: Registration, keys: IssuerKeys, at: datetime) -> None:
    algorithm, key_id = token.header.get("alg"), token.header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in who.profile.id_algorithms or _NOT_TAKEN & token.header.keys():
        raise LoginFailed(Why.ID_KEY)
    if token.header.get("typ", "JWT") != "JWT":
        raise LoginFailed(Why.ID_UNREADABLE)
    try:
        signing = keys.find(key_id, at=at) if isinstance(key_id, str) else None
    except KeysUnknown as error:
        raise LoginFailed(Why.ISSUER_SILENT) from error
    if signing is None or algorithm not in signing.algorithms:
        raise LoginFailed(Why.ID_KEY)
    if not is_signed_by(signing.key, algorithm, token.signing_input, token.signature):
        raise LoginFailed(Why.ID_SIGNATURE)


def _check_claims(token: Compact, who: Registration, at: datetime) -> None:
    claims, expires, issued = token.claims, token.seconds("exp"), token.seconds("iat")
    if expires is None or issued is None or token.text("sub") is None:
        raise LoginFailed(Why.ID_CLAIMS)
    if claims.get("iss") != who.issuer:
        raise LoginFailed(Why.ID_ISSUER)
    if claims.get("aud") not in (who.client_id, [who.client_id]) or claims.get("azp", who.client_id) != who.client_id:
        raise LoginFailed(Why.ID_AUDIENCE)
    now, skew = at.timestamp(), SKEW.total_seconds()
    if now >= expires + skew or max(issued, token.seconds("nbf") or 0) > now + skew:
        raise LoginFailed(Why.ID_TIME)


def _check_begun(token: Compact, begun: Begun, at: datetime) -> None:
    if token.claims.get("nonce") != begun.nonce:
        raise LoginFailed(Why.ID_NONCE)
    if begun.login_seconds_max is None:
        return
    signed_in = token.seconds("auth_time")
    if signed_in is None or at.timestamp() - signed_in > begun.login_seconds_max + SKEW.total_seconds():
        raise LoginFailed(Why.ID_OLD_LOGIN)


def _check_level(assurance: Assurance, who: Registration) -> None:
    profile = who.profile
    if profile.levels and assurance.words not in profile.levels:
        raise LoginFailed(Why.ID_LEVEL)
    if profile.security_level and (assurance.security_level or 0) < profile.security_level:
        raise LoginFailed(Why.ID_LEVEL)


def _assurance(token: Compact) -> Assurance:
    level, methods, signed_in = token.claims.get(SECURITY_LEVEL), token.claims.get("amr"), token.seconds("auth_time")
    return Assurance(
        security_level=int(level) if level in ("1", "2", "3", "4") else None,
        words=token.text("acr") or "",
        methods=tuple(one for one in methods if isinstance(one, str)) if isinstance(methods, list) else (),
        signed_in_at=None if signed_in is None else datetime.fromtimestamp(signed_in, UTC),
    )


def _told(token: Compact, assurance: Assurance) -> Told:
    subject = token.text("sub") or ""
    if holds_national_number(subject):
        raise LoginFailed(Why.ID_CLAIMS)
    # HelseID's claim address, or ID-porten's plain word.
    pid = token.text(PID) or token.text("pid")
    name = token.text("name") or " ".join(filter(None, (token.text("given_name"), token.text("family_name"))))
    return Told(subject, Unprinted(pid) if pid else None, name, assurance, token.text("sid") or "", token.claims)
