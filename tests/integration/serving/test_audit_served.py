"""A server of the demo signs its log and hands its checkpoints out; another party watches it from the command line."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from pysqlite3 import dbapi2

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "samspill", *arguments]
    environment = {**CLEAN, **settings}
    return subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, timeout=100, check=False
    )


def ask(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.2)


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Serve the demo in a folder; yield the port."""
    command = [sys.executable, "-m", "samspill", "serve", "--demo", "--port", "0"]
    environment = {**CLEAN, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            line = next(line for line in server.stdout if "svarer på" in line)
            yield int(line.split("127.0.0.1:")[1].split("/")[0])
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)


def rewrite(folder: Path) -> None:
    """Change the demo's log behind its back, throw its checkpoints away, and sign it anew with its own key."""
    connection = dbapi2.connect(str(folder / "var" / "demo" / "record.sqlite3"), isolation_level=None)
    connection.execute("DELETE FROM audit_checkpoint")
    connection.execute("UPDATE audit_leaf SET hash = zeroblob(32) WHERE position = 0")
    connection.close()
    assert run(folder, "audit", "checkpoint", "--demo").returncode == 0


def test_a_served_log_is_signed_and_watched_and_found_when_it_was_rewritten(tmp_path: Path) -> None:
    with serving(tmp_path) as port:
        assert ask(port, "/fhir/metadata")[0] == 200
        wait_for(lambda: ask(port, "/audit/checkpoint")[0] == 200)  # the first entry is signed within seconds
        key = ask(port, "/audit/key")[1].strip()
        name = key.split("+")[0]
        assert ask(port, f"/audit/witnessed?origin={quote(name)}")[0] == 404
        watch = (tmp_path, "audit", "witness", f"http://127.0.0.1:{port}/audit", "--key", key)
        other = {"SAMSPILL_DATA": str(tmp_path / "other")}
        first = run(*watch, **other)
        assert (first.returncode, first.stdout) == (0, f"✓ {name}: Følger det den har signert før. Plasser: 1.\n")
        rewrite(tmp_path)
        second = run(*watch, **other)
        assert second.returncode == 1
        assert f"✗ {name}: Viser en annen fortid enn den har signert." in second.stdout
        (evidence,) = (tmp_path / "other" / "audit-evidence").iterdir()
        assert evidence.read_text(encoding="utf-8").count(f"— {name} ") == 2


def test_nobody_to_watch_is_said(tmp_path: Path) -> None:
    done = run(tmp_path, "audit", "witness", SAMSPILL_DATA=str(tmp_path / "data"))
    assert done.returncode == 1
    assert done.stderr.startswith("Ingen logger å passe på.\n")
