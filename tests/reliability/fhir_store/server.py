"""A PostgreSQL of our own that can be killed: with fsync, unlike the one the other tests share."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from scripts.test_tools import postgresql_folder


class Server:
    """One cluster on a free port of this machine."""

    def __init__(self) -> None:
        programs = postgresql_folder()
        assert programs is not None, "PostgreSQL is missing; scripts/test_tools.py installs it or says how"
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="samspill-killed-postgresql-"))
        self._port = free_port()
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "-D", f"{self._folder}/db", "-A", "trust", "-U", "samspill", "--no-sync", "-E", "UTF8")
        self.start()
        self.address = f"postgresql://samspill@127.0.0.1:{self._port}/postgres"

    def another(self, name: str) -> str:
        """Make a database beside the first one; return its address."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.address.removesuffix("postgres") + name

    def start(self) -> None:
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c shared_buffers=64MB -c unix_socket_directories="
        self._run("pg_ctl", "-D", f"{self._folder}/db", "-w", "-l", f"{self._folder}/log", "-o", options, "start")

    def kill(self) -> None:
        """Kill -9 the postmaster and every process it started, as a crash of the machine's memory would."""
        first = int((self._folder / "db" / "postmaster.pid").read_text().split()[0])
        _kill(first, signal.SIGSTOP)  # it must not start another one while they are counted
        processes = [first, *_children(first)]
        for process in processes:
            _kill(process)
        until = time.monotonic() + 10
        while any(Path(f"/proc/{process}").exists() and not _is_dead(process) for process in processes):
            assert time.monotonic() < until, "the killed server is still there"
            time.sleep(0.01)
        # where nobody buries the dead (a container without an init), PostgreSQL takes them for living
        (self._folder / "db" / "postmaster.pid").unlink()

    def close(self) -> None:
        if (self._folder / "db" / "postmaster.pid").exists():
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        prefix = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        command = [*prefix, str(self._programs / program), *arguments]
        done = subprocess.run(
            command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
        log = self._folder / "log"
        assert done.returncode == 0, done.stderr + (log.read_text() if log.exists() else "")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(process) for process in listed]


def _kill(process: int, with_: signal.Signals = signal.SIGKILL) -> None:
    try:
        os.kill(process, with_)
    except ProcessLookupError:
        return


def _is_dead(process: int) -> bool:
    """Whether it only waits for its parent to hear of its end."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True
