"""Sheets as slides."""

import io
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Pt
from tests.factories.plan_sheets import Kind, Piece, Sheet, Slot

WIDTH, HEIGHT = 960, 540


def write(sheets: list[Sheet]) -> bytes:
    """Return a deck."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for sheet in sheets:
        _slide(deck, sheet)
    held = io.BytesIO()
    deck.save(held)
    return held.getvalue()


def _slide(deck: Any, sheet: Sheet) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    title = slide.shapes.title
    title.text = sheet.title
    title.left, title.top, title.width, title.height = Pt(40), Pt(15), Pt(660), Pt(50)
    body = [piece for piece in sheet.pieces if piece.kind is not Kind.GUIDANCE]
    guidance = [piece for piece in sheet.pieces if piece.kind is Kind.GUIDANCE]
    if body:
        _box(slide, body, (40, 80, 700, 320))
    if guidance:
        _box(slide, guidance, (760, 60, 190, 120))
    if sheet.grid is not None:
        _table(slide, sheet.grid.rows, sheet.grid.columns)
    for at, (word, colour) in enumerate(sheet.legend):
        _box(slide, [Piece(word)], (750, 10 + 18 * at, 160, 16), fill=colour)
    for at, text in enumerate(sheet.foot):
        _box(slide, [Piece(text)], (40 + 500 * at, 515, 300, 20))


def _box(slide: Any, pieces: list[Piece], place: tuple[int, int, int, int], fill: str | None = None) -> None:
    box = slide.shapes.add_textbox(*(Pt(one) for one in place))
    if fill:
        box.fill.solid()
        box.fill.fore_color.rgb = RGBColor.from_string(fill[1:])
    frame = box.text_frame
    for at, piece in enumerate(pieces):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = f"• {piece.text}" if piece.kind is Kind.BULLET else piece.text
        run.font.bold = piece.kind is Kind.HEADING
        run.font.size = Pt(14)


def _table(slide: Any, rows: list[list[Slot]], columns: int) -> None:
    frame = slide.shapes.add_table(len(rows), columns, Pt(40), Pt(90), Pt(880), Pt(30 * len(rows)))
    table = frame.table
    for at, row in enumerate(rows):
        for slot in row:
            cell = table.cell(at, slot.column)
            if slot.span > 1 or slot.rows > 1:
                cell.merge(table.cell(at + slot.rows - 1, slot.column + slot.span - 1))
            cell.text = slot.text
            if slot.fill:
                cell.fill.solid()
                cell.fill.fore_color.rgb = RGBColor.from_string(slot.fill[1:])
            for paragraph in cell.text_frame.paragraphs:
                for run in paragraph.runs:
                    run.font.bold = slot.bold
                    run.font.size = Pt(10)
