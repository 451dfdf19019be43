"""Documents of shapes the importer was not written from, in the project's own words."""

import io

from docx import Document as Word
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Pt

from samspill.documents.api import Document, read_bytes


def text(content: str, name: str = "plan.txt") -> Document:
    """Read a plain text."""
    return read_bytes(data=content.encode(), name=name)


def page(body: str, name: str = "plan.html") -> Document:
    """Read a web page."""
    html = f"<!doctype html><html lang='nb'><head><title>Side</title></head><body><main>{body}</main></body></html>"
    return read_bytes(data=html.encode(), name=name)


def workbook(sheets: dict[str, list[list[str | None]]]) -> Document:
    """Read a workbook: name of sheet -> rows of cells."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return read_bytes(data=held.getvalue(), name="plan.xlsx")


def word(parts: list[tuple[str, str]]) -> Document:
    """Read a Word document: (style, text) in order."""
    document = Word()
    for style, said in parts:
        document.add_paragraph(said, style=style)
    held = io.BytesIO()
    document.save(held)
    return read_bytes(data=held.getvalue(), name="plan.docx")


def word_table(title: str, rows: list[list[str]]) -> Document:
    """Read a Word document with a heading and one table."""
    document = Word()
    document.add_heading(title, level=1)
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for column, said in enumerate(row):
            table.cell(at, column).text = said
    held = io.BytesIO()
    document.save(held)
    return read_bytes(data=held.getvalue(), name="plan.docx")


def deck(slides: list[tuple[str, list[list[str]]]]) -> Document:
    """Read a deck: (title, rows of the slide's table)."""
    show = Presentation()
    for title, rows in slides:
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = title
        if rows:
            table = slide.shapes.add_table(len(rows), len(rows[0]), Pt(40), Pt(100), Pt(600), Pt(200)).table
            for at, row in enumerate(rows):
                for column, said in enumerate(row):
                    table.cell(at, column).text = said
    held = io.BytesIO()
    show.save(held)
    return read_bytes(data=held.getvalue(), name="plan.pptx")
