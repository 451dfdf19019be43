"""An issuer's keys: kept for a day at most, fetched again for a new key, and never more often than once a minute."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.factories.logins import (
    AT,
    BASE,
    HELSEID,
    Pages,
    call,
    jwks,
    pages,
    person_claims,
    public,
    server,
    signer,
    token,
)

from samspill.access.login.contracts import Issuer, IssuerKind
from samspill.access.login.faults import Fault, LoginRefused
from samspill.access.login.issuer_keys import IssuerKeys, KeysUnknown, read_keys
from samspill.access.login.issuers_file import ALGORITHMS
from samspill.access.login.jose.strict import Malformed, decode, encode

PLACE = f"{HELSEID}/jwks"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def keys(http: Pages, **places: str) -> IssuerKeys:
    places = places or {"jwks": PLACE}
    return IssuerKeys(Issuer(HELSEID, IssuerKind.HELSEID, ALGORITHMS[IssuerKind.HELSEID], **places), http)


def test_keys_are_fetched_once_and_kept() -> None:
    http = pages()
    known = keys(http)
    assert [known.find("rsa", at=AT + number * HOUR) is None for number in range(12)] == [False] * 12
    assert http.asked == [PLACE]


def test_keys_are_fetched_anew_within_the_day() -> None:
    http = pages()
    known = keys(http)
    known.find("rsa", at=AT)
    known.find("rsa", at=AT + 13 * HOUR)
    assert http.asked == [PLACE, PLACE]


def test_a_new_key_is_fetched_when_it_is_first_named() -> None:
    http = Pages({PLACE: jwks("rsa")})
    known = keys(http)
    assert known.find("ec", at=AT) is None
    http.found[PLACE] = jwks("rsa", "ec")
    assert known.find("ec", at=AT + MINUTE) is not None


def test_forged_key_names_ask_the_issuer_once_a_minute() -> None:
    http = pages()
    known = keys(http)
    assert [known.find(f"forged-{number}", at=AT + timedelta(milliseconds=number)) for number in range(1000)] == [
        None
    ] * 1000
    assert http.asked == [PLACE]


def test_a_key_that_the_issuer_takes_back_is_gone_at_the_next_fetch() -> None:
    http = pages()
    known = keys(http)
    assert known.find("ec", at=AT) is not None
    http.found[PLACE] = jwks("rsa")
    assert known.find("unknown", at=AT + HOUR) is None
    assert known.find("ec", at=AT + HOUR) is None


def test_a_silent_issuers_keys_last_a_day_and_no_longer() -> None:
    http = pages()
    known = keys(http)
    known.find("rsa", at=AT)
    http.found.clear()
    assert known.find("rsa", at=AT + 24 * HOUR) is not None
    with pytest.raises(KeysUnknown):
        known.find("rsa", at=AT + 24 * HOUR + 2 * MINUTE)


def test_an_issuer_that_never_answered_is_silent_and_not_without_keys() -> None:
    with pytest.raises(KeysUnknown):
        keys(Pages()).find("rsa", at=AT)
    with pytest.raises(LoginRefused) as refused:
        server(http=Pages()).admitted(call(), base=BASE, at=AT)
    assert refused.value.fault is Fault.ISSUER_SILENT
    assert refused.value.denial().status == 503


def test_the_address_of_the_keys_is_read_from_the_issuers_own_metadata() -> None:
    place = f"{HELSEID}/.well-known/openid-configuration"
    metadata = json.dumps({"issuer": HELSEID, "jwks_uri": PLACE}).encode()
    assert keys(Pages({place: metadata, PLACE: jwks("rsa")}), discovery=place).find("rsa", at=AT) is not None


@pytest.mark.parametrize("metadata", [{"issuer": "https://evil.test", "jwks_uri": PLACE}, {"issuer": HELSEID}, [], {}])
def test_metadata_of_somebody_else_is_not_believed(metadata: Any) -> None:
    place = f"{HELSEID}/.well-known/openid-configuration"
    http = Pages({place: json.dumps(metadata).encode(), PLACE: jwks("rsa")})
    with pytest.raises(KeysUnknown):
        keys(http, discovery=place).find("rsa", at=AT)


EC = {**public(signer("ec")), "kid": "k"}
RSA = {**public(signer("rsa")), "kid": "k"}


@pytest.mark.parametrize(
    "jwk",
    [
        {**EC, "use": "enc"},
        {**EC, "key_ops": ["sign"]},
        {**EC, "key_ops": "verify"},
        {**EC, "kid": None},
        {**EC, "alg": 7},
        {**EC, "d": "AAAA"},
        {**EC, "x": "AAAA"},
        {**EC, "x": 7},
        {**EC, "y": None},
        {**EC, "crv": ["P-256"]},
        {**EC, "crv": "P-384"},
        {**EC, "kty": "XX"},
        {**EC, "kty": ["EC"]},
        {**RSA, "n": encode(decode(RSA["n"])[:-1] + b"\x02")},
        {**RSA, "n": encode(b"\xff" * 1025)},
        {**RSA, "e": "AQ"},
        {**RSA, "e": "Ag"},
        {**RSA, "e": encode(b"\1" + bytes(4) + b"\1")},
        {**RSA, "e": "AQAB="},
        {"kid": "k", "kty": "oct", "k": "c2VjcmV0"},
        {"kid": "k", "kty": "RSA", "n": "AQAB", "e": "AQAB"},
        "k",
    ],
)
def test_a_key_that_cannot_verify_is_passed_by(jwk: Any) -> None:
    assert read_keys(json.dumps({"keys": [jwk, {**EC, "kid": "good"}]}).encode()).keys() == {"good"}


def test_the_keys_that_are_changed_above_are_otherwise_good() -> None:
    assert read_keys(json.dumps({"keys": [EC]}).encode()).keys() == {"k"}
    assert read_keys(json.dumps({"keys": [RSA]}).encode()).keys() == {"k"}


def test_two_keys_of_one_name_are_both_passed_by() -> None:
    other = {**public(signer("rsa")), "kid": "k"}
    assert read_keys(json.dumps({"keys": [EC, other, EC]}).encode()) == {}


def test_a_key_serves_only_the_algorithm_that_it_is_published_for() -> None:
    published = {**public(signer("rsa")), "kid": "rsa", "alg": "RS256"}
    http = Pages({PLACE: json.dumps({"keys": [published]}).encode()})
    assert server(http=http).admitted(call(token(alg="RS256")), base=BASE, at=AT).principal is not None
    with pytest.raises(LoginRefused) as refused:
        server(http=http).admitted(call(token(person_claims(), alg="PS256")), base=BASE, at=AT)
    assert refused.value.fault is Fault.TOKEN_KEY


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"keys": {}}', b'{"keys": [], "keys": []}'])
def test_what_is_no_set_of_keys_is_not_taken_for_an_empty_one(content: bytes) -> None:
    with pytest.raises(Malformed):
        read_keys(content)
