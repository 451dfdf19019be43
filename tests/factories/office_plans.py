"""Plan documents as offices write them, each in its own shape and a little worn, in the project's own words."""

import io
from collections.abc import Sequence
from typing import Any

import typst
from docx import Document as Word
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Pt

from samspill.documents.api import Document, read_bytes

Rows = Sequence[Sequence[str | None]]


def word(*parts: tuple[str, str] | Rows, foot: str = "") -> Document:
    """Read a Word document of paragraphs (style, text) and tables (rows)."""
    document = Word()
    for part in parts:
        if isinstance(part, tuple):
            document.add_paragraph(part[1], style=part[0])
            continue
        table = document.add_table(len(part), len(part[0]))
        for at, row in enumerate(part):
            for column, said in enumerate(row):
                table.cell(at, column).text = said or ""
    if foot:
        document.sections[0].footer.paragraphs[0].text = foot
    held = io.BytesIO()
    document.save(held)
    return read_bytes(data=held.getvalue(), name="plan.docx")


def workbook(sheets: dict[str, Rows], *, merged: Sequence[str] = (), bold_first: bool = False) -> Document:
    """Read a workbook: name of sheet -> rows; ``merged`` ranges are merged and bold in every sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in merged:
            sheet.merge_cells(area)
            first = sheet[area.split(":")[0]]
            first.font, first.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6F0")
        for cell in sheet[1] if bold_first else ():
            cell.font = Font(bold=True)
    held = io.BytesIO()
    book.save(held)
    return read_bytes(data=held.getvalue(), name="register.xlsx")


def slides(*pages: Sequence[tuple[str, int, int, int, int, str | None]], titles: Sequence[str]) -> Document:
    """Read a deck of text boxes: per slide (text, left, top, width, letter size, fill), with the slides' titles."""
    show = Presentation()
    for title, boxes in zip(titles, pages, strict=True):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = title
        for text, left, top, width, size, fill in boxes:
            shape = slide.shapes.add_textbox(Pt(left), Pt(top), Pt(width), Pt(16))
            if fill:
                shape.fill.solid()
                shape.fill.fore_color.rgb = RGBColor.from_string(fill)
            for at, line in enumerate(text.split("\n")):
                paragraph = shape.text_frame.paragraphs[0] if at == 0 else shape.text_frame.add_paragraph()
                paragraph.text = line
                paragraph.font.size = Pt(size)
    return saved(show)


def saved(show: Any) -> Document:
    """Read a deck that has been put together."""
    held = io.BytesIO()
    show.save(held)
    return read_bytes(data=held.getvalue(), name="plan.pptx")


def pdf(source: str) -> Document:
    """Read a PDF set from typst source."""
    return read_bytes(data=bytes(typst.compile(source.encode())), name="plan.pdf")
