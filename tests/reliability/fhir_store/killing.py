"""Starts the writing program, kills it, and starts it again."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[3]


def start(location: str, log: Path, name: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.reliability.fhir_store.load_worker", location, str(log), name]
    return subprocess.Popen(command, cwd=ROOT)


def lines(log: Path) -> int:
    return log.read_bytes().count(b"\n") if log.exists() else 0


def wait_for(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"{what} did not happen within {seconds} s")
        time.sleep(0.01)


def kill_writers(location: str, log: Path, *, kills: int, acknowledged_each: int, rng: Random) -> None:
    """Kill -9 one writer after the other, each at a moment of its own after so many more answers."""
    for number in range(kills):
        before = lines(log)
        worker = start(location, log, f"w{number}")
        try:
            if number % 10 != 9:  # every tenth is killed while it opens the store
                wait_for(lambda before=before: lines(log) >= before + acknowledged_each, seconds=120, what="writing")
            time.sleep(rng.uniform(0, 0.1 if number % 10 != 9 else 0.8))
            assert worker.poll() is None, "the writer ended by itself"
        finally:
            worker.kill()
            worker.wait()
