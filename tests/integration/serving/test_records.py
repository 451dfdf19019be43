"""`samspill load | export | reindex` as an operator runs them, also when the machine kills them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from tests.factories.fhir_files import ndjson, patient

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    return {**clean, "SAMSPILL_DATA": str(tmp_path / "data")}


@pytest.fixture
def samspill(tmp_path: Path, environment: dict[str, str]) -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "samspill", *arguments]
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False
        )

    return run


def test_what_is_not_taken_ends_in_a_report_and_exit_code_1(samspill: Run, tmp_path: Path) -> None:
    source = ndjson(tmp_path / "in.ndjson", patient("a"), {**patient("b"), "gender": "x"})
    done = samspill("load", str(source), "--report", "report.ndjson")
    assert done.returncode == 1
    assert f"{source}, linje 2: Patient.gender: is not in" in done.stdout
    (line,) = (tmp_path / "report.ndjson").read_text().splitlines()
    told = json.loads(line)
    assert (told["line"], told["entry"], told["element"], told["code"]) == (2, -1, "Patient.gender", "value")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "out", "--since", "yesterday"), "skriv et tidspunkt, for eksempel 2026-11-22T08:00:00Z"),
        (("load", "in.ndjson", "--workers", "many"), "skriv et helt tall, 0 eller mer"),
    ],
)
def test_a_word_that_cannot_be_read_is_answered_with_how_it_is_written(
    samspill: Run, arguments: tuple[str, ...], said: str
) -> None:
    done = samspill(*arguments)
    assert done.returncode == 2
    assert done.stderr.endswith(f"{said}\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("load", "nowhere.ndjson"), "Vi finner ikke nowhere.ndjson."),
        (("export", "out", "--type", "Pasient"), "«Pasient» er ikke en ressurstype i FHIR R4."),
        (("export", "."), "er ikke tom."),
    ],
)
def test_what_cannot_be_done_is_refused_kindly(
    samspill: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "something").write_text("mine")
    done = samspill(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_killed_load_goes_on_and_loses_or_doubles_nothing(
    samspill: Run, tmp_path: Path, environment: dict[str, str]
) -> None:
    source = ndjson(tmp_path / "in.ndjson", *(patient(f"p{number}") for number in range(8_000)))
    record = tmp_path / "data" / "record.sqlite3"
    command = [sys.executable, "-m", "samspill", "load", str(source)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while process.poll() is None and _count(record) < 1000:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = _count(record)
    assert 1000 <= before < 8_000
    done = samspill("load", str(source))
    assert done.returncode == 0
    assert f"gikk videre fra linje {before + 1}." in done.stdout
    assert f"{8_000 - before} skrevet, 0 uendret" in done.stdout
    assert (_count(record), _count(record, "version")) == (8_000, 0)


def _count(record: Path, table: str = "resource") -> int:
    if not record.exists():
        return 0
    connection = dbapi2.connect(str(record), timeout=20)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    except dbapi2.OperationalError:  # the tables are being made
        return 0
    finally:
        connection.close()
