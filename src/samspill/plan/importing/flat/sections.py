"""Where a flat text's parts begin: an area's goals, an area's table.

A goals head or a table head is told by its words; the title is what stands right before it. Slides whose head row the
text layer has lost are told by their title, when it is one the document has used before ('known'): an index, a deck's
outline, or another slide of the same area.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from rapidfuzz import fuzz

from samspill.documents.contracts import Role
from samspill.plan.importing.furniture import Swept
from samspill.plan.importing.heads import Head, area_key, area_name, head_row, is_goals_head, partial_head
from samspill.plan.importing.stream import FlatLine, lines_only
from samspill.plan.importing.vocabulary import words
from samspill.plan.importing.words import bare, fold

TITLE_WORDS_MAX = 10
SAME_TITLE = 84


class Kind(StrEnum):
    """What a section holds."""

    GOALS = "goals"
    TABLE = "table"


@dataclass(slots=True)
class Section:
    """A part of the text under one title."""

    kind: Kind
    title: str | None
    heads: tuple[Head, ...]
    lines: list[FlatLine] = field(default_factory=list)
    page: int = 1
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A flat text cut into its parts."""

    front: tuple[FlatLine, ...]
    """What stands before the first part."""
    sections: tuple[Section, ...]
    index: tuple[tuple[int | None, str], ...]
    """The areas as an index slide or an outline lists them."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A head found at a line, with where its title begins."""

    place: int
    begins: int
    kind: Kind
    title: str | None
    heads: tuple[Head, ...]


def cut(swept: Swept) -> Layout:
    """Cut a flat text into its parts."""
    lines = lines_only(swept.items)
    index = index_of(lines, swept.outline)
    marks = _headed(lines)
    if not marks:
        return Layout(tuple(lines), (), index)
    known = _known(lines, marks, index)
    marks = [_between(lines, mark, before, known) for before, mark in zip([None, *marks[:-1]], marks, strict=True)]
    marks = sorted([*marks, *_headless(lines, marks, known)], key=lambda mark: mark.place)
    sections = [_section(lines, mark, after, known) for mark, after in zip(marks, [*marks[1:], None], strict=True)]
    return Layout(tuple(lines[: marks[0].begins]), tuple(sections), index)


def _between(lines: Sequence[FlatLine], mark: _Mark, before: _Mark | None, known: Sequence[str]) -> _Mark:
    """Return a mark without the title it took from what stands before it.

    A table with an area column needs none. Right after goals, the line before a head is a goal, unless something
    parted it from them or the document uses it as a title.
    """
    if mark.title is None:
        return mark
    if is_plan_title(mark.title) and before is None:
        return replace(mark, begins=mark.place, title=None)
    own_areas = any(head.kind == "area" for head in mark.heads)
    last_goal = (
        before is not None
        and before.kind is Kind.GOALS
        and not any(line.gap for line in lines[mark.begins : mark.place])
    )
    if own_areas or (last_goal and area_key(_settled(mark.title, known)) not in {area_key(one) for one in known}):
        return replace(mark, begins=mark.place, title=None)
    return mark


def _section(lines: Sequence[FlatLine], mark: _Mark, after: _Mark | None, known: Sequence[str]) -> Section:
    end = after.begins if after else len(lines)
    number, name = area_name(mark.title) if mark.title else (None, None)
    settled = _settled(name, known) if name else None
    body = lines[mark.place + 1 : end] if mark.heads or mark.kind is Kind.GOALS else lines[mark.place : end]
    while (
        body
        and area_key(body[-1].text) in {area_key(one) for one in known}
        and (len(body) == 1 or body[-2].block != body[-1].block)
    ):
        body = body[:-1]
    return Section(mark.kind, settled, mark.heads, list(body), lines[min(mark.place, len(lines) - 1)].page, number)


def _headed(lines: Sequence[FlatLine]) -> list[_Mark]:
    marks: list[_Mark] = []
    for place, line in enumerate(lines):
        # A slide's own title is no head row, even when it reads «Tiltak 2026».
        heads = (head_row(line.text) or _lone_head(lines, place)) if line.role is not Role.TITLE else ()
        goals = not heads and not line.bullet and is_goals_head(line.text)
        if not heads and not goals:
            continue
        begins, title = _title_before(lines, place, marks[-1].place if marks else -1)
        marks.append(_Mark(place, begins, Kind.TABLE if heads else Kind.GOALS, title, heads))
    return marks


def _lone_head(lines: Sequence[FlatLine], place: int) -> tuple[Head, ...]:
    """Return the head of a row that was torn apart: the measures' column alone, its years further down.

    Only where a year head stands alone within the same part, or the torn head has a year of its own.
    """
    heads = partial_head(lines[place].text)
    if (
        not heads
        or heads[0].kind not in {"measure", "measure_or_area"}
        or fold(lines[place].text) not in _upper(lines[place].text)
    ):
        return ()
    later = (partial_head(line.text) for line in lines[place + 1 : place + 60])
    return heads if any(parts and parts[0].kind == "year" for parts in later) else ()


def _upper(text: str) -> tuple[str, ...]:
    """Return the folded text when it is written as a head is: a column word in capitals."""
    return (fold(text),) if text.split(" ", maxsplit=1)[0].isupper() else ()


def _title_before(lines: Sequence[FlatLine], place: int, floor: int) -> tuple[int, str | None]:
    """Return (where the title begins, the title): the lines right before a head that stand together with each other."""
    last = place - 1
    if last <= floor or not _can_title(lines[last]):
        return place, None
    first = last
    while (
        first - 1 > floor
        and not lines[first].gap
        and lines[first - 1].block == lines[last].block
        and last - first < 2
        and _can_title(lines[first - 1])
    ):
        first -= 1
    title = " ".join(line.text for line in lines[first:place])
    if len(title.split()) > TITLE_WORDS_MAX + 2:
        return last, lines[last].text
    return first, title


def _can_title(line: FlatLine) -> bool:
    text = line.text
    return (
        len(text.split()) <= TITLE_WORDS_MAX
        and not text.endswith((".", ";", ","))
        and not line.bullet
        and not (":" in text and text.split(":", 1)[1].strip())
        and not head_row(text)
    )


def is_plan_title(text: str) -> bool:
    """Whether a title names the plan itself and no area of it."""
    return any(kind in bare(text) for kind in words("plans", "kinds"))


def index_of(
    lines: Sequence[FlatLine], outline: Sequence[str], *, shortest: int = 3
) -> tuple[tuple[int | None, str], ...]:
    """Return the numbered list of areas of an index slide, else the deck's outline."""
    run: list[tuple[int | None, str]] = []
    for line in lines:
        number, name = area_name(line.text)
        short = len(name.split()) <= TITLE_WORDS_MAX and not line.text.endswith(".")
        if number is not None and number == len(run) + 1 and short:
            run.append((number, name))
            continue
        if len(run) >= shortest:
            break
        run = [(1, name)] if number == 1 else []
    if len(run) >= shortest:
        return tuple(run)
    return tuple((None, area_name(title)[1]) for title in outline if not is_plan_title(title))


def _known(lines: Sequence[FlatLine], marks: Sequence[_Mark], index: Sequence[tuple[int | None, str]]) -> list[str]:
    """Return the areas' names the document has used, the cleanest spelling first.

    An index or outline, the titles over goals, and short lines of the front that open a later slide.
    """
    opening = {area_key(line.text) for line in lines[marks[0].place :] if line.gap}
    front = [line.text for line in lines[: marks[0].begins] if _can_title(line) and area_key(line.text) in opening]
    over_goals = [mark.title for mark in marks if mark.title and mark.kind is Kind.GOALS]
    known: list[str] = []
    for name in [name for _, name in index] + [area_name(title)[1] for title in over_goals + front]:
        if not is_plan_title(name) and not _misread(name, index, known):
            known.append(name)
    return known


def _misread(name: str, index: Sequence[tuple[int | None, str]], known: Sequence[str]) -> bool:
    """Whether a title is a list's title again, in other letters."""
    return name in known or any(
        _same(area_key(one), area_key(name)) and area_key(one) != area_key(name) for _, one in index
    )


def _settled(name: str, known: Sequence[str]) -> str:
    """Return the spelling the document uses for an area: specks behind a misread title fall away."""
    key = area_key(name)
    if not known or any(area_key(one) == key for one in known):
        return name
    for one in sorted(known, key=len, reverse=True):
        clean = area_key(one)
        specks = key[len(clean) :].split()
        if len(clean) >= 8 and specks and _is_speck(specks[0]) and _same(clean, key[: len(clean)]):
            return one
    best = max(known, key=lambda one: fuzz.ratio(area_key(one), key))
    return best if fuzz.ratio(area_key(best), key) >= SAME_TITLE else name


def _is_speck(word: str) -> bool:
    """Whether a word behind a title is no part of it: a lone sign, or «del» of a title with part numbers."""
    return len(word) == 1 or word in words("heads", "continued")


def _same(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) >= 86


def _headless(lines: Sequence[FlatLine], marks: Sequence[_Mark], known: Sequence[str]) -> list[_Mark]:
    """Return tables without a head row: a known title at the start of a slide that no head follows."""
    keys = {area_key(name) for name in known}
    covered = {place for mark in marks for place in range(mark.begins, mark.place + 1)}
    found: list[_Mark] = []
    place = marks[0].place if marks else len(lines)
    while place < len(lines):
        size = _title_at(lines, place, keys) if lines[place].gap and place not in covered else 0
        if size and place + size < len(lines):
            title = " ".join(line.text for line in lines[place : place + size])
            after = place + size
            while after < len(lines) and area_key(lines[after].text) in keys and after not in covered:
                after += 1
            if after < len(lines) and after not in covered:
                found.append(_Mark(after, place, Kind.TABLE, title, ()))
            place = after
        place += 1
    return found


def _title_at(lines: Sequence[FlatLine], place: int, keys: set[str]) -> int:
    """Return how many lines from a place make up a known title."""
    for size in (1, 2):
        together = lines[place : place + size]
        if len(together) == size and area_key(" ".join(line.text for line in together)) in keys:
            return size
    return 0
