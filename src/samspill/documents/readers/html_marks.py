"""What the elements of a web page say about themselves: left out, hidden, bold, coloured, an accordion's head."""

import re

from lxml import etree

from samspill.documents.readers.colours import PRESETS, hex_colour

_LEFT_OUT = {
    "script", "style", "noscript", "template", "nav", "footer", "head", "iframe", "object", "embed", "svg", "canvas",
    "audio", "video", "select", "textarea", "dialog", "map", "math",
}  # fmt: skip
_LEFT_OUT_ROLES = {"navigation", "contentinfo", "search", "alert", "alertdialog", "dialog", "menu", "menubar", "banner"}
_BANNER = re.compile(r"\b(?:cookie|consent|gdpr|samtykke|informasjonskapsl)", re.IGNORECASE)
_SKIP = re.compile(r"\b(?:breadcrumb|brødsmule|skip-?link|skiplink|site-?(?:nav|menu|footer))", re.IGNORECASE)

_ACCORDION = re.compile(r"accordion|collapsible|expand(?:er|able)|toggle-?(?:head|title|button)", re.IGNORECASE)
_HEAD = re.compile(
    r"(?:head(?:er|ing)?|title|button|btn|trigger|toggle|summary|label|link|question)(?:$|[^a-z])", re.IGNORECASE
)
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}

_COLOUR = re.compile(r"background(?:-color)?\s*:\s*([^;]+)", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?", re.IGNORECASE)
_SHORT_HEX = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])\b", re.IGNORECASE)
_LONG_HEX = re.compile(r"#([0-9a-f]{6})\b", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.IGNORECASE)
_HIDDEN = re.compile(r"visibility\s*:\s*hidden", re.IGNORECASE)


def is_left_out(element: etree._Element) -> bool:
    """Whether an element is no part of the text: code, menus, page foot, cookie banner, form fields."""
    tag = str(element.tag)
    if tag in _LEFT_OUT or element.get("role", "").lower() in _LEFT_OUT_ROLES:
        return True
    if tag == "header" and next(element.iterancestors()).tag == "body":
        # The site's own head holds its logo and menu, unless it is where the page has put its title.
        return element.find(".//h1") is None
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if tag in {"html", "body", "main", "article"} or names == " ":
        return False
    return bool(_BANNER.search(names) or _SKIP.search(names))


def is_hidden(element: etree._Element) -> bool:
    """Whether the page never shows an element.

    What only waits to be unfolded is kept, since a reader can see it: an accordion's panel is ``hidden`` with an id
    that its head points at, or ``display: none``.
    """
    if element.get("type", "").lower() == "hidden":
        return True
    style = element.get("style", "")
    if _HIDDEN.search(style):
        return True
    return "hidden" in element.attrib and element.get("id") is None and not _ACCORDION.search(element.get("class", ""))


def is_bold(element: etree._Element) -> bool:
    """Whether an element makes its text bold."""
    return element.tag in {"b", "strong", "th", "dt", *_HEADINGS} or bool(_BOLD.search(element.get("style", "")))


def is_accordion_head(element: etree._Element) -> bool:
    """Whether an element is the always shown head of a part that unfolds."""
    tag = str(element.tag)
    if tag == "summary" or (tag == "button" and _unfolds(element)):
        return True
    if tag in _HEADINGS:
        return any(
            _unfolds(inner) or inner.tag == "button" for inner in element.iterdescendants("button", "a", "span", "div")
        )
    if _unfolds(element) and tag in {"a", "div", "span", "dt", "p", "label"}:
        return True
    names = element.get("class", "")
    return tag in {"button", "div", "a", "dt", "p", "span"} and any(
        _ACCORDION.search(name) and _HEAD.search(name) for name in names.split()
    )


def _unfolds(element: etree._Element) -> bool:
    if "aria-expanded" in element.attrib or "aria-controls" in element.attrib:
        return True
    return element.get("role") == "button" or "data-toggle" in element.attrib or "data-bs-toggle" in element.attrib


def fill_of(element: etree._Element) -> str | None:
    """Return the colour behind an element as ``#rrggbb``, where it says it itself."""
    found = _COLOUR.search(element.get("style", ""))
    said = (found.group(1) if found else element.get("bgcolor", "")).strip()
    if not said:
        return "#ffff00" if element.tag == "mark" else None
    parts = _RGB.search(said)
    if parts:
        if parts.group(4) in {"0", "0.0", "0%"}:
            return None
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in parts.groups()[:3])
    long = _LONG_HEX.search(said)
    if long:
        return hex_colour(long.group(1))
    short = _SHORT_HEX.search(said)
    if short:
        return "#" + "".join(part.lower() * 2 for part in short.groups())
    return PRESETS.get(said.split()[0]) or PRESETS.get(said.split()[0].lower())


def span(element: etree._Element, name: str, *, most: int) -> int:
    """Return a number attribute such as ``colspan``, 1 when it is absent or absurd."""
    said = element.get(name, "").strip()
    return min(max(int(said), 1), most) if said.isascii() and said.isdigit() and len(said) < 9 else 1


def main_part(root: etree._Element) -> etree._Element:
    """Return the part of a page that holds its text: its main element if it has one with words, else its body."""
    body = root.find("body")
    whole = body if body is not None else root
    candidates = [one for one in root.iter() if one.tag == "main" or one.get("role") == "main"]
    if not candidates:
        articles = list(root.iter("article"))
        candidates = articles if len(articles) == 1 else []
    for candidate in candidates:
        if any(str(text).strip() for text in candidate.itertext()):
            # A page that keeps its plan outside its main element (it happens) is read whole.
            tables_outside = len(list(whole.iter("table"))) - len(list(candidate.iter("table")))
            return whole if tables_outside > 0 else candidate
    return whole
