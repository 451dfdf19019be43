"""The command as an operator runs it: in a process of its own, with an environment of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def samspill(tmp_path: Path) -> Run:
    """Return a function that runs `samspill …` with nothing but the named settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "samspill", *arguments],
            env={**clean, "SAMSPILL_DATA": str(tmp_path / "data"), **environment},
            cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return run


def test_serve_refuses_to_start_outside_demo_mode_and_says_why(samspill: Run) -> None:
    done = samspill("serve")
    assert done.returncode == 1
    assert "innlogging" in done.stderr
    assert "Traceback" not in done.stderr


def test_demo_refuses_when_demo_mode_is_switched_off(samspill: Run) -> None:
    done = samspill("demo", SAMSPILL_DEMO="0")
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "Demoen starter ikke når SAMSPILL_DEMO er slått av.")


def test_a_misspelt_setting_stops_every_command(samspill: Run) -> None:
    done = samspill("init", SAMSPILL_PROT="80")
    assert done.returncode == 1
    assert "SAMSPILL_PROT er ikke en innstilling i Samspill." in done.stderr


def test_init_can_be_run_again(samspill: Run) -> None:
    assert [samspill("init", SAMSPILL_DEMO="1").returncode for _ in range(2)] == [0, 0]


def test_a_taken_port_is_refused_by_name(samspill: Run) -> None:
    import socket  # noqa: PLC0415  (only this test listens)

    samspill("init", SAMSPILL_DEMO="1")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = samspill("serve", SAMSPILL_DEMO="1", SAMSPILL_PORT=port)
    assert done.returncode == 1
    assert f"port {port}" in done.stderr


def test_doctor_says_what_is_missing_before_init_and_is_content_after(samspill: Run) -> None:
    before = samspill("doctor", SAMSPILL_DEMO="1")
    samspill("init", SAMSPILL_DEMO="1")
    after = samspill("doctor", SAMSPILL_DEMO="1")
    assert (before.returncode, after.returncode) == (1, 0)
    assert "Kjør samspill init." in before.stdout
    assert "Mangler: 0. Utrygt: 0." in after.stdout


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"SAMSPILL_ADDRESS": "0.0.0.0"}, "hvem som helst kan velge en rolle"),
        ({"SAMSPILL_ADDRESS": "0.0.0.0"}, "uten HTTPS"),
        ({"SAMSPILL_HOSTS": "*"}, "alle vertsnavn"),
        ({"SAMSPILL_COMMUNITY": "nowhere.toml"}, "Vi finner ikke filen"),
        ({"SAMSPILL_DATABASE_URL": "postgresql://samspill@127.0.0.1:1/none"}, "svarer ikke"),
        ({"SAMSPILL_SECRET_KEY": "short"}, "for kort"),
        ({"SAMSPILL_PORT": "many"}, "SAMSPILL_PORT"),
        ({"SAMSPILL_DEMO": "0"}, "Ingen kan logge inn"),
    ],
)
def test_doctor_says_what_is_missing_or_unsafe(samspill: Run, environment: dict[str, str], said: str) -> None:
    assert said in samspill("doctor", **{"SAMSPILL_DEMO": "1", **environment}).stdout


def test_doctor_sees_a_key_that_others_can_read(samspill: Run, tmp_path: Path) -> None:
    samspill("init", SAMSPILL_DEMO="1")
    (tmp_path / "data" / "secret-key").chmod(0o644)
    assert "chmod 600" in samspill("doctor", SAMSPILL_DEMO="1").stdout


def test_data_folder_is_made_for_its_owner_only(samspill: Run, tmp_path: Path) -> None:
    samspill("init", SAMSPILL_DEMO="1")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_doctor_sees_a_database_that_others_can_read(samspill: Run, tmp_path: Path) -> None:
    samspill("init", SAMSPILL_DEMO="1")
    (tmp_path / "data").chmod(0o755)
    assert "kan lese databasen" in samspill("doctor", SAMSPILL_DEMO="1").stdout


def test_server_warns_of_what_is_unsafe_when_it_starts(samspill: Run) -> None:
    import socket  # noqa: PLC0415

    samspill("init", SAMSPILL_DEMO="1")
    with socket.socket() as taken:  # so that the command ends
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = samspill("serve", SAMSPILL_DEMO="1", SAMSPILL_HOSTS="*", SAMSPILL_PORT=port)
    assert "! Tjenesten svarer på alle vertsnavn." in done.stderr


def test_unknown_words_end_in_usage(samspill: Run) -> None:
    assert samspill("dmeo").returncode == 2


def test_doctor_examines_the_record_store(samspill: Run, tmp_path: Path) -> None:
    before = samspill("doctor", SAMSPILL_DEMO="1")
    samspill("init", SAMSPILL_DEMO="1")
    after = samspill("doctor", SAMSPILL_DEMO="1")
    (tmp_path / "data" / "record.sqlite3").write_bytes(b"this is no database" * 1000)
    broken = samspill("doctor", SAMSPILL_DEMO="1")
    assert "Journalen er ikke laget ennå. Kjør samspill init." in before.stdout
    assert "Journalen svarer, og har tatt imot 0 endringer." in after.stdout
    assert broken.returncode == 1
    assert "Traceback" not in broken.stderr


def test_a_record_store_that_does_not_answer_is_told_by_doctor(samspill: Run) -> None:
    done = samspill("doctor", SAMSPILL_DEMO="1", SAMSPILL_RECORD_URL="postgresql://samspill:hush@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "hush" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
