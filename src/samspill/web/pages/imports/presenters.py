"""What the review page shows, row by row and leaf by leaf."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samspill.kernel.organisations import Register
from samspill.kernel.texts import Text
from samspill.plan.contracts import Status
from samspill.plan.review import api as review
from samspill.plan.review.contracts import (
    AreaWords,
    GoalWords,
    GroupWords,
    Leaf,
    LeafCell,
    LeafHead,
    LeafLine,
    LeafTable,
    MeasureWords,
    PlanWords,
    Row,
    RowKind,
    RowView,
    Verdict,
    Words,
)
from samspill.web.components.numbers import day_words
from samspill.web.pages.imports.addresses import ALL, OPEN, anchor
from samspill.web.pages.imports.words import (
    CELL_KIND_WORDS,
    FIELD_WORDS,
    KIND_WORDS,
    STATUS_WORDS,
    VERDICT_LOOKS,
    Look,
    Word,
)


@dataclass(frozen=True, slots=True)
class Value:
    """A named value of a row."""

    label: Word
    text: str
    note: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as the review shows it."""

    view: RowView
    anchor: str
    kind: Word
    title: str
    """Empty when the source has lost it."""
    values: tuple[Value, ...]
    reasons: tuple[Text, ...]
    area: str
    """The area it stands in, where that changes from the row above."""
    look: Look | None
    may_accept: bool
    may_drop: bool

    @property
    def is_dropped(self) -> bool:
        """Tell whether the row, or what it stands in, is taken out."""
        return self.view.dropped_above or (
            self.view.decision is not None and self.view.decision.verdict is Verdict.DROP
        )


def wanted(views: Sequence[RowView], *, view: str) -> list[RowView]:
    """Return the rows a filter asks for."""
    if view == ALL:
        return list(views)
    if view == OPEN:
        return [row for row in views if row.decision is None and not row.dropped_above]
    return [row for row in views if row.row.asks]


def shown_rows(views: Iterable[RowView], *, everyone: Sequence[RowView], register: Register) -> list[ShownRow]:
    """Return rows as they are shown, with the area's name where a new area begins."""
    names = _area_names(everyone)
    shown, before = [], None
    for view in views:
        place = _area_of(view.row)
        name = names.get(place, "") if place != before and view.row.kind is not RowKind.AREA else ""
        shown.append(shown_row(view, register=register, area=name))
        before = place
    return shown


def shown_row(view: RowView, *, register: Register, area: str = "") -> ShownRow:
    """Return a row as it is shown."""
    words = view.words
    told = {notice.flag for notice in view.row.notices}  # a notice says it in its own words
    return ShownRow(
        view=view,
        anchor=anchor(view.row.path),
        kind=_kind_word(words, view.row.kind),
        title=title_of(words),
        values=tuple(_values(words, view.row, register)),
        reasons=tuple(review.flag_text(flag) for flag in view.row.flags if flag not in told),
        area=area,
        look=VERDICT_LOOKS[view.decision.verdict] if view.decision else None,
        may_accept=review.can_decide(view, Verdict.ACCEPT),
        may_drop=review.can_decide(view, Verdict.DROP),
    )


def _kind_word(words: Words, kind: RowKind) -> Word:
    if isinstance(words, GroupWords) and words.is_measure:
        return KIND_WORDS[RowKind.MEASURE]
    if isinstance(words, MeasureWords) and words.is_heading:
        return KIND_WORDS[RowKind.GROUP]
    return KIND_WORDS[kind]


def title_of(words: Words) -> str:
    """Return what a row is called."""
    match words:
        case GoalWords():
            return words.text
        case AreaWords():
            return f"{words.number} {words.name}".strip() if words.number is not None else words.name
        case GroupWords():
            return words.name
        case PlanWords() | MeasureWords():
            return words.title


def _area_of(row: Row) -> str:
    return "/".join(row.path.split("/")[:2]) if row.path.startswith("area/") else ""


def _area_names(views: Iterable[RowView]) -> dict[str, str]:
    return {
        view.row.path: title_of(view.words) or _("Innsatsområde uten navn")
        for view in views
        if view.row.kind is RowKind.AREA
    }


def _values(words: Words, row: Row, register: Register) -> Iterator[Value]:
    doubtful = {field for field, found in row.found if found.flags}
    match words:
        case MeasureWords():
            yield from _measure_values(words, doubtful, register)
        case PlanWords():
            yield from _plan_values(words, row)
        case AreaWords() if words.parent:
            yield Value(_("Under"), words.parent)


def _measure_values(words: MeasureWords, doubtful: set[str], register: Register) -> Iterator[Value]:
    for point in words.points:
        yield Value(FIELD_WORDS["points"], point, doubtful="points" in doubtful)
    for body in words.responsible:
        known = register.find(body.organisation_id) if body.organisation_id else None
        note = _("knyttes til %(name)s") % {"name": known.name} if known else ""
        yield Value(FIELD_WORDS["responsible"], body.text, note, doubtful="responsible" in doubtful)
    if words.deadline:
        note = _("senest %(day)s") % {"day": day_words(words.deadline_latest)} if words.deadline_latest else ""
        yield Value(FIELD_WORDS["deadline"], words.deadline, note, doubtful="deadline" in doubtful)
    if words.remark:
        yield Value(FIELD_WORDS["remark"], words.remark, doubtful="remark" in doubtful)
    for cell in words.cells:
        label = str(cell.year) if cell.year is not None else _("Ukjent år")
        note = _("status: %(word)s") % {"word": cell.word} if cell.word else ""
        yield Value(label, cell.text, note, doubtful=f"text {cell.year or '?'}" in doubtful)


def _plan_values(words: PlanWords, row: Row) -> Iterator[Value]:
    yield Value(_("Slags plan"), words.kind or _("Ukjent"))
    if words.owner:
        yield Value(FIELD_WORDS["owner"], words.owner)
    if words.dated:
        yield Value(_("Datert"), day_words(words.dated))
    for head in words.years:
        yield Value(str(head.year), head.label, _("viser %(what)s") % {"what": CELL_KIND_WORDS[head.kind]})
    for meaning in words.meanings:
        means = (
            _("ukjent status, ordet beholdes")
            if meaning.status is Status.UNKNOWN
            else _("betyr «%(status)s»") % {"status": STATUS_WORDS[meaning.status]}
        )
        yield Value(_("Statusord"), meaning.word, means)
    for field, found in row.found:
        if field in {"plan_responsible", "approved_by"}:
            yield Value(FIELD_WORDS[field], found.text, _("bare til orientering"))


# The document


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its marked stretches."""

    pieces: tuple[review.Piece, ...]
    bullet: str
    indent: int


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of a table in the document."""

    lines: tuple[ShownLine, ...]
    fill: str | None
    column_span: int
    row_span: int


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block of the document: lines, or a table's rows."""

    lines: tuple[ShownLine, ...] = ()
    rows: tuple[tuple[ShownCell, ...], ...] = ()
    head: bool = False


@dataclass(frozen=True, slots=True)
class ShownLeaf:
    """A leaf with the ways to its neighbours."""

    head: LeafHead
    blocks: tuple[ShownBlock, ...]
    before: LeafHead | None
    after: LeafHead | None
    parts: int
    has_picture: bool
    found: bool
    """Whether the row's words are marked in it."""


def shown_leaf(leaf: Leaf, *, leaves: Sequence[LeafHead], row: Row | None, has_picture: bool) -> ShownLeaf:
    """Return a leaf as it is shown, with the row's verbatim words marked."""
    verbatims = [found.verbatim for _, found in row.found] if row else []
    marked = iter(review.highlight(review.lines_of(leaf), verbatims))
    blocks = tuple(_block(block, marked) for block in leaf.blocks)
    place = leaf.head.position
    return ShownLeaf(
        head=leaf.head,
        blocks=blocks,
        before=leaves[place - 1] if place > 0 else None,
        after=leaves[place + 1] if place + 1 < len(leaves) else None,
        parts=sum(1 for head in leaves if (head.sha256, head.page) == (leaf.head.sha256, leaf.head.page)),
        has_picture=has_picture,
        found=any(piece.marked for block in blocks for line in _lines(block) for piece in line.pieces),
    )


def _block(block: object, marked: Iterator[tuple[review.Piece, ...]]) -> ShownBlock:
    if isinstance(block, LeafTable):
        return ShownBlock(rows=tuple(tuple(_cell(cell, marked) for cell in row) for row in block.rows))
    lines: tuple[LeafLine, ...] = getattr(block, "lines", ())
    return ShownBlock(lines=_marked(lines, marked), head=bool(getattr(block, "head", False)))


def _cell(cell: LeafCell, marked: Iterator[tuple[review.Piece, ...]]) -> ShownCell:
    return ShownCell(
        lines=_marked(cell.lines, marked), fill=cell.fill, column_span=cell.column_span, row_span=cell.row_span
    )


def _marked(lines: Sequence[LeafLine], marked: Iterator[tuple[review.Piece, ...]]) -> tuple[ShownLine, ...]:
    return tuple(ShownLine(pieces=next(marked), bullet=line.bullet, indent=min(line.indent, 4)) for line in lines)


def _lines(block: ShownBlock) -> Iterator[ShownLine]:
    yield from block.lines
    for row in block.rows:
        for cell in row:
            yield from cell.lines
