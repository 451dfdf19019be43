"""Sheets as one Word document."""

import io
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from tests.factories.plan_sheets import Grid, Kind, Piece, Sheet, Slot

_STYLES = {Kind.HEADING: "Heading 3", Kind.BULLET: "List Bullet"}


def write(sheets: list[Sheet]) -> bytes:
    """Return a document; the first sheet's title is the document's, the others are headings."""
    document = Document()
    for at, sheet in enumerate(sheets):
        if at and sheet.title:
            document.add_paragraph(sheet.title, style="Heading 1")
        elif sheet.title:
            document.add_paragraph(sheet.title, style="Title")
        _pieces(document, sheet.pieces)
        if sheet.legend:
            _table(document, Grid(len(sheet.legend), [_legend_row(sheet)]))
        if sheet.grid is not None:
            _table(document, sheet.grid)
        for text in sheet.foot:
            document.add_paragraph(text)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _legend_row(sheet: Sheet) -> list[Slot]:
    return [Slot(at, word, fill=colour) for at, (word, colour) in enumerate(sheet.legend)]


def _pieces(document: Any, pieces: list[Piece]) -> None:
    for piece in pieces:
        document.add_paragraph(piece.text, style=_STYLES.get(piece.kind, "Normal"))


def _table(document: Any, grid: Grid) -> None:
    table = document.add_table(len(grid.rows), grid.columns)
    table.style = "Table Grid"
    for at, row in enumerate(grid.rows):
        for slot in row:
            cell = table.cell(at, slot.column)
            if slot.span > 1 or slot.rows > 1:
                cell = cell.merge(table.cell(at + slot.rows - 1, slot.column + slot.span - 1))
            cell.text = slot.text
            for run in cell.paragraphs[0].runs:
                run.bold = slot.bold
            if slot.fill:
                _shade(cell, slot.fill)
    document.add_paragraph("")


def _shade(cell: Any, colour: str) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), colour[1:].upper())
    cell._tc.get_or_add_tcPr().append(shading)
