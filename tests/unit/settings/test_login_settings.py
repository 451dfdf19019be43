"""Which tokens a deployment takes, and that the demo's provider is nowhere but in the demo."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from samspill.access.api import DemoOrLogin, NoTokens, Opened
from samspill.access.login.issuers_file import IssuersRefused
from samspill.access.login.provider.folder import ClientRefused
from samspill.cli.contracts import Level
from samspill.settings.environment import load_settings
from samspill.settings.examination import _issuers
from samspill.settings.login import Login

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ISSUERS = """
dated = 2026-11-22
[[issuer]]
issuer = "https://sts.helseid.test"
kind = "helseid"
jwks = "https://sts.helseid.test/jwks"
"""


def login(folder: Path, **environment: str) -> Login:
    settings = load_settings({"SAMSPILL_DATA": str(folder), "SAMSPILL_SECRET_KEY": "x" * 60, **environment})
    return Login(settings, port=lambda: 8123)


def issuers(folder: Path) -> str:
    path = folder / "issuers.toml"
    path.write_text(ISSUERS, encoding="utf-8")
    return str(path)


def test_a_deployment_that_trusts_nobody_takes_no_token(tmp_path: Path) -> None:
    assert isinstance(login(tmp_path).tokens(), NoTokens)


def test_a_deployment_takes_the_tokens_of_whom_it_trusts_and_no_demo_token(tmp_path: Path) -> None:
    assert isinstance(login(tmp_path, SAMSPILL_ISSUERS=issuers(tmp_path)).tokens(), Opened)


@pytest.mark.parametrize(("kind", "schemes"), [("helseid", ["DPoP"]), ("smart", ["DPoP", "Bearer"])])
def test_who_shows_no_token_is_told_the_schemes_that_are_taken(tmp_path: Path, kind: str, schemes: list[str]) -> None:
    path = tmp_path / "issuers.toml"
    path.write_text(ISSUERS.replace('helseid"', f'{kind}"'), encoding="utf-8")
    challenges = login(tmp_path, SAMSPILL_ISSUERS=str(path)).tokens().challenges
    assert [challenge.split()[0] for challenge in challenges] == schemes


def test_the_demo_takes_both(tmp_path: Path) -> None:
    assert isinstance(login(tmp_path, SAMSPILL_DEMO="1").tokens(), DemoOrLogin)


def test_the_provider_is_served_in_the_demo_only(tmp_path: Path) -> None:
    real = login(tmp_path, SAMSPILL_ISSUERS=issuers(tmp_path))
    assert (real.routes(lambda: AT), real.authorization()) == ([], None)
    (route,) = login(tmp_path, SAMSPILL_DEMO="1").routes(lambda: AT)
    assert getattr(route, "path", "") == "/id"


def test_the_demos_provider_is_named_by_the_address_that_it_answers_on(tmp_path: Path) -> None:
    provider = login(tmp_path, SAMSPILL_DEMO="1").provider()
    assert provider.issuer == "http://127.0.0.1:8123/id"
    assert provider.as_issuer().audience == "http://127.0.0.1:8123/fhir"


def test_a_file_of_issuers_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(IssuersRefused, match="Vi finner ikke filen"):
        login(tmp_path, SAMSPILL_ISSUERS=str(tmp_path / "none.toml"))


@pytest.mark.parametrize(
    "registration",
    ["", "[]", "{}", '{"client_id": "x", "scope": "openid", "organisation": "1", "jwks": {"keys": []}}'],
)
def test_a_client_of_the_demo_that_cannot_be_used_is_named(tmp_path: Path, registration: str) -> None:
    folder = tmp_path / "login" / "clients"
    folder.mkdir(parents=True)
    (folder / "broken.json").write_text(registration, encoding="utf-8")
    with pytest.raises(ClientRefused, match=r"Klienten i broken\.json kan ikke brukes"):
        login(tmp_path, SAMSPILL_DEMO="1").provider()


def findings(folder: Path, file: str) -> dict[str, Level]:
    settings = load_settings({"SAMSPILL_DATA": str(folder), "SAMSPILL_ISSUERS": file})
    return {str(finding.text): finding.level for finding in _issuers(settings)}


def test_the_doctor_counts_whom_is_trusted_and_says_what_is_wrong_with_their_file(tmp_path: Path) -> None:
    counted = "Antall utstedere som tilgangstoken blir tatt imot fra: 1."
    assert findings(tmp_path, issuers(tmp_path)) == {counted: Level.GOOD}
    missing = str(tmp_path / "none.toml")
    said = f"Vi finner ikke filen med utstedere vi stoler på: {missing}."
    assert findings(tmp_path, missing) == {said: Level.MISSING}
    assert findings(tmp_path, "") == {}
