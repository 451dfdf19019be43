"""The words that open things: column heads with their years, goals heads, area names.

A head row is told by the words of its columns, never by its place: 'Tema Tiltak Ansvarlig Frist', 'FOKUSOMRÅDER 2024
2025 Fokus for 2026'. A year head that stands twice ('2024 2024') is a slip of the pen: it is told, not mended in
silence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from samspill.plan.importing.vocabulary import column_words, load, words
from samspill.plan.importing.words import bare, fold

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_YEAR_HEAD = re.compile(r"(?:(?:fokus|plan|planer|planar|planlagt|mål|status|tiltak|resultat|"
                        r"prioritering|prioriteringer|oppnådd|gjennomført)\s+"
                        r"(?:for|i|per|pr\.?)?\s*)?(?:19|20)\d\d", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """One column's head."""

    text: str
    kind: str
    """A kind of ``columns.toml``, or ``year``."""
    year: int | None = None


def kind_of(text: str) -> Head | None:
    """Return what a single head cell says its column holds; ``None`` when it is no known head."""
    folded = bare(text)
    if not folded:
        return None
    if folded in column_words():
        kind = column_words()[folded]
        return Head(text.strip(), kind)
    if _YEAR_HEAD.fullmatch(text.strip()):
        return Head(text.strip(), "year", int(YEAR.findall(text)[-1]))
    return _beginning(text, folded)


def _beginning(text: str, folded: str) -> Head | None:
    """Return the kind of a head that begins with a known word: «Tiltak – hva skal gjøres?», «Ansvarlig (rolle)»."""
    if len(folded) > 45:
        return None
    for word, kind in sorted(column_words().items(), key=lambda pair: -len(pair[0])):
        if len(word) >= 4 and re.match(
            rf"{re.escape(word)}\s*[(/:\-]|{re.escape(word)} (for|i|og|pa|av|som|til|per|pr\.?) ", folded
        ):
            return Head(text.strip(), kind)
    return None


def settle(heads: Sequence[Head | None]) -> tuple[Head | None, ...]:
    """Return the heads with what hangs on their neighbours decided.

    'Fokusområde' is an area's column beside one for measures, and the measures' own column otherwise; «Mål» is a
    measure's own goal; a table with goals but no column for measures is no plan table.
    """
    has_measure = any(head is not None and head.kind == "measure" for head in heads)
    settled: list[Head | None] = []
    for head in heads:
        either = head is not None and head.kind == "measure_or_area"
        settled.append(Head(head.text, "area" if has_measure else "measure") if head is not None and either else head)
    return tuple(settled)


def is_plan_head(heads: Sequence[Head | None]) -> bool:
    """Whether the columns are those of a plan: measures, and when, who or how far."""
    kinds = [head.kind for head in heads if head is not None]
    return "measure" in kinds and bool(
        {"year", "responsible", "deadline", "status", "remark", "indicator", "start"} & set(kinds)
    )


@cache
def _head_pattern() -> re.Pattern[str]:
    heads = sorted(column_words(), key=len, reverse=True)
    return re.compile("|".join(re.escape(head) for head in heads))


def head_row(text: str) -> tuple[Head, ...]:
    """Return the column heads of a line of flat text, empty when the line is no head row.

    The whole line must be used up by known heads and year heads, so that a sentence with «tiltak» in it is none.
    """
    if len(text) > 140:
        return ()
    heads: list[Head] = []
    rest = text.strip(" |\t")
    while rest:
        head, rest = _next_head(rest, first=not heads)
        if head is None:
            return ()
        heads.append(head)
    settled = tuple(head for head in settle(heads) if head is not None)
    return settled if len(settled) >= 2 and is_plan_head(settled) else ()


def partial_head(text: str) -> tuple[Head, ...]:
    """Return heads of a line that is a piece of a head row: «FOKUSOMRÅDER», «2024», «2025 Fokus for 2026»."""
    heads: list[Head] = []
    rest = text.strip()
    while rest:
        head, rest = _next_head(rest, first=not heads)
        if head is None:
            return ()
        heads.append(head)
    return tuple(head for head in settle(heads) if head is not None)


def _next_head(rest: str, *, first: bool) -> tuple[Head | None, str]:
    """Return (the head a line begins with, the rest); «TILTAK 2025» at the beginning is two heads."""
    measures = first and column_words().get(bare(rest.split(" ", maxsplit=1)[0])) == "measure"
    year = None if measures else _YEAR_HEAD.match(rest)
    if year and not rest[year.end() : year.end() + 1].isalnum() and rest[year.end() : year.end() + 1] != "-":
        return Head(year.group(), "year", int(YEAR.findall(year.group())[-1])), rest[year.end() :].strip(" |\t")
    parts = rest.split(" ")
    for count in range(min(len(parts), 6), 0, -1):
        candidate = " ".join(parts[:count])
        folded = bare(candidate)
        if folded in column_words() and candidate[:1].isupper():
            return Head(candidate, column_words()[folded]), " ".join(parts[count:]).strip(" |\t")
    return None, rest


def is_goals_head(text: str) -> bool:
    """Whether a line says that goals follow: «Målbilde:», «Målsetting for 2019-2022:».

    Optical recognition loses «å» and leaves specks behind the colon: «Malbilde: . | o».
    """
    head, colon, tail = text.partition(":")
    folded = bare(head)
    if tail.strip() and sum(sign.isalpha() for sign in tail) > 3:
        return False
    if folded in words("heads", "goals"):
        return bool(colon) or len(folded) > 3
    return (
        bool(colon)
        and any(
            re.match(rf"{re.escape(goal)} ({'|'.join(load('heads')['goals_tails'])})\b", folded)
            for goal in words("heads", "goals")
        )
        and len(folded) <= 60
    )


def years_of(heads: Sequence[Head]) -> tuple[int, ...]:
    """Return the years of the heads, left to right."""
    return tuple(head.year for head in heads if head.year is not None)


def repeated_years(heads: Sequence[Head]) -> bool:
    """Whether a year heads two columns, or the years do not rise."""
    years = years_of(heads)
    return any(later <= earlier for earlier, later in pairwise(years))


_NUMBER = re.compile(r"^(?:(?:[IVX]+|\d{1,2})[.)]?\s+)(?=\S)")
# «3.2 Innsatsområde: …»: the number of a chapter, which is not the area's own.
_NUMBERED_PART = re.compile(r"^\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[^\W\d_])")
_PART = re.compile(
    r"[\s,(–-]*\b(?:del|forts\.?|fortsetter|fortsettelse|framhald|side)\b\.?\s*(\d+(\s*av\s*\d+)?)?\)?$", re.IGNORECASE
)


def area_name(text: str) -> tuple[int | None, str]:
    """Return (number, name) of an area's title: «3. Rehabilitering del 2» is area 3, «Rehabilitering»."""
    text = _NUMBERED_PART.sub("", text.strip())
    label = re.match(rf"^({'|'.join(load('heads')['areas'])})\s*(\d{{1,2}})?\s*[:.–-]\s*(?=\S)", text, re.IGNORECASE)
    number: int | None = None
    if label:
        number = int(label[2]) if label[2] else None
        text = text[label.end() :]
    leading = _NUMBER.match(text)
    if leading:
        digits = leading.group().strip(" .)")
        number = int(digits) if digits.isdigit() else number
        text = text[leading.end() :]
    return number, _PART.sub("", text).strip(" :") or text.strip()


def names_area(text: str) -> bool:
    """Whether a line says itself that it is an area: «Satsingsområde 2: Rehabilitering»."""
    return bool(re.match(rf"({'|'.join(load('heads')['areas'][:5])})\s*\d{{0,2}}\s*[:.–-]\s*\S", text, re.IGNORECASE))


def area_key(text: str) -> str:
    """Return an area's name as it is compared: without number, part, spaces before hyphens."""
    return re.sub(r"\s*-\s*", "-", fold(area_name(text)[1]))
