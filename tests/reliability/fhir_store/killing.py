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


class Log:
    """A growing file of lines, read on from where it was read to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._place = self._lines = self._answered = 0

    def lines(self) -> int:
        """Count its lines."""
        self._read_on()
        return self._lines

    def acknowledged(self) -> int:
        """Count the lines that say that something was written."""
        self._read_on()
        return self._answered

    def _read_on(self) -> None:
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self._place)
            whole = file.read().rpartition(b"\n")[0].splitlines(keepends=True)
        self._place += sum(map(len, whole)) + bool(whole)
        self._lines += len(whole)
        self._answered += sum(not line.startswith((b"refused", b"uncertain")) for line in whole)


def wait_for(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"{what} did not happen within {seconds} s")
        time.sleep(0.01)


def kill_writers(location: str, path: Path, *, kills: int, acknowledged_each: int, rng: Random) -> None:
    """Kill -9 one writer after the other, each at a moment of its own after so many more answers."""
    log = Log(path)
    for number in range(kills):
        before = log.acknowledged()
        worker = start(location, path, f"w{number}")
        try:
            if number % 10 != 9:  # every tenth is killed while it opens the store
                wait_for(
                    lambda before=before: log.acknowledged() >= before + acknowledged_each, seconds=120, what="writing"
                )
            time.sleep(rng.uniform(0, 0.1 if number % 10 != 9 else 0.8))
            assert worker.poll() is None, "the writer ended by itself"
        finally:
            worker.kill()
            worker.wait()
