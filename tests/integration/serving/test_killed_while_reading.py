"""The whole server is killed while a reader is at work on somebody's plan."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
from tests.factories.plan_documents import render
from tests.factories.plan_sheets import Layout
from tests.factories.plans import portfolio

from samspill.documents.contracts import Form

PATIENCE = 30.0
"""Seconds; nothing here takes more than a few on an idle machine."""

FORM = "application/x-www-form-urlencoded"
READER = b"samspill.plan.review.reader"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Callable[[], tuple[subprocess.Popen[str], str]]]:
    """Return a function that starts `samspill demo` on the same data each time; yields the process and its address."""
    started: list[subprocess.Popen[str]] = []
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    own = {"SAMSPILL_DATA": str(tmp_path / "data"), "SAMSPILL_PORT": "0", "PYTHONUNBUFFERED": "1"}

    def start() -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "samspill", "demo"], env={**clean, **own}, cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        started.append(process)
        assert process.stdout is not None
        address = next(found.group() for line in process.stdout if (found := re.search(r"http://[\d.]+:\d+", line)))
        wait_for(lambda: answers(address))  # the line is printed a moment before it listens
        return process, address

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def answers(address: str) -> bool:
    try:
        with build_opener().open(f"{address}/logg-inn/"):
            return True
    except URLError:
        return False


def visitor(address: str) -> OpenerDirector:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{address}/logg-inn/") as page:
        content = page.read().decode()
    role = re.search(r'name="(person)"\s+value="sekretariat"', content)
    assert role is not None
    post(browser, f"{address}/logg-inn/", content, f"{role.group(1)}=sekretariat".encode())
    return browser


def post(browser: OpenerDirector, url: str, page: str, body: bytes, kind: str = FORM) -> str:
    token = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"', page)
    assert token is not None
    headers = {"Content-Type": kind, "X-CSRFToken": token.group(1), "Origin": url[: url.index("/", 8)]}
    with browser.open(Request(url, body, headers)) as response:
        return str(response.url)


def send(browser: OpenerDirector, address: str, name: str, data: bytes) -> str:
    with browser.open(f"{address}/plan/import/ny/") as page:
        content = page.read().decode()
    edge = "grense"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="documents"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
    return post(browser, f"{address}/plan/import/ny/", content, body, f"multipart/form-data; boundary={edge}")


def reader_of(parent: int) -> int | None:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "stat").read_text().rpartition(")")[2].split()
            if int(told[1]) == parent and READER in (process / "cmdline").read_bytes():
                return int(process.name)
        except (OSError, ValueError):
            continue
    return None


def wait_for(what: Callable[[], object]) -> None:
    ends_at = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < ends_at, "it did not happen in time"
        time.sleep(0.02)


def test_the_reader_ends_with_the_server_and_the_import_can_be_tried_again(
    demo: Callable[[], tuple[subprocess.Popen[str], str]], tmp_path: Path
) -> None:
    server, address = demo()
    browser = visitor(address)
    run = send(browser, address, "plan.pdf", render(portfolio(), form=Form.PDF, layout=Layout.PORTFOLIO))
    wait_for(lambda: reader_of(server.pid))
    reader = reader_of(server.pid)
    assert reader is not None
    os.kill(reader, signal.SIGSTOP)  # as slow as a document can be
    server.send_signal(signal.SIGKILL)
    server.wait()
    os.kill(reader, signal.SIGCONT)
    wait_for(lambda: not Path(f"/proc/{reader}").exists())

    fall_silent(tmp_path / "data")
    _, address = demo()
    browser = visitor(address)
    where = address + run[run.index("/plan/import/") :]
    with browser.open(where) as page:
        content = page.read().decode()
    assert "Lesingen stoppet før den var ferdig" in content
    post(browser, f"{where}igjen/", content, b"")
    wait_for(lambda: "Gå gjennom" in browser.open(where).read().decode())


def fall_silent(data: Path) -> None:
    """Let the time pass after which a silent reader counts as stopped."""
    (database,) = (path for path in data.glob("*.sqlite3") if has_runs(path))
    with sqlite3.connect(database) as connection:
        (state,) = connection.execute("SELECT state FROM plan_review_importrun").fetchone()
        assert state in {"received", "reading"}
        connection.execute("UPDATE plan_review_importrun SET heard_at = '2026-01-01 00:00:00'")
    connection.close()


def has_runs(path: Path) -> bool:
    with sqlite3.connect(path) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    return "plan_review_importrun" in tables
