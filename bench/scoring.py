"""How well an importer's answer agrees with a hand-made gold, as the golds' own README defines it.

Both sides are plan-gold/1 dictionaries. Measures are matched greedily by fuzzy title (ratio >= 90 on case-folded
text; >= 80 with the Norwegian letters folded for the misread twin); a measure whose title is lost is matched by its
bullets. Titles that the gold wants dropped count against precision, wherever they end up.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

Plan = dict[str, Any]
Measure = dict[str, Any]

CLEAN = 90
MISREAD = 80
FIELDS = ("title", "area", "responsible", "deadline", "latest", "remark", "sub_points", "bullets", "group")


@dataclass(frozen=True, slots=True)
class Tally:
    """Right, wrong and missing answers."""

    right: int = 0
    wrong: int = 0
    missing: int = 0

    @property
    def precision(self) -> float:
        """Share of the answers that are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold that was answered right."""
        return self.right / (self.right + self.missing) if self.right + self.missing else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A measure with where it stands."""

    measure: Measure
    area: str
    group: str
    area_flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """All that is counted for one answer."""

    measures: Tally
    fields: dict[str, Tally]
    goals: Tally
    areas: Tally
    groups: Tally
    cell_sequence: Tally
    certain_columns: Tally
    silent_guesses: int
    junk: tuple[str, ...]
    titles_lost: int
    empty: int
    status_guesses: int

    @property
    def all_fields(self) -> Tally:
        """All fields of matched measures together."""
        tallies = self.fields.values()
        return Tally(sum(t.right for t in tallies), sum(t.wrong for t in tallies), sum(t.missing for t in tallies))


def score(answer: Plan, gold: Plan, *, misread: bool = False) -> Score:
    """Score an answer against a gold.

    Args:
        answer: what the importer understood, plan-gold/1.
        gold: the hand-made truth, plan-gold/1.
        misread: the answer comes from optical recognition; letters are folded and titles matched more kindly.
    """
    cut = MISREAD if misread else CLEAN
    found, wanted = list(placed(answer)), list(placed(gold))
    pairs = matched(found, wanted, cut=cut, misread=misread)
    junk = tuple(junk_in(answer, gold))
    unsure = _unsure_titles(gold)
    extra = [
        one
        for place, one in enumerate(found)
        if place not in {pair[0] for pair in pairs}
        and not _among(one.measure.get("title"), unsure, cut, misread=misread)
    ]
    couples = [(found[a], wanted[b]) for a, b in pairs]
    return Score(
        measures=Tally(len(pairs), len(extra) + len(junk), len(wanted) - len(pairs)),
        fields={name: _field(name, couples, cut, misread=misread) for name in FIELDS},
        goals=_texts(_goals(answer), _goals(gold), cut, misread=misread),
        areas=_texts(_areas(answer), _areas(gold), cut, misread=misread),
        groups=_texts(_group_names(answer), _group_names(gold), cut, misread=misread),
        cell_sequence=_sequences(couples, len(wanted), cut, misread=misread),
        certain_columns=_certain(couples, wanted, cut, misread=misread),
        silent_guesses=sum(_silent(one.measure, other.measure) for one, other in couples),
        junk=junk,
        titles_lost=sum(
            _flagged(one.measure, "title-lost") and not _flagged(one.measure, "empty-measure") for one in found
        ),
        empty=sum(_flagged(one.measure, "empty-measure") for one in found),
        status_guesses=sum(
            cell.get("status") is not None for one in found for cell in one.measure.get("cell_details", [])
        ),
    )


def placed(plan: Plan) -> Iterator[Placed]:
    """Yield the measures of a plan with their area and group."""
    for area in plan["areas"]:
        for group in area["groups"]:
            for measure in group["measures"]:
                yield Placed(measure, area.get("name") or "", group.get("name") or "", tuple(area.get("flags") or ()))


def plain(text: str, *, misread: bool) -> str:
    """Return a text as it is compared: case-folded, white space joined; Norwegian letters folded for a misread text."""
    folded = re.sub(r"\s+", " ", text).strip().casefold()
    if misread:
        folded = folded.translate(str.maketrans({"æ": "ae", "ø": "o", "å": "a"}))
    return folded


def alike(one: str, other: str, *, misread: bool) -> float:
    """Return the fuzzy ratio of two texts, 0 to 100."""
    return fuzz.ratio(plain(one, misread=misread), plain(other, misread=misread))


def matched(found: Sequence[Placed], wanted: Sequence[Placed], *, cut: int, misread: bool) -> list[tuple[int, int]]:
    """Return the pairs (place in found, place in wanted), the best titles first, the same area before another."""
    candidates: list[tuple[float, bool, int, int]] = []
    for a, one in enumerate(found):
        for b, other in enumerate(wanted):
            ratio = _likeness(one.measure, other.measure, misread=misread)
            if ratio >= cut:
                same_area = alike(one.area, other.area, misread=misread) >= cut
                candidates.append((ratio, same_area, a, b))
    candidates.sort(key=lambda one: (-one[0], not one[1], one[2], one[3]))
    pairs: list[tuple[int, int]] = []
    for _, _, a, b in candidates:
        if all(a != one and b != other for one, other in pairs):
            pairs.append((a, b))
    return pairs


def _likeness(one: Measure, other: Measure, *, misread: bool) -> float:
    if one.get("title") and other.get("title"):
        return alike(one["title"], other["title"], misread=misread)
    if one.get("title") or other.get("title"):
        return 0.0
    mine, theirs = " ".join(one.get("bullets") or []), " ".join(other.get("bullets") or [])
    if not mine and not theirs:
        return 100.0 if _deadline_text(one) == _deadline_text(other) else 0.0
    return alike(mine, theirs, misread=misread)


def _unsure_titles(gold: Plan) -> list[str]:
    return [
        group["name"]
        for area in gold["areas"]
        for group in area["groups"]
        if group.get("kind_certain") is False and group["name"]
    ]


def _among(title: str | None, titles: Iterable[str], cut: int, *, misread: bool) -> bool:
    return title is not None and any(alike(title, one, misread=misread) >= cut for one in titles)


def _flagged(measure: Measure, flag: str) -> bool:
    return flag in (measure.get("flags") or [])


def _deadline_text(measure: Measure) -> str:
    return (measure.get("deadline") or {}).get("text") or ""


def _field(name: str, couples: Sequence[tuple[Placed, Placed]], cut: int, *, misread: bool) -> Tally:
    right = wrong = missing = 0
    for one, other in couples:
        mine, theirs = _value(name, one), _value(name, other)
        if name == "area" and not theirs and (not mine or _flagged(one.measure, "area-inherited")):
            continue
        if not mine and not theirs:
            continue
        if mine and theirs and _equal(mine, theirs, cut, misread=misread):
            right += 1
        else:
            wrong += bool(mine)
            missing += bool(theirs)
    return Tally(right, wrong, missing)


def _value(name: str, one: Placed) -> str:
    measure = one.measure
    if name in {"area", "group"}:
        return str(getattr(one, name))
    if name == "deadline":
        return _deadline_text(measure)
    if name == "latest":
        return str((measure.get("deadline") or {}).get("latest") or "")
    if name in {"sub_points", "bullets"}:
        return " | ".join(measure.get(name) or [])
    return measure.get(name) or ""


def _equal(mine: str, theirs: str, cut: int, *, misread: bool) -> bool:
    """Whether a field is right: the same letters in a clean text, much the same in a misread one."""
    if misread:
        return alike(mine, theirs, misread=True) >= cut
    return re.sub(r"\s+", " ", mine).strip() == re.sub(r"\s+", " ", theirs).strip()


def _goals(plan: Plan) -> list[str]:
    return list(plan.get("goals") or []) + [goal for area in plan["areas"] for goal in area.get("goals") or []]


def _areas(plan: Plan) -> list[str]:
    return [area["name"] for area in plan["areas"] if area.get("name")]


def _group_names(plan: Plan) -> list[str]:
    return [group["name"] for area in plan["areas"] for group in area["groups"] if group.get("name")]


def _texts(mine: Sequence[str], theirs: Sequence[str], cut: int, *, misread: bool) -> Tally:
    left = list(theirs)
    right = 0
    for text in mine:
        best = max(left, key=lambda one: alike(one, text, misread=misread), default=None)
        if best is not None and alike(best, text, misread=misread) >= cut:
            left.remove(best)
            right += 1
    return Tally(right, len(mine) - right, len(left))


def _sequences(couples: Sequence[tuple[Placed, Placed]], wanted: int, cut: int, *, misread: bool) -> Tally:
    """Count measures whose values stand there, all of them, left to right; a measure not found is missing."""
    right = sum(
        len(_sequence(one)) == len(_sequence(other))
        and all(_equal(a, b, cut, misread=misread) for a, b in zip(_sequence(one), _sequence(other), strict=True))
        for one, other in couples
    )
    return Tally(right, len(couples) - right, wanted - right)


def _sequence(one: Placed) -> list[str]:
    return one.measure.get("cell_sequence") or []


def _certain(couples: Sequence[tuple[Placed, Placed]], wanted: Sequence[Placed], cut: int, *, misread: bool) -> Tally:
    """Count year cells where the gold is certain of the column."""
    total = sum(len(one.measure.get("cells") or {}) for one in wanted if one.measure.get("columns_certain"))
    right = wrong = 0
    for one, other in couples:
        if not other.measure.get("columns_certain"):
            continue
        theirs = other.measure.get("cells") or {}
        mine = one.measure.get("cells") or {}
        hits = sum(year in mine and _equal(mine[year], text, cut, misread=misread) for year, text in theirs.items())
        right += hits
        wrong += len(mine) - hits
    return Tally(right, wrong, total - right)


def _silent(one: Measure, other: Measure) -> int:
    """Count values put under a year without a flag, where the gold does not know the year, or knows another."""
    known = other.get("cells") or {} if other.get("columns_certain") else {}
    silent = 0
    for cell in one.get("cell_details") or []:
        if cell["year"] is None or cell["details"]["flags"] or one.get("flags"):
            continue
        if (not other.get("columns_certain") and "columns_certain" in other) or (
            "columns_certain" in other and str(cell["year"]) not in known
        ):
            silent += 1
    return silent


def junk_in(answer: Plan, gold: Plan) -> Iterator[str]:
    """Yield titles, goals, areas and groups of an answer that hold what the gold says must be dropped."""
    marks = list(_junk_marks(gold))
    legend = {plain(word, misread=False) for word in (gold["plan"].get("status_vocabulary") or [])}
    for text in _claims(answer):
        flat = plain(text, misread=False)
        if flat in legend or any(mark in flat for mark in marks):
            yield text


def _junk_marks(gold: Plan) -> Iterator[str]:
    for entry in (gold.get("source") or {}).get("must_drop") or []:
        whole = re.sub(r"\s*(\(.*?\)|\.\.\.).*$", "", entry)
        for part in whole.split(" / ") if "cm" in whole else re.split(r":/|/(?=[A-Z])", whole):
            mark = re.sub(r"\s(N|credits)$", "", part.strip()).strip()
            if "legend" not in mark and len(mark) > 3:
                yield plain(mark, misread=False)


def _claims(plan: Plan) -> Iterator[str]:
    yield from _goals(plan)
    yield from _areas(plan)
    yield from _group_names(plan)
    for one in placed(plan):
        if one.measure.get("title"):
            yield one.measure["title"]
