"""Sheets of one plan as a workbook: an overview, then a sheet per area; an action table is one sheet."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from tests.factories.plan_sheets import Sheet


def write(sheets: list[Sheet]) -> bytes:
    """Return a workbook."""
    book = Workbook()
    book.remove(book.active)
    pages: dict[object, Any] = {}
    for sheet in sheets:
        key = "cover" if sheet.area is None else sheet.area
        if key not in pages:
            name = "Oversikt" if key == "cover" else f"{len(pages)} {sheet.title}"
            pages[key] = book.create_sheet("".join(sign for sign in name if sign not in "[]:*?/\\")[:31])
        _write(pages[key], sheet)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _write(page: Any, sheet: Sheet) -> None:
    at = _next(page)
    for text in (sheet.title, *(piece.text for piece in sheet.pieces)):
        page.cell(at, 1, text)
        at += 1
    for word, colour in sheet.legend:
        page.cell(at, 1, word).fill = PatternFill("solid", fgColor=colour[1:])
        at += 1
    at += 1
    for row in sheet.grid.rows if sheet.grid else []:
        for slot in row:
            cell = page.cell(at, slot.column + 1, slot.text or None)
            cell.font = Font(bold=slot.bold)
            cell.alignment = Alignment(wrap_text=True)
            if slot.fill:
                cell.fill = PatternFill("solid", fgColor=slot.fill[1:])
            if slot.span > 1 or slot.rows > 1:
                page.merge_cells(
                    start_row=at,
                    end_row=at + slot.rows - 1,
                    start_column=slot.column + 1,
                    end_column=slot.column + slot.span,
                )
        at += 1
    for text in sheet.foot:
        page.cell(_next(page), 1, text)


def _next(page: Any) -> int:
    return 1 if page.max_row == 1 and page.cell(1, 1).value is None else page.max_row + 2
