"""The FHIR clients, the peer server and the OpenID provider that nobody here wrote; run by `make test`.

    python -m scripts.fhir_clients        install what the locks name, unless it is already there

They live beside `.venv`, in `build/fhir-clients`: their dependencies (web frameworks, cloud clients, another Node) must
not enter ours. What is installed is known by the locks' hash, so a changed lock is installed anew.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "fhir-clients"
BIN = FOLDER / "bin"
NPM_FOLDER = ROOT / "tests" / "journeys" / "fhir_clients" / "npm"
PROVIDER_FOLDER = ROOT / "tests" / "conformance" / "login" / "npm"
NPM_FOLDERS = (NPM_FOLDER, PROVIDER_FOLDER)
"""Hold the scripts of the npm clients, and of the OpenID provider; Node looks for packages beside the script."""
PYTHON_LOCKS = (ROOT / "requirements" / "clients.txt", ROOT / "requirements" / "node.txt")


class ClientsMissing(Exception):
    """The clients could not be installed; the message says which and what to do."""


def program(name: str) -> Path:
    """Return a program of the clients' environment: ``sekmet``, ``smart-fetch``, ``python`` or ``node``.

    Raises:
        ClientsMissing: they have not been installed.
    """
    if not (found := BIN / name).exists():
        raise ClientsMissing(f"{name} is missing. Run `python -m scripts.fhir_clients`; `make test` does so.")
    return found


def install() -> None:
    """Install the Python clients and Node by hash, then the npm clients by theirs; quick when nothing has changed.

    Raises:
        ClientsMissing: a registry did not answer, or a hash was another.
    """
    if _noted(FOLDER / ".locked") != (wanted := _hash_of(PYTHON_LOCKS)):
        shutil.rmtree(FOLDER, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(FOLDER), failing="An environment for the FHIR clients")
        pip = (str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        for lock in PYTHON_LOCKS:
            hashed = ("--require-hashes", "--only-binary", ":all:", "-r", str(lock))
            _run(*pip, *hashed, failing=f"What {lock.name} names")
        (FOLDER / ".locked").write_text(wanted, encoding="utf-8")
    for folder in NPM_FOLDERS:
        packages = folder / "node_modules"
        if _noted(packages / ".locked") != (wanted := _hash_of((folder / "package-lock.json",))):
            _run(str(BIN / "npm"), "ci", "--loglevel=error", cwd=folder, failing=f"What {folder} names of npm's")
            (packages / ".locked").write_text(wanted, encoding="utf-8")


def _noted(note: Path) -> str:
    return note.read_text(encoding="utf-8") if note.is_file() else ""


def _hash_of(locks: tuple[Path, ...]) -> str:
    return hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()


def _run(*command: str, failing: str, cwd: Path = ROOT) -> None:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    if subprocess.run(command, cwd=cwd, env=environment, check=False).returncode:
        raise ClientsMissing(f"{failing} could not be installed. Is there a way to the registry? Look above.")


def main() -> None:
    """Install, or stop with a sentence."""
    try:
        install()
    except ClientsMissing as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
