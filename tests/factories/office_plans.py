"""Plan documents as offices write them, each in its own shape and a little worn, in the project's own words."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import typst
from docx import Document as Word
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Pt

from samspill.documents.api import Document, read_bytes
from samspill.plan.importing.api import understand
from samspill.plan.importing.contracts import FoundPlan

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


def said(document: Document) -> list[tuple[str | None, str | None, str | None, str | None, date | None]]:
    """Return (area, title, responsible, words of the deadline, latest day) of each measure."""
    return [
        (
            area.name.text if area.name else None,
            measure.title.text if measure.title else None,
            measure.responsible.text if measure.responsible else None,
            measure.deadline.words.text if measure.deadline else None,
            measure.deadline.latest if measure.deadline else None,
        )
        for area in understand([document]).areas
        for group in area.groups
        for measure in group.measures
    ]


def grouped(plan: FoundPlan) -> list[tuple[str | None, str | None, list[str | None]]]:
    """Return (area, group, titles)."""
    return [
        (
            area.name.text if area.name else None,
            group.name.text if group.name else None,
            [measure.title.text if measure.title else None for measure in group.measures],
        )
        for area in plan.areas
        for group in area.groups
        if group.measures
    ]
