"""DrawingML text (``a:p``, ``a:r``): paragraphs to lines, with bullets, numbering, size and weight."""

from collections.abc import Iterator, Mapping

from lxml import etree

from samspill.documents.contracts import Line
from samspill.documents.readers.colours import colour_in
from samspill.documents.readers.lettering import clean, shown_bullet, split_bullet
from samspill.documents.readers.office import A

_BREAK = "\v"


def lines_of_body(body: etree._Element, colours: Mapping[str, str], *, fill: str | None = None) -> tuple[Line, ...]:
    """Return the lines of a text body, empty paragraphs left out.

    Args:
        body: an element that holds ``a:p``.
        colours: the theme's colours by name.
        fill: the colour of the shape behind the text.
    """
    lines: list[Line] = []
    numbers = _Numbers()
    for paragraph in body.iterfind(f"{A}p"):
        lines += _lines(paragraph, colours, fill, numbers)
    return tuple(lines)


def _lines(
    paragraph: etree._Element, colours: Mapping[str, str], fill: str | None, numbers: "_Numbers"
) -> Iterator[Line]:
    properties = paragraph.find(f"{A}pPr")
    runs = [(run, run.findtext(f"{A}t") or "") for run in paragraph.iterfind(f"{A}r")]
    whole = "".join(_texts(paragraph))
    if not clean(whole):
        return
    marks = [run.find(f"{A}rPr") for run, text in runs if text.strip()]
    bold = bool(marks) and all(mark is not None and mark.get("b") in {"1", "true"} for mark in marks)
    sizes = [int(mark.get("sz", "0")) for mark in marks if mark is not None and mark.get("sz", "").isdigit()]
    lit = {colour_in(mark.find(f"{A}highlight"), colours) if mark is not None else None for mark in marks}
    indent = int(properties.get("lvl", "0")) if properties is not None else 0
    bullet = numbers.bullet(properties, indent)
    size = max(sizes) / 100 if sizes else None
    behind = (lit.pop() if len(lit) == 1 else None) or fill
    for piece in whole.split(_BREAK):
        text = clean(piece)
        if not bullet:
            bullet, text = split_bullet(text)
        if text:
            yield Line(text, bullet=bullet, indent=indent, size=size, bold=bold, fill=behind)
            bullet = ""


def _texts(paragraph: etree._Element) -> Iterator[str]:
    for child in paragraph:
        if child.tag in {f"{A}r", f"{A}fld"}:
            yield (child.findtext(f"{A}t") or "").replace("_x000B_", _BREAK)
        elif child.tag == f"{A}br":
            yield _BREAK


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
    if style.startswith("alpha"):
        letter = chr(ord("a") + (count - 1) % 26)
        return (letter.upper() if style.startswith("alphaUc") else letter) + end
    return f"{count}{end}"
