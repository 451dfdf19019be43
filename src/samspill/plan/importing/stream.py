"""A document as one stream of lines, with what parts them kept: pages, groups, bullets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from samspill.documents.contracts import Document, Line, Role, Table, TextBlock


@dataclass(frozen=True, slots=True)
class FlatLine:
    """One line of the stream."""

    text: str
    page: int
    block: int
    """Lines with the same number stand together in the file."""
    bullet: str = ""
    indent: int = 0
    role: Role = Role.BODY
    level: int = 0
    size: float | None = None
    bold: bool = False
    gap: bool = False
    """Something was taken away, or a page began, in front of the line."""
    top: int = 0
    """Place from the page's first line, 1 for the first."""
    bottom: int = 0
    """Place from the page's last line, 1 for the last."""
    left: float | None = None


@dataclass(frozen=True, slots=True)
class FlatTable:
    """A table's place in the stream."""

    table: Table
    page: int


Item = FlatLine | FlatTable


def items_of(document: Document) -> list[Item]:
    """Return lines and tables in reading order."""
    found: list[Item] = []
    block_number = 0
    for page in document.pages:
        lines = sum(len(block.lines) for block in page.blocks if isinstance(block, TextBlock))
        place = 0
        for block in page.blocks:
            block_number += 1
            if isinstance(block, Table):
                found.append(FlatTable(block, page.number))
                continue
            for line in block.lines:
                place += 1
                flat = _flat(line, block, page.number, block_number)
                found.append(replace(flat, gap=place == 1, top=place, bottom=lines - place + 1))
    return found


def _flat(line: Line, block: TextBlock, page: int, number: int) -> FlatLine:
    return FlatLine(
        text=line.text,
        page=page,
        block=number,
        bullet=line.bullet,
        indent=line.indent,
        role=block.role,
        level=block.level,
        size=line.size,
        bold=line.bold,
        left=line.box.left if line.box else None,
    )


def lines_only(items: Sequence[Item]) -> list[FlatLine]:
    """Return the lines of a stream, tables left out."""
    return [item for item in items if isinstance(item, FlatLine)]


def blocks_of(lines: Sequence[FlatLine]) -> Iterator[list[FlatLine]]:
    """Yield the groups of lines that stand together."""
    group: list[FlatLine] = []
    for line in lines:
        if group and (line.block != group[-1].block or line.gap):
            yield group
            group = []
        group.append(line)
    if group:
        yield group
