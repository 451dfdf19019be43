"""The servers that are measured: Samspill on SQLite and on PostgreSQL, and the peer sekmet."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.test_tools import postgresql_folder
from tests.journeys.fhir_clients.serving import FhirServer, free_port, samspill_server, sekmet_server

POSTGRESQL_OPTIONS = (
    ("shared_buffers", "1GB"),
    ("work_mem", "32MB"),
    ("max_wal_size", "4GB"),
    ("synchronous_commit", "on"),
    ("fsync", "on"),
    ("listen_addresses", "127.0.0.1"),
)
"""Durable as the others are; memory as in the measurements the targets come from."""
RECORD_SETTING = "SAMSPILL_RECORD_URL"
"""Names the record store; empty means SQLite in the data folder."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server under measurement: how to reach it, and the first processes of everything that serves."""

    server: FhirServer
    roots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of server: its name in the table, and how it is started on a data folder.

    ``serve`` may be entered again on the same folder: what has been stored is there.
    """

    name: str
    serve: Callable[[Path], AbstractContextManager[Running]]
    ours: bool = True


@contextmanager
def samspill_on_sqlite(data: Path) -> Iterator[Running]:
    """Samspill as it comes."""
    with samspill_server(data) as server:
        yield Running(server, (server.pid,))


@contextmanager
def sekmet(data: Path) -> Iterator[Running]:
    """The peer as it comes, without its simulator."""
    with sekmet_server(data) as server:
        yield Running(server, (server.pid,))


@contextmanager
def postgresql(folder: Path) -> Iterator[tuple[str, int]]:
    """Start a PostgreSQL of our own with its data in a folder; yield its address and its first process."""
    programs = postgresql_folder()
    if programs is None:
        sys.exit("PostgreSQL is missing; scripts/test_tools.py installs it or says how.")
    port = free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    if not (folder / "db").exists():
        as_owner(f"{programs}/initdb", "-D", f"{folder}/db", "-A", "trust", "-U", "samspill", "-E", "UTF8")
    options = " ".join(f"-c {name}={value}" for name, value in POSTGRESQL_OPTIONS)
    control = (f"{programs}/pg_ctl", "-D", f"{folder}/db", "-w")
    as_owner(*control, "-l", f"{folder}/log", "-o", f"-p {port} -k {folder} {options}", "start")
    try:
        pid = int((folder / "db" / "postmaster.pid").read_text().split("\n", 1)[0])
        yield f"postgresql://samspill@127.0.0.1:{port}/postgres", pid
    finally:
        as_owner(*control, "-m", "fast", "stop")


def as_owner(*command: str) -> None:
    """Run a PostgreSQL program; it refuses to be root, so root hands it to the postgres user."""
    prefix = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    done = subprocess.run([*prefix, *command], cwd="/", stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit(f"PostgreSQL for the bench failed: {' '.join(command)}")


@contextmanager
def samspill_on_postgresql(data: Path) -> Iterator[Running]:
    """Samspill with its record store in a PostgreSQL of our own, beside the data folder."""
    folder = data.with_name(f"{data.name}-postgresql")
    folder.mkdir(exist_ok=True)
    with postgresql(folder) as (address, pid), samspill_server(data, {RECORD_SETTING: address}) as server:
        yield Running(server, (server.pid, pid))


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder for all data of a run, which everybody may pass through (PostgreSQL runs as somebody else)."""
    with tempfile.TemporaryDirectory(prefix="samspill-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


PLACES = {
    "sqlite": Place("Samspill, SQLite", samspill_on_sqlite),
    "postgresql": Place("Samspill, PostgreSQL", samspill_on_postgresql),
    "sekmet": Place("sekmet", sekmet, ours=False),
}
