"""The file of trusted issuers: what it says, and a sentence for everything that is wrong in it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.factories.logins import AT, BASE, HELSEID, SECRET, call, pages, person_claims, proof, token

from samspill.access.login.contracts import Issuer, IssuerKind, NonceUse
from samspill.access.login.faults import Fault, LoginRefused
from samspill.access.login.issuers_file import IssuersRefused, load_issuers
from samspill.access.login.resource_server import ResourceServer
from samspill.access.login.seen import SeenInMemory

WHOLE = f"""
dated = 2026-11-22

[[issuer]]
issuer = "{HELSEID}"
kind = "helseid"
jwks = "{HELSEID}/jwks"
algorithms = ["PS256", "ES256"]
audience = "nhn:samspill"
nonce = "always"
from = 2026-01-01
to = 2026-12-31

[issuer.scopes]
"nhn:samspill/read" = "user/*.rs"

[[issuer]]
issuer = "http://127.0.0.1:9000"
kind = "smart"
jwks = "smart.json"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "issuers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_says_who_is_trusted_and_how(tmp_path: Path) -> None:
    first, second = load_issuers(written(tmp_path, WHOLE))
    assert first == Issuer(
        issuer=HELSEID,
        kind=IssuerKind.HELSEID,
        algorithms=frozenset({"PS256", "ES256"}),
        jwks=f"{HELSEID}/jwks",
        audience="nhn:samspill",
        scopes={"nhn:samspill/read": "user/*.rs"},
        nonce=NonceUse.ALWAYS,
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 12, 31),
    )
    assert (second.kind, second.algorithms) == (IssuerKind.SMART, frozenset({"RS384", "ES384"}))
    assert (second.jwks, second.nonce, second.audience) == (str(tmp_path / "smart.json"), NonceUse.WHEN_LATE, "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("dated = 2026-11-22", "", "'dated' must be the day"),
        ("dated = 2026-11-22", "dated = 2026-11-22T08:00:00", "'dated' must be the day"),
        ("dated = 2026-11-22", "dated = 2026-11-22\nissuers = 1", "'issuers' is not a field of the file"),
        ('kind = "helseid"', 'kind = "other"', "other"),
        ('kind = "helseid"', "", "needs 'kind'"),
        ('kind = "helseid"', 'kind = "helseid"\nkinds = "x"', "'kinds' is not a field"),
        ('"PS256", "ES256"', '"HS256"', "'algorithms' must be some of ES256"),
        ('"PS256", "ES256"', '"none"', "'algorithms' must be some of ES256"),
        ('"PS256", "ES256"', "", "'algorithms' must be some of ES256"),
        (f'issuer = "{HELSEID}"', 'issuer = "http://sts.helseid.test"', "must be an https address"),
        (f'jwks = "{HELSEID}/jwks"', 'jwks = "http://sts.helseid.test/jwks"', "must be an https address"),
        (f'jwks = "{HELSEID}/jwks"', "", "needs either 'discovery' or 'jwks'"),
        (f'jwks = "{HELSEID}/jwks"', f'jwks = "a"\ndiscovery = "{HELSEID}/d"', "needs either"),
        (f'jwks = "{HELSEID}/jwks"', 'discovery = "file.json"', "'discovery' must be an address"),
        ('nonce = "always"', 'nonce = "sometimes"', "sometimes"),
        ("from = 2026-01-01", 'from = "2026"', "'from' and 'to' are days"),
        ('"user/*.rs"', "1", "'scopes' pairs"),
        ("http://127.0.0.1:9000", HELSEID, "stands twice"),
        ("[[issuer]]", "[[issuer", "Feilen er"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in WHOLE
    with pytest.raises(IssuersRefused, match=r"(?s).*") as refused:
        load_issuers(written(tmp_path, WHOLE.replace(old, new)))
    assert said in str(refused.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(IssuersRefused, match="Vi finner ikke filen"):
        load_issuers(tmp_path / "none.toml")


def fault(issuer: Issuer, **claims: object) -> Fault:
    here = ResourceServer([issuer], http=pages(), seen=SeenInMemory(), secret=SECRET)
    with pytest.raises(LoginRefused) as refused:
        here.admitted(call(token(person_claims(**claims))), base=BASE, at=AT)
    return refused.value.fault


def made(**fields: object) -> Issuer:
    how = {"algorithms": frozenset({"PS256"}), "jwks": f"{HELSEID}/jwks", **fields}
    return Issuer(HELSEID, IssuerKind.HELSEID, **how)  # type: ignore[arg-type]


def test_an_issuer_is_trusted_on_its_days_only() -> None:
    assert fault(made(valid_from=date(2026, 11, 23))) is Fault.ISSUER
    assert fault(made(valid_to=date(2026, 11, 21))) is Fault.ISSUER
    on_the_day = made(valid_from=date(2026, 11, 22), valid_to=date(2026, 11, 22))
    here = ResourceServer([on_the_day], http=pages(), seen=SeenInMemory(), secret=SECRET)
    assert here.admitted(call(), base=BASE, at=AT).principal is not None


def test_a_token_that_has_been_seen_is_not_taken_when_its_issuers_days_are_over() -> None:
    midnight = AT.replace(hour=0) + timedelta(days=1)
    here = ResourceServer([made(valid_to=AT.date())], http=pages(), seen=SeenInMemory(), secret=SECRET)
    evening = int(midnight.timestamp()) - 5
    shown = token(person_claims(iat=evening, nbf=evening, exp=evening + 600))
    before = call(shown, proof(shown, iat=evening))
    assert here.admitted(before, base=BASE, at=midnight - timedelta(seconds=5)).principal is not None
    with pytest.raises(LoginRefused) as refused:
        here.admitted(call(shown, proof(shown, iat=evening + 5)), base=BASE, at=midnight)
    assert refused.value.fault is Fault.ISSUER


def test_an_issuers_own_name_for_us_stands_in_place_of_the_address() -> None:
    assert fault(made(audience="nhn:samspill")) is Fault.AUDIENCE
    here = ResourceServer([made(audience="nhn:samspill")], http=pages(), seen=SeenInMemory(), secret=SECRET)
    assert here.admitted(call(token(person_claims(aud="nhn:samspill"))), base=BASE, at=AT).principal is not None


def test_an_issuers_own_scopes_stand_for_smarts() -> None:
    named = made(scopes={"nhn:samspill/read": "user/Patient.rs user/Observation.rs"})
    here = ResourceServer([named], http=pages(), seen=SeenInMemory(), secret=SECRET)
    granted = here.admitted(call(token(person_claims(scope="nhn:samspill/read"))), base=BASE, at=AT)
    assert granted.scopes == (("Patient", "rs"), ("Observation", "rs"))


def test_an_issuer_can_be_asked_for_our_nonce_in_each_proof() -> None:
    assert fault(made(nonce=NonceUse.ALWAYS)) is Fault.PROOF_NONCE
