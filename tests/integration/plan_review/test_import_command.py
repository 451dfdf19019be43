"""samspill plan import: the same as the page, from the command line."""

import socket
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from samspill.cli import main as cli
from samspill.cli import running
from samspill.cli.contracts import Finding, Level
from samspill.kernel.texts import say
from samspill.plan import api as plan


class Installed:
    """A Samspill that is set up, with a data folder of its own."""

    def __init__(self, data: Path, findings: tuple[Finding, ...] = ()) -> None:
        self.findings = findings
        self.settings = SimpleNamespace(
            data=data, community=None, import_mb_max=5, https=False, hosts=(), address="127.0.0.1", port=8123
        )

    def prepare(self, overrides: Mapping[str, str] | None = None) -> Any:
        return self.settings

    def examine(self) -> tuple[Finding, ...]:
        return self.findings


def run(data: Path, *words: str, findings: tuple[Finding, ...] = ()) -> int:
    return cli.run(["plan", "import", *words], wiring=Installed(data, findings))  # type: ignore[arg-type]


@pytest.fixture
def plan_file(tmp_path: Path, deck: bytes) -> str:
    path = tmp_path / "plan.pptx"
    path.write_bytes(deck)
    return str(path)


def test_a_plan_is_read_and_the_address_of_its_review_printed(
    db: None, tmp_path: Path, plan_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, plan_file) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:4] == [
        "Porteføljeplan 2026",
        "2 områder, 4 tiltak.",
        "1 rad må vurderes. Grunnene:",
        "  1: Det som gjelder hele planen, må noen alltid se over.",
    ]
    start, path = said[4].split(", og åpne ")
    assert start == "Gå gjennom den i nettleseren: Start Samspill med «samspill serve»"
    assert path.startswith("/plan/import/")


def test_the_address_of_the_server_that_answers_is_printed(
    db: None, tmp_path: Path, plan_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        with running.noted(Installed(tmp_path).settings, address, is_demo=True):
            run(tmp_path, plan_file)
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"Gå gjennom den her: {address}/plan/import/")
    assert not (tmp_path / running.NOTE).exists()


def test_the_address_of_a_server_that_was_killed_is_not_printed(
    db: None, tmp_path: Path, plan_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as gone:
        gone.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{gone.getsockname()[1]}"
    (tmp_path / running.NOTE).write_text(address)
    run(tmp_path, plan_file)
    assert address not in capsys.readouterr().out


def test_the_same_plan_again_leads_to_the_same_review(
    db: None, tmp_path: Path, plan_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, plan_file)
    first = capsys.readouterr().out
    assert run(tmp_path, plan_file) == 0
    assert capsys.readouterr().out == first


def test_what_cannot_be_read_says_why_and_ends_with_1(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tom.pdf").write_bytes(b"")
    assert run(tmp_path, str(tmp_path / "tom.pdf")) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[-2:] == [
        "Filen «tom.pdf» er tom.",
        "Sjekk at du valgte riktig fil, og at den ble lagret ferdig.",
    ]
    assert plan.versions() == ()


def test_a_file_that_is_not_there_ends_with_1(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, str(tmp_path / "borte.pdf")) == 1
    assert capsys.readouterr().err.splitlines()[0] == "Filen «borte.pdf» kunne ikke åpnes."


def test_a_role_that_may_not_import_is_refused(
    db: None, tmp_path: Path, plan_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, plan_file, "--som", "tiltak-ous") == 1
    assert capsys.readouterr().err.splitlines()[0] == "Du kan ikke importere planer."


def test_a_role_that_is_not_there_names_those_that_are(
    db: None, tmp_path: Path, plan_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, plan_file, "--som", "ingen") == 1
    assert "sekretariat, sekretariat-radgiver" in capsys.readouterr().err


def test_a_samspill_that_is_not_set_up_says_what_is_missing(
    db: None, tmp_path: Path, plan_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = Finding(
        Level.MISSING, say("Databasen mangler %(count)s oppdateringer.", count=4), say("Kjør samspill init.")
    )
    assert run(tmp_path, plan_file, findings=(missing,)) == 1
    assert capsys.readouterr().err.splitlines() == ["Databasen mangler 4 oppdateringer.", "Kjør samspill init."]
