"""What pdfium says stands on a PDF page: words with boxes, ruled lines and filled areas, from the upper left corner.

pdfium (through pypdfium2) is ten times as quick as reading each letter with pdfminer: 0.25 s against 2.1 s for 26
dense slides. It is not safe for threads, so the caller holds one lock for the whole file.
"""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2.raw as pdfium

from samspill.documents.contracts import Box

# A page with more drawn objects than this is a map or a drawing; its lines are no table.
_OBJECTS_MAX = 20_000
_SEGMENTS_MAX = 400
_FILLS_MAX = 3_000
_FORM_DEPTH_MAX = 8
# A bar thinner than this is a ruled line, drawn as an area.
_RULE_POINTS_MAX = 2.5
_BOLD_WEIGHT = 600
# Letters further apart than this share of their size are two words: a narrow blank is 0.2, kerning at most 0.1.
_WORD_GAP = 0.16
# «ﬀ» to «ﬆ»: two or three letters that a font draws as one.
_LIGATURES = range(0xFB00, 0xFB07)
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands."""

    text: str
    box: Box
    size: float
    bold: bool
    turned: int
    """Quarters clockwise: 0 is written from left to right, 1 downwards, 3 upwards."""


@dataclass(slots=True)
class Seen:
    """All that is seen on a page; edges are (place, from, to)."""

    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    across: list[tuple[float, float, float]] = field(default_factory=list)
    """Horizontal edges: (top, left, right)."""
    down: list[tuple[float, float, float]] = field(default_factory=list)
    """Vertical edges: (left, top, bottom)."""
    fills: list[tuple[Box, str]] = field(default_factory=list)
    """Filled areas in the order they are painted."""
    pictures: int = 0


def seen_on(page: object) -> Seen:
    """Return what is seen on an open page."""
    view = _View(page)
    seen = Seen(view.width, view.height)
    text_page = pdfium.FPDFText_LoadPage(page)
    if text_page:
        try:
            seen.words = list(_words(text_page, view))
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    _draw(page, view, seen)
    return seen


class _View:
    """Turns places in the file's measure into places on the page as it is shown: cropped, turned, y downwards."""

    def __init__(self, page: object) -> None:
        self.width = pdfium.FPDF_GetPageWidthF(page)
        self.height = pdfium.FPDF_GetPageHeightF(page)
        self.turns = pdfium.FPDFPage_GetRotation(page) % 4
        frame = pdfium.FS_RECTF()
        # The bounding box is the crop box cut to the media box, as shown.
        pdfium.FPDF_GetPageBoundingBox(page, frame)
        self.frame = (frame.left, frame.bottom, frame.right, frame.top)

    def point(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.frame
        match self.turns:
            case 1:
                return y - bottom, x - left
            case 2:
                return right - x, y - bottom
            case 3:
                return top - y, right - x
        return x - left, top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        one, other = self.point(x0, y0), self.point(x1, y1)
        return Box(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))

    def shows(self, box: Box) -> bool:
        return box.right > 0 and box.bottom > 0 and box.left < self.width and box.top < self.height


@dataclass(slots=True)
class _Style:
    size: float
    bold: bool
    turned: int
    owner: int
    """The run of text of the file that the letter belongs to."""


def _words(text_page: object, view: _View) -> Iterator[Word]:
    count = pdfium.FPDFText_CountChars(text_page)
    rect = pdfium.FS_RECTF()
    styles: dict[int, _Style] = {}
    letters = _Letters()
    for at in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, at)
        sign = _sign(code)
        owner = pdfium.FPDFText_GetTextObject(text_page, at)
        if not sign or sign.isspace() or not owner:
            # Blanks that pdfium adds by itself are often inside a word; the places of the letters tell better.
            if not pdfium.FPDFText_IsGenerated(text_page, at):
                yield from letters.closed()
            continue
        pdfium.FPDFText_GetLooseCharBox(text_page, at, rect)
        box = view.box(rect.left, rect.bottom, rect.right, rect.top)
        if not view.shows(box):
            continue
        key = ctypes.cast(owner, ctypes.c_void_p).value or 0
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(owner, key, view.turns)
        if letters.parted_from(box, style):
            yield from letters.closed()
        letters.add(sign, box, style)
    yield from letters.closed()


def _sign(code: int) -> str:
    # pdfium writes a line-ending hyphen as U+0002 and an unknown letter as 0.
    if code == 2:
        return "-"
    if code == 0 or 0xD800 <= code <= 0xDFFF or code in {0xFFFE, 0xFFFF}:
        return ""
    return unicodedata.normalize("NFKC", chr(code)) if code in _LIGATURES else chr(code)


class _Letters:
    """The letters of the word that is being read."""

    def __init__(self) -> None:
        self.signs: list[str] = []
        self.boxes: list[Box] = []
        self.style: _Style | None = None
        self.owner = 0

    def parted_from(self, box: Box, style: _Style) -> bool:
        if self.style is None:
            return False
        last = self.boxes[-1]
        if style.turned or self.style.turned:
            return self._is_turned_away(box, style)
        size = max(style.size, 1.0)
        if box.left - last.right > _WORD_GAP * size or box.left < last.left - 0.5 * size:
            return True
        shared = min(box.bottom, last.bottom) - max(box.top, last.top)
        return shared < 0.5 * min(box.bottom - box.top, last.bottom - last.top)

    def _is_turned_away(self, box: Box, style: _Style) -> bool:
        """Whether a turned letter stands apart from the one before it, along or across its line of writing."""
        if self.style is None or style.turned != self.style.turned:
            return True
        last = self.boxes[-1]
        aside = max(box.left, last.left) - min(box.right, last.right)
        above = max(box.top, last.top) - min(box.bottom, last.bottom)
        return max(aside, above) > _WORD_GAP * max(style.size, 1.0)

    def add(self, sign: str, box: Box, style: _Style) -> None:
        if self._is_printed_again(sign, box, style):
            return
        self.signs.append(sign)
        self.boxes.append(box)
        self.owner = style.owner
        self.style = self.style or style

    def _is_printed_again(self, sign: str, box: Box, style: _Style) -> bool:
        """Whether a letter is the last one once more: some programs make bold with a hair's breadth between two.

        The letters of a ligature stand on one and the same place in one run of text: «ff» is two letters.
        """
        if not self.boxes or sign != self.signs[-1]:
            return False
        last, near = self.boxes[-1], 0.1 * style.size
        if box == last and style.owner == self.owner:
            return False
        return abs(box.left - last.left) < near and abs(box.top - last.top) < near

    def closed(self) -> Iterator[Word]:
        if self.style is not None:
            box = Box(
                min(one.left for one in self.boxes),
                min(one.top for one in self.boxes),
                max(one.right for one in self.boxes),
                max(one.bottom for one in self.boxes),
            )
            yield Word("".join(self.signs), box, self.style.size, self.style.bold, self.style.turned)
        self.__init__()  # type: ignore[misc]


def _style(owner: object, key: int, turns: int) -> _Style:
    matrix = _matrix(owner)
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(owner, size)
    scale = (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5 or 1.0
    font = pdfium.FPDFTextObj_GetFont(owner)
    return _Style(round(abs(size.value) * scale, 1), _is_bold(font), _turned(matrix[0], matrix[1], turns), key)


def _turned(right: float, up: float, turns: int) -> int:
    """Return how many quarters writing is turned on the page as it is shown: on a turned page it may stand upright."""
    along, down = ((right, -up), (up, right), (-right, up), (-up, -right))[turns]
    if abs(along) >= abs(down):
        return 0 if along >= 0 else 2
    return 1 if down > 0 else 3


def _is_bold(font: object) -> bool:
    if not font:
        return False
    if pdfium.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
    return any(word in name.value.decode("latin-1").lower() for word in _BOLD_NAMES)


def _matrix(item: object) -> Matrix:
    held = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, held):
        return _SAME
    return held.a, held.b, held.c, held.d, held.e, held.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _draw(page: object, view: _View, seen: Seen) -> None:
    """Note the ruled lines and filled areas of a page."""
    for number, (item, kind, matrix) in enumerate(_objects(page)):
        if number > _OBJECTS_MAX:
            seen.across.clear()
            seen.down.clear()
            return
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            seen.pictures += 1
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            _draw_path(item, matrix, view, seen)


def _objects(page: object) -> Iterator[tuple[object, int, Matrix]]:
    for at in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _unfolded(pdfium.FPDFPage_GetObject(page, at), _SAME, 0)


def _unfolded(item: object, outer: Matrix, depth: int) -> Iterator[tuple[object, int, Matrix]]:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        return
    matrix = _times(_matrix(item), outer)
    if kind != pdfium.FPDF_PAGEOBJ_FORM:
        yield item, kind, matrix
    elif depth < _FORM_DEPTH_MAX:
        for at in range(max(pdfium.FPDFFormObj_CountObjects(item), 0)):
            yield from _unfolded(pdfium.FPDFFormObj_GetObject(item, at), matrix, depth + 1)


def _draw_path(item: object, matrix: Matrix, view: _View, seen: Seen) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    if not (fill.value or stroke.value):
        return
    colour = _colour(item) if fill.value else None
    for points, closed in _outlines(item, matrix, view):
        box = Box(*(pick(one[axis] for one in points) for pick in (min, max) for axis in (0, 1)))
        if not view.shows(box):
            continue
        if colour is not None and len(points) >= 3:
            _note_area(box, points, colour, seen)
        if stroke.value:
            _note_strokes([*points, points[0]] if closed else points, seen)


def _outlines(item: object, matrix: Matrix, view: _View) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """Yield the straight sub-paths of a path as points on the page; a curve ends the outline it stands in."""
    count = pdfium.FPDFPath_CountSegments(item)
    if count > _SEGMENTS_MAX:
        return
    a, b, c, d, e, f = matrix
    points: list[tuple[float, float]] = []
    closed = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, at)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points, closed
            points, closed = [], False
        points.append(view.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        closed = closed or bool(pdfium.FPDFPathSegment_GetClose(segment))
    if points:
        yield points, closed


def _note_area(box: Box, points: list[tuple[float, float]], colour: str, seen: Seen) -> None:
    wide, high = box.right - box.left, box.bottom - box.top
    if min(wide, high) <= _RULE_POINTS_MAX < max(wide, high):
        if high < wide:
            seen.across.append(((box.top + box.bottom) / 2, box.left, box.right))
        else:
            seen.down.append(((box.left + box.right) / 2, box.top, box.bottom))
        return
    is_page = wide * high > 0.9 * seen.width * seen.height
    corners = sum(
        min(abs(x - box.left), abs(x - box.right)) < 1 and min(abs(y - box.top), abs(y - box.bottom)) < 1
        for x, y in points
    )
    if is_page or corners < len(points) or min(wide, high) <= _RULE_POINTS_MAX or len(seen.fills) >= _FILLS_MAX:
        return
    seen.fills.append((box, colour))


def _note_strokes(points: list[tuple[float, float]], seen: Seen) -> None:
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y0 - y1) < 0.5 < abs(x0 - x1):
            seen.across.append(((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) < 0.5 < abs(y0 - y1):
            seen.down.append(((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _colour(item: object) -> str | None:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(item, *parts) or parts[3].value == 0:
        return None
    return "#" + "".join(f"{part.value:02x}" for part in parts[:3])
