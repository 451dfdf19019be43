"""The neutral form of a document: pages of blocks, each a text or a table, with what the eye sees kept.

A reader keeps what carries meaning (words, boxes, size, weight, bullets, fill colour, merged cells) and judges nothing:
what is furniture, a heading or a status is for whoever understands the document.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from samspill.kernel.refusals import Refused
from samspill.kernel.texts import Text

Progress = Callable[[int, int], None]
"""Called with (pages read, pages in all) while a document is read."""


class Unreadable(Refused):
    """The file cannot be read as a document; nothing has been changed."""


class Form(StrEnum):
    """The kind of file, told from its bytes, never from its name."""

    PDF = "pdf"
    PPTX = "pptx"
    DOCX = "docx"
    XLSX = "xlsx"
    HTML = "html"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a reader will take in before it refuses."""

    bytes_max: int = 100 * 1024 * 1024
    pages_max: int = 2_000
    unpacked_bytes_max: int = 600 * 1024 * 1024
    text_chars_max: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands on its page, in points (1/72 inch) from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as it stands, white space inside joined, bullet sign taken off and kept apart."""

    text: str
    """A soft hyphen is kept only at the very end, where it says that the word goes on in the next line."""
    bullet: str = ""
    """The sign, or the number that the file counts by itself (``3.``); empty for a line that goes on."""
    indent: int = 0
    """Depth in steps: 0 outermost."""
    size: float | None = None
    """Letter height in points, where the file says it."""
    bold: bool = False
    fill: str | None = None
    """Colour behind the text, or of the colour sample just left of it, as ``#rrggbb``, where the file says it."""
    box: Box | None = None
    words: tuple[tuple[str, Box], ...] = ()
    """The words with their boxes (PDF only), for whoever must find columns without ruled lines."""


class Role(StrEnum):
    """What the file itself says a text is (a style, a placeholder, an HTML element); BODY when it says nothing."""

    TITLE = "title"
    HEADING = "heading"
    ACCORDION_HEAD = "accordion-head"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines that stand together: a paragraph, a list, a text box, a blank-line group of a plain text."""

    lines: tuple[Line, ...]
    role: Role = Role.BODY
    level: int = 0
    """Depth of a heading: 1 outermost; 0 when it is not a heading or the depth is unknown."""
    box: Box | None = None

    @property
    def text(self) -> str:
        """The lines joined by single spaces."""
        return " ".join(line.text for line in self.lines if line.text)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; a merged cell stands once, at its upper left place, with its spans."""

    column: int
    lines: tuple[Line, ...] = ()
    fill: str | None = None
    column_span: int = 1
    row_span: int = 1
    bold: bool = False
    box: Box | None = None

    @property
    def text(self) -> str:
        """The lines joined by single spaces."""
        return " ".join(line.text for line in self.lines if line.text)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; cells are in column order, places covered by a merged cell are left out."""

    cells: tuple[Cell, ...]
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table the file itself says is one (or, in a PDF, that ruled lines or fills draw)."""

    rows: tuple[Row, ...]
    columns: int
    name: str = ""
    """The sheet's name in a workbook."""
    box: Box | None = None


Block = TextBlock | Table


@dataclass(frozen=True, slots=True)
class Page:
    """A page, slide, sheet, or the whole of a document that has no pages."""

    number: int
    """1 for the first."""
    blocks: tuple[Block, ...]
    width: float | None = None
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document in neutral form."""

    name: str
    """The file's name, without folders."""
    form: Form
    sha256: str
    pages: tuple[Page, ...]
    title: str = ""
    """What the file's own properties say; often wrong, never trusted alone."""
    warnings: tuple[Text, ...] = field(default=())
    """What a person should know about the reading, for example an attached sheet that was hidden."""
