"""Someone in front of a screen: what they do and see, in words that make a journey read as sentences."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, StorageState, expect

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "build" / "vendor" / "axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {"document", "fetch", "xhr"}
"""What may be answered with a refusal; a style sheet, a picture or a script may not."""
TABS_MAX = 250
_RUN_AXE = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
_HIDDEN_FOCUS = """() => {
  const shows = one => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  };
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  // The link that skips to the content shows by appearing.
  const around = element.parentElement;
  const is_shown = element.matches('.ds-skip-link') || shows(element) || (around !== null && shows(around));
  return is_shown ? null : element.outerHTML;
}"""
"""The element that has the focus without showing it; nothing when it shows, or when nothing has it."""


@dataclass
class Visitor:
    """One browser window, and all that the browser complained of."""

    page: Page
    address: str
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)

    # Getting about

    def opens(self, path: str, *, answer: int = 200) -> None:
        """Go to an address of the server's."""
        response = self.page.goto(self.address + path)
        assert response is not None
        assert response.status == answer, f"{path} answered {response.status}"

    def signs_in_as(self, role: str) -> None:
        """Choose a demo role by its name."""
        self.opens("/logg-inn/?next=/tilgjengelighet/")  # a short page: the portfolio is opened when it is wanted
        self.page.get_by_role("button", name=role).click()
        self.page.wait_for_url(self.address + "/tilgjengelighet/")

    def follows(self, name: str | re.Pattern[str]) -> None:
        """Follow the first link called so."""
        self.page.get_by_role("link", name=name).first.click()

    def goes_to(self, place: str) -> None:
        """Choose a place in the navigation, which is behind a button on a narrow screen."""
        menu = self.page.locator(".sam-menu-button")
        if menu.is_visible():
            menu.click()
        self.page.locator(".sam-menu").get_by_role("link", name=place, exact=True).click()

    def goes_back(self) -> None:
        """Use the browser's own way back."""
        self.page.go_back()

    # Filling in

    def presses(self, name: str | re.Pattern[str]) -> None:
        """Press the first button called so in the page itself."""
        self.main.get_by_role("button", name=name).first.click()

    def writes(self, label: str, text: str) -> None:
        """Write in a field."""
        self.main.get_by_label(label).first.fill(text)

    def chooses(self, label: str | re.Pattern[str]) -> None:
        """Choose a radio button or tick a box."""
        self.main.get_by_label(label).first.check()

    def selects(self, label: str, option: str) -> None:
        """Choose in a drop-down list."""
        self.main.get_by_label(label).first.select_option(label=option)

    # By keyboard alone

    def tabs_to(self, target: Locator) -> None:
        """Press Tab until the target has the focus; the focus shows all the way."""
        for _ in range(TABS_MAX):
            self.page.keyboard.press("Tab")
            hidden = self.page.evaluate(_HIDDEN_FOCUS)  # asked at once: a page may be leaving
            assert hidden is None, f"the focus does not show: {hidden}"
            if target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{TABS_MAX} presses on Tab did not reach {target}")

    def types(self, text: str) -> None:
        """Type on the keyboard where the focus is."""
        self.page.keyboard.type(text)

    def hits(self, key: str) -> None:
        """Hit one key."""
        self.page.keyboard.press(key)

    # Seeing

    @property
    def main(self) -> Locator:
        """Return the page's own content."""
        return self.page.get_by_role("main")

    @property
    def heading(self) -> str:
        """Return the page's first heading."""
        return self.page.get_by_role("heading", level=1).inner_text().strip()

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Find the text in the page."""
        expect(self.main.get_by_text(text).first).to_be_visible()

    def does_not_see(self, text: str | re.Pattern[str]) -> None:
        """Look for the text in vain."""
        expect(self.main.get_by_text(text)).to_have_count(0)

    def stands_on(self, heading: str | re.Pattern[str]) -> None:
        """Find the page's heading."""
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()

    def finds_the_page_sound(self) -> None:
        """Run axe (itself a script: where scripts run), look for sideways scrolling, and for one heading."""
        if self.scripts:
            self.finds_the_page_accessible()
        self.finds_no_sideways_scrolling()
        assert self.page.get_by_role("heading", level=1).count() == 1
        assert self.page.locator("a[href='']").count() == 0, "a link leads nowhere"

    def finds_the_page_accessible(self) -> None:
        """Run axe on the page as it stands, under its own content security policy."""
        self.page.evaluate(AXE)
        result = self.page.evaluate(_RUN_AXE, AXE_TAGS)
        assert [
            (violation["id"], [node["html"][:200] for node in violation["nodes"]]) for violation in result["violations"]
        ] == []

    def finds_no_sideways_scrolling(self) -> None:
        """WCAG 1.4.10: the page itself never scrolls sideways."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"the page is {wide} px too wide"


OpenVisitor = Callable[..., Visitor]


def open_window(
    browser: Browser,
    address: str,
    *,
    width: int = 1280,
    height: int = 900,
    language: str = "nb",
    scripts: bool = True,
    dark: bool = False,
    scale: int = 1,
    calm: bool = False,
    cookies: StorageState | None = None,
) -> Visitor:
    """Open a browser window of its own, with its own cookies.

    Args:
        browser: the browser.
        address: the server's address without the last slash.
        width: of the window, px.
        height: of the window, px.
        language: what the browser asks for.
        scripts: whether JavaScript runs.
        dark: whether the device is dark.
        scale: device pixels per px; 2 with half the width is 200 % zoom.
        calm: whether the person wants less motion.
        cookies: of someone who has been here before.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        locale=language,
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce" if calm else "no-preference",
        accept_downloads=True,
        storage_state=cookies,
    )
    context.set_default_timeout(15_000)
    visitor = Visitor(page=context.new_page(), address=address, scripts=scripts)
    listen(visitor)
    return visitor


def listen(visitor: Visitor) -> None:
    """Keep what the browser complains of: errors, refused styles and scripts, and anything fetched from elsewhere."""
    host = urlsplit(visitor.address).netloc

    def answered(response: Response) -> None:
        refused = response.status >= 400 and response.request.resource_type not in PAGES
        if refused or response.status >= 500:
            visitor.complaints.append(f"{response.status} for {response.url}")

    def asked(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != host:
            visitor.complaints.append(f"asked another site: {url}")

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            visitor.complaints.append(message.text)

    visitor.page.on("response", answered)
    visitor.page.on("request", lambda request: asked(request.url))
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    visitor.page.on("console", said)
