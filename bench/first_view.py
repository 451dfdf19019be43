"""What a first view costs: requests and kilobytes over the line, with an empty cache, as a table.

    python -m bench.first_view

Measured by Chromium itself (Network.loadingFinished, encodedDataLength: heads and compressed bodies).
"""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

REQUESTS_MAX = 8
KILOBYTES_MAX = 130
VIEWS = (("Portfolio", "/plan/"), ("One measure", "/plan/tiltak/1/"), ("Status form", "/plan/tiltak/1/status/"))


@dataclass(frozen=True, slots=True)
class FirstView:
    """One page, fetched for the first time."""

    requests: int
    kilobytes: float


def measure(page: Page, address: str) -> FirstView:
    """Open the address with an empty cache and count what came over the line; 1 kB is 1000 bytes."""
    line = page.context.new_cdp_session(page)
    sizes: dict[str, float] = {}
    asked: set[str] = set()

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    def sent(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):  # drawn from the style sheet itself; nothing is sent
            asked.add(event["requestId"])

    line.on("Network.requestWillBeSent", sent)
    line.on("Network.loadingFinished", finished)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(address, wait_until="networkidle")
    line.detach()
    return FirstView(requests=len(asked), kilobytes=sum(sizes.values()) / 1000)


def main() -> None:
    """Start a demo server and a browser of our own, and print the table."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415
    from tests.journeys.serving import chromium, demo_server  # noqa: PLC0415
    from tests.journeys.visitor import open_window  # noqa: PLC0415

    with demo_server() as address, sync_playwright() as playwright, chromium(playwright) as browser:
        visitor = open_window(browser, address)
        visitor.signs_in_as("Sekretariatsleder")
        print("| page | requests | kB |\n|---|---:|---:|")
        for name, path in VIEWS:
            seen = measure(visitor.page, address + path)
            print(f"| {name} | {seen.requests} | {seen.kilobytes:.0f} |")


if __name__ == "__main__":
    main()
