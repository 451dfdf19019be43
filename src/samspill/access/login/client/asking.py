"""One issuer as a client speaks with it: its metadata, and posts that are retried once with its nonce."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from samspill.access.login.client.contracts import AssertionAudience, LoginFailed, Registration, Why
from samspill.access.login.client.making import Draw, client_assertion, proof
from samspill.access.login.contracts import Http, Reply, Unreachable
from samspill.access.login.jose.keys import Key
from samspill.access.login.jose.strict import Malformed, read_object
from samspill.access.login.targets import is_asked

METADATA_KEPT = timedelta(hours=24)
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_CHALLENGED = 'error="use_dpop_nonce"'
_PLAIN = re.compile(r"[A-Za-z0-9_.\-]{1,64}")


class Speaking:
    """Speaks with one issuer as one of its clients; shared by threads."""

    def __init__(self, who: Registration, *, http: Http, draw: Draw) -> None:
        """Begin; the issuer is not asked before it is needed.

        Args:
            who: our registration there.
            http: asks it.
            draw: randomness.
        """
        self.who = who
        self.http = http
        self.draw = draw
        self._metadata: Mapping[str, Any] = {}
        self._got_at: datetime | None = None
        self._nonce = ""
        self._lock = Lock()

    def address(self, name: str, *, at: datetime) -> str:
        """Return an address of the issuer's metadata.

        Raises:
            LoginFailed: it has none that can be asked.
        """
        address = self.metadata(at=at).get(name)
        if not isinstance(address, str) or not is_asked(address):
            raise LoginFailed(Why.METADATA)
        return address

    def metadata(self, *, at: datetime) -> Mapping[str, Any]:
        """Return the issuer's metadata, from the last day at most.

        Raises:
            LoginFailed: it does not answer, or what it says is another issuer's.
        """
        with self._lock:
            if self._got_at is None or abs(at - self._got_at) > METADATA_KEPT:
                self._metadata, self._got_at = self._discovered(), at
            return self._metadata

    def _discovered(self) -> Mapping[str, Any]:
        for place in self.who.profile.metadata:
            try:
                reply = self.http.get(self.who.issuer.rstrip("/") + place)
            except Unreachable as error:
                raise LoginFailed(Why.ISSUER_SILENT) from error
            if reply.status == 200:
                found = _object(reply, Why.METADATA)
                if not self.who.profile.is_fhir_base and found.get("issuer") != self.who.issuer:
                    raise LoginFailed(Why.METADATA)
                return found
        raise LoginFailed(Why.METADATA)

    def post(
        self, name: str, form: Mapping[str, str], *, at: datetime, key: Key | None, details: object = None
    ) -> Mapping[str, Any]:
        """Send a form to an endpoint as ourselves, and once more when the issuer wants its nonce in the proof.

        Args:
            name: of the endpoint in the metadata.
            form: what is sent beside who we are.
            at: now.
            key: signs the proof; ``None`` sends none.
            details: ``assertion_details``; ``None`` sends none.

        Returns:
            The answer.

        Raises:
            LoginFailed: it is refused, or there is none that can be read.
        """
        url = self.address(name, at=at)
        reply = self._sent(url, form, at, key, details)
        if key is not None and self._wants_nonce(reply):
            reply = self._sent(url, form, at, key, details)
        if reply.status not in (200, 201):
            raise LoginFailed(Why.REJECTED, error=_error(reply))
        return _object(reply, Why.ANSWER)

    def get(self, name: str, *, token: str, key: Key | None, at: datetime) -> Mapping[str, Any]:
        """Fetch from an endpoint with an access token, and once more when the issuer wants its nonce in the proof.

        Args:
            name: of the endpoint in the metadata.
            token: the access token.
            key: what the token is bound to; ``None`` for a bearer token.
            at: now.

        Raises:
            LoginFailed: it is refused, or there is no answer that can be read.
        """
        url = self.address(name, at=at)
        reply = self._got(url, token, key, at)
        if key is not None and self._wants_nonce(reply):
            reply = self._got(url, token, key, at)
        if reply.status != 200:
            raise LoginFailed(Why.REJECTED, error=_error(reply))
        return _object(reply, Why.ANSWER)

    def assertion(self, *, at: datetime, claims: Mapping[str, Any] | None = None) -> str:
        """Return a new assertion of who we are."""
        to_issuer = self.who.profile.assertion_audience is AssertionAudience.ISSUER
        audience = self.who.issuer if to_issuer else self.address("token_endpoint", at=at)
        return client_assertion(self.who, audience=audience, claims=claims or {}, draw=self.draw, at=at)

    def _sent(self, url: str, form: Mapping[str, str], at: datetime, key: Key | None, details: object) -> Reply:
        claims = {} if details is None else {"assertion_details": details}
        own = {} if "assertion" in form else {
            "client_id": self.who.client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion(at=at, claims=claims),
        }  # fmt: skip
        headers = {}
        if key is not None:
            headers["DPoP"] = proof(key, method="POST", url=url, draw=self.draw, at=at, nonce=self._nonce)
        try:
            reply = self.http.post(url, {**form, **own}, headers)
        except Unreachable as error:
            raise LoginFailed(Why.ISSUER_SILENT) from error
        self._nonce = reply.headers.get("dpop-nonce", self._nonce)
        return reply

    def _got(self, url: str, token: str, key: Key | None, at: datetime) -> Reply:
        headers = {"Authorization": f"Bearer {token}"}
        if key is not None:
            made = proof(key, method="GET", url=url, draw=self.draw, at=at, nonce=self._nonce, token=token)
            headers = {"Authorization": f"DPoP {token}", "DPoP": made}
        try:
            reply = self.http.get(url, headers)
        except Unreachable as error:
            raise LoginFailed(Why.ISSUER_SILENT) from error
        self._nonce = reply.headers.get("dpop-nonce", self._nonce)
        return reply

    def _wants_nonce(self, reply: Reply) -> bool:
        """Answer whether a nonce is asked for: token endpoints say so in the body, others in the challenge."""
        says_so = _error(reply) == "use_dpop_nonce" or _CHALLENGED in reply.headers.get("www-authenticate", "")
        return reply.status in (400, 401) and "dpop-nonce" in reply.headers and says_so


def _object(reply: Reply, why: Why) -> Mapping[str, Any]:
    try:
        return read_object(reply.body)
    except Malformed as error:
        raise LoginFailed(why) from error


def _error(reply: Reply) -> str:
    """Return the issuer's error code; its description is not repeated, since it may repeat what we sent."""
    try:
        error = json.loads(reply.body).get("error", "")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return error if isinstance(error, str) and _PLAIN.fullmatch(error) else ""
