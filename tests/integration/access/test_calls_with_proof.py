"""FHIR over loopback HTTP with tokens of a login: the endpoint hands over scheme, proof, method and address."""

import http.client
from collections.abc import Iterator

import pytest
from tests.factories.fhir_server import AT, Client, Heard, Scripted, serving
from tests.factories.logins import OTHER, SECRET, issuers, nonce, pages, person_claims, proof, token

from samspill.access.api import DemoOrLogin
from samspill.access.contracts import BEARER, DPOP
from samspill.access.login.resource_server import ResourceServer
from samspill.access.login.seen import SeenInMemory


@pytest.fixture(scope="module")
def caller() -> Iterator[Client]:
    def open_login() -> ResourceServer:
        return ResourceServer(issuers(), http=pages(), seen=SeenInMemory(), secret=SECRET)

    with serving(Scripted(), tokens_of=lambda demo: DemoOrLogin(demo, open_login)) as client:
        yield client


def for_us(caller: Client, **changes: object) -> str:
    return token(person_claims(aud=caller.base, **changes))


def ask(caller: Client, shown: str, *proofs: str, method: str = "GET", path: str = "/fhir/Patient/1") -> Heard:
    connection = http.client.HTTPConnection("127.0.0.1", caller.port, timeout=20)
    try:
        connection.putrequest(method, path)
        connection.putheader("Authorization", f"DPoP {shown}")
        for one in proofs:
            connection.putheader("DPoP", one)
        connection.endheaders()
        answer = connection.getresponse()
        return Heard(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def made(caller: Client, shown: str, path: str = "/fhir/Patient/1", **claims: object) -> str:
    return proof(shown, **{"htu": f"http://127.0.0.1:{caller.port}{path}", **claims})


def test_a_call_with_its_proof_is_answered(caller: Client) -> None:
    shown = for_us(caller)
    assert ask(caller, shown, made(caller, shown)).status == 200


def test_a_query_is_no_part_of_the_address_that_is_proven(caller: Client) -> None:
    shown = for_us(caller)
    assert ask(caller, shown, made(caller, shown, "/fhir/Patient"), path="/fhir/Patient?name=x").status == 200


def test_an_escape_in_the_address_is_proven_as_it_is_sent(caller: Client) -> None:
    shown = for_us(caller)
    assert ask(caller, shown, made(caller, shown, "/fhir/Patient/%24x"), path="/fhir/Patient/%24x").status == 200


def test_the_same_proof_is_not_answered_twice(caller: Client) -> None:
    shown = for_us(caller)
    once = made(caller, shown)
    assert [ask(caller, shown, once).status for _ in range(2)] == [200, 401]


@pytest.mark.parametrize("count", [0, 2])
def test_a_call_without_a_proof_or_with_two_is_refused(caller: Client, count: int) -> None:
    shown = for_us(caller)
    heard = ask(caller, shown, *(made(caller, shown) for _ in range(count)))
    assert heard.status == 401
    assert 'error="invalid_dpop_proof"' in heard.headers["www-authenticate"]


def test_the_same_proof_in_two_headers_is_two_proofs(caller: Client) -> None:
    shown = for_us(caller)
    once = made(caller, shown)
    assert ask(caller, shown, once, once).status == 401


def test_a_proof_for_another_method_is_refused(caller: Client) -> None:
    shown = for_us(caller)
    assert ask(caller, shown, made(caller, shown), method="DELETE").status == 401


def test_a_bound_token_is_refused_as_a_bearer_token(caller: Client) -> None:
    heard = caller.ask("GET", "/fhir/Patient/1", authorization=f"Bearer {for_us(caller)}")
    assert heard.status == 401
    assert heard.headers["www-authenticate"] == (
        f'{DPOP}, error="invalid_token", error_description="The access token is bound to a key and is not taken as a '
        'bearer token: send Authorization: DPoP."'
    )


def test_a_stolen_token_with_the_thiefs_own_proof_is_refused(caller: Client) -> None:
    shown = for_us(caller)
    stolen = proof(shown, key=OTHER, htu=f"{caller.base}/Patient/1")
    assert ask(caller, shown, stolen).status == 401


def test_a_caller_whose_clock_is_off_is_given_a_nonce_that_helps(caller: Client) -> None:
    shown = for_us(caller)
    refused = ask(caller, shown, made(caller, shown, iat=int(AT.timestamp()) - 7200))
    assert (refused.status, 'error="use_dpop_nonce"' in refused.headers["www-authenticate"]) == (401, True)
    assert refused.headers["dpop-nonce"] == nonce(AT)
    again = made(caller, shown, iat=int(AT.timestamp()) - 7200, nonce=refused.headers["dpop-nonce"])
    assert ask(caller, shown, again).status == 200


def test_a_token_without_a_scope_is_forbidden(caller: Client) -> None:
    shown = for_us(caller, scope="openid")
    heard = ask(caller, shown, made(caller, shown))
    assert (heard.status, 'error="insufficient_scope"' in heard.headers["www-authenticate"]) == (403, True)


def test_a_call_without_a_token_is_told_both_ways(caller: Client) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", caller.port, timeout=20)
    connection.request("GET", "/fhir/Patient/1")
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 401
    assert answer.headers.get_all("WWW-Authenticate") == [BEARER, DPOP]


def test_a_demo_token_is_taken_beside_the_others(caller: Client) -> None:
    assert caller.ask("GET", "/fhir/Patient/1").status == 200


def test_who_asked_is_handed_on_without_a_national_number() -> None:
    engine = Scripted()
    resource_server = ResourceServer(issuers(), http=pages(), seen=SeenInMemory(), secret=SECRET)
    with serving(engine, tokens_of=lambda _: resource_server) as client:
        shown = for_us(client)
        assert ask(client, shown, made(client, shown)).status == 200
    ((_, who),) = engine.calls
    assert (who.name, who.scopes) == ("opaque-person-1 (client-1) @ https://sts.helseid.test", (("*", "rs"),))


def test_a_refusal_is_logged_by_its_fault_and_nothing_that_was_sent(
    caller: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = for_us(caller)
    stolen = proof(shown, key=OTHER, htu=f"{caller.base}/Patient/1")
    assert ask(caller, shown, stolen).status == 401
    logged = "".join(capsys.readouterr())
    assert "fhir_call_refused" in logged
    assert "OTHER_KEY" in logged
    assert [part for part in (*shown.split("."), *stolen.split(".")) if part in logged] == []
