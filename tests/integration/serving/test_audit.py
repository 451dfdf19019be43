"""`samspill audit …` as an operator runs it, on a log that a server made."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from tests.factories.records import entry

from samspill.access.audit.api import PublicKey, checkpoint_of, leaf_hash, read_note, root_of_inclusion
from samspill.fhir.store.api import open_store

Run = Callable[..., subprocess.CompletedProcess[str]]
DAY = 86_400_000_000


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose log has five entries, the first two of them six years old."""
    folder = tmp_path / "data"
    folder.mkdir()
    now = time.time_ns() // 1000
    times = [now - 6 * 365 * DAY, now - 6 * 365 * DAY, now, now, now]
    store = open_store(str(folder / "record.sqlite3"), clock=lambda: times[0])
    for number in range(5):
        store.note(entry(f"r{number}", resource_type="Patient", id="p1", kind="opened")).result(timeout=60)
        times.pop(0) if len(times) > 1 else None
    store.close()
    return folder


@pytest.fixture
def samspill(tmp_path: Path, data: Path) -> Run:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "samspill", "audit", *arguments]
        environment = {**clean, "SAMSPILL_DATA": str(data), **settings}
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False
        )

    return run


def behind(data: Path, sql: str) -> None:
    """Change the file without Samspill."""
    connection = dbapi2.connect(str(data / "record.sqlite3"), isolation_level=None)
    connection.execute(sql)
    connection.close()


def test_a_log_that_nobody_changed_is_sound(samspill: Run) -> None:
    assert samspill("checkpoint").returncode == 0
    done = samspill("verify")
    assert (done.returncode, done.stdout.splitlines()[1:]) == (
        0,
        ["Signert fra plass 0 til 4. Kontrollpunkter lest: 1.", "Ingenting er endret."],
    )


def test_what_was_changed_is_named_with_its_place_and_time(samspill: Run, data: Path) -> None:
    assert samspill("checkpoint").returncode == 0
    behind(data, "UPDATE audit SET actor = 'en annen' WHERE id = 3")
    behind(data, "DELETE FROM audit WHERE id = 5")
    done = samspill("verify")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[-3].startswith("✗ plass 2 (20")
    assert lines[-3].endswith("): Oppføringen er endret etter at den ble forseglet. [3]")
    assert lines[-2].startswith("✗ plass 4 (")
    assert "Oppføringen er fjernet" in lines[-2]
    assert lines[-1] == "Loggen er endret utenom Samspill. Antall funn: 2."


def test_a_cut_log_is_found_by_the_checkpoint_that_another_kept(samspill: Run, data: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(samspill("checkpoint").stdout)
    for table, column in (("audit", "id > 3"), ("audit_leaf", "position > 2"), ("audit_checkpoint", "size > 0")):
        behind(data, f"DELETE FROM {table} WHERE {column}")
    assert samspill("verify").returncode == 0
    done = samspill("verify", "--checkpoint", str(kept))
    assert done.returncode == 1
    assert "Loggen er kortere enn den var." in done.stdout


def test_the_key_is_made_once_and_is_its_owners_alone(samspill: Run, data: Path) -> None:
    first, second = samspill("key", SAMSPILL_AUDIT_NAME="oslo.example/audit"), samspill("key")
    key = PublicKey.read(first.stdout)
    assert (key.name, second.stdout) == ("oslo.example/audit", first.stdout)
    assert (data / "audit-key").stat().st_mode & 0o777 == 0o600


def test_a_checkpoint_is_printed_as_others_read_it(samspill: Run) -> None:
    note = read_note(samspill("checkpoint").stdout.encode())
    key = PublicKey.read(samspill("key").stdout)
    key.check(note)
    assert checkpoint_of(note).size == 5


def test_a_proof_can_be_checked_without_samspill(samspill: Run) -> None:
    samspill("checkpoint")
    told = json.loads(samspill("proof", "3").stdout)
    leaf = leaf_hash(bytes.fromhex(told["salt"]), told["entry"].encode())
    path = [bytes.fromhex(one) for one in told["path"]]
    root = root_of_inclusion(told["position"], told["size"], leaf, path)
    assert root == checkpoint_of(read_note(told["checkpoint"].encode())).root
    assert json.loads(told["entry"])["request"] == "r3"


def test_there_is_no_proof_of_a_place_that_is_not_there(samspill: Run) -> None:
    done = samspill("proof", "5")
    assert (done.returncode, done.stderr) == (
        1,
        "Tilgangsloggen har ingen plass 5.\nVelg en plass fra 0 til 4.\n",
    )


def test_entries_are_shown_one_a_line(samspill: Run) -> None:
    lines = samspill("show", "--first", "3", "--count", "1").stdout.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("3  20")
    assert lines[0].endswith("  prøve  read  Patient/p1  200  opened  r3")


def test_what_is_old_is_deleted_and_the_log_is_still_sound(samspill: Run) -> None:
    samspill("checkpoint")
    done = samspill("retain", "--older-than", "5y")
    assert (done.returncode, done.stdout.split(": ")[1]) == (0, "2 plasser.\n")
    verified = samspill("verify")
    assert verified.returncode == 0
    assert "Slettet etter lagringstid: 2." in verified.stdout


@pytest.mark.parametrize(
    ("age", "code", "said"),
    [
        ("2y", 1, "Oppføringer som er yngre enn tre år, blir ikke slettet."),
        ("five", 2, "skriv en alder, for eksempel 5y (år) eller 2000d (dager)"),
    ],
)
def test_an_age_that_is_too_low_or_cannot_be_read_is_refused(samspill: Run, age: str, code: int, said: str) -> None:
    done = samspill("retain", "--older-than", age)
    assert done.returncode == code
    assert said in done.stderr


def test_a_key_that_cannot_be_read_is_refused_and_not_shown(samspill: Run) -> None:
    done = samspill("checkpoint", SAMSPILL_AUDIT_KEY="PRIVATE+KEY+hemmelig")
    assert done.returncode == 1
    assert "kan ikke brukes (SAMSPILL_AUDIT_KEY)" in done.stderr
    assert "hemmelig" not in done.stderr


def test_a_name_that_a_log_cannot_have_is_refused(samspill: Run) -> None:
    done = samspill("key", SAMSPILL_AUDIT_NAME="to ord")
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "SAMSPILL_AUDIT_NAME kan ikke være «to ord».")
