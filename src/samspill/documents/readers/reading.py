"""What every reader is given, and what it hands back."""

from collections.abc import Iterator
from dataclasses import dataclass

from samspill.documents import refusals
from samspill.documents.contracts import Limits, Line, Page, Progress, TextBlock
from samspill.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its bytes, what to call it in a refusal, and the most that may be taken in."""

    data: bytes
    name: str
    kind: str
    """What a person calls the form, for example ``PowerPoint``."""
    limits: Limits
    progress: Progress | None = None

    def told(self, done: int, total: int) -> None:
        """Tell whoever waits how far the reading has come."""
        if self.progress is not None:
            self.progress(done, total)

    def check_pages(self, count: int) -> None:
        """Refuse a document with more pages than the limit."""
        if count > self.limits.pages_max:
            raise refusals.too_much(self.name)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found."""

    pages: tuple[Page, ...]
    title: str = ""
    warnings: tuple[Text, ...] = ()

    @property
    def has_words(self) -> bool:
        """Whether any line holds any text."""
        return any(line.text for page in self.pages for line in _lines(page))


def _lines(page: Page) -> Iterator[Line]:
    for block in page.blocks:
        if isinstance(block, TextBlock):
            yield from block.lines
        else:
            yield from (line for row in block.rows for cell in row.cells for line in cell.lines)
