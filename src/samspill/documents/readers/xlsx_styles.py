"""How a workbook's cells look: the colour behind them, and numbers and dates in the form the cell asks for.

openpyxl gives values, number formats and colours as the file names them; it never draws a value as a reader sees it,
and it does not resolve theme colours.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from openpyxl.styles.colors import COLOR_INDEX

from samspill.documents.readers.colours import WORKBOOK_ORDER, hex_colour, tinted

_MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
_MONTH_NAMES = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_NO_COLOUR = "00000000"
"""What openpyxl says where a pattern has no colour of its own."""


def fill_of(fill: Any, theme: Mapping[str, str]) -> str | None:
    """Return the colour of an openpyxl fill; None for no fill, a gradient or a colour that is not said."""
    if getattr(fill, "patternType", None) in {None, "none"}:
        return None
    colour, base = fill.fgColor, None
    if colour.type == "rgb" and colour.rgb != _NO_COLOUR:
        base = hex_colour(colour.rgb)
    elif colour.type == "indexed" and 0 <= colour.indexed < len(COLOR_INDEX):
        base = hex_colour(COLOR_INDEX[colour.indexed])
    elif colour.type == "theme" and 0 <= colour.theme < len(WORKBOOK_ORDER):
        base = theme.get(WORKBOOK_ORDER[colour.theme])
    return tinted(base, colour.tint) if base is not None and colour.tint else base


def shown(value: object, form: str) -> str:
    """Return a value as a Norwegian reader sees it.

    Args:
        value: what openpyxl gives: None, text, truth, number, date, time or length of time.
        form: the cell's number format.
    """
    bare = _QUOTED.sub("", form.split(";", maxsplit=1)[0]).lower()
    if isinstance(value, bool):
        return "SANN" if value else "USANN"
    if isinstance(value, int | float):
        return _number(value, bare)
    if isinstance(value, date | time | timedelta):
        return _time(value, bare)
    return "" if value is None else str(value)


def _time(value: date | time | timedelta, form: str) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if "d" not in form and re.search(r"y|mmm", form):
        return _month(value, form)
    has_time = isinstance(value, datetime) and re.search(r"[hs]", form) and (value.hour or value.minute)
    return f"{value:%d.%m.%Y %H:%M}" if has_time else f"{value:%d.%m.%Y}"


def _month(moment: date, form: str) -> str:
    year = f"{moment:%y}" if "yyyy" not in form and "yy" in form else f"{moment:%Y}"
    if "mmm" not in form:
        return f"{moment:%m.%Y}" if "m" in form else f"{moment:%Y}"
    names = _MONTH_NAMES if "mmmm" in form else _MONTHS
    return " ".join([names[moment.month - 1], *([year] if "y" in form else [])])


def _number(value: float, form: str) -> str:
    number = Decimal(repr(value))
    if not number.is_finite() or abs(number.adjusted()) > 40:
        return str(value)
    percent = "%" in form
    if percent:
        number *= 100
    match = re.search(r"[0#]\.([0#?]+)", form)
    if re.search(r"[0#]", form):
        places = len(match.group(1)) if match else 0
        digits = f"{number:,.{places}f}" if "," in form else f"{number:.{places}f}"
    else:
        # General shows up to eleven digits and no trailing noughts.
        digits = f"{number:.10f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
    digits = digits.replace(",", " ").replace(".", ",")
    return f"{digits} %" if percent else digits
