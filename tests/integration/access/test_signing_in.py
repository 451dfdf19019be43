"""A whole login over loopback HTTP: our client, the demo's provider, and a FHIR call that the resource server takes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe

import pytest
from joserfc.jwk import ECKey
from tests.factories.logins import AT, public
from tests.factories.providers import (
    BACK,
    CHILD,
    OTHER_PARENT,
    PARENT,
    SCOPES,
    Place,
    claims_of,
    provider_place,
    registered,
)  # fmt: skip

from samspill.access.login.client.api import (
    HELSEID,
    SMART_BACKEND,
    Begun,
    Client,
    LoginFailed,
    Registration,
    SignedIn,
    Why,
    organisation_details,
    unit_details,
)  # fmt: skip
from samspill.access.login.jose.keys import thumbprint
from samspill.access.login.provider.folder import KEY_FILE, own_key
from samspill.access.login.transport import Web

BACKEND = ECKey.generate_key("P-384")
ATTESTATION = {
    "type": "nhn:tillitsrammeverk:parameters",
    "care_relationship": {
        "purpose_of_use": {"code": "TREAT", "system": "urn:oid:2.16.840.1.113883.1.11.20448"},
        "healthcare_service": {"code": "S03", "system": "urn:oid:2.16.578.1.12.4.1.1.8655"},
        "decision_ref": {"id": "decision-1", "user_selected": False},
    },
    "patients": [{}],
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    single = registered("single", tenancy="single")
    smart_keys = {"keys": [{**public(BACKEND), "kid": "own", "use": "sig"}]}
    backend = registered("backend", dpop_bound_access_tokens=False, grant_types=["client_credentials"], jwks=smart_keys)
    with provider_place(tmp_path_factory.mktemp("login"), registered(), single, backend) as running:
        yield running


@pytest.fixture
def place(served: Place) -> Place:
    served.moment[0] = AT
    served.engine.calls.clear()
    return served


def signed_in(place: Place, person: str = "lege-sykehus", **begin: object) -> tuple[Begun, SignedIn]:
    client = place.client()
    begun = client.begin(at=place.at, **begin)  # type: ignore[arg-type]
    return begun, client.finish(begun, place.browser.sign_in(begun.address, person), at=place.at)


def key_of(begun: Begun) -> ECKey:
    return ECKey.import_key(dict(begun.key))


def test_a_person_signs_in_and_reads(place: Place) -> None:
    begun, who = signed_in(place)
    heard = place.fhir(who.tokens.access, key_of(begun))
    assert heard.status == 200
    ((_, caller),) = place.engine.calls
    assert (caller.name, caller.scopes) == (f"demo-lege-sykehus (web) @ {place.issuer}", (("*", "rs"),))


def test_what_is_told_of_the_person(place: Place) -> None:
    _, who = signed_in(place)
    assert (who.subject, who.name, who.assurance.security_level) == ("demo-lege-sykehus", "Ragnhild Oppdiktet", 4)
    assert who.assurance.signed_in_at == AT
    assert who.pid is not None
    assert str(who.pid) == "…"
    assert who.pid.reveal() not in repr(who)
    assert who.claims["helseid://claims/hpr/hpr_details"]["approvals"][0]["profession"] == "LE"


def test_userinfo_tells_the_entry_in_the_register(place: Place) -> None:
    begun, who = signed_in(place)
    told = place.client().about(who, begun.key, at=place.at)
    assert told["helseid://claims/hpr/hpr_details"]["hpr_number"] == "900000011"
    with pytest.raises(LoginFailed) as failed:
        place.client().about(replace(who, subject="somebody else"), begun.key, at=place.at)
    assert failed.value.why is Why.ID_SUBJECT


def test_userinfo_tells_nothing_for_a_token_that_has_ended(place: Place) -> None:
    begun, who = signed_in(place)
    place.moment[0] = AT + timedelta(minutes=10)
    with pytest.raises(LoginFailed) as failed:
        place.client().about(who, begun.key, at=place.at)
    assert failed.value.why is Why.REJECTED


def test_a_clock_that_is_off_is_helped_by_the_nonce_of_userinfo(place: Place) -> None:
    begun, who = signed_in(place)
    told = place.client().about(who, begun.key, at=place.at + timedelta(hours=2))
    assert told["sub"] == who.subject


def test_a_token_is_bound_to_the_key_of_its_login(place: Place) -> None:
    begun, who = signed_in(place)
    assert claims_of(who.tokens.access)["cnf"] == {"jkt": thumbprint(begun.key)}
    assert place.fhir(who.tokens.access, ECKey.generate_key("P-256")).status == 401
    assert place.fhir(who.tokens.access, None).status == 401


def test_a_token_ends_after_ten_minutes_and_is_refreshed(place: Place) -> None:
    begun, who = signed_in(place)
    place.moment[0] = AT + timedelta(minutes=10)
    assert place.fhir(who.tokens.access, key_of(begun)).status == 401
    again = place.client().refresh(who, begun.key, at=place.at)
    assert place.fhir(again.access, key_of(begun)).status == 200
    assert again.refresh == who.tokens.refresh


def test_an_attestation_goes_with_one_token_only(place: Place) -> None:
    begun, who = signed_in(place)
    attested = place.client().refresh(who, begun.key, at=place.at, details=[ATTESTATION])
    assert claims_of(attested.access)["nhn:tillitsrammeverk:parameters"] == ATTESTATION
    plain = place.client().refresh(who, begun.key, at=place.at)
    assert "nhn:tillitsrammeverk:parameters" not in claims_of(plain.access)


def test_an_attestation_at_the_start_goes_with_every_token_of_the_login(place: Place) -> None:
    begun, who = signed_in(place, details=[organisation_details(parent=OTHER_PARENT, child=CHILD), ATTESTATION])
    again = place.client().refresh(who, begun.key, at=place.at)
    for token in (who.tokens.access, again.access):
        claims = claims_of(token)
        assert claims["nhn:tillitsrammeverk:parameters"] == ATTESTATION
        assert claims["helseid://claims/client/claims/orgnr_parent"] == OTHER_PARENT
        assert claims["helseid://claims/client/claims/orgnr_child"] == CHILD


def test_the_same_structure_in_two_places_is_refused(place: Place) -> None:
    begun, who = signed_in(place, details=[ATTESTATION])
    with pytest.raises(LoginFailed) as failed:
        place.client().refresh(who, begun.key, at=place.at, details=[ATTESTATION])
    assert (failed.value.why, failed.value.error) == (Why.REJECTED, "access_denied")


def test_a_single_tenant_acts_for_its_own_organisation(place: Place) -> None:
    client = place.client(client_id="single", scopes="system/*.rs")
    key = ECKey.generate_key("P-256")
    claims = claims_of(client.for_system(at=place.at, key=key, details=[unit_details(child=CHILD)]).access)
    assert claims["helseid://claims/client/claims/orgnr_parent"] == PARENT
    with pytest.raises(LoginFailed) as failed:
        client.for_system(at=place.at, key=key, details=[organisation_details(parent=OTHER_PARENT)])
    assert failed.value.error == "access_denied"


def test_a_system_gets_a_token_and_reads(place: Place) -> None:
    key = ECKey.generate_key("P-256")
    tokens = place.client(scopes="system/*.rs").for_system(at=place.at, key=key)
    assert place.fhir(tokens.access, key).status == 200
    ((_, caller),) = place.engine.calls
    assert caller.name == f"web (web) @ {place.issuer}"
    assert tokens.refresh == ""


def test_a_smart_backend_service_gets_a_bearer_token_and_reads(place: Place) -> None:
    who = Registration(place.base, SMART_BACKEND, "backend", BACKEND, "own", "ES384", "", "system/*.read")
    tokens = Client(who, http=Web(), draw=token_urlsafe).for_system(at=place.at)
    assert (tokens.kind, "cnf" in claims_of(tokens.access)) == ("Bearer", False)
    assert place.fhir(tokens.access, None).status == 200


def test_an_assertion_of_one_kind_is_none_of_the_other(place: Place) -> None:
    smart = Registration(place.base, SMART_BACKEND, "web", BACKEND, "own", "ES384", "", "system/*.read")
    national = Registration(place.issuer, HELSEID, "backend", BACKEND, "own", "ES384", "", "system/*.read")
    for who in (smart, national):
        key = ECKey.generate_key("P-256") if who.profile.binds else None
        with pytest.raises(LoginFailed) as failed:
            Client(who, http=Web(), draw=token_urlsafe).for_system(at=place.at, key=key)
        assert failed.value.error == "invalid_client"


def test_a_client_of_persons_has_its_tokens_bound(place: Place) -> None:
    with pytest.raises(ValueError, match="the only grant type is client_credentials"):
        registered("x", dpop_bound_access_tokens=False)


def test_scopes_that_cannot_be_given_are_told(place: Place) -> None:
    client = place.client(scopes=f"{SCOPES} patient/*.rs user/Observation.rs?category=x user/*.cruds")
    begun = client.begin(at=place.at)
    who = client.finish(begun, place.browser.sign_in(begun.address, "fastlege"), at=place.at)
    assert who.tokens.rejected == ("patient/*.rs", "user/Observation.rs?category=x", "user/*.cruds")
    assert "patient/*.rs" not in claims_of(who.tokens.access)["scope"]


def test_whoever_signed_in_at_level_3_is_not_let_in(place: Place) -> None:
    with pytest.raises(LoginFailed) as failed:
        signed_in(place, "niva-3")
    assert failed.value.why is Why.ID_LEVEL


def test_a_login_given_up_is_told_as_that(place: Place) -> None:
    client = place.client()
    begun = client.begin(at=place.at)
    answer = place.browser.sign_in(begun.address, "fastlege", cancel="1")
    assert answer == {"error": "access_denied", "state": begun.state, "iss": place.issuer}
    with pytest.raises(LoginFailed) as failed:
        client.finish(begun, answer, at=place.at)
    assert failed.value.why is Why.GIVEN_UP


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"state": "another"}, Why.STATE),
        ({"state": ""}, Why.STATE),
        ({"iss": "https://evil.test"}, Why.OTHER_ISSUER),
        ({"iss": ""}, Why.OTHER_ISSUER),
        ({"code": ""}, Why.CODE),
        ({"code": "made-up"}, Why.REJECTED),
    ],
)
def test_an_answer_that_is_not_this_logins_is_refused(place: Place, change: dict[str, str], why: Why) -> None:
    client = place.client()
    begun = client.begin(at=place.at)
    answer = place.browser.sign_in(begun.address, "fastlege")
    with pytest.raises(LoginFailed) as failed:
        client.finish(begun, {**answer, **change}, at=place.at)
    assert failed.value.why is why
    assert client.finish(begun, answer, at=place.at).subject == "demo-fastlege"


def test_a_code_that_comes_twice_ends_what_the_first_gave(place: Place) -> None:
    client = place.client()
    begun = client.begin(at=place.at)
    answer = place.browser.sign_in(begun.address, "fastlege")
    who = client.finish(begun, answer, at=place.at)
    for attempt in (
        lambda: client.finish(begun, answer, at=place.at),
        lambda: client.refresh(who, begun.key, at=place.at),
    ):
        with pytest.raises(LoginFailed) as failed:
            attempt()
        assert (failed.value.why, failed.value.error) == (Why.REJECTED, "invalid_grant")


def test_a_code_of_another_login_is_refused(place: Place) -> None:
    client = place.client()
    mine, theirs = client.begin(at=place.at), client.begin(at=place.at)
    answer = place.browser.sign_in(theirs.address, "fastlege")
    with pytest.raises(LoginFailed) as failed:
        client.finish(mine, {**answer, "state": mine.state}, at=place.at)
    assert failed.value.error == "invalid_grant"


def test_a_request_ends_after_five_minutes_and_a_code_after_one(place: Place) -> None:
    client = place.client()
    begun = client.begin(at=place.at)
    answer = place.browser.sign_in(begun.address, "fastlege")
    place.moment[0] = AT + timedelta(seconds=60)
    with pytest.raises(LoginFailed) as failed:
        client.finish(begun, answer, at=place.at)
    assert failed.value.error == "invalid_grant"
    late = client.begin(at=place.at)
    place.moment[0] += timedelta(minutes=5)
    path = late.address.removeprefix(f"http://127.0.0.1:{place.port}")
    assert place.browser.ask("GET", path).status == 400


def test_another_key_cannot_refresh(place: Place) -> None:
    _, who = signed_in(place)
    other = {name: str(value) for name, value in ECKey.generate_key("P-256").as_dict(private=True).items()}
    with pytest.raises(LoginFailed) as failed:
        place.client().refresh(who, other, at=place.at)
    assert failed.value.error == "invalid_grant"


def test_the_page_says_who_asks_and_lets_nothing_else_in(place: Place) -> None:
    begun = place.client().begin(at=place.at)
    page = place.browser.ask("GET", begun.address.removeprefix(f"http://127.0.0.1:{place.port}"))
    assert "Journalen ber deg om å logge inn" in page.body.decode()
    assert page.headers["cache-control"] == "no-store"
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert f"form-action 'self' {BACK.removesuffix('/callback')};" in policy


def test_a_logout_comes_back_to_a_registered_address_only(place: Place) -> None:
    _, who = signed_in(place)
    local = f"http://127.0.0.1:{place.port}"
    address = place.client().leave(who, back_to="http://127.0.0.1:9/bye", state="s", at=place.at)
    left = place.browser.ask("GET", address.removeprefix(local))
    assert (left.status, left.headers["location"]) == (303, "http://127.0.0.1:9/bye?state=s")
    elsewhere = place.client().leave(who, back_to="https://evil.test/", state="s", at=place.at)
    assert place.browser.ask("GET", elsewhere.removeprefix(local)).status == 200


def test_a_provider_keeps_its_key_for_the_owner_only(tmp_path: Path) -> None:
    first = own_key(tmp_path / "login")
    assert (tmp_path / "login" / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert own_key(tmp_path / "login").thumbprint() == first.thumbprint()
