"""Text of slides (DrawingML): paragraphs to lines, with bullets, numbering, size and weight."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from samspill.documents.contracts import Line
from samspill.documents.readers.colours import colour_in
from samspill.documents.readers.lettering import clean, counted, pieces_of, shown_bullet
from samspill.documents.readers.office import A

_BREAK = "\v"


def lines_of(paragraphs: Iterable[Any], colours: Mapping[str, str], *, fill: str | None = None) -> tuple[Line, ...]:
    """Return the lines of paragraphs, empty ones left out.

    Args:
        paragraphs: python-pptx's paragraphs.
        colours: the theme's colours by name.
        fill: the colour of the shape behind the text.
    """
    numbers = _Numbers()
    return tuple(line for paragraph in paragraphs for line in _lines(paragraph, colours, fill, numbers))


def _lines(paragraph: Any, colours: Mapping[str, str], fill: str | None, numbers: "_Numbers") -> Iterator[Line]:
    whole = paragraph.text.replace("_x000B_", _BREAK)
    if not clean(whole):
        return
    runs = [run for run in paragraph.runs if run.text.strip()]
    bold = bool(runs) and all(run.font.bold for run in runs)
    size = max((run.font.size.pt for run in runs if run.font.size), default=None)
    # python-pptx knows neither the marker pen nor bullets.
    lit = {colour_in(run.font._rPr.find(f"{A}highlight"), colours) for run in runs}
    behind = (lit.pop() if len(lit) == 1 else None) or fill
    bullet = numbers.bullet(paragraph._p.pPr, paragraph.level)
    for sign, text in pieces_of(whole, parted_by=_BREAK, bullet=bullet):
        yield Line(text, bullet=sign, indent=paragraph.level, size=size, bold=bold, fill=behind)


class _Numbers:
    """Counts automatic numbers, level by level."""

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}

    def bullet(self, properties: etree._Element | None, level: int) -> str:
        if properties is None:
            return ""
        sign = properties.find(f"{A}buChar")
        if sign is not None:
            return shown_bullet(sign.get("char", "")) or "•"
        numbering = properties.find(f"{A}buAutoNum")
        if numbering is None:
            self.counts.clear()
            return ""
        self.counts = {other: count for other, count in self.counts.items() if other <= level}
        self.counts[level] = self.counts.get(level, int(numbering.get("startAt", "1")) - 1) + 1
        return _numbered(self.counts[level], numbering.get("type", "arabicPeriod"))


def _numbered(count: int, style: str) -> str:
    end = ")" if style.endswith(("ParenR", "ParenBoth")) else "." if style.endswith("Period") else ""
    return counted(count, style=style) + end
