"""What a draft may say: checks that gather every error, so that a form can show them all at once. Plain Python."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from samspill.kernel.texts import Text, say
from samspill.plan.contracts import AreaDraft, CellDraft, Invalid, MeasureDraft, Responsible, VersionDraft, YearHead

YEAR_MIN, YEAR_MAX = 1990, 2100
"""A year outside these is a slip of the pen; the database says the same."""
AREA_NUMBER_MAX = 9999
TITLE_CHARS_MAX = 1000
LINE_CHARS_MAX = 300
ROLE_CHARS_MAX = 200
LABEL_CHARS_MAX = 100
TEXT_CHARS_MAX = 20_000

Errors = Iterator[tuple[str, Text]]
_Value = TypeVar("_Value")


def check_measure(
    draft: MeasureDraft, *, years: Iterable[YearHead], kept_years: Iterable[int] = (), title_may_be_lost: bool
) -> None:
    """Refuse a measure that cannot be kept as it is written.

    Args:
        draft: what somebody wrote.
        years: the version's year columns; a cell may only stand in one of them.
        kept_years: other years that the measure has cells for already, from a source that went outside its own columns.
        title_may_be_lost: whether the title may be empty, as it was in the source.

    Raises:
        Invalid: with an error for each field that must be mended.
    """
    heads = tuple(years)
    errors = dict(_measure_errors(draft, heads, title_may_be_lost=title_may_be_lost))
    allowed = {head.year for head in heads} | set(kept_years)
    for cell in draft.cells:
        if cell.year is not None and cell.year not in allowed:
            errors[f"cells {cell.year}"] = say("Planen har ikke noe år %(year)s.", year=cell.year)
    _raise_if_any(errors)


def check_version(draft: VersionDraft) -> None:
    """Refuse a version that cannot be kept.

    A lost title, an empty measure and a year outside the columns are kept as
    they are.

    Raises:
        Invalid: with an error for each field, called ``area 1 measure 2 title`` for a measure's.
    """
    errors = dict(_version_errors(draft))
    for area_number, area in enumerate(draft.areas, start=1):
        measures = [measure for group in area.groups for measure in group.measures]
        for number, measure in enumerate(measures, start=1):
            for field, text in _measure_errors(measure, draft.years, title_may_be_lost=True):
                errors[f"area {area_number} measure {number} {field}"] = text
    _raise_if_any(errors)


def check_comment(comment: str) -> None:
    """Refuse a comment that is longer than a page can show.

    Raises:
        Invalid: it is too long.
    """
    _raise_if_any(dict(_text_errors("comment", comment, TEXT_CHARS_MAX)))


def check_year(year: int, *, years: Iterable[int]) -> None:
    """Refuse a status for a year that neither the version nor the measure has.

    Raises:
        Invalid: with the years there are.
    """
    known = sorted(set(years))
    if year not in known:
        text = say(
            "Planen har ikke noe år %(year)s. Velg blant %(years)s.", year=year, years=", ".join(map(str, known))
        )
        _raise_if_any({"year": text})


def tidied(draft: MeasureDraft) -> MeasureDraft:
    """Return the draft without space around its texts and empty points, and with one kind of line break.

    Browsers send CR LF from a text area: without this every edit would seem to change every text of several lines.
    """
    return replace(
        draft,
        title=_tidy(draft.title),
        description=_tidy(draft.description),
        responsible=tuple(replace(body, text=_tidy(body.text), role=_tidy(body.role)) for body in draft.responsible),
        deadline=replace(draft.deadline, text=_tidy(draft.deadline.text)) if draft.deadline else None,
        remark=_tidy(draft.remark),
        bullets=_tidy_points(draft.bullets),
        owner_forum=_tidy(draft.owner_forum),
        target_groups=_tidy_points(draft.target_groups),
        cells=tuple(replace(cell, text=_tidy(cell.text), label=_tidy(cell.label)) for cell in draft.cells),
    )


def tidied_version(draft: VersionDraft) -> VersionDraft:
    """Return the version with each of its measures tidied, and its own words too."""
    return replace(
        draft,
        title=_tidy(draft.title),
        owner=_tidy(draft.owner),
        goals=_tidy_points(draft.goals),
        areas=tuple(_tidy_area(area) for area in draft.areas),
    )


def _tidy_area(area: AreaDraft) -> AreaDraft:
    groups = tuple(
        replace(group, name=_tidy(group.name), measures=tuple(tidied(measure) for measure in group.measures))
        for group in area.groups
    )
    return replace(
        area, name=_tidy(area.name), parent=_tidy(area.parent), goals=_tidy_points(area.goals), groups=groups
    )


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _tidy_points(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(tidy for text in texts if (tidy := _tidy(text)))


def settle(cell: CellDraft, years: Iterable[YearHead]) -> CellDraft:
    """Return the cell with the kind and label of its year's column; where a year has two, its own kind tells which."""
    heads = [head for head in years if head.year == cell.year]
    if not heads:
        return replace(cell, label=cell.label or str(cell.year or ""))
    head = heads[0] if len(heads) == 1 else next((head for head in heads if head.kind is cell.kind), heads[0])
    return replace(cell, kind=head.kind, label=cell.label or head.label)


def lay_out(cells: Iterable[CellDraft], years: tuple[YearHead, ...]) -> tuple[CellDraft, ...]:
    """Return a cell for every column of the version in order, then those of other years, then those without a year."""
    settled = [settle(cell, years) for cell in cells]
    by_column = {(cell.year, cell.kind): cell for cell in settled if cell.year is not None}
    inside = [
        by_column.pop((head.year, head.kind), CellDraft(head.year, "", head.kind, label=head.label)) for head in years
    ]
    outside = sorted(by_column.values(), key=lambda cell: (cell.year or 0, cell.kind))
    return (*inside, *outside, *(cell for cell in settled if cell.year is None))


def _version_errors(draft: VersionDraft) -> Errors:
    if not draft.title.strip():
        yield "title", say("Skriv hva planen heter.")
    if not draft.years:
        yield "years", say("Planen må ha minst ett år.")
    yield from _text_errors("title", draft.title, LINE_CHARS_MAX)
    yield from _text_errors("owner", draft.owner, LINE_CHARS_MAX)
    yield from _year_errors("years", (head.year for head in draft.years))
    for year, kind in _repeated((head.year, head.kind) for head in draft.years):
        yield "years", say("Året %(year)s står to ganger som %(kind)s.", year=year, kind=kind.value)
    for head in draft.years:
        yield from _text_errors("years", head.label, LABEL_CHARS_MAX)
    for number, area in enumerate(draft.areas, start=1):
        if area.number is not None and not 0 <= area.number <= AREA_NUMBER_MAX:
            yield f"area {number} number", say("%(number)s kan ikke være nummeret på et område.", number=area.number)
        yield from _text_errors(f"area {number} name", area.name, LINE_CHARS_MAX)
        yield from _text_errors(f"area {number} parent", area.parent, LINE_CHARS_MAX)
        for group in area.groups:
            yield from _text_errors(f"area {number} group", group.name, LINE_CHARS_MAX)


def _measure_errors(draft: MeasureDraft, years: tuple[YearHead, ...], *, title_may_be_lost: bool) -> Errors:
    if not draft.title.strip() and not title_may_be_lost:
        yield "title", say("Skriv hva tiltaket heter.")
    yield from _text_errors("title", draft.title, TITLE_CHARS_MAX)
    yield from _text_errors("owner_forum", draft.owner_forum, LINE_CHARS_MAX)
    for field in ("description", "remark"):
        yield from _text_errors(field, getattr(draft, field), TEXT_CHARS_MAX)
    if draft.deadline:
        yield from _text_errors("deadline", draft.deadline.text, LINE_CHARS_MAX)
        if not draft.deadline.text.strip():
            yield "deadline", say("Skriv fristen med ord også, for eksempel «innen sommeren 2026».")
    yield from _responsible_errors(draft.responsible)
    for field, texts in (("bullets", draft.bullets), ("target_groups", draft.target_groups)):
        for text in texts:
            yield from _text_errors(field, text, TEXT_CHARS_MAX)
    yield from _cell_errors(tuple(settle(cell, years) for cell in draft.cells))


def _responsible_errors(responsible: tuple[Responsible, ...]) -> Errors:
    for body in responsible:
        if not body.text.strip():
            yield "responsible", say("Skriv navnet på hver ansvarlig.")
        yield from _text_errors("responsible", body.text, LINE_CHARS_MAX)
        yield from _text_errors("responsible", body.role, ROLE_CHARS_MAX)


def _cell_errors(cells: tuple[CellDraft, ...]) -> Errors:
    yield from _year_errors("cells", (cell.year for cell in cells if cell.year is not None))
    for year, _kind in _repeated((cell.year, cell.kind) for cell in cells if cell.year is not None):
        yield f"cells {year}", say("Året %(year)s står to ganger.", year=year)
    for cell in cells:
        field = f"cells {cell.year or '?'}"
        yield from _text_errors(field, cell.text, TEXT_CHARS_MAX)
        yield from _text_errors(field, cell.label, LABEL_CHARS_MAX)


def _year_errors(field: str, years: Iterable[int]) -> Errors:
    for year in years:
        if not YEAR_MIN <= year <= YEAR_MAX:
            yield field, say("%(year)s kan ikke være et år i planen.", year=year)


def _text_errors(field: str, text: str, chars_max: int) -> Errors:
    if "\x00" in text:
        yield field, say("Teksten inneholder et tegn som ikke kan lagres. Skriv den på nytt.")
    if len(text) > chars_max:
        yield field, say("Teksten er for lang: %(chars)s tegn. Høyst %(max)s.", chars=len(text), max=chars_max)


def _repeated(values: Iterable[_Value]) -> list[_Value]:
    return [value for value, count in Counter(values).items() if count > 1]


def _raise_if_any(errors: Mapping[str, Text]) -> None:
    if errors:
        raise Invalid(say("Noe mangler eller må rettes før dette kan lagres."), errors=errors)
