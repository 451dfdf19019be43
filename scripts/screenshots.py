"""Pictures of every page, for looking at; and the README's one.

python -m scripts.screenshots           into screenshots/ (not committed): 1280 and 320 px, light and dark
python -m scripts.screenshots readme    docs/portfolio.png only
"""

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from tests.journeys.places import PLACES, READER, Place, come_to
from tests.journeys.serving import chromium, demo_server
from tests.journeys.visitor import open_window

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "screenshots"
README_PICTURE = ROOT / "docs" / "portfolio.png"
README_BYTES_MAX = 200_000


def main() -> None:
    """Start a demo server, and take the pictures."""
    with demo_server() as address, sync_playwright() as playwright, chromium(playwright) as browser:
        if sys.argv[1:] == ["readme"]:
            take_readme_picture(browser, address)
            return
        FOLDER.mkdir(exist_ok=True)
        for place, width, dark in product(PLACES, (1280, 320), (False, True)):
            take(browser, address, place, width=width, dark=dark)


def take(browser: Browser, address: str, place: Place, *, width: int, dark: bool) -> None:
    """Take one picture of a whole page."""
    person = open_window(browser, address, width=width, dark=dark)
    if place.role:
        person.signs_in_as(place.role)
    come_to(place, person)
    name = f"{place.name}-{width}-{'dark' if dark else 'light'}.png"
    person.page.screenshot(path=FOLDER / name, full_page=True)
    person.page.context.close()


def take_readme_picture(browser: Browser, address: str) -> None:
    """Take the picture of the portfolio, and refuse one too heavy for a README."""
    person = open_window(browser, address, height=900)
    person.signs_in_as(READER)
    person.opens("/plan/")
    person.page.wait_for_load_state("networkidle")
    person.page.screenshot(path=README_PICTURE)
    size = README_PICTURE.stat().st_size
    if size > README_BYTES_MAX:
        sys.exit(f"{README_PICTURE} is {size} bytes; at most {README_BYTES_MAX}.")
    print(f"{README_PICTURE.relative_to(ROOT)}: {size} bytes")


if __name__ == "__main__":
    main()
