"""The door of the client: begin a login, finish it, refresh its tokens, get a token for a system, end it."""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from joserfc.jwk import ECKey

from samspill.access.login.client.asking import Speaking
from samspill.access.login.client.contracts import (
    Begun,
    LoginFailed,
    Profile,
    Registration,
    SignedIn,
    SystemGrant,
    Tokens,
    Why,
)
from samspill.access.login.client.id_tokens import read_id_token
from samspill.access.login.client.making import Draw, challenge, organisation_details, proof, unit_details
from samspill.access.login.client.presets import (
    HELSEID,
    IDPORTEN_HIGH,
    IDPORTEN_SUBSTANTIAL,
    MASKINPORTEN,
    SMART_BACKEND,
)
from samspill.access.login.contracts import Http, Issuer, IssuerKind
from samspill.access.login.issuer_keys import IssuerKeys
from samspill.access.login.jose.keys import Key

__all__ = [
    "HELSEID", "IDPORTEN_HIGH", "IDPORTEN_SUBSTANTIAL", "MASKINPORTEN", "SMART_BACKEND", "Begun", "Client",
    "LoginFailed", "Profile", "Registration", "SignedIn", "Tokens", "Why", "organisation_details", "proof",
    "unit_details",
]  # fmt: skip

Details = Sequence[Mapping[str, Any]]
LIFE_SECONDS_MAX = 24 * 3600
"""A token that is said to last longer is asked for anew after a day all the same."""


class Client:
    """One client at one issuer; shared by threads, and holds nobody's login."""

    def __init__(self, who: Registration, *, http: Http, draw: Draw) -> None:
        """Begin; the issuer is not asked before it is needed.

        Args:
            who: our registration there.
            http: asks it.
            draw: randomness (``secrets.token_urlsafe``).
        """
        self._who = who
        self._speaking = Speaking(who, http=http, draw=draw)
        self._keys: IssuerKeys | None = None

    def begin(self, *, at: datetime, details: Details = (), login_seconds_max: int | None = None) -> Begun:
        """Begin a login.

        Args:
            at: now.
            details: ``authorization_details``: organisation, attestation.
            login_seconds_max: how old the person's login may be.

        Raises:
            LoginFailed: the issuer does not take the request.
        """
        draw, profile = self._speaking.draw, self._who.profile
        state, nonce, verifier = draw(24), draw(24), draw(48)
        key = ECKey.generate_key("P-256") if profile.binds else None
        request = {
            "response_type": "code",
            "client_id": self._who.client_id,
            "redirect_uri": self._who.redirect_uri,
            "scope": self._who.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
            **profile.parameters,
        }
        if details:
            request["authorization_details"] = json.dumps(list(details))
        if login_seconds_max is not None:
            request["max_age"] = str(login_seconds_max)
        address = self._address(request, key, at)
        private = {} if key is None else {name: str(value) for name, value in key.as_dict(private=True).items()}
        return Begun(address, state, nonce, verifier, private, int(at.timestamp()), login_seconds_max)

    def finish(self, begun: Begun, answer: Mapping[str, str], *, at: datetime, details: Details = ()) -> SignedIn:
        """Finish a login.

        Args:
            begun: what the session kept; it is used once, whatever comes of it.
            answer: the query that the browser came back with.
            at: now.
            details: ``assertion_details``: the attestation, for these tokens only.

        Raises:
            LoginFailed: nobody is signed in.
        """
        code = self._code(begun, answer, at)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._who.redirect_uri,
            "code_verifier": begun.verifier,
        }
        given = self._speaking.post("token_endpoint", form, at=at, key=_key(begun.key), details=_sent(details))
        tokens = self._tokens(given, at)
        told = read_id_token(given.get("id_token"), self._who, self._issuer_keys(at), begun, at=at)
        return SignedIn(
            self._who.issuer, told.subject, told.pid, told.name, told.assurance, told.session, told.claims, tokens
        )

    def refresh(
        self,
        signed_in: SignedIn,
        begun_key: Mapping[str, str],
        *,
        at: datetime,
        details: Details = (),
        scopes: str = "",
    ) -> Tokens:
        """Get new tokens for a person who has signed in; the way to another attestation (HelseID).

        Args:
            signed_in: who.
            begun_key: the key of their login.
            at: now.
            details: ``assertion_details``.
            scopes: fewer than were given; empty means all.

        Raises:
            LoginFailed: the login has ended, or the answer is about another person.
        """
        form = {"grant_type": "refresh_token", "refresh_token": signed_in.tokens.refresh}
        if scopes:
            form["scope"] = scopes
        given = self._speaking.post("token_endpoint", form, at=at, key=_key(begun_key), details=_sent(details))
        if "id_token" in given:
            told = read_id_token(given["id_token"], self._who, self._issuer_keys(at), None, at=at)
            if told.subject != signed_in.subject:
                raise LoginFailed(Why.ID_SUBJECT)
        tokens = self._tokens(given, at)
        return tokens if tokens.refresh else _with_refresh(tokens, signed_in.tokens)

    def about(self, signed_in: SignedIn, begun_key: Mapping[str, str], *, at: datetime) -> Mapping[str, Any]:
        """Return what the issuer's userinfo says of a person; HelseID tells ``hpr_details`` there.

        Args:
            signed_in: who.
            begun_key: the key of their login.
            at: now.

        Raises:
            LoginFailed: the token has ended, or the answer is about another person.
        """
        token = signed_in.tokens.access
        told = self._speaking.get("userinfo_endpoint", token=token, key=_key(begun_key), at=at)
        if told.get("sub") != signed_in.subject:
            raise LoginFailed(Why.ID_SUBJECT)
        return told

    def for_system(self, *, at: datetime, key: Key | None = None, details: Details = ()) -> Tokens:
        """Get a token for ourselves.

        Args:
            at: now.
            key: what the token is bound to; needed where the profile binds tokens.
            details: ``assertion_details``.

        Raises:
            LoginFailed: none was given.
        """
        profile, scopes = self._who.profile, self._who.scopes
        if profile.system_grant is SystemGrant.JWT_BEARER:
            assertion = self._speaking.assertion(at=at, claims={"scope": scopes})
            form = {"grant_type": profile.system_grant.value, "assertion": assertion}
        else:
            form = {"grant_type": profile.system_grant.value, "scope": scopes}
        given = self._speaking.post("token_endpoint", form, at=at, key=key, details=_sent(details))
        return self._tokens(given, at)

    def leave(self, signed_in: SignedIn, *, back_to: str, state: str, at: datetime) -> str:
        """Return where the browser is sent to end the login at the issuer as well.

        Raises:
            LoginFailed: the issuer has no such address.
        """
        address = self._speaking.address("end_session_endpoint", at=at)
        query = {
            "id_token_hint": signed_in.tokens.id_token,
            "client_id": self._who.client_id,
            "post_logout_redirect_uri": back_to,
            "state": state,
        }
        return _with(address, query)

    def _address(self, request: Mapping[str, str], key: Key | None, at: datetime) -> str:
        authorize = self._speaking.address("authorization_endpoint", at=at)
        if not self._who.profile.pushes:
            return _with(authorize, request)
        pushed = self._speaking.post("pushed_authorization_request_endpoint", request, at=at, key=key)
        reference = pushed.get("request_uri")
        if not isinstance(reference, str) or not reference:
            raise LoginFailed(Why.ANSWER)
        return _with(authorize, {"client_id": self._who.client_id, "request_uri": reference})

    def _code(self, begun: Begun, answer: Mapping[str, str], at: datetime) -> str:
        """Return the code of an answer that belongs to this login and comes from its issuer."""
        if not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
            raise LoginFailed(Why.STATE)
        tells_issuer = self._speaking.metadata(at=at).get("authorization_response_iss_parameter_supported") is True
        must = self._who.profile.needs_issuer or tells_issuer
        if answer.get("iss", "" if must else self._who.issuer) != self._who.issuer:
            raise LoginFailed(Why.OTHER_ISSUER)
        if "error" in answer:
            raise LoginFailed(Why.GIVEN_UP)
        if not answer.get("code"):
            raise LoginFailed(Why.CODE)
        return answer["code"]

    def _tokens(self, given: Mapping[str, Any], at: datetime) -> Tokens:
        access, kind, seconds = given.get("access_token"), given.get("token_type"), given.get("expires_in")
        wanted = "dpop" if self._who.profile.binds else "bearer"
        if not isinstance(access, str) or not access or not isinstance(kind, str) or kind.lower() != wanted:
            raise LoginFailed(Why.ANSWER)
        if type(seconds) is not int or seconds <= 0:
            raise LoginFailed(Why.ANSWER)
        refresh, lasts = _text(given, "refresh_token"), given.get("rt_expires_in")
        ends = at + timedelta(seconds=lasts) if type(lasts) is int and 0 < lasts < 10**9 else None
        return Tokens(
            access, kind, at + timedelta(seconds=min(seconds, LIFE_SECONDS_MAX)),
            tuple((_text(given, "scope") or self._who.scopes).split()), refresh, ends if refresh else None,
            _text(given, "id_token"), tuple(_text(given, "rejected_scope").split()),
        )  # fmt: skip

    def _issuer_keys(self, at: datetime) -> IssuerKeys:
        if self._keys is None:
            jwks = self._speaking.address("jwks_uri", at=at)
            issuer = Issuer(self._who.issuer, IssuerKind.HELSEID, self._who.profile.id_algorithms, jwks=jwks)
            self._keys = IssuerKeys(issuer, self._speaking.http)
        return self._keys


def _sent(details: Details) -> list[Mapping[str, Any]] | None:
    return list(details) or None


def _key(jwk: Mapping[str, str]) -> Key | None:
    return ECKey.import_key(dict(jwk)) if jwk else None


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    return value if isinstance(value, str) else ""


def _with(address: str, query: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def _with_refresh(tokens: Tokens, before: Tokens) -> Tokens:
    """Return new tokens with the refresh token that still stands."""
    return Tokens(
        tokens.access, tokens.kind, tokens.expires_at, tokens.scopes, before.refresh, before.refresh_expires_at,
        tokens.id_token or before.id_token, tokens.rejected,
    )  # fmt: skip
