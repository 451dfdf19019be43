"""Our client signs in at a certified FAPI 2.0 provider of others, and our resource server takes its tokens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from secrets import token_urlsafe

import pytest
from joserfc.jwk import ECKey
from tests.conformance.login.outside_provider import (
    AUDIENCE,
    BACK,
    CLIENT_ID,
    KEY,
    SCOPES,
    Outside,
    outside_provider,
)  # fmt: skip

from samspill.access.contracts import Presented
from samspill.access.login.client.api import HELSEID, Client, LoginFailed, Registration, Why, proof
from samspill.access.login.contracts import Issuer, IssuerKind
from samspill.access.login.faults import Fault, LoginRefused
from samspill.access.login.issuers_file import ALGORITHMS
from samspill.access.login.resource_server import ResourceServer
from samspill.access.login.seen import SeenInMemory
from samspill.access.login.transport import Web
from samspill.kernel.clock import now

URL = f"{AUDIENCE}/Patient/1"


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    with outside_provider() as provider:
        yield provider


def client(outside: Outside, scopes: str = f"openid offline_access {SCOPES}", **changes: object) -> Client:
    profile = replace(HELSEID, parameters={"prompt": "consent"}, **changes)  # type: ignore[arg-type]
    who = Registration(outside.issuer, profile, CLIENT_ID, KEY, "own", "ES256", BACK, scopes)
    return Client(who, http=Web(), draw=token_urlsafe)


def server(outside: Outside) -> ResourceServer:
    place = f"{outside.issuer}/.well-known/openid-configuration"
    issuer = Issuer(outside.issuer, IssuerKind.HELSEID, ALGORITHMS[IssuerKind.HELSEID], discovery=place)
    return ResourceServer([issuer], http=Web(), seen=SeenInMemory(), secret="a secret for tests only")


def shown(token: str, key: ECKey, at: datetime) -> Presented:
    made = proof(key, method="GET", url=URL, draw=token_urlsafe, at=at, token=token)
    return Presented("dpop", token, (made,), "GET", URL)


def test_a_person_signs_in_and_the_token_is_taken(outside: Outside) -> None:
    at, here = now(), client(outside)
    begun = here.begin(at=at)
    who = here.finish(begun, outside.sign_in(begun.address), at=now())
    assert (who.subject, who.assurance.security_level, who.name) == ("outside-person-1", 4, "Kari Oppdiktet")
    key = ECKey.import_key(dict(begun.key))
    granted = server(outside).admitted(shown(who.tokens.access, key, now()), base=AUDIENCE, at=now())
    assert granted.scopes == (("*", "rs"),)
    assert granted.principal is not None
    assert granted.principal.acting_for.parent == "994598759"


def test_its_token_is_refused_with_another_key_and_as_a_bearer_token(outside: Outside) -> None:
    here, resource_server = client(outside), server(outside)
    begun = here.begin(at=now())
    token = here.finish(begun, outside.sign_in(begun.address), at=now()).tokens.access
    with pytest.raises(LoginRefused) as refused:
        resource_server.admitted(shown(token, ECKey.generate_key("P-256"), now()), base=AUDIENCE, at=now())
    assert refused.value.fault is Fault.OTHER_KEY
    with pytest.raises(LoginRefused) as refused:
        resource_server.admitted(Presented("bearer", token), base=AUDIENCE, at=now())
    assert refused.value.fault is Fault.DOWNGRADED


def test_its_tokens_are_refreshed(outside: Outside) -> None:
    here = client(outside)
    begun = here.begin(at=now())
    who = here.finish(begun, outside.sign_in(begun.address), at=now())
    again = here.refresh(who, begun.key, at=now())
    key = ECKey.import_key(dict(begun.key))
    assert again.access != who.tokens.access
    assert server(outside).admitted(shown(again.access, key, now()), base=AUDIENCE, at=now()).principal is not None


def test_a_code_is_not_given_twice(outside: Outside) -> None:
    here = client(outside)
    begun = here.begin(at=now())
    answer = outside.sign_in(begun.address)
    here.finish(begun, answer, at=now())
    with pytest.raises(LoginFailed) as failed:
        here.finish(begun, answer, at=now())
    assert (failed.value.why, failed.value.error) == (Why.REJECTED, "invalid_grant")


def test_a_system_gets_a_token_that_is_taken(outside: Outside) -> None:
    key = ECKey.generate_key("P-256")
    tokens = client(outside, "system/*.rs").for_system(at=now(), key=key)
    granted = server(outside).admitted(shown(tokens.access, key, now()), base=AUDIENCE, at=now())
    assert granted.principal is not None
    assert (granted.principal.is_person, granted.scopes) == (False, (("*", "rs"),))


def test_what_is_wrong_with_our_client_is_found_by_the_provider(outside: Outside) -> None:
    """The oracle can fail: without PAR's proof of who we are, nothing is given."""
    stranger = Registration(
        outside.issuer, HELSEID, CLIENT_ID, ECKey.generate_key("P-256"), "own", "ES256", BACK, SCOPES
    )
    with pytest.raises(LoginFailed) as failed:
        Client(stranger, http=Web(), draw=token_urlsafe).begin(at=now())
    assert (failed.value.why, failed.value.error) == (Why.REJECTED, "invalid_client")
