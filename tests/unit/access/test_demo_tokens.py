"""What a bearer token grants, and every way one is refused."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from samspill.access.api import REMEMBERED_MAX, DemoTokens, NoTokens, check_types_exist, parse_scopes
from samspill.access.contracts import Presented, ScopeRefused, TokenFault, TokenRefused
from samspill.access.tokens import is_demo_token

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
BASE = "http://127.0.0.1:8000/fhir"
ALL = (("*", "cruds"),)


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("system/*.cruds", (("*", "cruds"),)),
        ("system/Observation.rs system/Patient.r", (("Observation", "rs"), ("Patient", "r"))),
        ("system/Patient.read", (("Patient", "rs"),)),
        ("system/Patient.write", (("Patient", "cud"),)),
        ("system/*.*", (("*", "cruds"),)),
        ("system/Patient.r  system/Patient.r", (("Patient", "r"),)),
    ],
)
def test_scopes_are_read_as_smart_writes_them(text: str, scopes: tuple[tuple[str, str], ...]) -> None:
    assert parse_scopes(text) == scopes


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "system/*.", "system/*", "system/*.srduc", "system/*.rr", "system/*.x", "system/patient.r",
        "System/*.r", "patient/*.rs", "user/*.cruds", "openid",
        "system/Observation.rs?category=x", "system/*.cruds junk",
    ],
)  # fmt: skip
def test_other_scopes_are_refused(text: str) -> None:
    with pytest.raises(ScopeRefused):
        parse_scopes(text)


def test_a_scope_on_a_type_that_fhir_does_not_have_is_refused() -> None:
    check_types_exist((("*", "r"), ("Patient", "r")), frozenset({"Patient"}))
    with pytest.raises(ScopeRefused, match="Pasient"):
        check_types_exist((("Pasient", "r"),), frozenset({"Patient"}))


def issue(tokens: DemoTokens, *, at: datetime = AT, audience: tuple[str, ...] = (BASE,)) -> str:
    return tokens.issue(scopes=ALL, audience=audience, name="demo", at=at)


def fault(tokens: DemoTokens, token: str, *, base: str = BASE, at: datetime = AT) -> TokenFault:
    with pytest.raises(TokenRefused) as refused:
        tokens.granted(token, base=base, at=at)
    return refused.value.fault


def test_a_token_grants_what_it_was_issued_for_on_each_of_its_bases() -> None:
    tokens = DemoTokens("secret")
    token = issue(tokens, audience=(BASE, "http://localhost:8000/fhir"))
    for base in (BASE, "http://localhost:8000/fhir"):
        granted = tokens.granted(token, base=base, at=AT)
        assert (granted.name, granted.scopes) == ("demo", ALL)


def test_a_token_lasts_one_hour() -> None:
    tokens = DemoTokens("secret")
    token = issue(tokens)
    assert tokens.granted(token, base=BASE, at=AT + timedelta(minutes=59, seconds=59)).name == "demo"
    assert fault(tokens, token, at=AT + timedelta(hours=1)) is TokenFault.EXPIRED


def test_an_expired_token_is_refused_also_by_who_never_saw_it() -> None:
    assert fault(DemoTokens("secret"), issue(DemoTokens("secret")), at=AT + timedelta(hours=2)) is TokenFault.EXPIRED


def test_a_token_for_another_base_is_refused() -> None:
    tokens = DemoTokens("secret")
    assert fault(tokens, issue(tokens), base="http://127.0.0.1:9000/fhir") is TokenFault.ELSEWHERE


def test_a_token_of_another_deployment_is_refused() -> None:
    assert fault(DemoTokens("secret"), issue(DemoTokens("another"))) is TokenFault.UNREADABLE


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _signed(header: dict[str, Any], claims: object, key: bytes) -> str:
    text = f"{_part(header)}.{_part(claims)}"
    signature = hmac.digest(key, text.encode(), hashlib.sha256)
    return f"{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


KEY = hmac.digest(b"secret", b"samspill: demo bearer token 1", hashlib.sha256)
CLAIMS = {"iss": "samspill-demo", "sub": "demo", "aud": [BASE], "exp": 1_795_337_999, "scope": "system/*.cruds"}
GOOD = {"alg": "HS256", "typ": "at+jwt"}


def test_the_hand_made_token_below_is_otherwise_good() -> None:
    assert DemoTokens("secret").granted(_signed(GOOD, CLAIMS, KEY), base=BASE, at=AT).scopes == ALL


@pytest.mark.parametrize(
    ("header", "claims", "key"),
    [
        ({"alg": "none", "typ": "at+jwt"}, CLAIMS, KEY),
        ({"alg": "HS512", "typ": "at+jwt"}, CLAIMS, KEY),
        ({"alg": "RS256", "typ": "at+jwt"}, CLAIMS, KEY),
        ({"alg": "HS256"}, CLAIMS, KEY),
        ({"alg": "HS256", "typ": "JWT"}, CLAIMS, KEY),
        ({**GOOD, "crit": ["exp"]}, CLAIMS, KEY),
        (GOOD, CLAIMS, b"secret"),
        (GOOD, {**CLAIMS, "iss": "elsewhere"}, KEY),
        (GOOD, {**CLAIMS, "exp": "2026"}, KEY),
        (GOOD, {**CLAIMS, "exp": True}, KEY),
        (GOOD, {**CLAIMS, "exp": 10**30}, KEY),
        (GOOD, {**CLAIMS, "aud": BASE}, KEY),
        (GOOD, {**CLAIMS, "sub": None}, KEY),
        (GOOD, {**CLAIMS, "scope": ["system/*.cruds"]}, KEY),
        (GOOD, [CLAIMS], KEY),
        (GOOD, "claims", KEY),
    ],
)
def test_a_forged_token_is_refused(header: dict[str, Any], claims: object, key: bytes) -> None:
    assert fault(DemoTokens("secret"), _signed(header, claims, key)) is TokenFault.UNREADABLE


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "æ.ø.å", "e30.e30.", "x" * 5000, "\x00.\x00.\x00"])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert fault(DemoTokens("secret"), token) is TokenFault.UNREADABLE


def test_every_changed_letter_is_found() -> None:
    tokens = DemoTokens("secret")
    token = issue(tokens)
    for place in range(0, len(token) - 1, 3):  # the last letter holds two bits that mean nothing
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert fault(tokens, changed) is TokenFault.UNREADABLE


def test_a_token_without_a_scope_we_know_is_refused() -> None:
    token = _signed(GOOD, {**CLAIMS, "scope": "openid patient/*.rs"}, KEY)
    assert fault(DemoTokens("secret"), token) is TokenFault.NO_SCOPE


def test_a_scope_we_do_not_know_grants_nothing_beside_one_we_do() -> None:
    token = _signed(GOOD, {**CLAIMS, "scope": "openid patient/*.cruds system/Patient.r"}, KEY)
    assert DemoTokens("secret").granted(token, base=BASE, at=AT).scopes == (("Patient", "r"),)


def test_what_is_remembered_is_bounded_and_stays_right() -> None:
    tokens = DemoTokens("secret")
    first = issue(tokens)
    for _ in range(REMEMBERED_MAX + 10):
        tokens.granted(issue(tokens), base=BASE, at=AT)
    assert tokens.granted(first, base=BASE, at=AT).name == "demo"
    assert len(tokens._remembered) <= REMEMBERED_MAX


def test_outside_demo_mode_no_token_is_taken() -> None:
    with pytest.raises(TokenRefused):
        NoTokens().admitted(Presented("bearer", issue(DemoTokens("secret"))), base=BASE, at=AT)


@pytest.mark.parametrize("scheme", ["dpop", "basic", ""])
def test_a_demo_token_is_a_bearer_token(scheme: str) -> None:
    tokens = DemoTokens("secret")
    with pytest.raises(TokenRefused) as refused:
        tokens.admitted(Presented(scheme, issue(tokens)), base=BASE, at=AT)
    assert refused.value.fault is TokenFault.SCHEME
    assert tokens.admitted(Presented("bearer", issue(tokens)), base=BASE, at=AT).name == "demo"


def test_a_token_that_says_it_is_ours_is_told_from_others() -> None:
    assert is_demo_token(issue(DemoTokens("secret")))
    assert not is_demo_token(_signed({"alg": "PS256", "typ": "at+jwt"}, CLAIMS, KEY))
    assert [is_demo_token(text) for text in ("", "a.b.c", "e30.e30.", "x" * 5000, "æ.ø.å")] == [False] * 5
