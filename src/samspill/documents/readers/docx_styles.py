"""Word's styles, numbering and shading: what a paragraph inherits."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from samspill.documents.contracts import Role
from samspill.documents.readers.colours import hex_colour, lightened, theme_colours
from samspill.documents.readers.lettering import clean, shown_bullet
from samspill.documents.readers.package import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_TITLES = {"title", "tittel"}
_CHAIN_MAX = 20

_HIGHLIGHTS = {
    "yellow": "#ffff00", "green": "#00ff00", "cyan": "#00ffff", "magenta": "#ff00ff", "blue": "#0000ff",
    "red": "#ff0000", "darkBlue": "#000080", "darkCyan": "#008080", "darkGreen": "#008000", "darkMagenta": "#800080",
    "darkRed": "#800000", "darkYellow": "#808000", "darkGray": "#808080", "lightGray": "#c0c0c0", "black": "#000000",
    "white": "#ffffff",
}  # fmt: skip

# Word writes theme colours by their use; the theme holds them by their place.
_THEME_USES = {
    "background1": "lt1", "text1": "dk1", "background2": "lt2", "text2": "dk2", "light1": "lt1", "dark1": "dk1",
    "light2": "lt2", "dark2": "dk2", "hyperlink": "hlink", "followedHyperlink": "folHlink",
}  # fmt: skip


def value(element: etree._Element | None) -> str | None:
    """Return the ``w:val`` of an element."""
    return None if element is None else element.get(f"{W}val")


def is_on(element: etree._Element | None) -> bool | None:
    """Tell a Word switch: None when it is not there."""
    return None if element is None else value(element) not in {"0", "false", "off", "none"}


def fill_of(properties: etree._Element | None, colours: Mapping[str, str]) -> str | None:
    """Return the shading in cell, paragraph or run properties."""
    shade = properties.find(f"{W}shd") if properties is not None else None
    if shade is None:
        return None
    named = shade.get(f"{W}themeFill")
    base = colours.get(_THEME_USES.get(named, named)) if named else None
    if base is None:
        return hex_colour(shade.get(f"{W}fill", ""))
    for name, plus in (("themeFillTint", True), ("themeFillShade", False)):
        amount = shade.get(f"{W}{name}")
        if amount:
            part = int(amount, 16) / 255
            base = lightened(base, times=part, plus=1 - part if plus else 0.0)
    return base


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph is, by its style and its own properties."""

    role: Role = Role.BODY
    level: int = 0
    indent: int = 0
    bold: bool = False
    size: float | None = None
    fill: str | None = None


class Styles:
    """The styles, the numbering and the theme of one document."""

    def __init__(self, package: Package, main: str) -> None:
        parts = {kind: package.related_of_type(main, kind) for kind in ("styles", "numbering", "theme")}
        self.colours = theme_colours(package.xml(parts["theme"])) if parts["theme"] else {}
        self.styles: dict[str, etree._Element] = {}
        self.usual: str | None = None
        self.default_size: float | None = None
        if parts["styles"]:
            self._load(package.xml(parts["styles"]))
        self.levels: dict[tuple[str, int], etree._Element] = {}
        if parts["numbering"]:
            self._load_numbering(package.xml(parts["numbering"]))
        self.counts: dict[tuple[str, int], int] = {}

    def _load(self, root: etree._Element) -> None:
        for style in root.iterfind(f"{W}style"):
            self.styles[style.get(f"{W}styleId", "")] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true"}:
                self.usual = style.get(f"{W}styleId")
        self.default_size = _points(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz"))

    def _load_numbering(self, root: etree._Element) -> None:
        kinds: dict[str | None, dict[int, etree._Element]] = {}
        for kind in root.iterfind(f"{W}abstractNum"):
            levels = {int(level.get(f"{W}ilvl", "0")): level for level in kind.iterfind(f"{W}lvl")}
            kinds[kind.get(f"{W}abstractNumId")] = levels
        for number in root.iterfind(f"{W}num"):
            for depth, level in kinds.get(value(number.find(f"{W}abstractNumId")), {}).items():
                self.levels[number.get(f"{W}numId", ""), depth] = level

    def _chain(self, name: str | None) -> list[etree._Element]:
        """Return a style and those it is based on, nearest first."""
        found: list[etree._Element] = []
        while name in self.styles and len(found) < _CHAIN_MAX:
            found.append(self.styles[name])
            name = value(found[-1].find(f"{W}basedOn"))
        return found

    def of(self, paragraph: etree._Element) -> Style:
        """Return what a paragraph is."""
        own = paragraph.find(f"{W}pPr")
        chain = self._chain((value(own.find(f"{W}pStyle")) if own is not None else None) or self.usual)
        role, level = self._heading(own, chain)
        number = self._numbering(paragraph)
        marks = [style.find(f"{W}rPr") for style in chain]
        bolds = [is_on(mark.find(f"{W}b")) for mark in marks if mark is not None]
        sizes = [_points(mark.find(f"{W}sz")) for mark in marks if mark is not None]
        return Style(
            role,
            level,
            indent=number[1] if number else 0,
            bold=next((bold for bold in bolds if bold is not None), False),
            size=next((size for size in sizes if size is not None), self.default_size),
            fill=fill_of(own, self.colours),
        )

    def _heading(self, own: etree._Element | None, chain: list[etree._Element]) -> tuple[Role, int]:
        names = [(value(style.find(f"{W}name")) or "").lower() for style in chain]
        if any(name in _TITLES for name in names[:1]):
            return Role.TITLE, 0
        outlines = [own, *(style.find(f"{W}pPr") for style in chain)]
        for properties in outlines:
            depth = value(properties.find(f"{W}outlineLvl")) if properties is not None else None
            if depth is not None and depth.isdigit():
                return (Role.HEADING, int(depth) + 1) if int(depth) < 9 else (Role.BODY, 0)
        for name in names:
            first, _, last = name.rpartition(" ")
            if first in {"heading", "overskrift"} and last.isdigit():
                return Role.HEADING, int(last)
        return Role.BODY, 0

    def _numbering(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """Return (list, depth) of a list item."""
        own = paragraph.find(f"{W}pPr")
        chain = self._chain(value(own.find(f"{W}pStyle")) if own is not None else None)
        for properties in (own, *(style.find(f"{W}pPr") for style in chain)):
            numbering = properties.find(f"{W}numPr") if properties is not None else None
            if numbering is None:
                continue
            name = value(numbering.find(f"{W}numId"))
            depth = value(numbering.find(f"{W}ilvl")) or "0"
            if name is not None:
                return (name, int(depth)) if name != "0" and depth.isdigit() else None
        return None

    def bullet(self, paragraph: etree._Element) -> str:
        """Return a list item's sign or number; counts as it goes, so each paragraph is asked once."""
        number = self._numbering(paragraph)
        level = self.levels.get(number) if number else None
        if number is None or level is None:
            return ""
        name, depth = number
        shown = value(level.find(f"{W}lvlText")) or ""
        if value(level.find(f"{W}numFmt")) in {"bullet", "none"}:
            return shown_bullet(shown) or "•"
        self.counts = {key: count for key, count in self.counts.items() if key[0] != name or key[1] <= depth}
        first = value(level.find(f"{W}start")) or "1"
        self.counts[number] = self.counts.get(number, int(first) - 1) + 1
        for at in range(depth + 1):
            shown = shown.replace(f"%{at + 1}", self._counted(name, at))
        return clean(shown)

    def _counted(self, name: str, depth: int) -> str:
        count = self.counts.get((name, depth), 1)
        level = self.levels.get((name, depth))
        style = value(level.find(f"{W}numFmt")) if level is not None else None
        if style in {"lowerLetter", "upperLetter"}:
            letter = chr(ord("a") + (count - 1) % 26)
            return letter.upper() if style == "upperLetter" else letter
        return str(count)

    def is_hidden(self, run: etree._Element) -> bool:
        """Whether a run is not shown."""
        return bool(is_on(run.find(f"{W}rPr/{W}vanish")))

    def is_bold(self, run: etree._Element, style: Style) -> bool:
        """Whether a run is bold, by itself or by its styles."""
        own = is_on(run.find(f"{W}rPr/{W}b"))
        if own is not None:
            return own
        named = self._chain(value(run.find(f"{W}rPr/{W}rStyle")))
        return style.bold or any(is_on(one.find(f"{W}rPr/{W}b")) for one in named)

    def size(self, run: etree._Element, style: Style) -> float | None:
        """Return a run's letter height in points."""
        return _points(run.find(f"{W}rPr/{W}sz")) or style.size

    def run_fill(self, run: etree._Element) -> str | None:
        """Return the colour behind a run: highlight or shading."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return None
        return _HIGHLIGHTS.get(value(properties.find(f"{W}highlight")) or "") or fill_of(properties, self.colours)


def _points(element: etree._Element | None) -> float | None:
    half = value(element)
    return int(half) / 2 if half is not None and half.isdigit() else None
