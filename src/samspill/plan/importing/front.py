"""What a document says once about the whole plan: title, kind, parties, owner, who approved it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from statistics import median

from samspill.documents.contracts import Role
from samspill.plan.importing import deadlines
from samspill.plan.importing.heads import YEAR, is_goals_head
from samspill.plan.importing.stream import FlatLine
from samspill.plan.importing.vocabulary import load, words
from samspill.plan.importing.words import bare, fold

TITLE_WORDS_MAX = 25
TITLE_LINES_MAX = 4
LINES_MAX = 60


@dataclass(frozen=True, slots=True)
class Front:
    """Lines that say something about the whole plan; ``None`` where the document says nothing."""

    title: FlatLine | None = None
    kind: str | None = None
    owner: tuple[str, FlatLine] | None = None
    plan_responsible: tuple[str, FlatLine] | None = None
    approved_by: tuple[str, FlatLine] | None = None
    parties: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    dated: date | None = None


def read(lines: Sequence[FlatLine], outline: Sequence[str] = ()) -> Front:
    """Read the front matter; the outline of a deck may hold a fuller title than the first slide."""
    early = list(lines[:LINES_MAX])
    title = _whole(_title(early, outline), early)
    return Front(
        title=title,
        kind=kind_of(title.text) if title else None,
        owner=_owner(early),
        plan_responsible=_labelled(early, "plan_responsible"),
        approved_by=_approved(lines),
        parties=_parties(title.text) if title else (),
        years=years_in(title.text) if title else (),
        dated=_dated(early),
    )


def kind_of(text: str) -> str | None:
    """Return what kind of plan a title names, in the vocabulary's spelling."""
    folded = fold(text)
    found = [(folded.find(fold(kind)), kind) for kind in load("plans")["kinds"] if fold(kind) in folded]
    return min(found)[1] if found else None


def names_plan(text: str) -> bool:
    """Whether a title is a plan's own and does not only tell about one: it has a year, or begins with the kind."""
    kind = kind_of(text)
    return kind is not None and (bool(years_in(text)) or fold(text).startswith(fold(kind)))


def names_other_paper(lines: Sequence[FlatLine]) -> str | None:
    """Return the kind of paper a document says it is, when that is no plan: minutes, a letter, a budget.

    Minutes without the word are told by who came: «Til stede: …», «Forfall: …».
    """
    if any(fold(line.text.split(":")[0]) in words("plans", "attendance") for line in lines if ":" in line.text):
        return "referat"
    for line in takewhile(lambda line: not (_may_be_title(line) and names_plan(line.text)), lines):
        first = bare(line.text).split(" ")[:4]
        if len(line.text.split()) <= 14 and not line.bullet:
            for kind in load("plans")["not_plans"]:
                if any(word == fold(kind) or word.endswith(fold(kind)) for word in first) and not _plan_first(
                    line.text, kind
                ):
                    return str(kind)
    return None


def _plan_first(text: str, other: str) -> bool:
    """Whether a title names a plan before it names the other paper: «Tiltaksplan etter høringssvar»."""
    kind = kind_of(text)
    return kind is not None and fold(text).find(fold(kind)) < fold(text).find(fold(other))


def is_stamp(text: str) -> bool:
    """Whether a line only says when the paper was changed, or who took it: «Sist oppdatert 3.2.2026»."""
    folded = fold(text)
    return any(re.match(rf"{re.escape(word)}\b", folded) for word in words("plans", "updated", "approved"))


def years_in(text: str) -> tuple[int, ...]:
    """Return the years of a title: «2019-2022» is four years."""
    span = re.search(r"((?:19|20)\d\d)\s*[-–/]\s*((?:19|20)?\d\d)(?!\d)", text)
    if span:
        first, last = int(span[1]), int(span[2]) if len(span[2]) == 4 else int(span[1][:2] + span[2])
        return tuple(range(first, last + 1)) if first <= last <= first + 30 else (first,)
    return tuple(dict.fromkeys(int(year) for year in YEAR.findall(text)))


def _title(lines: Sequence[FlatLine], outline: Sequence[str]) -> FlatLine | None:
    candidates = [line for line in lines if _may_be_title(line)]
    candidates += [FlatLine(text, 1, 0) for text in outline if kind_of(text)]
    if not candidates:
        return None
    return max(candidates, key=lambda line: (_title_score(line), -candidates.index(line)))


def _whole(title: FlatLine | None, lines: Sequence[FlatLine]) -> FlatLine | None:
    """Return a title with the lines it goes on over: in its own block, in the same large letters."""
    if title is None or title not in lines or not title.size or title.size <= median(_sizes(lines)):
        return title
    after = lines[lines.index(title) + 1 :][: TITLE_LINES_MAX - 1]
    rest = takewhile(lambda line: (line.block, line.size, line.page) == (title.block, title.size, title.page), after)
    return replace(title, text=" ".join([title.text, *(line.text for line in rest)]))


def _sizes(lines: Sequence[FlatLine]) -> list[float]:
    return [line.size for line in lines if line.size]


def _may_be_title(line: FlatLine) -> bool:
    text = line.text
    return (
        kind_of(text) is not None
        and not line.bullet
        and len(text.split()) <= TITLE_WORDS_MAX
        and not text.endswith((".", ",", ";", ":"))
        and not (":" in text and fold(text.split(":")[0]) in words("plans", "plan_responsible"))
        and not is_goals_head(text)
        and not re.match(r"(tidligere|tidlegare|se |sja |sist )", fold(text))
    )


def _title_score(line: FlatLine) -> int:
    folded = fold(line.text)
    kind = kind_of(line.text) or ""
    return (
        2 * bool(years_in(line.text))
        + 3 * (line.role is Role.TITLE)
        + 1 * (line.role is Role.HEADING and line.level <= 1)
        + folded.startswith(fold(kind))
    )


def _dated(lines: Sequence[FlatLine]) -> date | None:
    """Return the date that stands alone on a line of the cover."""
    for line in lines[:8]:
        if re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}\. [a-z]+ \d{4}", line.text.strip()):
            return deadlines.read(line.text).latest
    return None


def _labelled(lines: Sequence[FlatLine], name: str) -> tuple[str, FlatLine] | None:
    for line in lines:
        label, colon, value = line.text.partition(":")
        if colon and value.strip() and fold(label) in words("plans", name):
            return value.strip(), line
    return None


def _owner(lines: Sequence[FlatLine]) -> tuple[str, FlatLine] | None:
    labelled = _labelled(lines, "owner")
    if labelled:
        return labelled
    for line in lines:
        if re.match(r"[Ss]ekretariat", line.text) and len(line.text.split()) <= 7 and not line.text.endswith("."):
            return line.text, line
        match = re.match(
            r"[A-ZÆØÅ]?\w*[Ss]ekretariat(?:et)?\b(?: \([^)]{2,12}\))?(?: (?:for|i) (?=[A-ZÆØÅ]))?(?: [A-ZÆØÅ][\w-]+)*",
            line.text,
        )
        if match and line.text[:1].isupper():
            return match.group().strip(), line
    return None


def _approved(lines: Sequence[FlatLine]) -> tuple[str, FlatLine] | None:
    marks = "|".join(re.escape(mark) for mark in load("plans")["approved"])
    for line in lines:
        match = re.search(rf"\b(?:{marks})\b:?\s+([^.;]+)", line.text, re.IGNORECASE)
        if match and re.search(r"plan", line.text, re.IGNORECASE):
            return match[1].strip(), line
    return None


def _parties(title: str) -> tuple[str, ...]:
    """Return the parties of «… mellom A, B og C 2019-2022»."""
    match = re.search(r"\bmellom (.+)", title)
    if not match:
        return ()
    text = re.sub(r"[\s,(]*(?:19|20)\d\d.*$", "", match[1])
    parts = [part.strip() for part in re.split(r",| og ", text) if part.strip()]
    return tuple(parts) if len(parts) >= 2 else ()
