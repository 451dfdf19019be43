"""What the demo's provider refuses, each with OAuth's own word, beside honest requests; what it says of itself."""

import hashlib
import json
from collections.abc import Iterator
from secrets import token_urlsafe
from typing import Any

import pytest
from joserfc.jwk import ECKey
from tests.factories.fhir_server import Heard
from tests.factories.logins import AT, OTHER, public, signed
from tests.factories.providers import BACK, KEY, SCOPES, Place, provider_place, registered

from samspill.access.login.client.making import proof
from samspill.access.login.jose.keys import Key, thumbprint
from samspill.access.login.jose.strict import encode

NOW = int(AT.timestamp())
VERIFIER = "v" * 43
CHALLENGE = encode(hashlib.sha256(VERIFIER.encode()).digest())
BOUND = ECKey.generate_key("P-256")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    logins_only = registered("logins-only", grant_types=["authorization_code"])
    with provider_place(tmp_path_factory.mktemp("login"), registered(), logins_only) as running:
        yield running


def assertion(place: Place, key: Key = KEY, header: dict[str, Any] | None = None, **claims: Any) -> str:
    head = {"alg": "ES256", "typ": "client-authentication+jwt", "kid": "own", **(header or {})}
    made = {"iss": "web", "sub": "web", "aud": place.issuer, "jti": token_urlsafe(8), "iat": NOW, "exp": NOW + 50}
    return signed(head, {**made, **claims}, key)


def asked(place: Place, shown: str = "", **fields: Any) -> dict[str, str]:
    """Return the form of a pushed request; ``None`` takes a field away."""
    form = {
        "client_id": "web",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": shown or assertion(place),
        "response_type": "code",
        "redirect_uri": BACK,
        "scope": SCOPES,
        "state": "s",
        "nonce": "n",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **fields,
    }
    return {name: value for name, value in form.items() if value is not None}


def error_of(heard: Heard) -> tuple[int, str]:
    return heard.status, json.loads(heard.body).get("error", "")


DETAILS = "invalid_authorization_details"


def organisation(system: str, kind: str, value: str) -> str:
    identifier = {"system": system, "type": kind, "value": value}
    role = {"organization": {"identifier": identifier}}
    return json.dumps([{"type": "helseid_authorization", "practitioner_role": role}])


def test_an_honest_request_is_taken(place: Place) -> None:
    heard = place.browser.post("/id/connect/par", asked(place))
    assert (heard.status, json.loads(heard.body)["expires_in"]) == (201, 300)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"redirect_uri": "https://evil.test/"}, "invalid_request"),
        ({"redirect_uri": f"{BACK}/"}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "unsupported_response_type"),
        ({"request_uri": "urn:x"}, "invalid_request"),
        ({"request": "a.b.c"}, "invalid_request"),
        ({"scope": "user/*.rs"}, "invalid_scope"),
        ({"scope": "user/*.cruds"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"authorization_details": "{"}, "invalid_authorization_details"),
        ({"authorization_details": "{}"}, "invalid_authorization_details"),
        ({"authorization_details": '[{"type":"other"}]'}, "invalid_authorization_details"),
        ({"authorization_details": '[{"type":"helseid_authorization"}]'}, "invalid_authorization_details"),
        ({"authorization_details": organisation("urn:oid:1.0.6523", "HER", "NO:ORGNR:994598759:")}, DETAILS),
        ({"authorization_details": organisation("urn:oid:2.16.578.1.12.4.1.2.101", "ENH", "994598759")}, DETAILS),
        ({"authorization_details": organisation("urn:oid:1.0.6523", "ENH", "994598759")}, DETAILS),
        ({"authorization_details": organisation("urn:oid:1.0.6523", "ENH", "NO:ORGNR:994598750:")}, DETAILS),
        ({"authorization_details": '[{"type":"nhn:tillitsrammeverk:parameters"}]'}, DETAILS),
        (
            {
                "authorization_details": '[{"type":"nhn:tillitsrammeverk:parameters","care_relationship":'
                '{"decision_ref":{"id":"1","description":"x"}}}]'
            },
            "invalid_authorization_details",
        ),
        (
            {
                "authorization_details": '[{"type":"nhn:tillitsrammeverk:parameters","care_relationship":{},'
                '"patients":[{"identifier":{"id":"1"}}]}]'
            },
            "invalid_authorization_details",
        ),
        ({"client_assertion_type": None}, "invalid_client"),
        ({"client_assertion": None}, "invalid_client"),
        ({"client_id": "logins-only"}, "invalid_client"),
    ],
)
def test_a_request_that_is_not_as_it_must_be_is_refused(place: Place, fields: dict[str, Any], error: str) -> None:
    heard = place.browser.post("/id/connect/par", asked(place, **fields))
    assert error_of(heard) == (401 if error == "invalid_client" else 400, error)


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({"typ": "JWT"}, {}),
        ({"alg": "none"}, {}),
        ({"alg": "HS256"}, {}),
        ({"kid": "other"}, {}),
        ({"jku": "https://evil.test"}, {}),
        ({"crit": ["x"]}, {}),
        ({}, {"iss": "another"}),
        ({}, {"sub": "another"}),
        ({}, {"aud": "https://evil.test"}),
        ({}, {"aud": ["here", "there"]}),
        ({}, {"exp": NOW}),
        ({}, {"exp": NOW + 71}),
        ({}, {"exp": None}),
        ({}, {"nbf": NOW + 11}),
        ({}, {"jti": None}),
    ],
)
def test_an_assertion_that_is_not_the_clients_is_refused(
    place: Place, header: dict[str, Any], claims: dict[str, Any]
) -> None:
    heard = place.browser.post("/id/connect/par", asked(place, assertion(place, header=header, **claims)))
    assert error_of(heard) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("named", "status"), [(thumbprint(public(BOUND)), 201), ("another", 400)], ids=["its own", "another"]
)
def test_a_request_names_the_key_that_its_proof_is_made_with(place: Place, named: str, status: int) -> None:
    made = proof(BOUND, method="POST", url=f"{place.issuer}/connect/par", draw=token_urlsafe, at=AT)
    heard = place.browser.post("/id/connect/par", asked(place, dpop_jkt=named), {"DPoP": made})
    assert heard.status == status


def test_an_assertion_addressed_to_the_token_endpoint_is_refused(place: Place) -> None:
    shown = assertion(place, aud=f"{place.issuer}/connect/token")
    assert error_of(place.browser.post("/id/connect/par", asked(place, shown))) == (401, "invalid_client")


def test_an_assertion_by_another_key_is_refused(place: Place) -> None:
    shown = assertion(place, OTHER)
    assert error_of(place.browser.post("/id/connect/par", asked(place, shown))) == (401, "invalid_client")


def test_an_assertion_is_taken_once(place: Place) -> None:
    shown = assertion(place)
    statuses = [place.browser.post("/id/connect/par", asked(place, shown)).status for _ in range(2)]
    assert statuses == [201, 401]


def test_a_parameter_that_stands_twice_is_refused(place: Place) -> None:
    named = {"Content-Type": "application/x-www-form-urlencoded"}
    heard = place.browser.ask("POST", "/id/connect/par", b"scope=openid&scope=openid", named)
    assert error_of(heard) == (400, "invalid_request")


@pytest.mark.parametrize(("kind", "body", "status"), [("text/plain", b"a=b", 400), ("", b"a=b" * 40_000, 413)])
def test_what_is_no_form_is_refused(place: Place, kind: str, body: bytes, status: int) -> None:
    named = {"Content-Type": kind or "application/x-www-form-urlencoded"}
    heard = place.browser.ask("POST", "/id/connect/token", body, named)
    assert error_of(heard) == (status, "invalid_request")


def ask_token(place: Place, *, nonce: str | None = None, key: Key = BOUND, url: str = "", **fields: Any) -> Heard:
    """Ask for a system's token; with the provider's nonce unless told otherwise."""
    address = url or f"{place.issuer}/connect/token"
    given = place.provider._proofs.nonce(at=AT) if nonce is None else nonce
    made = proof(key, method="POST", url=address, draw=token_urlsafe, at=AT, nonce=given)
    form = asked(place, **{"grant_type": "client_credentials", "scope": "system/*.rs", **fields})
    return place.browser.post("/id/connect/token", form, {"DPoP": made})


def test_a_token_needs_the_providers_nonce_and_is_told_it(place: Place) -> None:
    heard = ask_token(place, nonce="")
    assert error_of(heard) == (400, "use_dpop_nonce")
    assert ask_token(place, nonce=heard.headers["dpop-nonce"]).status == 200


def test_a_token_needs_a_proof(place: Place) -> None:
    form = asked(place, grant_type="client_credentials", scope="system/*.rs")
    assert error_of(place.browser.post("/id/connect/token", form)) == (400, "invalid_dpop_proof")


def test_a_proof_for_another_address_gives_no_token(place: Place) -> None:
    assert error_of(ask_token(place, url=f"{place.issuer}/connect/par")) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"grant_type": "password"}, "unauthorized_client"),
        ({"grant_type": "implicit"}, "unauthorized_client"),
        ({"grant_type": None}, "unauthorized_client"),
        ({"scope": "user/*.rs"}, "invalid_scope"),
        ({"scope": "system/*.cruds"}, "invalid_scope"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"grant_type": "refresh_token", "refresh_token": "made-up"}, "invalid_grant"),
        ({"grant_type": "authorization_code", "code": "made-up"}, "invalid_grant"),
    ],
)
def test_a_token_that_is_not_the_clients_is_not_given(place: Place, fields: dict[str, Any], error: str) -> None:
    assert error_of(ask_token(place, **fields)) == (400, error)


def code(place: Place) -> str:
    pushed = json.loads(place.browser.post("/id/connect/par", asked(place)).body)["request_uri"]
    chosen = place.browser.post("/id/connect/authorize", {"request_uri": pushed, "person": "fastlege"})
    return chosen.headers["location"].partition("code=")[2].partition("&")[0]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 200),
        ({"code_verifier": "w" * 43}, 400),
        ({"code_verifier": ""}, 400),
        ({"redirect_uri": "https://evil.test/"}, 400),
        ({"scope": "openid system/*.rs"}, 400),
    ],
)
def test_a_code_is_worth_its_verifier_and_its_address(place: Place, fields: dict[str, str], status: int) -> None:
    given = {"grant_type": "authorization_code", "code": code(place), "code_verifier": VERIFIER, "scope": None}
    assert ask_token(place, **{**given, **fields}).status == status


def test_a_person_who_is_not_there_cannot_be_chosen(place: Place) -> None:
    pushed = json.loads(place.browser.post("/id/connect/par", asked(place)).body)["request_uri"]
    assert place.browser.post("/id/connect/authorize", {"request_uri": pushed, "person": "x"}).status == 400
    assert place.browser.post("/id/connect/authorize", {"request_uri": pushed, "person": "fastlege"}).status == 303
    assert place.browser.post("/id/connect/authorize", {"request_uri": pushed, "person": "fastlege"}).status == 400


def test_userinfo_says_what_was_asked_for_to_who_holds_the_key(place: Place) -> None:
    given = {"grant_type": "authorization_code", "code": code(place), "code_verifier": VERIFIER, "scope": None}
    token = json.loads(ask_token(place, **given).body)["access_token"]
    url = f"{place.issuer}/connect/userinfo"
    made = proof(BOUND, method="GET", url=url, draw=token_urlsafe, at=AT, token=token)
    shown = {"Authorization": f"DPoP {token}", "DPoP": made}
    told = json.loads(place.browser.ask("GET", "/id/connect/userinfo", headers=shown).body)
    assert (told["sub"], told["name"]) == ("demo-fastlege", "Torstein Oppdiktet")
    again = place.browser.ask("GET", "/id/connect/userinfo", headers=shown)
    assert (again.status, "invalid_dpop_proof" in again.headers["www-authenticate"]) == (401, True)


def test_userinfo_knows_nobody_behind_a_systems_token(place: Place) -> None:
    token = json.loads(ask_token(place).body)["access_token"]
    url = f"{place.issuer}/connect/userinfo"
    made = proof(BOUND, method="GET", url=url, draw=token_urlsafe, at=AT, token=token)
    heard = place.browser.ask("GET", "/id/connect/userinfo", headers={"Authorization": f"DPoP {token}", "DPoP": made})
    assert error_of(heard) == (403, "insufficient_scope")


def test_a_revoked_refresh_token_gives_nothing(place: Place) -> None:
    given = {"grant_type": "authorization_code", "code": code(place), "code_verifier": VERIFIER, "scope": None}
    refresh = json.loads(ask_token(place, **given).body)["refresh_token"]
    again = {"grant_type": "refresh_token", "refresh_token": refresh, "scope": None}
    assert ask_token(place, **again).status == 200
    assert place.browser.post("/id/connect/revocation", asked(place, token=refresh)).status == 200
    assert error_of(ask_token(place, **again)) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("host", "status"),
    [("evil.test", 400), ("", 400), ("127.0.0.1.evil.test", 400), ("127.0.0.1:1", 200), ("[::1]:1", 200)],
)
def test_only_our_own_host_names_are_answered(place: Place, host: str, status: int) -> None:
    heard = place.browser.ask("GET", "/id/.well-known/openid-configuration", headers={"Host": host})
    assert heard.status == status


def test_every_endpoint_that_the_metadata_names_is_served(place: Place) -> None:
    metadata = json.loads(place.browser.ask("GET", "/id/.well-known/openid-configuration").body)
    named = {name: address for name, address in metadata.items() if name.endswith(("_endpoint", "_uri"))}
    assert len(named) == 7
    for address in named.values():
        path = address.removeprefix(f"http://127.0.0.1:{place.port}")
        assert place.browser.ask("GET", path).status != 404


def test_smart_configuration_names_what_the_provider_serves(place: Place) -> None:
    told = json.loads(place.browser.ask("GET", "/fhir/.well-known/smart-configuration").body)
    metadata = place.provider.metadata()
    assert told["token_endpoint"] == f"{place.issuer}/connect/token"
    assert {name: told[name] for name in metadata.keys() & told.keys() - {"scopes_supported"}} == {
        name: metadata[name] for name in metadata.keys() & told.keys() - {"scopes_supported"}
    }
    assert "client-confidential-asymmetric" in told["capabilities"]
    assert [word for word in told["capabilities"] if word.startswith(("launch", "context"))] == []
    assert [scope for scope in told["scopes_supported"] if scope.startswith("patient/")] == []
