"""FHIR servers of our own on free ports of this machine: Samspill, and the peer sekmet; for the journeys and the bench.

One place says how a server is started and how a client comes to its address and its bearer token. With
``FHIR_BASE_URL`` (and ``FHIR_TOKEN``) in the environment the journeys go to a server that runs already.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import yaml
from scripts.fhir_clients import program

START_SECONDS_MAX = 60.0
SCOPE = "system/*.cruds"
PEER_TOKEN = "peer-of-the-journeys"
"""Sekmet's own fixed token; it guards nothing but a server on this machine for the length of a run."""


@dataclass(frozen=True, slots=True)
class FhirServer:
    """A running FHIR server: its address without the last slash, and its token.

    When ours, its first process too, and the seconds from that one's start to the first answer.
    """

    base_url: str
    token: str
    pid: int = 0
    start_seconds: float = 0.0

    @property
    def headers(self) -> dict[str, str]:
        """What every call carries."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


class NotStarted(Exception):
    """A server stopped or stayed silent before it answered; the message holds the end of its log."""


@contextmanager
def fhir_server() -> Iterator[FhirServer]:
    """Yield the server the journeys go to: the one the environment names, else a Samspill of our own."""
    if address := os.environ.get("FHIR_BASE_URL"):
        yield FhirServer(address.rstrip("/"), os.environ.get("FHIR_TOKEN", ""))
        return
    with (
        tempfile.TemporaryDirectory(prefix="samspill-fhir-", ignore_cleanup_errors=True) as folder,
        samspill_server(Path(folder)) as server,
    ):
        yield server


@contextmanager
def samspill_server(data: Path, more: Mapping[str, str] | None = None) -> Iterator[FhirServer]:
    """Start ``samspill serve`` in demo mode on the data in a folder, and make a token for it.

    Args:
        data: the data folder; what is in it already is served.
        more: further settings, for example the record store's address.
    """
    environment = samspill_environment(data, more)
    samspill("init", environment=environment)
    port = free_port()
    command = [sys.executable, "-m", "samspill", "serve", "--port", str(port)]
    base_url = f"http://127.0.0.1:{port}/fhir"
    with process_group(command, data=data, environment=environment) as process:
        seconds = wait_for_answer(f"{base_url}/metadata", process, log=data / "server.log")
        token = samspill("token", "--scope", SCOPE, environment=environment).strip().splitlines()[-1]
        yield FhirServer(base_url, token, process.pid, seconds)


def samspill_environment(data: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment without anybody's settings but ours."""
    bare = {name: word for name, word in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    return {**bare, "SAMSPILL_DEMO": "1", "SAMSPILL_DATA": str(data), "PYTHONUNBUFFERED": "1", **(more or {})}


def samspill(*words: str, environment: Mapping[str, str]) -> str:
    """Run one ``samspill`` command and return what it prints.

    Raises:
        NotStarted: it refused.
    """
    command = [sys.executable, "-m", "samspill", *words]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotStarted(f"samspill {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def sekmet_server(data: Path) -> Iterator[FhirServer]:
    """Start the peer on 127.0.0.1 (its default is every address), without the simulator that answers orders."""
    port = free_port()
    base_url = f"http://127.0.0.1:{port}/fhir"
    settings = {
        "base_url": base_url,
        "host": "127.0.0.1",
        "port": port,
        "data_dir": str(data),
        "own_private_key_path": str(data / "key.pem"),
        "simulator": {"enabled": False, "delay_seconds": 0},
        "server_auth": {"types": ["bearer"], "tokens": [PEER_TOKEN]},
    }
    file = data / "settings.yaml"
    file.write_text(yaml.safe_dump(settings), encoding="utf-8")
    command = [str(program("sekmet")), "serve", "-c", str(file)]
    with process_group(command, data=data, environment=os.environ) as process:
        seconds = wait_for_answer(f"{base_url}/metadata", process, log=data / "server.log")
        yield FhirServer(base_url, PEER_TOKEN, process.pid, seconds)


@contextmanager
def process_group(
    command: list[str], *, data: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server in a group of processes of its own, with its log in the data folder; end that group afterwards."""
    with (
        (data / "server.log").open("wb") as log,
        subprocess.Popen(
            command, cwd=data, env=dict(environment), stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        try:
            yield process
        finally:
            end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Ask the group to end, and after ten seconds make it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def wait_for_answer(url: str, process: subprocess.Popen[bytes], *, log: Path) -> float:
    """Ask every 10 ms until the server answers at all; return the seconds that took.

    Raises:
        NotStarted: the server has ended, or has been silent for a minute.
    """
    start = time.perf_counter()
    while (waited := time.perf_counter() - start) < START_SECONDS_MAX:
        if process.poll() is not None:
            raise NotStarted(f"The server ended with {process.returncode}:\n{_end_of(log)}")
        with suppress(OSError):
            if _answers(url):
                return waited
        time.sleep(0.01)
    raise NotStarted(f"The server was silent for {START_SECONDS_MAX:.0f} s:\n{_end_of(log)}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code < 500


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-3000:]


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
