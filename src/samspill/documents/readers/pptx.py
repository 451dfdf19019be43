"""PowerPoint: each slide a page. Notes are left out; what stands outside the slide is not seen and not read."""

from dataclasses import dataclass, replace
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn

from samspill.documents.contracts import Block, Page, Role, TextBlock
from samspill.documents.readers import office
from samspill.documents.readers.colours import theme_colours
from samspill.documents.readers.layout import in_reading_order, is_sample, with_samples
from samspill.documents.readers.pptx_shapes import EMU_PER_POINT, Shapes
from samspill.documents.readers.reading import Reading, Source
from samspill.kernel.texts import Text, say

_COLOUR_MAP = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}


@dataclass(frozen=True, slots=True)
class _Base:
    """What a slide inherits from its layout and master, beside the places that python-pptx knows."""

    colours: dict[str, str]
    drawn: tuple[Block, ...]
    """Words that the layout and the master put on the slide themselves."""


def read(source: Source) -> Reading:
    """Read a presentation."""
    package = office.opened(source)
    return _Deck(Presentation(package.file), source).read(package.title)


class _Deck:
    def __init__(self, deck: Any, source: Source) -> None:
        self.slides = deck.slides
        self.source = source
        self.bases: dict[str, _Base] = {}
        self.width = deck.slide_width / EMU_PER_POINT if deck.slide_width is not None else None
        self.height = deck.slide_height / EMU_PER_POINT if deck.slide_height is not None else None
        self.hidden: list[str] = []
        self.outside = 0

    def read(self, title: str) -> Reading:
        self.source.check_pages(len(self.slides))
        pages = []
        for number, slide in enumerate(self.slides, start=1):
            pages.append(self._page(number, slide))
            self.source.told(number, len(self.slides))
        return Reading(tuple(pages), title=title, warnings=self._warnings())

    def _page(self, number: int, slide: Any) -> Page:
        if _is_off(slide, "show"):
            self.hidden.append(str(number))
        base = self._base(slide.slide_layout)
        shapes = Shapes(base.colours).read(slide.shapes)
        drawn = base.drawn if not _is_off(slide, "showMasterSp") else ()
        blocks = [block for block in (*shapes.blocks, *drawn) if self._is_seen(block)]
        self.outside += len(shapes.blocks) + len(drawn) - len(blocks)
        samples = [(box, colour) for box, colour in shapes.samples if is_sample(box)]
        ordered = in_reading_order(with_samples(blocks, samples), lambda block: block.box)
        ordered.sort(key=lambda block: not (isinstance(block, TextBlock) and block.role is Role.TITLE))
        return Page(number, tuple(ordered), self.width, self.height)

    def _is_seen(self, block: Block) -> bool:
        box = block.box
        if box is None or not self.width or not self.height:
            return True
        return box.right > 0 and box.bottom > 0 and box.left < self.width and box.top < self.height

    def _base(self, layout: Any) -> _Base:
        name = str(layout.part.partname)
        if name not in self.bases:
            self.bases[name] = self._read_base(layout)
        return self.bases[name]

    def _read_base(self, layout: Any) -> _Base:
        colours = _colours(layout.slide_master)
        drawn: list[Block] = []
        for drawer in (layout,) if _is_off(layout, "showMasterSp") else (layout, layout.slide_master):
            read = Shapes(colours, placeholders=False).read(drawer.shapes)
            drawn += [block for block in read.blocks if self._is_seen(block)]
        return _Base(colours, tuple(_plain(block) for block in drawn))

    def _warnings(self) -> tuple[Text, ...]:
        warnings = []
        if self.hidden:
            warnings.append(say("Skjulte lysbilder er også lest: %(numbers)s.", numbers=", ".join(self.hidden)))
        if self.outside:
            warnings.append(say("Tekstbokser utenfor lysbildene er ikke lest: %(count)s.", count=self.outside))
        return tuple(warnings)


def _colours(master: Any) -> dict[str, str]:
    """Return the theme's colours, also under the names that the master maps to them."""
    themes = [one.target_part for one in master.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.THEME]
    colours = theme_colours(office.parsed(themes[0].blob)) if themes else {}
    mapping = master.element.find(qn("p:clrMap"))
    names = dict(mapping.attrib) if mapping is not None else _COLOUR_MAP
    return colours | {shown: colours[own] for shown, own in names.items() if own in colours}


def _is_off(slide: Any, switch: str) -> bool:
    return slide.element.get(switch) in {"0", "false"}


def _plain(block: Block) -> Block:
    return replace(block, role=Role.BODY, level=0) if isinstance(block, TextBlock) else block
