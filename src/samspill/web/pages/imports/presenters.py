"""What the review page shows, row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samspill.kernel.organisations import Register
from samspill.plan.contracts import Status
from samspill.plan.importing.contracts import Flag
from samspill.plan.review import api as review
from samspill.plan.review.contracts import (
    AreaWords,
    GoalWords,
    GroupWords,
    MeasureWords,
    PlanWords,
    ReviewView,
    Row,
    RowKind,
    RowView,
    Verdict,
    Words,
)
from samspill.web.components.numbers import day_words
from samspill.web.pages.imports.addresses import ALL, OPEN, anchor
from samspill.web.pages.imports.places import place_words
from samspill.web.pages.imports.words import (
    CELL_KIND_WORDS,
    FIELD_WORDS,
    KIND_WORDS,
    STATUS_WORDS,
    VERDICT_LOOKS,
    Look,
    Word,
)
from samspill.web.texts import translate


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
    reasons: tuple[Word, ...]
    """Why it waits; none once it is decided."""
    place: str
    """Where in the document it stands."""
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


def shown_row(view: RowView, *, whole: ReviewView, register: Register) -> ShownRow:
    """Return a row as it is shown."""
    words = view.words
    return ShownRow(
        view=view,
        anchor=anchor(view.row.path),
        kind=_kind_word(words, view.row.kind),
        title=title_of(words),
        values=tuple(_values(words, view.row, register)),
        reasons=tuple(_reasons(view, whole)) if view.decision is None else (),
        place=place_words(whole.leaf_of(view.row.path), whole),
        look=VERDICT_LOOKS[view.decision.verdict] if view.decision else None,
        may_accept=review.can_decide(view, Verdict.ACCEPT),
        may_drop=review.can_decide(view, Verdict.DROP),
    )


def damage(whole: ReviewView) -> str:
    """Return what is said once of a file whose text is damaged throughout; empty when it is not."""
    told = [notice for notice in whole.rows[0].row.notices if notice.flag is Flag.TEXT_DAMAGED]
    return " ".join(translate(notice.text) for notice in told)


def _reasons(view: RowView, whole: ReviewView) -> Iterator[Word]:
    row, is_damaged = view.row, bool(damage(whole))
    if row.kind is RowKind.PLAN:
        yield _("Dette gjelder hele planen, så noen må alltid se over det: tittelen, slaget og årene.")
    yield from (translate(notice.text) for notice in row.notices if notice.flag is not Flag.TEXT_DAMAGED)
    yield from (translate(problem) for problem in row.problems)
    told = {notice.flag for notice in row.notices}  # a notice says it in its own words
    for flag in row.flags:
        if flag is Flag.TEXT_DAMAGED and is_damaged:
            if row.kind is not RowKind.PLAN:
                yield _("Skadet tekst")  # explained above all the rows
        elif flag not in told:
            yield translate(review.flag_text(flag))


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
