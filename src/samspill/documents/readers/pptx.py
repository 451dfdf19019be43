"""PowerPoint: each slide a page. Notes are left out; what stands outside the slide is not seen and not read."""

from dataclasses import dataclass, replace

from lxml import etree

from samspill.documents import refusals
from samspill.documents.contracts import Block, Box, Page, Role, TextBlock
from samspill.documents.readers import pptx_shapes
from samspill.documents.readers.colours import theme_colours
from samspill.documents.readers.layout import in_reading_order, is_sample, with_samples
from samspill.documents.readers.office import Package, R
from samspill.documents.readers.pptx_shapes import P, Shapes
from samspill.documents.readers.reading import Reading, Source
from samspill.kernel.texts import Text, say

EMU_PER_POINT = 12_700

_COLOUR_MAP = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}


@dataclass(frozen=True, slots=True)
class _Base:
    """What a slide inherits from its layout and master."""

    colours: dict[str, str]
    places: dict[tuple[str, str], Box]
    drawn: tuple[Block, ...]
    """Words that the layout and the master put on the slide themselves."""


def read(source: Source) -> Reading:
    """Read a presentation."""
    return _Deck(Package(source), source).read()


class _Deck:
    def __init__(self, package: Package, source: Source) -> None:
        self.package = package
        self.source = source
        self.root = package.xml(package.main_part)
        self.bases: dict[str, _Base] = {}
        size = self.root.find(f"{P}sldSz")
        self.width = int(size.get("cx", "0")) / EMU_PER_POINT if size is not None else None
        self.height = int(size.get("cy", "0")) / EMU_PER_POINT if size is not None else None
        self.hidden: list[str] = []
        self.outside = 0

    def read(self) -> Reading:
        slides = self._slide_parts()
        self.source.check_pages(len(slides))
        pages = []
        for number, part in enumerate(slides, start=1):
            pages.append(self._page(number, part))
            self.source.told(number, len(slides))
        return Reading(tuple(pages), title=self.package.title, warnings=self._warnings())

    def _slide_parts(self) -> list[str]:
        relations = self.package.related(self.package.main_part)
        wanted = [entry.get(f"{R}id", "") for entry in self.root.iterfind(f"{P}sldIdLst/{P}sldId")]
        parts = [relations[one][1] for one in wanted if one in relations]
        if len(parts) < len(wanted) or not all(self.package.has(part) for part in parts):
            raise refusals.broken(self.source.name, kind=self.source.kind)
        return parts

    def _page(self, number: int, part: str) -> Page:
        root = self.package.xml(part)
        if root.get("show") in {"0", "false"}:
            self.hidden.append(str(number))
        relations = self.package.related(part)
        layout = next((name for kind, name in relations.values() if kind == "slideLayout"), "")
        base = self._base(layout)
        shapes = Shapes(self.package, relations, base.colours, base.places).read(root)
        drawn = base.drawn if root.get("showMasterSp") not in {"0", "false"} else ()
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

    def _base(self, layout: str) -> _Base:
        if layout not in self.bases:
            self.bases[layout] = self._read_base(layout) if self.package.has(layout) else _Base({}, {}, ())
        return self.bases[layout]

    def _read_base(self, layout: str) -> _Base:
        master = self.package.related_of_type(layout, "slideMaster")
        roots = [(layout, self.package.xml(layout))]
        if master is not None:
            roots.append((master, self.package.xml(master)))
        colours = self._colours(master, roots[-1][1])
        places: dict[tuple[str, str], Box] = {}
        drawn: list[Block] = []
        for at, (part, root) in enumerate(roots):
            for key, box in pptx_shapes.placeholder_places(root).items():
                places.setdefault(key, box)
            if at == 0 or roots[0][1].get("showMasterSp") not in {"0", "false"}:
                read = Shapes(self.package, self.package.related(part), colours, {}, placeholders=False).read(root)
                drawn += [block for block in read.blocks if self._is_seen(block)]
        return _Base(colours, places, tuple(_plain(block) for block in drawn))

    def _colours(self, master: str | None, root: etree._Element) -> dict[str, str]:
        """Return the theme's colours, also under the names that the master maps to them."""
        theme = self.package.related_of_type(master, "theme") if master else None
        colours = theme_colours(self.package.xml(theme)) if theme else {}
        mapping = root.find(f"{P}clrMap")
        names = {str(key): str(held) for key, held in mapping.items()} if mapping is not None else _COLOUR_MAP
        return colours | {shown: colours[own] for shown, own in names.items() if own in colours}

    def _warnings(self) -> tuple[Text, ...]:
        warnings = []
        if self.hidden:
            warnings.append(say("Skjulte lysbilder er også lest: %(numbers)s.", numbers=", ".join(self.hidden)))
        if self.outside:
            warnings.append(say("Tekstbokser utenfor lysbildene er ikke lest: %(count)s.", count=self.outside))
        return tuple(warnings)


def _plain(block: Block) -> Block:
    return replace(block, role=Role.BODY, level=0) if isinstance(block, TextBlock) else block
