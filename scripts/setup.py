"""`make setup`: build .venv from the locks, and fetch the front-end packages. Runs on a bare Python 3.11."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"


def main() -> None:
    """Do all of it, or stop with a sentence that says what is missing."""
    if sys.version_info < (3, 11):  # noqa: UP036  (any Python may be asked to run this)
        sys.exit("Samspill needs Python 3.11 or newer. Install it, or name it: make setup PYTHON=/path/to/python3.11")
    make_environment()
    install()
    run(str(BIN / "python"), "scripts/vendor.py")


def make_environment() -> None:
    """Make .venv with pip in it; Debian keeps the part of Python that does so in a package of its own."""
    if (BIN / "pip").exists():
        return
    if subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True, check=False).returncode:
        install_debian_venv()
    run(sys.executable, "-m", "venv", "--clear", str(VENV))


def install_debian_venv() -> None:
    """Install Debian's python3-venv when root; else say how."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit("Python's venv is missing. Ask an administrator to run: apt-get install python3-venv")
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", "python3-venv")


def install() -> None:
    """Install the locked packages by hash, then Samspill itself from this folder."""
    pip = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, "--require-hashes", "--only-binary", ":all:", "-r", "requirements/dev.txt")
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", ".")


def run(*command: str) -> None:
    """Run a command in the project's folder with .venv first on the path; stop when it fails."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    environment.setdefault("DEBIAN_FRONTEND", "noninteractive")
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit(f"This step failed, and nothing after it was done: {' '.join(command)}")


if __name__ == "__main__":
    main()
