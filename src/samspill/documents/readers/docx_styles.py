"""Word's styles, numbering and shading: what a paragraph inherits.

python-docx gives a style and the one it is based on; what follows from them, list numbers and shading are left to us.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from samspill.documents.contracts import Role
from samspill.documents.readers import office
from samspill.documents.readers.colours import hex_colour, lightened, theme_colours
from samspill.documents.readers.lettering import clean, counted, shown_bullet

_TITLES = {"title", "tittel"}
_CHAIN_MAX = 20

# python-docx refuses a run whose highlight is «none», which Word itself writes.
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


def _value(element: Any) -> str | None:
    return None if element is None else element.get(qn("w:val"))


def fill_of(properties: Any, colours: Mapping[str, str]) -> str | None:
    """Return the shading in cell, paragraph or run properties."""
    shade = properties.find(qn("w:shd")) if properties is not None else None
    if shade is None:
        return None
    named = shade.get(qn("w:themeFill"))
    base = colours.get(_THEME_USES.get(named, named)) if named else None
    if base is None:
        return hex_colour(shade.get(qn("w:fill"), ""))
    for name, plus in (("themeFillTint", True), ("themeFillShade", False)):
        amount = shade.get(qn(f"w:{name}"))
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

    def __init__(self, document: Any) -> None:
        related = {relation.reltype: relation.target_part for relation in document.part.rels.values()}
        theme, numbering = related.get(RELATIONSHIP_TYPE.THEME), related.get(RELATIONSHIP_TYPE.NUMBERING)
        self.colours = theme_colours(office.parsed(theme.blob)) if theme else {}
        self.usual = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
        self.named = {style.style_id: style for style in document.styles}
        halves = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:sz/@w:val")
        self.default_size = int(halves[0]) / 2 if halves and halves[0].isdigit() else None
        self.levels = _levels(numbering.element) if numbering else {}
        self.counts: dict[tuple[str, int], int] = {}
        self.chains: dict[str | None, list[Any]] = {}

    def _chain(self, name: str | None) -> list[Any]:
        """Return a style and those it is based on, nearest first."""
        if name not in self.chains:
            found: list[Any] = []
            style = self.named.get(name, self.usual)
            while style is not None and len(found) < _CHAIN_MAX:
                found.append(style)
                style = style.base_style
            self.chains[name] = found
        return self.chains[name]

    def of(self, paragraph: Any) -> Style:
        """Return what a paragraph is."""
        own = paragraph._p.pPr
        chain = self._chain(paragraph._p.style)
        role, level = _heading(own, chain)
        number = self._numbering(paragraph)
        return Style(
            role,
            level,
            indent=number[1] if number else 0,
            bold=next((style.font.bold for style in chain if style.font.bold is not None), False),
            size=next((style.font.size.pt for style in chain if style.font.size), self.default_size),
            fill=fill_of(own, self.colours),
        )

    def _numbering(self, paragraph: Any) -> tuple[str, int] | None:
        """Return (list, depth) of a list item."""
        chain = self._chain(paragraph._p.style) if paragraph._p.style else []
        for properties in (paragraph._p.pPr, *(style.element.pPr for style in chain)):
            numbering = properties.find(qn("w:numPr")) if properties is not None else None
            if numbering is None:
                continue
            name = _value(numbering.find(qn("w:numId")))
            depth = _value(numbering.find(qn("w:ilvl"))) or "0"
            if name is not None:
                return (name, int(depth)) if name != "0" and depth.isdigit() else None
        return None

    def bullet(self, paragraph: Any) -> str:
        """Return a list item's sign or number; counts as it goes, so each paragraph is asked once."""
        number = self._numbering(paragraph)
        level = self.levels.get(number) if number else None
        if number is None or level is None:
            return ""
        name, depth = number
        shown = _value(level.find(qn("w:lvlText"))) or ""
        if _value(level.find(qn("w:numFmt"))) in {"bullet", "none"}:
            return shown_bullet(shown) or "•"
        self.counts = {key: count for key, count in self.counts.items() if key[0] != name or key[1] <= depth}
        first = _value(level.find(qn("w:start"))) or "1"
        self.counts[number] = self.counts.get(number, int(first) - 1) + 1
        for at in range(depth + 1):
            style = _value(self.levels[name, at].find(qn("w:numFmt"))) if (name, at) in self.levels else None
            shown = shown.replace(f"%{at + 1}", counted(self.counts.get((name, at), 1), style=style or ""))
        return clean(shown)

    def is_bold(self, run: Any, style: Style) -> bool:
        """Whether a run is bold, by itself or by its styles."""
        if run.bold is not None:
            return bool(run.bold)
        named = self._chain(run._r.style) if run._r.style else []
        return style.bold or any(one.font.bold for one in named)

    def run_fill(self, run: Any) -> str | None:
        """Return the colour behind a run: highlight or shading."""
        properties = run._r.rPr
        if properties is None:
            return None
        lit = _value(properties.find(qn("w:highlight"))) or ""
        return _HIGHLIGHTS.get(lit) or fill_of(properties, self.colours)


def _levels(root: Any) -> dict[tuple[str, int], Any]:
    """Return {(list, depth): its ``w:lvl``}: python-docx hands out the numbering part, but does not read it."""
    kinds = {kind.get(qn("w:abstractNumId")): kind for kind in root.iterfind(qn("w:abstractNum"))}
    return {
        (number.get(qn("w:numId"), ""), int(level.get(qn("w:ilvl"), "0"))): level
        for number in root.iterfind(qn("w:num"))
        for level in kinds.get(_value(number.find(qn("w:abstractNumId"))), ())
        if level.tag == qn("w:lvl")
    }


def _heading(own: Any, chain: list[Any]) -> tuple[Role, int]:
    names = [(style.name or "").lower() for style in chain]
    if names and names[0] in _TITLES:
        return Role.TITLE, 0
    for properties in (own, *(style.element.pPr for style in chain)):
        depth = _value(properties.find(qn("w:outlineLvl"))) if properties is not None else None
        if depth is not None and depth.isdigit():
            return (Role.HEADING, int(depth) + 1) if int(depth) < 9 else (Role.BODY, 0)
    for name in names:
        first, _, last = name.rpartition(" ")
        if first in {"heading", "overskrift"} and last.isdigit():
            return Role.HEADING, int(last)
    return Role.BODY, 0
