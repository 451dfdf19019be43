"""What the client sends to each kind of issuer, and which answers it does not believe."""

import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import ECKey
from tests.factories.issuing import BACK, CLIENT, Issuing, claims_of, client, draw, id_token
from tests.factories.logins import AT, NOW, OTHER, PID, signer
from tests.factories.logins import HELSEID as ISSUER

from samspill.access.login.client.api import (
    HELSEID,
    IDPORTEN_HIGH,
    IDPORTEN_SUBSTANTIAL,
    MASKINPORTEN,
    SMART_BACKEND,
    Begun,
    Client,
    LoginFailed,
    Profile,
    Registration,
    SignedIn,
    Why,
)  # fmt: skip
from samspill.access.login.contracts import Reply
from samspill.access.login.jose.strict import encode, parse_compact

PUSHED = {"request_uri": "urn:example:1", "expires_in": 60}
BEARER = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 60}
BOUND = {**BEARER, "token_type": "DPoP"}
WANTS_NONCE = Reply(400, {"dpop-nonce": "n-1"}, b'{"error":"use_dpop_nonce"}')


def begun(profile: Profile = HELSEID, **how: Any) -> tuple[Issuing, Begun]:
    http = Issuing(answers={"par": PUSHED})
    return http, client(http, profile).begin(at=AT, **how)


def finished(token: Any, profile: Profile = HELSEID, answer: dict[str, Any] | None = None, **how: Any) -> SignedIn:
    """Finish a login whose id token is made by ``token``, given the login's nonce."""
    http = Issuing(answers={"par": PUSHED})
    here = client(http, profile)
    login = here.begin(at=AT, **how)
    given = BOUND if profile.binds else BEARER
    http.answers["token"] = {**given, "id_token": token(login.nonce), **(answer or {})}
    return here.finish(login, {"state": login.state, "code": "c", "iss": ISSUER}, at=AT)


def test_a_request_is_pushed_and_only_its_reference_stands_in_the_address() -> None:
    http, login = begun()
    assert parse_qs(urlsplit(login.address).query) == {"client_id": [CLIENT], "request_uri": ["urn:example:1"]}
    ((url, form, headers),) = http.posts
    assert url == f"{ISSUER}/par"
    assert (form["response_type"], form["redirect_uri"], form["code_challenge_method"]) == ("code", BACK, "S256")
    assert form["code_challenge"] == encode(hashlib.sha256(login.verifier.encode()).digest())
    assert (form["state"], form["nonce"]) == (login.state, login.nonce)
    assert len({login.state, login.nonce, login.verifier}) == 3
    assert "DPoP" in headers


def test_helseids_assertion_is_its_own_kind_addressed_to_the_issuer_for_less_than_a_minute() -> None:
    http, _ = begun()
    assertion = parse_compact(http.posts[0][1]["client_assertion"], chars_max=9999)
    assert assertion.header == {"alg": "ES256", "typ": "client-authentication+jwt", "kid": "own"}
    claims = assertion.claims
    assert (claims["iss"], claims["sub"], claims["aud"]) == (CLIENT, CLIENT, ISSUER)
    assert 0 < claims["exp"] - NOW <= 60


def test_each_post_has_an_assertion_and_a_proof_of_its_own() -> None:
    http = Issuing(answers={"par": [WANTS_NONCE, PUSHED]})
    client(http, HELSEID).begin(at=AT)
    first, second = http.posts
    ids = [claims_of(text)["jti"] for _, form, sent in http.posts for text in (form["client_assertion"], sent["DPoP"])]
    assert len(set(ids)) == 4
    assert "nonce" not in claims_of(first[2]["DPoP"])
    assert claims_of(second[2]["DPoP"])["nonce"] == "n-1"


def test_an_issuer_that_always_wants_another_nonce_is_asked_twice() -> None:
    http = Issuing(answers={"par": WANTS_NONCE})
    with pytest.raises(LoginFailed) as failed:
        client(http, HELSEID).begin(at=AT)
    assert (failed.value.error, len(http.posts)) == ("use_dpop_nonce", 2)


def test_details_go_where_they_were_put() -> None:
    details = [{"type": "helseid_authorization"}]
    http, _ = begun(details=details)
    assert json.loads(http.posts[0][1]["authorization_details"]) == details
    http.answers["token"] = BOUND
    client(http, HELSEID).for_system(at=AT, key=ECKey.generate_key("P-256"), details=details)
    sent = http.posts[1][1]
    assert claims_of(sent["client_assertion"])["assertion_details"] == details
    assert "authorization_details" not in sent


def test_maskinporten_is_asked_by_a_jwt_bearer_grant() -> None:
    http = Issuing(answers={"token": BEARER})
    tokens = client(http, MASKINPORTEN, scopes="nhn:hpr/basic").for_system(at=AT)
    ((url, form, headers),) = http.posts
    assert (url, form.keys(), headers) == (f"{ISSUER}/token", {"grant_type", "assertion"}, {})
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    claims = claims_of(form["assertion"])
    assert (claims["iss"], claims["aud"], claims["scope"], claims["exp"]) == (
        CLIENT,
        ISSUER,
        "nhn:hpr/basic",
        NOW + 120,
    )
    assert (tokens.access, tokens.kind) == ("opaque", "Bearer")


def test_a_smart_server_is_asked_by_an_assertion_to_its_token_endpoint() -> None:
    http = Issuing(answers={"token": BEARER})
    key = signer("es384")
    client(http, SMART_BACKEND, key=key, algorithm="ES384", scopes="system/*.rs").for_system(at=AT)
    ((_, form, _headers),) = http.posts
    assert (form["grant_type"], form["scope"]) == ("client_credentials", "system/*.rs")
    assertion = parse_compact(form["client_assertion"], chars_max=9999)
    assert (assertion.header["alg"], assertion.claims["aud"]) == ("ES384", f"{ISSUER}/token")
    assert assertion.claims["exp"] - NOW <= 300


def test_idporten_is_asked_for_its_level_and_told_who_it_is_about() -> None:
    http, _ = begun(IDPORTEN_HIGH)
    assert http.posts[0][1]["acr_values"] == "idporten-loa-high"
    assert http.posts[0][2] == {}
    who = finished(lambda nonce: id_token(nonce, pid=PID), IDPORTEN_HIGH)
    assert who.pid is not None
    assert (who.pid.reveal(), who.assurance.words, PID in repr(who)) == (PID, "idporten-loa-high", False)


def test_idportens_substantial_is_not_high_but_high_is_substantial() -> None:
    def substantial(nonce: str) -> str:
        return id_token(nonce, acr="idporten-loa-substantial")

    with pytest.raises(LoginFailed) as failed:
        finished(substantial, IDPORTEN_HIGH)
    assert failed.value.why is Why.ID_LEVEL
    for made in (substantial, id_token):
        assert finished(made, IDPORTEN_SUBSTANTIAL).subject == "opaque-person-1"


def test_an_honest_id_token_is_believed() -> None:
    assert finished(id_token).subject == "opaque-person-1"
    assert finished(lambda nonce: id_token(nonce, auth_time=NOW - 600), login_seconds_max=600).subject != ""


ATTACKS: list[tuple[str, Any, Why]] = [
    ("no token", lambda nonce: None, Why.ID_UNREADABLE),
    ("what is no token", lambda nonce: "a.b.c", Why.ID_UNREADABLE),
    ("alg none", lambda nonce: id_token(nonce, header={"alg": "none"}), Why.ID_KEY),
    ("alg of a shared key", lambda nonce: id_token(nonce, header={"alg": "HS256"}), Why.ID_KEY),
    ("alg of another kind of key", lambda nonce: id_token(nonce, header={"alg": "ES256"}), Why.ID_KEY),
    ("a list of algorithms", lambda nonce: id_token(nonce, header={"alg": ["RS256"]}), Why.ID_KEY),
    ("keys elsewhere", lambda nonce: id_token(nonce, header={"jku": "https://evil.test"}), Why.ID_KEY),
    ("a key brought along", lambda nonce: id_token(nonce, header={"jwk": {}}), Why.ID_KEY),
    ("something critical", lambda nonce: id_token(nonce, header={"crit": ["x"]}), Why.ID_KEY),
    ("no key named", lambda nonce: id_token(nonce, header={"kid": None}), Why.ID_KEY),
    ("an unknown key named", lambda nonce: id_token(nonce, header={"kid": "../x"}), Why.ID_KEY),
    ("an access token", lambda nonce: id_token(nonce, header={"typ": "at+jwt"}), Why.ID_UNREADABLE),
    ("another's key", lambda nonce: id_token(nonce, header={"alg": "ES256", "kid": "ec"}, key=OTHER), Why.ID_SIGNATURE),
    ("another issuer", lambda nonce: id_token(nonce, iss="https://evil.test"), Why.ID_ISSUER),
    ("no issuer", lambda nonce: id_token(nonce, iss=None), Why.ID_ISSUER),
    ("another audience", lambda nonce: id_token(nonce, aud="client-2"), Why.ID_AUDIENCE),
    ("two audiences", lambda nonce: id_token(nonce, aud=[CLIENT, "client-2"]), Why.ID_AUDIENCE),
    ("another authorized party", lambda nonce: id_token(nonce, azp="client-2"), Why.ID_AUDIENCE),
    ("an end that has passed", lambda nonce: id_token(nonce, exp=NOW - 10), Why.ID_TIME),
    ("a beginning to come", lambda nonce: id_token(nonce, iat=NOW + 11), Why.ID_TIME),
    ("no end", lambda nonce: id_token(nonce, exp=None), Why.ID_CLAIMS),
    ("no person", lambda nonce: id_token(nonce, sub=None), Why.ID_CLAIMS),
    ("a national number as the person's id", lambda nonce: id_token(nonce, sub=PID), Why.ID_CLAIMS),
    ("another login's nonce", lambda nonce: id_token("another"), Why.ID_NONCE),
    ("no nonce", lambda nonce: id_token(None), Why.ID_NONCE),
    (
        "security level 3",
        lambda nonce: id_token(nonce, **{"helseid://claims/identity/security_level": "3"}),
        Why.ID_LEVEL,
    ),
    (
        "no security level",
        lambda nonce: id_token(nonce, **{"helseid://claims/identity/security_level": None}),
        Why.ID_LEVEL,
    ),
    (
        "a list of levels",
        lambda nonce: id_token(nonce, **{"helseid://claims/identity/security_level": ["4"]}),
        Why.ID_LEVEL,
    ),
]


@pytest.mark.parametrize(("token", "why"), [pytest.param(made, why, id=what) for what, made, why in ATTACKS])
def test_an_id_token_that_is_not_as_it_must_be_is_not_believed(token: Any, why: Why) -> None:
    with pytest.raises(LoginFailed) as failed:
        finished(token)
    assert failed.value.why is why


@pytest.mark.parametrize("signed_in", [NOW - 611, None])
def test_a_login_that_is_too_old_is_not_believed(signed_in: int | None) -> None:
    with pytest.raises(LoginFailed) as failed:
        finished(lambda nonce: id_token(nonce, auth_time=signed_in), login_seconds_max=600)
    assert failed.value.why is Why.ID_OLD_LOGIN


@pytest.mark.parametrize(
    "answer",
    [
        {"token_type": "Bearer"}, {"token_type": None}, {"access_token": ""}, {"access_token": 7},
        {"expires_in": "60"}, {"expires_in": 0}, {"expires_in": True},
    ],
)  # fmt: skip
def test_tokens_that_are_not_what_was_asked_for_are_not_taken(answer: dict[str, Any]) -> None:
    with pytest.raises(LoginFailed) as failed:
        finished(id_token, answer=answer)
    assert failed.value.why is Why.ANSWER


@pytest.mark.parametrize(
    ("metadata", "why"),
    [
        ({"issuer": "https://evil.test"}, Why.METADATA),
        ({"authorization_endpoint": "http://sts.helseid.test/authorize"}, Why.METADATA),
        ({"pushed_authorization_request_endpoint": None}, Why.METADATA),
    ],
)
def test_metadata_that_is_not_the_issuers_is_not_believed(metadata: dict[str, Any], why: Why) -> None:
    with pytest.raises(LoginFailed) as failed:
        client(Issuing(metadata=metadata, answers={"par": PUSHED}), HELSEID).begin(at=AT)
    assert failed.value.why is why


def test_an_issuer_without_metadata_is_told_as_that() -> None:
    who = Registration("https://other.test", HELSEID, CLIENT, signer("ec"), "own", "ES256", BACK, "openid")
    with pytest.raises(LoginFailed) as failed:
        Client(who, http=Issuing(), draw=draw).begin(at=AT)
    assert failed.value.why is Why.METADATA


@pytest.mark.parametrize("pushed", [{}, {"request_uri": ""}, {"request_uri": 7}])
def test_a_pushed_request_without_a_reference_is_not_begun(pushed: dict[str, Any]) -> None:
    with pytest.raises(LoginFailed) as failed:
        client(Issuing(answers={"par": pushed}), HELSEID).begin(at=AT)
    assert failed.value.why is Why.ANSWER


def test_an_issuer_that_does_not_answer_is_told_as_that() -> None:
    with pytest.raises(LoginFailed) as failed:
        client(Issuing(is_silent=True), HELSEID).begin(at=AT)
    assert failed.value.why is Why.ISSUER_SILENT


def test_an_error_is_told_by_its_code_and_never_by_its_words() -> None:
    said = Reply(400, {}, json.dumps({"error": "invalid_request", "error_description": PID}).encode())
    with pytest.raises(LoginFailed) as failed:
        client(Issuing(answers={"par": said}), HELSEID).begin(at=AT)
    assert str(failed.value) == "The issuer refused (invalid_request)"


def test_a_refreshed_login_about_another_person_is_refused() -> None:
    http = Issuing(answers={"par": PUSHED})
    here = client(http, HELSEID)
    login = here.begin(at=AT)
    http.answers["token"] = [
        {**BOUND, "refresh_token": "r", "id_token": id_token(login.nonce)},
        {**BOUND, "id_token": id_token("", sub="somebody else")},
    ]
    who = here.finish(login, {"state": login.state, "code": "c", "iss": ISSUER}, at=AT)
    with pytest.raises(LoginFailed) as failed:
        here.refresh(who, login.key, at=AT)
    assert failed.value.why is Why.ID_SUBJECT


def test_what_a_login_keeps_is_not_shown_by_mistake() -> None:
    _, login = begun()
    assert login.verifier not in repr(login)
    assert str(login.key["d"]) not in repr(login)
    assert draw(1) != draw(1)
