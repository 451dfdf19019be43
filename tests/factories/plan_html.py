"""Sheets as one web page, with the menu, the cookie banner and the scripts that web pages have."""

from html import escape
from itertools import groupby

from tests.factories.plan_sheets import Grid, Kind, Piece, Sheet, Slot

_TOP = """<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>{title}</title>
<style>td {{ padding: 2px }}</style></head><body><div class="cookie-banner">Vi bruker informasjonskapsler.
<button>Godta alle</button></div><nav><ul><li><a href="/">Forside</a></li><li><a href="/om">Om oss</a></li></ul></nav>
<main><h1>{title}</h1>
"""
_BOTTOM = """</main><footer>Postboks 1, 0001 Byen</footer><script>console.log("lastet")</script></body></html>"""


def write(sheets: list[Sheet]) -> bytes:
    """Return a web page."""
    parts = [_TOP.format(title=escape(sheets[0].title))]
    for at, sheet in enumerate(sheets):
        if at:
            parts.append(f"<h2>{escape(sheet.title)}</h2>")
        for is_list, pieces in groupby(sheet.pieces, key=lambda piece: piece.kind is Kind.BULLET):
            said = "".join(_piece(piece) for piece in pieces)
            parts.append(f"<ul>{said}</ul>" if is_list else said)
        if sheet.legend:
            parts.append(
                "".join(f'<p><span style="background:{c}">{escape(word)}</span></p>' for word, c in sheet.legend)
            )
        if sheet.grid is not None:
            parts.append(_table(sheet.grid))
        parts += [f"<p>{escape(text)}</p>" for text in sheet.foot]
    return ("\n".join(parts) + _BOTTOM).encode()


def _piece(piece: Piece) -> str:
    said = escape(piece.text)
    match piece.kind:
        case Kind.BULLET:
            return f"<li>{said}</li>"
        case Kind.HEADING:
            return f"<h3>{said}</h3>"
        case Kind.ACCORDION_HEAD:
            return f'<h4><button type="button" class="accordion__head" aria-expanded="false">{said}</button></h4>'
    return f"<p>{said}</p>"


def _table(grid: Grid) -> str:
    return "<table>" + "".join(f"<tr>{''.join(_cell(slot) for slot in row)}</tr>" for row in grid.rows) + "</table>"


def _cell(slot: Slot) -> str:
    said = escape(slot.text).replace("\n", "<br>")
    said = f"<strong>{said}</strong>" if slot.bold else said
    spans = f' colspan="{slot.span}"' * (slot.span > 1) + f' rowspan="{slot.rows}"' * (slot.rows > 1)
    colour = f' style="background-color: {slot.fill}"' if slot.fill else ""
    return f"<td{spans}{colour}>{said}</td>"
