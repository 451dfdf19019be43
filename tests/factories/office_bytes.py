"""Files and packages in memory, and short ways to look at what was read from them."""

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from samspill.documents.contracts import Document, Line, Table, TextBlock


def saved(thing: Any) -> bytes:
    """Return what an office library's object saves."""
    held = io.BytesIO()
    thing.save(held)
    return held.getvalue()


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """Return an archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the members of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an archive with one member changed."""
    members = unzipped(data)
    members[part] = change(members[part])
    return zipped(members)


def lines(document: Document) -> list[Line]:
    """Return all lines in reading order, those of tables too."""
    found: list[Line] = []
    for page in document.pages:
        for block in page.blocks:
            if isinstance(block, TextBlock):
                found += block.lines
            else:
                found += [line for row in block.rows for cell in row.cells for line in cell.lines]
    return found


def texts(document: Document) -> list[str]:
    """Return the text of each text block."""
    return [block.text for page in document.pages for block in page.blocks if isinstance(block, TextBlock)]


def tables(document: Document) -> list[Table]:
    """Return all tables."""
    return [block for page in document.pages for block in page.blocks if isinstance(block, Table)]


def cells(table: Table) -> list[list[tuple[int, str]]]:
    """Return (column, text) of each cell by row."""
    return [[(cell.column, cell.text) for cell in row.cells] for row in table.rows]
