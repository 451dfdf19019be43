"""PDF: words with their boxes, drawn tables with the colour behind each cell, columns read one after the other."""

import re
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium

from samspill.documents import refusals
from samspill.documents.contracts import Page
from samspill.documents.readers.lettering import clean
from samspill.documents.readers.pdf_page import Seen, seen_on
from samspill.documents.readers.pdf_text import blocks_of
from samspill.documents.readers.reading import Reading, Source
from samspill.kernel.texts import Text, say

# pdfium keeps global state: two threads in it at once crash the process.
_PDFIUM = threading.Lock()

_STREAM = re.compile(rb"stream\r?\n")
_CHUNK_BYTES = 1 << 20
# Drawing instructions of one page; images may be larger, they are never painted.
_INSTRUCTIONS_BYTES_MAX = 48 << 20

assert pypdfium2.PYPDFIUM_INFO, "importing pypdfium2 starts pdfium"  # noqa: S101 - the import itself is what is needed


def read(source: Source) -> Reading:
    """Read a PDF."""
    _check_swelling(source)
    with _PDFIUM, _opened(source) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count < 1:
            raise refusals.broken(source.name, kind=source.kind)
        source.check_pages(count)
        return _Pages(document, count, source).read()


class _Pages:
    def __init__(self, document: object, count: int, source: Source) -> None:
        self.document = document
        self.count = count
        self.source = source
        self.torn: list[str] = []
        self.pictures: list[str] = []
        self.letters = 0

    def read(self) -> Reading:
        pages = []
        for at in range(self.count):
            pages.append(self._page(at))
            self.source.told(at + 1, self.count)
        if len(self.torn) == self.count:
            raise refusals.broken(self.source.name, kind=self.source.kind)
        if self.letters == 0 and self.pictures:
            raise refusals.scanned(self.source.name)
        return Reading(tuple(pages), title=_title(self.document), warnings=tuple(self._warnings()))

    def _page(self, at: int) -> Page:
        page = pdfium.FPDF_LoadPage(self.document, at)
        if not page:
            self.torn.append(str(at + 1))
            return Page(at + 1, ())
        try:
            seen = seen_on(page)
        finally:
            pdfium.FPDF_ClosePage(page)
        self._count(seen, at + 1)
        return Page(at + 1, blocks_of(seen), seen.width, seen.height)

    def _count(self, seen: Seen, number: int) -> None:
        if not seen.words and seen.pictures:
            self.pictures.append(str(number))
        self.letters += sum(len(word.text) for word in seen.words)
        if self.letters > self.source.limits.text_chars_max:
            raise refusals.too_much(self.source.name)

    def _warnings(self) -> Iterator[Text]:
        if self.torn:
            yield say("Disse sidene er skadet og er ikke lest: %(numbers)s.", numbers=", ".join(self.torn))
        if self.pictures:
            yield say(
                "Disse sidene er bare bilder og må tekstgjenkjennes (OCR) for å bli lest: %(numbers)s.",
                numbers=", ".join(self.pictures),
            )


@contextmanager
def _opened(source: Source) -> Iterator[object]:
    document = pdfium.FPDF_LoadMemDocument64(source.data, len(source.data), None)
    if not document:
        if pdfium.FPDF_GetLastError() in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise refusals.locked(source.name)
        raise refusals.broken(source.name, kind=source.kind)
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _title(document: object) -> str:
    length = pdfium.FPDF_GetMetaText(document, b"Title", None, 0)
    if not 2 < length < 10_000:
        return ""
    held = (pdfium.ctypes.c_char * length)()
    pdfium.FPDF_GetMetaText(document, b"Title", held, length)
    return clean(bytes(held).decode("utf-16-le", "replace").rstrip("\x00"))


def _check_swelling(source: Source) -> None:
    """Refuse a file whose packed streams unpack to more than the limits, before any library does it in one go."""
    left = source.limits.unpacked_bytes_max
    for match in _STREAM.finditer(source.data):
        is_image = b"/Image" in source.data[max(match.start() - 400, 0) : match.start()]
        most = left if is_image else min(left, _INSTRUCTIONS_BYTES_MAX)
        size = _unpacked_size(source.data, match.end(), most)
        if size > most:
            raise refusals.swells(source.name)
        left -= size


def _unpacked_size(data: bytes, start: int, most: int) -> int:
    """Return how large a packed stream becomes, or a little more than ``most``; 0 when it is not packed."""
    unpacker = zlib.decompressobj()
    size, at = 0, start
    waiting = b""
    try:
        while size <= most and not unpacker.eof:
            if not waiting:
                waiting = data[at : at + 65_536]
                at += len(waiting)
            if not waiting:
                break
            size += len(unpacker.decompress(waiting, _CHUNK_BYTES))
            waiting = unpacker.unconsumed_tail
    except zlib.error:
        return size
    return size
