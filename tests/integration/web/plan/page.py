"""What a reader sees of a page: its words and its links."""

import re
from dataclasses import dataclass

from django.test import Client
from lxml import html

PART = re.compile(
    r"(?P<mark>[.#]?)(?P<name>[\w-]+)|\[(?P<attribute>[\w-]+)(?:=(?P<quote>'?)(?P<value>[^\]']*)(?P=quote))?\]"
)


@dataclass(frozen=True)
class Seen:
    """A page that was answered with 200."""

    tree: html.HtmlElement

    @property
    def text(self) -> str:
        return words(self.tree)

    def all(self, selector: str) -> list[html.HtmlElement]:
        """Return the elements of a CSS selector made of tags, classes, ids, attributes and descent."""
        return list(self.tree.xpath(" | ".join(xpath(one) for one in selector.split(", "))))

    def texts(self, selector: str) -> list[str]:
        return [words(one) for one in self.all(selector)]

    def addresses(self, selector: str) -> list[str]:
        return [one.get("href") for one in self.all(selector)]

    def link(self, saying: str) -> str:
        found = [one.get("href") for one in self.all("a") if saying in words(one)]
        assert found, f"no link says {saying}"
        return str(found[0])


def see(client: Client, address: str) -> Seen:
    """Open a page."""
    response = client.get(address)
    assert response.status_code == 200
    return Seen(html.fromstring(response.content.decode()).find("body"))


def words(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def xpath(selector: str) -> str:
    steps = re.findall(r"(?:\[[^\]]*\]|\S)+", selector)
    return "." + "".join(f"//*{''.join(_condition(part) for part in PART.finditer(step))}" for step in steps)


def _condition(part: re.Match[str]) -> str:
    if part["attribute"]:
        return f"[@{part['attribute']}='{part['value']}']" if part["value"] is not None else f"[@{part['attribute']}]"
    if part["mark"] == ".":
        return f"[contains(concat(' ', normalize-space(@class), ' '), ' {part['name']} ')]"
    return f"[@id='{part['name']}']" if part["mark"] == "#" else f"[self::{part['name']}]"
