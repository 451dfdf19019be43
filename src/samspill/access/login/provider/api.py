"""The door of the provider: what http/login answers with (FAPI 2.0 as HelseID keeps it: PAR, PKCE, DPoP)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from joserfc.jwk import ECKey

from samspill.access.contracts import Presented
from samspill.access.login.contracts import Http, Issuer, IssuerKind, ProofsSeen
from samspill.access.login.faults import Fault, LoginRefused, error_of
from samspill.access.login.issuers_file import ALGORITHMS
from samspill.access.login.jose.strict import encode
from samspill.access.login.nonces import Nonces
from samspill.access.login.proofs import Proofs, Proven, Target
from samspill.access.login.provider import issuing, metadata
from samspill.access.login.provider.assertions import Assertions
from samspill.access.login.provider.contracts import (
    Asking,
    Client,
    DemoPerson,
    Details,
    Pushed,
    Rejected,
    Session,
)
from samspill.access.login.provider.details import details_of_text, read_details, together
from samspill.access.login.provider.folder import demo_people, own_key, registered_clients
from samspill.access.login.provider.kept import Kept
from samspill.access.login.provider.metadata import PATHS
from samspill.access.login.provider.own_keys import OwnKeys
from samspill.access.login.provider.scopes import chosen_scopes, narrowed
from samspill.access.login.resource_server import ResourceServer

__all__ = [
    "PATHS",
    "Asking",
    "Client",
    "OwnKeys",
    "Provider",
    "Rejected",
    "demo_people",
    "own_key",
    "registered_clients",
]

PUSHED_LIFE = timedelta(minutes=5)
CODE_LIFE = timedelta(seconds=60)
REFRESH_LIFE = timedelta(hours=8)
_URN = "urn:ietf:params:oauth:request_uri:"
_CHALLENGE_CHARS = 43
_VERIFIER_CHARS = range(43, 129)

Form = Mapping[str, str]


class Provider:
    """One issuer, while it runs: what has been pushed, signed in and given out is forgotten when it stops."""

    def __init__(
        self, *, issuer: str, audience: str, key: ECKey, clients: Mapping[str, Client], people: Sequence[DemoPerson],
        seen: ProofsSeen, secret: str,
    ) -> None:  # fmt: skip
        """Begin.

        Args:
            issuer: its identifier: the address that its paths begin with.
            audience: the FHIR base that its access tokens are for.
            key: what it signs with.
            clients: those that are registered, by their ids.
            people: whom one can sign in as.
            seen: remembers used proofs.
            secret: the deployment's secret key, for nonces.
        """
        self.issuer = issuer
        self._signing = issuing.Signing(issuer, audience, key, str(key.kid))
        self._clients = clients
        self._people = {person.id: person for person in people}
        self._assertions = Assertions(issuer, issuer + PATHS["token"], clients)
        self._proofs = Proofs(seen, Nonces(secret, use="provider"))
        self._pushed: Kept[Pushed] = Kept(PUSHED_LIFE)
        self._codes: Kept[Session] = Kept(CODE_LIFE)
        self._used_codes: Kept[str] = Kept(REFRESH_LIFE)
        self._sessions: Kept[Session] = Kept(REFRESH_LIFE)
        self._ended: Kept[str] = Kept(REFRESH_LIFE)
        self._own = ResourceServer([self.as_issuer()], http=OwnKeys(self.issuer, self.jwks), seen=seen, secret=secret)

    def as_issuer(self) -> Issuer:
        """Return the provider as an issuer to trust; its keys are had by ``OwnKeys``."""
        kind = IssuerKind.SAMSPILL
        return Issuer(
            self.issuer, kind, ALGORITHMS[kind], jwks=self.issuer + PATHS["jwks"], audience=self._signing.audience
        )

    def keys_before(self, others: Http) -> Http:
        """Return what answers for the provider's own keys, and asks the others over the network."""
        return OwnKeys(self.issuer, self.jwks, others)

    def metadata(self) -> dict[str, Any]:
        """Return ``/.well-known/openid-configuration``."""
        return metadata.metadata(self.issuer)

    def jwks(self) -> dict[str, Any]:
        """Return the public keys."""
        public = self._signing.key.as_dict(private=False)
        members = {name: public[name] for name in ("kty", "crv", "x", "y")}
        return {"keys": [{**members, "kid": self._signing.key_id, "use": "sig", "alg": "ES256"}]}

    def push(self, form: Form, proofs: tuple[str, ...], *, at: datetime) -> dict[str, Any]:
        """Take an authorization request (RFC 9126).

        Raises:
            Rejected: it is not taken.
        """
        client, _ = self._assertions.client(form, at=at)
        proven = self._proven(proofs, "par", at=at) if proofs else None
        pushed = self._request(form, client, "" if proven is None else proven.thumbprint)
        reference = token_urlsafe(32)
        self._pushed.keep(reference, pushed, at=at)
        return {"request_uri": f"{_URN}{reference}", "expires_in": int(PUSHED_LIFE.total_seconds())}

    def asking(self, query: Form, *, at: datetime) -> Asking:
        """Return what the sign-in page shows for a pushed request.

        Raises:
            Rejected: there is no such request, or it is another client's.
        """
        pushed = self._find(query, at)
        name, origin = self._clients[pushed.client_id].name, "/".join(pushed.redirect_uri.split("/")[:3])
        return Asking(name, tuple(self._people.values()), query["request_uri"], origin)

    def chosen(self, form: Form, *, at: datetime) -> str:
        """Return where the browser goes when somebody has been chosen, or the login was given up (``cancel``).

        Raises:
            Rejected: there is no such request, or no such person.
        """
        pushed = self._find(form, at)
        back = {"iss": self.issuer, **({"state": pushed.state} if pushed.state else {})}
        person = self._people.get(form.get("person", ""))
        if person is None and "cancel" not in form:
            raise Rejected("invalid_request", "There is no such person in the demo.")
        self._pushed.take(form["request_uri"].removeprefix(_URN), at=at)
        if person is None or "cancel" in form:
            return _with(pushed.redirect_uri, {"error": "access_denied", **back})
        code = token_urlsafe(32)
        self._codes.keep(code, Session(token_urlsafe(16), pushed, person, int(at.timestamp())), at=at)
        return _with(pushed.redirect_uri, {"code": code, **back})

    def token(self, form: Form, proofs: tuple[str, ...], *, at: datetime) -> dict[str, Any]:
        """Give tokens out (RFC 6749, section 4.1.3, 4.4 and 6), bound to the key of the proof.

        A SMART backend service is registered to get unbound ones, and sends no proof.

        Raises:
            Rejected: they are not given.
        """
        client, assertion = self._assertions.client(form, at=at)
        asserted = read_details(assertion.get("assertion_details"), client)
        grant = form.get("grant_type", "")
        if grant not in client.grants:
            raise Rejected("unauthorized_client", "The client is not registered for this grant type.")
        if not client.is_bound:
            return self._for_system(form, client, asserted, "", at)
        proven = self._proven(proofs, "token", at=at, needs_nonce=True)
        if grant == "client_credentials":
            return self._for_system(form, client, asserted, proven.thumbprint, at)
        is_first = grant == "authorization_code"
        session = self._by_code(form, client, at) if is_first else self._by_refresh(form, client, at)
        if session.key not in ("", proven.thumbprint) or session.pushed.key not in ("", proven.thumbprint):
            raise Rejected("invalid_grant", "The proof is made with another key than the login was begun with.")
        scopes = narrowed(form.get("scope"), session.pushed.scopes)
        answer = self._for_person(replace(session, key=proven.thumbprint), client, scopes, asserted, at)
        if is_first and "offline_access" in scopes and "refresh_token" in client.grants:
            answer |= self._refreshing(replace(session, key=proven.thumbprint), at)
        return answer

    def userinfo(self, presented: Presented, *, at: datetime) -> dict[str, Any]:
        """Return what is known of whom an access token speaks for (OpenID Connect Core, section 5.3).

        Raises:
            LoginRefused: the token or its proof is not taken.
            Rejected: nobody signed in.
        """
        who = self._own.known(presented, base=self._signing.audience, at=at).principal
        person = next((one for one in self._people.values() if issuing.subject(one) == who.subject), None)
        if person is None:
            raise Rejected("insufficient_scope", "Nobody signed in to get this token.", status=403)
        return {"sub": who.subject, **issuing.person_claims(person, who.scope_words)}

    def revoke(self, form: Form, *, at: datetime) -> None:
        """End a session by its refresh token (RFC 7009); an unknown one is ended already.

        Raises:
            Rejected: the client is not known.
        """
        client, _ = self._assertions.client(form, at=at)
        session = self._sessions.find(form.get("token", ""), at=at)
        if session is not None and session.pushed.client_id == client.id:
            self._sessions.take(form["token"], at=at)

    def end_session(self, query: Form) -> str | None:
        """Return where the browser goes after a logout; ``None`` when the address is not the client's."""
        client = self._clients.get(query.get("client_id", ""))
        address = query.get("post_logout_redirect_uri", "")
        if client is None or address not in client.post_logout_uris:
            return None
        return _with(address, {"state": query["state"]}) if query.get("state") else address

    def _proven(self, proofs: tuple[str, ...], path: str, *, at: datetime, needs_nonce: bool = False) -> Proven:
        target = Target("POST", self.issuer + PATHS[path], needs_nonce=needs_nonce)
        try:
            proven = self._proofs.check(proofs, target, at=at)
            self._proofs.spend(proven, at=at)
        except LoginRefused as refused:
            fault = refused.fault
            status = 503 if fault is Fault.STORE_SILENT else 400
            error = error_of(fault) or "temporarily_unavailable"
            raise Rejected(error, f"{fault.value}.", status=status, nonce=refused.nonce) from refused
        return proven

    def _request(self, form: Form, client: Client, key: str) -> Pushed:
        if "request_uri" in form or "request" in form:
            raise Rejected("invalid_request", "The request itself is pushed, not a reference to another.")
        if form.get("response_type") != "code" or form.get("response_mode", "query") != "query":
            raise Rejected("unsupported_response_type", "Only a code in the query is given.")
        if "authorization_code" not in client.grants or form.get("redirect_uri") not in client.redirect_uris:
            raise Rejected("invalid_request", "The redirect_uri is not one that the client is registered with.")
        challenge = form.get("code_challenge", "")
        if form.get("code_challenge_method") != "S256" or len(challenge) != _CHALLENGE_CHARS:
            raise Rejected("invalid_request", "PKCE by S256 is needed.")
        if form.get("dpop_jkt", key) != key and key:
            raise Rejected("invalid_dpop_proof", "The dpop_jkt is another key than the proof's.")
        details = read_details(details_of_text(form.get("authorization_details")), client)
        scopes, rejected = chosen_scopes(form.get("scope", ""), client, is_person=True)
        if "openid" not in scopes:
            raise Rejected("invalid_scope", "A login asks for openid.")
        return Pushed(
            client.id, form["redirect_uri"], scopes, rejected, form.get("state", ""), form.get("nonce", ""),
            challenge, key or form.get("dpop_jkt", ""), details,
        )  # fmt: skip

    def _find(self, query: Form, at: datetime) -> Pushed:
        reference = query.get("request_uri", "")
        pushed = self._pushed.find(reference.removeprefix(_URN), at=at) if reference.startswith(_URN) else None
        if pushed is None or query.get("client_id", pushed.client_id) != pushed.client_id:
            raise Rejected("invalid_request_uri", "There is no such request, or it has ended. Begin the login anew.")
        return pushed

    def _by_code(self, form: Form, client: Client, at: datetime) -> Session:
        """Return the session of a code; a code that comes twice ends what the first one gave (RFC 6749, 4.1.2)."""
        code = form.get("code", "")
        session = self._codes.take(code, at=at)
        if session is None:
            if (ended := self._used_codes.find(code, at=at)) is not None:
                self._ended.keep(ended, "ended", at=at)
            raise Rejected("invalid_grant", "The code is unknown, used or too old.")
        self._used_codes.keep(code, session.id, at=at)
        pushed, verifier = session.pushed, form.get("code_verifier", "")
        if pushed.client_id != client.id or form.get("redirect_uri") != pushed.redirect_uri:
            raise Rejected("invalid_grant", "The code was given to another client, or for another redirect_uri.")
        hashed = encode(hashlib.sha256(verifier.encode()).digest())
        if len(verifier) not in _VERIFIER_CHARS or hashed != pushed.challenge:
            raise Rejected("invalid_grant", "The code_verifier is not the challenge's.")
        return session

    def _by_refresh(self, form: Form, client: Client, at: datetime) -> Session:
        session = self._sessions.find(form.get("refresh_token", ""), at=at)
        if session is None or session.pushed.client_id != client.id or self._ended.find(session.id, at=at):
            raise Rejected("invalid_grant", "The refresh token is unknown, or has ended.")
        return session

    def _for_person(
        self, session: Session, client: Client, scopes: tuple[str, ...], asserted: Details, at: datetime
    ) -> dict[str, Any]:
        details = together(session.pushed.details, asserted)
        made = issuing.access_token(self._signing, client, scopes, details, session, key=session.key, at=at)
        answer = self._answer(made, scopes, session.pushed.rejected)
        answer["id_token"] = issuing.id_token(self._signing, session, at=at)
        return answer

    def _refreshing(self, session: Session, at: datetime) -> dict[str, Any]:
        """Give a refresh token, once a login: FAPI 2.0 lets it stand, since it is bound to the client and to a key."""
        refresh = token_urlsafe(32)
        self._sessions.keep(refresh, session, at=at)
        return {"refresh_token": refresh, "rt_expires_in": int(REFRESH_LIFE.total_seconds())}

    def _for_system(self, form: Form, client: Client, details: Details, key: str, at: datetime) -> dict[str, Any]:
        scopes, rejected = chosen_scopes(form.get("scope", ""), client, is_person=False)
        made = issuing.access_token(self._signing, client, scopes, details, None, key=key, at=at)
        answer = self._answer(made, scopes, rejected)
        return answer if key else {**answer, "token_type": "Bearer"}

    def _answer(self, token: str, scopes: tuple[str, ...], rejected: tuple[str, ...]) -> dict[str, Any]:
        answer = {
            "access_token": token,
            "token_type": "DPoP",
            "expires_in": issuing.ACCESS_SECONDS,
            "scope": " ".join(scopes),
        }
        return {**answer, "rejected_scope": " ".join(rejected)} if rejected else answer


def _with(address: str, query: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
