"""A real server with the demo community, and a real browser in front of it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, StorageState, sync_playwright
from tests.journeys.visitor import OpenVisitor, Visitor, open_window

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the journeys of a module on one worker, so that they share a server."""
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start `samspill demo` on a free port with a data folder of its own; yield its address without the last slash."""
    data = tmp_path_factory.mktemp("demo")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    environment |= {"SAMSPILL_DATA": str(data), "SAMSPILL_PORT": "0", "PYTHONUNBUFFERED": "1"}
    with (data / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "samspill", "demo"], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            yield _address(process)
        finally:
            process.terminate()
            process.wait(timeout=20)
            if process.stdout is not None:
                process.stdout.close()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://[\d.]+:\d+", line):
            return found.group()
    raise AssertionError(f"the server stopped before it answered, with exit code {process.wait()}")


@pytest.fixture(scope="session")
def playwright_() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright_: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    program = shutil.which("chromium")
    assert program, "Chromium is missing: make test installs it when root, and says how when not"
    browser = playwright_.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def signed_in() -> dict[str, StorageState]:
    """Return the cookies of the roles that have signed in on this module's server; filled as roles are used."""
    return {}


@pytest.fixture
def visitor(browser: Browser, server: str, signed_in: dict[str, StorageState]) -> Iterator[OpenVisitor]:
    """Return a function that opens a browser window; afterwards no browser may have complained.

    With ``role=`` someone signed in comes to it: by the role picker the first time, by the cookie it left later.
    """
    opened: list[Visitor] = []

    def open_visitor(*, role: str = "", **wishes: Any) -> Visitor:
        if role and role not in signed_in:
            signed_in[role] = _cookies_of(browser, server, role)
        opened.append(open_window(browser, server, cookies=signed_in.get(role), **wishes))
        return opened[-1]

    yield open_visitor
    for one in opened:
        one.page.context.close()
    assert [complaint for one in opened for complaint in one.complaints] == []


def _cookies_of(browser: Browser, server: str, role: str) -> StorageState:
    first = open_window(browser, server)
    first.signs_in_as(role)
    state = first.page.context.storage_state()
    first.page.context.close()
    return state
