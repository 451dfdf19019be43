"""Where in the documents each row's words stand: which leaf to open beside it. Pure; worked out once, by the reader."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from samspill.plan.review.contracts import Leaf, LeafTable, Row

REACH = 4_000
"""Signs between a measure's title and its longest text, at most; farther apart the title is another one."""


def places_of(leaves: Sequence[Leaf], rows: Iterable[Row]) -> dict[str, int]:
    """Return the position of the leaf each row was read from, by the row's path.

    The rows come in reading order, so words that stand in several places are looked for after the row before. A row
    whose words are nowhere stands where its page begins; with no such page it is left out.
    """
    flows = {name: _Flow([leaf for leaf in leaves if leaf.head.document == name]) for name in _names(leaves)}
    found: dict[str, int] = {}
    for row in rows:
        flow = flows.get(row.document) or next(iter(flows.values()), None)
        place = flow.place_of(row) if flow else None
        if place is not None:
            found[row.path] = place
    return found


def lines_of(one: Leaf) -> list[str]:
    """Return a leaf's lines in the order they are shown."""
    lines: list[str] = []
    for block in one.blocks:
        if isinstance(block, LeafTable):
            lines += [line.text for row in block.rows for cell in row for line in cell.lines]
        else:
            lines += [line.text for line in block.lines]
    return lines


def bare(text: str) -> str:
    """Return a text without its white space: line breaks and blanks differ between a reading and its document."""
    return "".join(text.split())


def _names(leaves: Iterable[Leaf]) -> Iterator[str]:
    yield from dict.fromkeys(leaf.head.document for leaf in leaves)


@dataclass(slots=True)
class _Page:
    """The signs of a page's leaves, one after another, and where each leaf begins among them."""

    text: str = ""
    begins: list[tuple[int, int]] = field(default_factory=list)
    read_to: int = 0

    def leaf_at(self, sign: int) -> int:
        return [position for begin, position in self.begins if begin <= sign][-1]

    def find(self, words: str) -> int:
        """Return where the words stand: after what was found last, else anywhere; -1 when nowhere."""
        after = self.text.find(words, self.read_to)
        return after if after >= 0 else self.text.find(words)


class _Flow:
    """One document's pages as signs without white space."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self.pages: dict[int, _Page] = {}
        for leaf in leaves:
            page = self.pages.setdefault(leaf.head.page, _Page())
            page.begins.append((len(page.text), leaf.head.position))
            page.text += "".join(bare(line) for line in lines_of(leaf))

    def place_of(self, row: Row) -> int | None:
        page = self.pages.get(row.page)
        if page is None:
            return None
        words = [sought for _, found in row.found if (sought := bare(found.verbatim))]
        # The longest text is the least likely to stand in two places; the row begins with its first.
        anchor = next((at for one in sorted(words, key=len, reverse=True) if (at := page.find(one)) >= 0), -1)
        if anchor < 0:
            return page.leaf_at(page.read_to) if page.begins else None
        first = page.text.rfind(words[0], max(0, anchor - REACH), anchor + len(words[0]))
        page.read_to = first if first >= 0 else anchor
        return page.leaf_at(page.read_to)
