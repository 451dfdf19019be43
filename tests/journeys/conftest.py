"""A real server with the demo community, and a real browser in front of it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "build" / "vendor" / "axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
READY_SECONDS = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start `samspill demo` on a free port with a data folder of its own; yield its address without the last slash."""
    data = tmp_path_factory.mktemp("demo")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    environment |= {"SAMSPILL_DATA": str(data), "SAMSPILL_PORT": "0", "PYTHONUNBUFFERED": "1"}
    with (data / "server.log").open("w") as log:
        command = [sys.executable, "-m", "samspill", "demo"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as process:
            try:
                yield _address(process)
            finally:
                process.terminate()
                process.wait(timeout=20)


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


@dataclass
class Reader:
    """Someone in front of a screen, and all that their browser complained of."""

    page: Page
    address: str
    off_site: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def opens(self, path: str) -> None:
        response = self.page.goto(self.address + path)
        assert response is not None

    def signs_in_as(self, role: str) -> None:
        """Choose a demo role by its name."""
        self.opens("/logg-inn/")
        self.page.get_by_role("button", name=role, exact=True).click()

    def finds_the_page_accessible(self) -> None:
        """Run axe on the page as it stands, under its own content security policy."""
        self.page.evaluate(AXE)
        result = self.page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", AXE_TAGS
        )
        assert [
            (violation["id"], [node["html"][:200] for node in violation["nodes"]]) for violation in result["violations"]
        ] == []

    def finds_no_sideways_scrolling(self) -> None:
        """WCAG 1.4.10: the page itself never scrolls sideways."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"the page is {wide} px too wide"


OpenReader = Callable[..., Reader]


@pytest.fixture
def reader(browser: Browser, server: str) -> Iterator[OpenReader]:
    """Return a function that opens a browser window; afterwards nobody may have complained or gone off-site."""
    opened: list[tuple[BrowserContext, Reader]] = []

    def open_reader(*, width: int = 1280, language: str = "nb", scripts: bool = True, dark: bool = False) -> Reader:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(10_000)
        reader = Reader(page=context.new_page(), address=server)
        _listen(reader)
        opened.append((context, reader))
        return reader

    yield open_reader
    for context, reader in opened:
        context.close()
        assert reader.off_site == []
        assert reader.complaints == []


def _listen(reader: Reader) -> None:
    host = urlsplit(reader.address).netloc

    def requested(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != host:
            reader.off_site.append(request.url)

    reader.page.on("request", requested)
    reader.page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    reader.page.on(
        "console", lambda message: reader.complaints.append(message.text) if message.type == "error" else None
    )
