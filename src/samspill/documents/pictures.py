"""Small pictures of a PDF's pages, for a person who wants to see the page and not only its words."""

import io
from collections.abc import Iterator
from pathlib import Path

WIDTH_MAX = 1000
"""Pixels: the words of a slide can be read, and a page weighs 20 to 120 kB."""

PIXELS_MAX = 4_000_000
"""A page that is taller than it should be is drawn smaller, never larger than this."""

QUALITY = 55


def draw_pages(*, path: Path, pages_max: int) -> Iterator[tuple[int, bytes]]:
    """Draw a PDF's pages one at a time: (number from 1, WebP).

    Args:
        path: a PDF that has been read without a refusal.
        pages_max: how many pages are drawn at most.
    """
    # Loaded when first needed: only PDF files have pictures.
    import pypdfium2  # noqa: PLC0415

    with pypdfium2.PdfDocument(path) as document:
        for place in range(min(len(document), pages_max)):
            page = document[place]
            width, height = page.get_size()
            scale = min(WIDTH_MAX / max(width, 1), (PIXELS_MAX / max(width * height, 1)) ** 0.5)
            picture = page.render(scale=scale).to_pil().convert("RGB")
            page.close()
            kept = io.BytesIO()
            picture.save(kept, format="WEBP", quality=QUALITY, method=2)
            yield place + 1, kept.getvalue()
