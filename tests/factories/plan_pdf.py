"""Sheets as the pages of a PDF, set by typst: a deck where there are several, else a landscape A4 document."""

import typst
from tests.factories.plan_sheets import Grid, Kind, Piece, Sheet, Slot


def write(sheets: list[Sheet]) -> bytes:
    """Return a PDF."""
    page = "width: 960pt, height: 540pt, margin: 28pt" if len(sheets) > 2 else 'paper: "a4", flipped: true'
    source = f'#set page({page})\n#set text(size: 10pt, lang: "nb")\n'
    source += "#pagebreak()\n".join(_page(sheet) for sheet in sheets)
    return bytes(typst.compile(source.encode()))


def _page(sheet: Sheet) -> str:
    parts = [f"#text(size: 20pt)[{_said(sheet.title)}]\n\n"]
    parts += [_piece(piece) for piece in sheet.pieces if piece.kind is not Kind.GUIDANCE]
    guidance = [piece for piece in sheet.pieces if piece.kind is Kind.GUIDANCE]
    if guidance:
        said = " #linebreak() ".join(_said(piece.text) for piece in guidance)
        parts.append(f"#place(top + right, dy: -24pt, block(width: 165pt)[#set text(size: 6pt)\n{said}])\n")
    if sheet.grid is not None:
        parts.append(_table(sheet.grid))
    for at, (word, colour) in enumerate(sheet.legend):
        box = f'rect(width: 120pt, height: 12pt, fill: rgb("{colour}"), stroke: none, inset: 1pt)[{_said(word)}]'
        parts.append(f"#place(top + right, dx: -170pt, dy: {14 * at - 20}pt, {box})\n")
    for at, text in enumerate(sheet.foot):
        parts.append(f"#place(bottom + left, dx: {400 * at}pt, dy: 18pt)[{_said(text)}]\n")
    return "".join(parts)


def _piece(piece: Piece) -> str:
    if piece.kind is Kind.BULLET:
        return f"- {_said(piece.text)}\n\n"
    return f"*{_said(piece.text)}*\n\n" if piece.kind is Kind.HEADING else f"{_said(piece.text)}\n\n"


def _table(grid: Grid) -> str:
    widths = ", ".join(
        ["1fr", "2fr", *["1fr"] * (grid.columns - 2)] if grid.columns == 5 else ["3fr"] + ["1fr"] * (grid.columns - 1)
    )
    rows = [", ".join(_cell(slot) for slot in row) for row in grid.rows]
    if grid.has_head:
        rows[0] = f"table.header({rows[0]})"
    return f"#table(columns: ({widths}), {', '.join(rows)})\n"


def _cell(slot: Slot) -> str:
    fill = f', fill: rgb("{slot.fill}")' if slot.fill else ""
    said = " #linebreak() ".join(_said(line) for line in slot.text.split("\n"))
    bold = f"#strong[{said}]" if slot.bold else said
    return f"table.cell(x: {slot.column}, colspan: {slot.span}, rowspan: {slot.rows}{fill})[{bold}]"


def _said(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{escaped}";'
