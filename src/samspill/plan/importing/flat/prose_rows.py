"""The rows of a flattened table whose columns hold prose: Tema | Tiltak | Ansvarlig | Frist | Merknad.

The cells stand in reading order, their borders lost. A deadline is known by its form; every other cell is given the
column that costs least: how well its words suit the column, and how well the columns follow each other. Traps
answered here: an area and a measure on one line, a deadline glued to its neighbour, rows stacked by column, a row
broken over a page, blank cells, sub-points after a colon.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from samspill.plan.importing import deadlines
from samspill.plan.importing.contracts import Flag
from samspill.plan.importing.drafts import Piece
from samspill.plan.importing.heads import Head
from samspill.plan.importing.legends import status_rank
from samspill.plan.importing.lexicon import Lexicon
from samspill.plan.importing.stream import FlatLine, blocks_of
from samspill.plan.importing.vocabulary import is_status, words
from samspill.plan.importing.words import fold, starts_low, tokens

STACKED = 0.8
ROW_WITHOUT_MEASURE = 5.0
ROW_STARTS_LATE = 4.0
IMPOSSIBLE = 50.0

# «Arbeidet er påbegynt», «NAV har mottatt»: what has been done is a remark, what shall be done a measure.
_STATE = re.compile(r"\b(er|har|ble|blei|vart) (\w+(et|tt|gt|kt|nt|rt|dd|lt|st)|satt|sett|gjort)\b(?! (a|med|som))")


@dataclass(slots=True)
class ProseRow:
    """A row: one cell per column, by the column's kind."""

    cells: dict[str, Piece] = field(default_factory=dict)
    sub_points: list[Piece] = field(default_factory=list)
    flags: tuple[Flag, ...] = ()

    @property
    def page(self) -> int:
        """The page the row begins on."""
        return min((piece.page for piece in self.cells.values()), default=1)


@dataclass(slots=True)
class _Token:
    piece: Piece
    kind: str = ""
    """A column's kind where the form tells it, else empty."""
    bullet: bool = False
    column: int = 0
    continues: bool = False
    sub_points: list[Piece] = field(default_factory=list)


def read(lines: Sequence[FlatLine], heads: Sequence[Head], lexicon: Lexicon) -> list[ProseRow]:
    """Return the rows of a flattened table."""
    kinds = tuple(head.kind for head in heads)
    found = list(_tokens(lines, kinds, lexicon))
    _mark_continuations(found)
    placed = [token for token in found if not token.continues]
    _place(placed, kinds)
    _attach_continuations(found, lexicon)
    return [row for band in _bands(placed) for row in _unstacked(band, kinds)]


def _tokens(lines: Sequence[FlatLine], kinds: Sequence[str], lexicon: Lexicon) -> Iterator[_Token]:
    for block in blocks_of(lines):
        for group in _bulleted(block):
            yield from _cells(group, kinds, lexicon)


def _bulleted(block: Sequence[FlatLine]) -> Iterator[list[FlatLine]]:
    group: list[FlatLine] = []
    for line in block:
        if line.bullet and group:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _cells(group: Sequence[FlatLine], kinds: Sequence[str], lexicon: Lexicon) -> Iterator[_Token]:
    """Yield the cells of lines that stand together: glued deadlines and areas taken apart."""
    texts = [line.text for line in group]
    page = group[0].page
    if group[0].bullet:
        yield _token(texts, page, lexicon, bullet=True)
        return
    if "deadline" in kinds:
        head, texts[0] = _leading_deadline(texts[0])
        if head:
            yield _token([head], page, lexicon, kind="deadline")
        tail = ""
        if texts[-1] and not head:
            texts[-1], tail = _trailing_deadline(texts[-1])
        texts = [text for text in texts if text]
        if texts:
            yield from _area_apart(texts, page, kinds, lexicon, after_deadline=bool(head))
        if tail:
            yield _token([tail], page, lexicon, kind="deadline")
        return
    yield from _area_apart(texts, page, kinds, lexicon, after_deadline=False)


def _leading_deadline(text: str) -> tuple[str, str]:
    if deadlines.is_deadline(text):
        return text, ""
    return deadlines.split_leading(text)


def _trailing_deadline(text: str) -> tuple[str, str]:
    """Part a deadline from a short cell before it, unless the date belongs to the words: «Besluttet i SU 12.06.19»."""
    rest, tail = deadlines.split_trailing(text)
    if not tail or len(rest.split()) > 8 or _opens_like_value(rest):
        return text, ""
    says_when = tail[:1].isalpha()
    return (rest, tail) if says_when or _names_body(rest) else (text, "")


def _area_apart(
    texts: list[str], page: int, kinds: Sequence[str], lexicon: Lexicon, *, after_deadline: bool
) -> Iterator[_Token]:
    """Yield a cell, an area that shares the first line with its measure taken apart."""
    if "status" in kinds and status_rank(" ".join(texts)) is not None:
        yield _token(texts, page, lexicon, kind="status")
        return
    parts = lexicon.split(texts[0], acronyms=True) if "area" in kinds and not after_deadline else [texts[0]]
    if len(parts) == 2 and len(parts[0].split()) <= 5 and (len(texts) > 1 or len(parts[1].split()) >= 3):
        yield _token([parts[0]], page, lexicon, kind="area")
        yield _token([parts[1], *texts[1:]], page, lexicon, kind="measure")
        return
    token = _token(texts, page, lexicon)
    if after_deadline and "remark" in kinds:
        token.kind = "remark"
    yield token


def _token(texts: Sequence[str], page: int, lexicon: Lexicon, *, kind: str = "", bullet: bool = False) -> _Token:
    text, flags = lexicon.joined(texts)
    return _Token(Piece(list(texts), page, text, flags), kind, bullet)


def _mark_continuations(found: Sequence[_Token]) -> None:
    """Mark cells that may go on with an earlier measure: bullets, and small letters where no row can begin."""
    for place, token in enumerate(found):
        token.continues = place > 0 and not token.kind and (token.bullet or starts_low(token.piece.text))


def _attach_continuations(found: Sequence[_Token], lexicon: Lexicon) -> None:
    """Join cells that go on to a measure that ends with a colon or has no end, else to their neighbour."""
    for place, token in enumerate(found):
        if not token.continues:
            continue
        before = [one for one in found[:place] if not one.continues]
        owner = _owner(before)
        if owner.piece.text.rstrip().endswith(":") or token.bullet:
            owner.sub_points.append(token.piece)
            continue
        owner.piece.lines += token.piece.lines
        owner.piece.text, flags = lexicon.joined(owner.piece.lines)
        over_page = (Flag.JOINED_OVER_PAGE,) if owner is not before[-1] else ()
        owner.piece.flags = tuple(dict.fromkeys((*owner.piece.flags, *flags, *over_page)))


def _owner(before: Sequence[_Token]) -> _Token:
    """Return the latest measure that has no end; the neighbour when there is none."""
    for token in reversed(before):
        if token.kind == "measure":
            return before[-1] if token.piece.text.rstrip().endswith((".", "!", "?")) else token
    return before[-1]


def _place(found: Sequence[_Token], kinds: Sequence[str]) -> None:
    """Give every cell the column that makes the whole table cheapest (dynamic programming over columns)."""
    placed = found
    if not placed:
        return
    best: list[dict[tuple[int, bool], tuple[float, tuple[int, bool] | None]]] = [{(len(kinds), True): (0.0, None)}]
    for token in placed:
        step: dict[tuple[int, bool], tuple[float, tuple[int, bool] | None]] = {}
        for before, (cost, _) in best[-1].items():
            for column, kind in enumerate(kinds):
                total = cost + _suits(token, kind) + _follows(before, column, kinds)
                state = (column, (before[1] and column >= before[0]) or kind == "measure")
                if state not in step or total < step[state][0]:
                    step[state] = (total, before)
        best.append(step)
    back: tuple[int, bool] | None = min(best[-1], key=lambda one: best[-1][one][0])
    for token, step in zip(reversed(placed), reversed(best[1:]), strict=True):
        assert back is not None  # noqa: S101 - every step has a way back
        token.column = back[0]
        token.kind = token.kind or kinds[back[0]]
        back = step[back][1]


def _follows(before: tuple[int, bool], column: int, kinds: Sequence[str]) -> float:
    """Return what it costs that a column follows another: forward is free, a new row begins with area or measure."""
    place, has_measure = before
    if column > place:
        return 0.0
    if column == place:
        return 3.0 if kinds[column] in {"area", "remark"} else STACKED
    cost = 0.0 if has_measure else ROW_WITHOUT_MEASURE
    first = min((at for at, kind in enumerate(kinds) if kind in {"area", "goal", "measure", "number"}), default=0)
    late = column > first and kinds[column] not in {"area", "goal", "measure", "number"}
    return cost + (ROW_STARTS_LATE if late else 0.0)


def _suits(token: _Token, kind: str) -> float:
    if token.kind:
        return 0.0 if token.kind == kind else IMPOSSIBLE
    if kind in {"deadline", "start", "status", "number", "year"}:
        return 6.0
    return _costs(token.piece.text).get(kind, 2.0)


@lru_cache(maxsize=4096)
def _costs(text: str) -> dict[str, float]:
    """Return how ill a text suits each column: 0 well."""
    count = len(text.split())
    finite, passive = _finite(text)
    value = _opens_like_value(text) or bool(_STATE.search(fold(text)))
    body = _names_body(text)
    measure = (
        (0.0 if count >= 5 else 1.0 if count >= 3 else 2.0)
        + (2.0 if value else 0.0)
        + (2.0 if _names_body_only(text) else 0.0)
    )
    area = (
        (0.0 if count <= 6 else 3.0)
        + (2.0 if finite or passive else 0.0)
        + (1.0 if body else 0.0)
        + (2.0 if text.endswith(".") else 0.0)
    )
    responsible = (
        (0.0 if body else 2.0)
        + (2.0 if passive else 0.3 if finite else 0.0)
        + (2.0 if value else 0.0)
        + (3.0 if count > 14 else 0.0)
    )
    remark = 0.0 if value or finite else 1.0
    return {
        "measure": measure,
        "area": area,
        "group": area,
        "responsible": responsible,
        "remark": remark,
        "goal": measure + 0.5,
        "indicator": 1.5,
    }


def _finite(text: str) -> tuple[bool, bool]:
    """Return (has an active finite verb, has a passive one)."""
    found = [word for word in (fold(one) for one in tokens(text)) if word in words("language", "finite")]
    passive = [word for word in found if word.endswith(("es", "as", "ast"))]
    return len(found) > len(passive), bool(passive)


def _opens_like_value(text: str) -> bool:
    first = fold(text).split(" ")[0]
    return first in words("status", "openers") or is_status(first)


def _names_body(text: str) -> bool:
    parts = {part for word in tokens(text) for part in (fold(word), *fold(word).split("-"))}
    return bool(parts & words("language", "bodies"))


def _names_body_only(text: str) -> bool:
    finite, passive = _finite(text)
    return _names_body(text) and len(text.split()) <= 8 and not passive and not finite


def _bands(found: Sequence[_Token]) -> Iterator[list[_Token]]:
    """Yield the cells of each row, or of rows that are stacked column by column."""
    band: list[_Token] = []
    place = -1
    for token in found:
        if token.column < place:
            yield band
            band = []
        band.append(token)
        place = token.column
    if band:
        yield band


def _unstacked(band: Sequence[_Token], kinds: Sequence[str]) -> list[ProseRow]:
    """Return the rows of a band: the n-th cell of a column belongs to the n-th measure."""
    measures = [token for token in band if token.kind == "measure"]
    rows = [ProseRow({"measure": token.piece}, token.sub_points) for token in measures] or [ProseRow()]
    for kind in dict.fromkeys(kinds):
        if kind == "measure":
            continue
        cells = [token for token in band if token.kind == kind]
        _deal(cells, kind, rows)
    return rows


def _deal(cells: Sequence[_Token], kind: str, rows: Sequence[ProseRow]) -> None:
    """Give the cells of one column to the rows of a band; fewer cells than rows are flagged as doubtful."""
    if not cells:
        return
    if len(cells) > len(rows):
        whole = cells[0].piece
        for token in cells[1:]:
            whole.lines += token.piece.lines
            whole.text = f"{whole.text} {token.piece.text}"
        rows[0].cells[kind] = whole
        return
    for row, token in zip(rows, cells, strict=False):
        row.cells[kind] = token.piece
    if len(cells) < len(rows) and kind not in {"area", "remark"}:
        for row in rows:
            row.flags = tuple(dict.fromkeys((*row.flags, Flag.SPLIT_DOUBTFUL)))
