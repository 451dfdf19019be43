"""Lists that stand side by side on a slide, each under its own short text: the text heads its list.

Read from left to right the short texts come first and the lists after, and nothing ties them together but their places.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from samspill.documents.contracts import Block, Box, Document, Page, Role, TextBlock

WORDS_MAX = 8
GAP_POINTS_MAX = 60.0
SHARED_MIN = 0.5
LEVEL = 2


def captioned(document: Document) -> Document:
    """Return a document where the text over each of several lists side by side is a heading, right before its list."""
    return replace(document, pages=tuple(_page(page) for page in document.pages))


def _page(page: Page) -> Page:
    pairs = [(caption, under) for under in page.blocks if (caption := _caption(under, page.blocks)) is not None]
    beside = [
        pair for pair in pairs if any(_side_by_side(pair[1], other[1]) for other in pairs if other[1] is not pair[1])
    ]
    if len(beside) < 2 or any(one[0] is other[0] for one, other in combinations(beside, 2)):
        return page
    moved = {id(block) for pair in beside for block in pair}
    first = next(at for at, block in enumerate(page.blocks) if id(block) in moved)
    ordered: list[Block] = []
    for caption, under in sorted(beside, key=lambda pair: _box(pair[1]).left):
        ordered += [replace(caption, role=Role.HEADING, level=LEVEL), under]
    rest = [block for block in page.blocks[first:] if id(block) not in moved]
    return replace(page, blocks=(*page.blocks[:first], *ordered, *rest))


def _box(block: Block) -> Box:
    assert block.box is not None  # noqa: S101 - only blocks with places are paired
    return block.box


def _caption(under: Block, blocks: Sequence[Block]) -> TextBlock | None:
    """Return the short text right over a list."""
    if not isinstance(under, TextBlock) or under.box is None or not under.lines or not under.lines[0].bullet:
        return None
    above = [block for block in blocks if isinstance(block, TextBlock) and _is_over(block, under.box)]
    return max(above, key=lambda block: _box(block).bottom, default=None)


def _is_over(block: TextBlock, box: Box) -> bool:
    own = block.box
    if own is None or block.role is Role.TITLE or len(block.text.split()) > WORDS_MAX:
        return False
    shared = min(own.right, box.right) - max(own.left, box.left)
    near = -2.0 <= box.top - own.bottom <= GAP_POINTS_MAX
    return near and not any(line.bullet for line in block.lines) and shared >= SHARED_MIN * (own.right - own.left)


def _side_by_side(one: Block, other: Block) -> bool:
    a, b = _box(one), _box(other)
    apart = a.right <= b.left + 1 or b.right <= a.left + 1
    return apart and min(a.bottom, b.bottom) > max(a.top, b.top)
