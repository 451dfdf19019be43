"""A load that is killed leaves no process behind."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.fhir_files import ndjson, patient

SECONDS_MAX = 60.0


def children(pid: int) -> list[int]:
    """Return the processes a process has started."""
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(word) for path in found for word in path.read_text().split()]


def preparing(pid: int) -> list[int]:
    return [child for child in children(pid) if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


@pytest.fixture
def load(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    source = ndjson(tmp_path / "in.ndjson", *(patient(f"p{number}") for number in range(60_000)))
    environment = {**os.environ, "SAMSPILL_DATA": str(tmp_path), "SAMSPILL_DEMO": "1"}
    command = [sys.executable, "-m", "samspill", "load", str(source), "--workers", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        yield process
        process.kill()


def test_the_processes_that_prepare_end_with_the_one_that_writes(load: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + SECONDS_MAX
    while not (workers := preparing(load.pid)) and time.monotonic() < end:
        time.sleep(0.05)
    assert len(workers) == 1
    time.sleep(0.5)
    load.kill()
    load.wait()
    while is_running(workers[0]) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_running(workers[0])
