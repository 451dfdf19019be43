"""How a workbook's cells look: fill, weight, and numbers and dates in the form the cell asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property

from lxml import etree

from samspill.documents.readers.colours import WORKBOOK_ORDER, hex_colour, theme_colours, tinted
from samspill.documents.readers.package import Package

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# Number forms that Excel knows by number only (ECMA-376 part 1, 18.8.30).
_KNOWN_FORMS = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "dd.mm.yyyy", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "dd.mm.yyyy h:mm",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
}  # fmt: skip

# The first 64 indexed colours (ECMA-376 part 1, 18.8.27); 0-7 and 8-15 are the same.
_BASIC = "000000 ffffff ff0000 00ff00 0000ff ffff00 ff00ff 00ffff"
_INDEXED = (
    f"{_BASIC} {_BASIC} 800000 008000 000080 808000 800080 008080 c0c0c0 808080 9999ff 993366 ffffcc ccffff 660066 "
    "ff8080 0066cc ccccff 000080 ff00ff ffff00 00ffff 800080 800000 008080 0000ff 00ccff ccffff ccffcc ffff99 99ccff "
    "ff99cc cc99ff ffcc99 3366ff 33cccc 99cc00 ffcc00 ff9900 ff6600 666699 969696 003366 339966 003300 333300 993300 "
    "993366 333399 333333"
).split()

_MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
_MONTH_NAMES = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_SIGNS = re.compile(r"[ymdhs]", re.IGNORECASE)
_DAY_MAX = 2_958_465
"""31 December 9999 as Excel counts days."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks."""

    fill: str | None = None
    bold: bool = False
    size: float | None = None
    form: str = ""
    from_1904: bool = False

    def shown(self, said: str) -> str:
        """Return a stored number or ISO date as it is shown."""
        if re.match(r"\d{4}-\d\d-\d\d", said):
            return f"{said[8:10]}.{said[5:7]}.{said[:4]}"
        try:
            number = Decimal(said)
        except InvalidOperation:
            return said
        if not number.is_finite() or abs(number.adjusted()) > 40:
            return said
        bare = _QUOTED.sub("", self.form.split(";")[0])
        if _DATE_SIGNS.search(bare) and "general" not in self.form.lower() and 0 <= number < _DAY_MAX + 1:
            return _date(float(number), bare, from_1904=self.from_1904)
        return _number(number, bare)


def _date(days: float, form: str, *, from_1904: bool) -> str:
    has_day = re.search(r"[dy]|mmm", form, re.IGNORECASE)
    has_time = re.search(r"[hs]", form, re.IGNORECASE)
    if days < 1 and not has_day:
        return _clock(days)
    # Excel believes that 1900 was a leap year: days before 1 March 1900 are counted one too few.
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if days < 60 else 30)  # noqa: DTZ001 - no zone
    moment = start + timedelta(seconds=round(days * 86_400))
    lower = form.lower()
    if has_day and "d" not in lower:
        return _month(moment, lower)
    shown = moment.strftime("%d.%m.%Y")
    return f"{shown} {moment:%H:%M}" if has_time and (moment.hour or moment.minute) else shown


def _clock(days: float) -> str:
    minutes = round(days * 24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _month(moment: datetime, form: str) -> str:
    year = f"{moment:%y}" if "yyyy" not in form and "yy" in form else f"{moment:%Y}"
    if "mmm" not in form:
        return f"{moment:%m}.{moment:%Y}" if "m" in form else f"{moment:%Y}"
    names = _MONTH_NAMES if "mmmm" in form else _MONTHS
    parts = [names[moment.month - 1]] if "m" in form else []
    return " ".join([*parts, year] if "y" in form else parts)


def _number(number: Decimal, form: str) -> str:
    percent = "%" in form
    if percent:
        number *= 100
    match = re.search(r"[0#]\.([0#?]+)", form)
    if re.search(r"[0#]", form):
        places = len(match.group(1)) if match else 0
        shown = f"{number:,.{places}f}" if "," in form else f"{number:.{places}f}"
    else:
        # General shows up to eleven digits and no trailing noughts.
        shown = f"{number:.10f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
    shown = shown.replace(",", " ").replace(".", ",")
    return f"{shown} %" if percent else shown


class Looks:
    """The styles of one workbook."""

    def __init__(self, package: Package, *, from_1904: bool) -> None:
        self.from_1904 = from_1904
        main = package.main_part
        styles, theme = (package.related_of_type(main, kind) for kind in ("styles", "theme"))
        self.root = package.xml(styles) if styles else None
        self.theme: Mapping[str, str] = theme_colours(package.xml(theme)) if theme else {}
        self.known: dict[str | None, Look] = {}

    def of(self, index: str | None) -> Look:
        """Return the look of a cell by its style number."""
        if index not in self.known:
            self.known[index] = self._look(int(index or 0))
        return self.known[index]

    def _look(self, index: int) -> Look:
        formats = self._parts[f"{S}cellXfs"]
        if not 0 <= index < len(formats):
            return Look()
        chosen = formats[index]
        font = _at(self._parts[f"{S}fonts"], chosen.get("fontId"))
        bold = font.find(f"{S}b") if font is not None else None
        size = font.find(f"{S}sz") if font is not None else None
        return Look(
            fill=self._fill(_at(self._parts[f"{S}fills"], chosen.get("fillId"))),
            bold=bold is not None and bold.get("val", "1") not in {"0", "false"},
            size=float(size.get("val", "0")) or None if size is not None else None,
            form=self._form(chosen.get("numFmtId", "0")),
            from_1904=self.from_1904,
        )

    @cached_property
    def _parts(self) -> dict[str, list[etree._Element]]:
        names = [f"{S}{name}" for name in ("cellXfs", "fonts", "fills", "numFmts")]
        found = {name: self.root.find(name) if self.root is not None else None for name in names}
        return {name: list(part) if part is not None else [] for name, part in found.items()}

    def _form(self, number: str) -> str:
        for form in self._parts[f"{S}numFmts"]:
            if form.get("numFmtId") == number:
                return form.get("formatCode", "")
        return _KNOWN_FORMS.get(int(number) if number.isdigit() else 0, "")

    def _fill(self, fill: etree._Element | None) -> str | None:
        pattern = fill.find(f"{S}patternFill") if fill is not None else None
        if pattern is None or pattern.get("patternType", "none") == "none":
            return None
        return self._colour(pattern.find(f"{S}fgColor"))

    def _colour(self, colour: etree._Element | None) -> str | None:
        if colour is None:
            return None
        base = hex_colour(colour.get("rgb", ""))
        place, named = colour.get("indexed", ""), colour.get("theme", "")
        if base is None and place.isdigit() and int(place) < len(_INDEXED):
            base = f"#{_INDEXED[int(place)]}"
        if base is None and named.isdigit() and int(named) < len(WORKBOOK_ORDER):
            base = self.theme.get(WORKBOOK_ORDER[int(named)])
        tint = float(colour.get("tint", "0"))
        return tinted(base, tint) if base is not None and tint else base


def _at(parts: list[etree._Element], index: str | None) -> etree._Element | None:
    place = int(index) if index is not None and index.isdigit() else -1
    return parts[place] if 0 <= place < len(parts) else None


def shared_strings(package: Package) -> list[str]:
    """Return the texts that cells point at, phonetic guides left out."""
    part = package.related_of_type(package.main_part, "sharedStrings")
    if part is None:
        return []
    return [
        "".join(text.text or "" for text in entry.iter(f"{S}t") if text.getparent().tag != f"{S}rPh")  # type: ignore[union-attr]
        for entry in package.xml(part).iterfind(f"{S}si")
    ]
