"""A demo server of our own on a free port, and Debian's Chromium: for the journeys, the bench and the pictures."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def demo_server(*, resources: str = "") -> Iterator[str]:
    """Start `samspill demo` with a data folder of its own; yield its address without the last slash.

    Args:
        resources: NDJSON that `samspill load` takes in first, as far as it is valid.
    """
    with tempfile.TemporaryDirectory(prefix="samspill-demo-", ignore_cleanup_errors=True) as folder:
        data = Path(folder)
        environment = {name: word for name, word in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
        environment |= {"SAMSPILL_DATA": str(data), "SAMSPILL_PORT": "0", "PYTHONUNBUFFERED": "1"}
        if resources:
            _load(data / "pasienter.ndjson", resources, environment)
        command = [sys.executable, "-m", "samspill", "demo"]
        with (
            (data / "server.log").open("w") as log,
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as process,
        ):
            try:
                yield _address(process)
            finally:
                process.terminate()
                process.wait(timeout=20)


def _load(file: Path, resources: str, environment: dict[str, str]) -> None:
    file.write_text(resources, encoding="utf-8")
    command = [sys.executable, "-m", "samspill", "load", str(file)]
    # What is not valid is refused and reported, which the exit code tells.
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, 1), done.stderr


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://[\d.]+:\d+", line):
            return found.group()
    raise AssertionError(f"the server stopped before it answered, with exit code {process.wait()}")


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Start Debian's Chromium, headless."""
    program = shutil.which("chromium")
    assert program, "Chromium is missing: make test installs it when root, and says how when not"
    browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
    yield browser
    browser.close()
