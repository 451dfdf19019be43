"""A real server with the demo community, and a real browser in front of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, StorageState, sync_playwright
from tests.journeys.serving import chromium, demo_server
from tests.journeys.visitor import OpenVisitor, Visitor, open_window


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the journeys of a module on one worker, so that they share a server."""
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A demo server of the module's own."""
    with demo_server() as address:
        yield address


@pytest.fixture(scope="session")
def playwright_() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright_: Playwright) -> Iterator[Browser]:
    with chromium(playwright_) as browser:
        yield browser


@pytest.fixture(scope="module")
def signed_in() -> dict[str, StorageState]:
    """The cookies of the roles that have signed in on this module's server; filled as roles are used."""
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
