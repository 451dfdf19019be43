"""Where things stand on a page: boxes joined and put in reading order, colour samples tied to the words beside them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from samspill.documents.contracts import Block, Box, Line, TextBlock

Thing = TypeVar("Thing")

# A colour sample of a legend: larger is a panel, smaller is a bullet or a speck.
SAMPLE_POINTS_MAX = 60.0
SAMPLE_POINTS_MIN = 4.0
SAMPLE_GAP_POINTS_MAX = 30.0

# Two things overlap along an axis when they share more than this; less is a rounding of the drawing program.
_SLACK = 1.0
_DEPTH_MAX = 60


def around(boxes: Iterable[Box | None]) -> Box | None:
    """Return the box around all boxes that are there."""
    there = [box for box in boxes if box is not None]
    if not there:
        return None
    return Box(
        min(box.left for box in there),
        min(box.top for box in there),
        max(box.right for box in there),
        max(box.bottom for box in there),
    )


def in_reading_order(
    things: Sequence[Thing], box_of: Callable[[Thing], Box | None], *, columns_first: bool = False
) -> list[Thing]:
    """Return things as they are read: cut the page in bands and columns, again and again (an X-Y cut).

    Things without a box keep their place after those that have one.
    """
    placed = [(thing, box) for thing in things if (box := box_of(thing)) is not None]
    loose = [thing for thing in things if box_of(thing) is None]
    return [thing for thing, _ in _cut(placed, columns_first=columns_first, depth=0)] + loose


def _cut(placed: list[tuple[Thing, Box]], *, columns_first: bool, depth: int) -> list[tuple[Thing, Box]]:
    if len(placed) < 2 or depth > _DEPTH_MAX:
        return placed
    for across in (columns_first, not columns_first):
        parts = _parted(placed, across=across)
        if len(parts) > 1:
            return [one for part in parts for one in _cut(part, columns_first=columns_first, depth=depth + 1)]
    return sorted(placed, key=lambda one: (round(one[1].top), one[1].left))


def _parted(placed: list[tuple[Thing, Box]], *, across: bool) -> list[list[tuple[Thing, Box]]]:
    """Part things where a straight empty line can be drawn: across = side by side, else one above the other."""

    def span(box: Box) -> tuple[float, float]:
        return (box.left, box.right) if across else (box.top, box.bottom)

    parts: list[list[tuple[Thing, Box]]] = []
    reach = float("-inf")
    for one in sorted(placed, key=lambda each: span(each[1])):
        start, end = span(one[1])
        if start >= reach - _SLACK:
            parts.append([])
        parts[-1].append(one)
        reach = max(reach, end)
    return parts


def is_sample(box: Box) -> bool:
    """Whether a filled shape is of the size of a legend's colour sample."""
    sides = (box.right - box.left, box.bottom - box.top)
    return min(sides) >= SAMPLE_POINTS_MIN and max(sides) <= SAMPLE_POINTS_MAX


def with_samples(blocks: Sequence[Block], samples: Sequence[tuple[Box, str]]) -> list[Block]:
    """Give a line without a colour of its own the colour of the sample that stands just to the left of it."""
    if not samples:
        return list(blocks)
    return [
        replace(block, lines=tuple(_sampled(line, block, samples) for line in block.lines))
        if isinstance(block, TextBlock)
        else block
        for block in blocks
    ]


def _sampled(line: Line, block: TextBlock, samples: Sequence[tuple[Box, str]]) -> Line:
    box = line.box or (block.box if len(block.lines) == 1 else None)
    if line.fill is not None or box is None or not line.text:
        return line
    beside = [
        (box.left - sample.right, colour)
        for sample, colour in samples
        if -_SLACK <= box.left - sample.right <= SAMPLE_GAP_POINTS_MAX
        and min(box.bottom, sample.bottom) - max(box.top, sample.top)
        > 0.5 * min(box.bottom - box.top, sample.bottom - sample.top)
    ]
    return replace(line, fill=min(beside)[1]) if beside else line
