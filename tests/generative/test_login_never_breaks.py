"""Whatever is sent as a token, a proof or a form is let in or refused with a reason; nothing else ever happens."""

import json
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.logins import (
    AT,
    BASE,
    NOW,
    OWN,
    SECRET,
    URL,
    call,
    person_claims,
    proof,
    public,
    server,
    sign_raw,
    signed,
    signer,
    token,
)  # fmt: skip
from tests.factories.providers import BACK, KEY, registered

from samspill.access.contracts import Presented
from samspill.access.login.faults import LoginRefused
from samspill.access.login.provider.api import Provider, demo_people
from samspill.access.login.provider.contracts import Rejected
from samspill.access.login.seen import SeenInMemory

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HERE = server()

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
CLAIM = st.sampled_from([*person_claims(), "nhn:tillitsrammeverk:parameters", "helseid://claims/hpr/hpr_details"])
TOKEN_HEADER = st.sampled_from(["alg", "typ", "kid", "crit", "jku", "jwk", "x5c", "b64"])
PROOF_HEADER = st.sampled_from(["alg", "typ", "jwk", "crit"])
PROOF_CLAIM = st.sampled_from(["jti", "htm", "htu", "iat", "ath", "nonce"])
JWK = st.dictionaries(st.sampled_from(["kty", "crv", "x", "y", "n", "e", "kid", "alg", "use"]), JSON, max_size=5)


def tried(presented: Presented) -> None:
    assert answered(presented) in (200, 401, 403, 503)


def answered(presented: Presented) -> int:
    try:
        HERE.admitted(presented, base=BASE, at=AT)
    except LoginRefused as refused:
        return refused.denial().status
    return 200


def written(value: object) -> bytes:
    return json.dumps(value).encode()


@QUICK
@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3), st.sampled_from(["dpop", "bearer", "x"]))
def test_any_text_is_answered(shown: str, proofs: list[str], scheme: str) -> None:
    tried(Presented(scheme, shown, tuple(proofs), "GET", URL))


@QUICK
@given(st.binary(max_size=100), st.binary(max_size=100))
def test_any_bytes_in_a_token_are_answered(head: bytes, payload: bytes) -> None:
    shown = sign_raw(head, payload, signer("rsa"), "PS256")
    tried(call(shown))


@QUICK
@given(st.dictionaries(CLAIM, JSON, min_size=1, max_size=3))
def test_any_value_of_any_claim_of_a_genuine_token_is_answered(changes: dict[str, Any]) -> None:
    tried(call(signed({"alg": "PS256", "typ": "at+jwt", "kid": "rsa"}, person_claims() | changes, signer("rsa"))))


@QUICK
@given(st.dictionaries(TOKEN_HEADER, JSON, min_size=1, max_size=3))
def test_any_header_of_a_token_is_answered(changes: dict[str, Any]) -> None:
    head = {"alg": "PS256", "typ": "at+jwt", "kid": "rsa", **changes}
    tried(call(sign_raw(written(head), written(person_claims()), signer("rsa"), "PS256")))


@QUICK
@given(st.dictionaries(PROOF_HEADER, JSON, max_size=2), st.dictionaries(PROOF_CLAIM, JSON, max_size=3))
def test_any_header_and_claim_of_a_proof_are_answered(head: dict[str, Any], claims: dict[str, Any]) -> None:
    shown = token()
    honest = {"jti": "x", "htm": "GET", "htu": URL, "iat": NOW, **claims}
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": public(OWN), **head}
    tried(call(shown, sign_raw(written(header), written(honest), OWN, "ES256")))


@QUICK
@given(JWK)
def test_any_key_of_a_proof_is_answered(jwk: dict[str, Any]) -> None:
    shown = token()
    tried(call(shown, proof(shown, header={"jwk": {**public(OWN), **jwk}})))


def provider() -> Provider:
    return Provider(
        issuer="https://id.samspill.test", audience=BASE, key=signer("ec"), clients={"web": registered()},  # type: ignore[arg-type]
        people=demo_people(), seen=SeenInMemory(), secret=SECRET,
    )  # fmt: skip


PROVIDER = provider()
NUMBERS = count()
FIELD = st.sampled_from(
    [
        "client_id", "response_type", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_verifier",
        "code_challenge_method", "authorization_details", "grant_type", "code", "refresh_token", "person", "cancel",
        "request_uri", "dpop_jkt", "response_mode", "client_assertion", "client_assertion_type", "token",
    ]
)  # fmt: skip
WORDS = st.text(max_size=40) | JSON.map(lambda value: json.dumps([value])) | st.just(BACK)


def asserted(number: int, claims: dict[str, Any]) -> str:
    made = {
        "iss": "web", "sub": "web", "aud": PROVIDER.issuer, "jti": f"{number}", "iat": NOW, "exp": NOW + 50, **claims
    }  # fmt: skip
    return signed({"alg": "ES256", "typ": "client-authentication+jwt", "kid": "own"}, made, KEY)


ERRORS = (
    "invalid_client", "invalid_request", "invalid_request_uri", "invalid_scope", "invalid_grant", "access_denied",
    "unsupported_response_type", "unauthorized_client", "invalid_authorization_details", "invalid_dpop_proof",
)  # fmt: skip


def provided(act: str, form: dict[str, str]) -> str:
    """Do an act of the provider; return its error's code, or nothing when it was done."""
    try:
        if act in ("push", "token"):
            getattr(PROVIDER, act)(form, (), at=AT)
        else:
            getattr(PROVIDER, act)(form, at=AT)
    except Rejected as rejected:
        return rejected.error
    return ""


@QUICK
@given(
    st.dictionaries(FIELD, WORDS, max_size=6),
    st.dictionaries(st.sampled_from(["aud", "jti", "exp", "nbf", "assertion_details", "sub"]), JSON, max_size=2),
    st.sampled_from(["push", "token", "chosen", "asking", "revoke"]),
)
def test_any_form_is_answered_by_the_provider(form: dict[str, str], claims: dict[str, Any], act: str) -> None:
    sent = {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": asserted(next(NUMBERS), claims),
        **form,
    }
    assert provided(act, sent) in ("", *ERRORS)


@QUICK
@given(JSON)
def test_any_details_are_answered_by_the_provider(details: Any) -> None:
    form = {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": asserted(next(NUMBERS), {}),
        "response_type": "code", "redirect_uri": BACK, "scope": "openid", "code_challenge": "c" * 43,
        "code_challenge_method": "S256", "authorization_details": json.dumps([details]),
    }  # fmt: skip
    assert provided("push", form) in ("", "invalid_authorization_details", "access_denied")
