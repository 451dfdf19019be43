"""`make test`: the integration tests on a real PostgreSQL, then every test on the embedded default."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from test_tools import postgresql_folder

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Run both; the second one's closing line is the last one printed."""
    arguments = sys.argv[1:]
    with postgresql() as address:
        print("Integration tests on PostgreSQL:", flush=True)
        first = pytest(
            "tests/integration", "--ignore=tests/integration/serving", *arguments, SAMSPILL_TEST_DATABASE_URL=address
        )
    print("All tests on the embedded default:", flush=True)
    # what of the conformance suites is asked of PostgreSQL is asked of SQLite whole, in tests/conformance
    return pytest("--ignore=tests/integration/fhir_examples", *arguments) or first


def pytest(*arguments: str, **environment: str) -> int:
    """Run pytest with both cores and return its exit code."""
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL of our own on a free port of this machine, and stop it afterwards."""
    folder = postgresql_folder()
    if folder is None:
        sys.exit("PostgreSQL is missing; scripts/test_tools.py installs it or says how.")
    data = Path(tempfile.mkdtemp(prefix="samspill-postgresql-"))
    port = free_port()
    try:
        if os.geteuid() == 0:
            shutil.chown(data, "postgres")
        as_owner(f"{folder}/initdb", "-D", f"{data}/db", "-A", "trust", "-U", "samspill", "--no-sync", "-E", "UTF8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {data}"
        as_owner(f"{folder}/pg_ctl", "-D", f"{data}/db", "-w", "-l", f"{data}/log", "-o", options, "start")
        try:
            yield f"postgresql://samspill@127.0.0.1:{port}/postgres"
        finally:
            as_owner(f"{folder}/pg_ctl", "-D", f"{data}/db", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(data, ignore_errors=True)


def as_owner(*command: str) -> None:
    """Run a PostgreSQL program; it refuses to be root, so root hands it to the postgres user."""
    prefix = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    done = subprocess.run([*prefix, *command], cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"PostgreSQL for the tests failed: {' '.join(command)}\n{done.stdout}{done.stderr}")


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    raise SystemExit(main())
