"""Two files of the same plan: the cleaner text wins, its twin lends only what is missing.

Optical recognition of a deck is poor at letters and good at places: it has year heads that the text layer lost, and
where it reads a slide column by column it tells which column a lone value stands in. What was lent is flagged as
lent; a twin never adds a second plan, and a measure that only the twin has is told, not added.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from samspill.plan.importing.contracts import Flag
from samspill.plan.importing.drafts import Row, YearTable
from samspill.plan.importing.flat.columns import set_inferred
from samspill.plan.importing.heads import Head, area_key, partial_head, repeated_years
from samspill.plan.importing.words import fold, tokens

SAME = 80
SOLUTIONS_MAX = 64
STEPS_MAX = 20_000
WORD_MIN = 4


def lend_heads(tables: Sequence[YearTable], lenders: Sequence[YearTable]) -> None:
    """Give tables without year heads those of the same table in the twin, flagged."""
    for table in tables:
        if any(head.kind == "year" for head in table.heads):
            continue
        twin = _twin_of(table, lenders)
        heads = _all_year_heads(twin) if twin else ()
        if heads and not repeated_years(heads):
            table.heads = (*table.heads, *heads)
            table.flags = (*table.flags, Flag.HEADS_FROM_TWIN)


def lend_columns(tables: Sequence[YearTable], lenders: Sequence[YearTable]) -> None:
    """Set the years of lone values where the twin's order allows one column only, flagged."""
    for table in tables:
        twin = _twin_of(table, lenders)
        heads = tuple(head for head in table.heads if head.kind == "year")
        if twin is None or len(heads) < 2 or repeated_years(heads):
            continue
        open_rows = [row for row in table.rows if row.values and len(row.values) < len(heads)]
        if open_rows:
            _by_order(table, twin, heads) or _by_torn_head(open_rows, twin, heads)


def _twin_of(table: YearTable, lenders: Sequence[YearTable]) -> YearTable | None:
    """Return the same area's table in the twin that shares the most titles."""
    best, most = None, 0
    for lender in lenders:
        if fuzz.ratio(area_key(table.title or ""), area_key(lender.title or "")) < SAME:
            continue
        text = fold(" ".join(line for block in lender.rest for line in block))
        shared = sum(fuzz.partial_ratio(fold(row.title.text)[:60], text) >= SAME for row in table.rows)
        if shared > most:
            best, most = lender, shared
    return best


def _all_year_heads(table: YearTable) -> tuple[Head, ...]:
    """Return a table's year heads, also those that were torn from the head row."""
    torn = [head for block in table.rest for line in block for head in partial_head(line)]
    return tuple(head for head in (*table.heads, *torn) if head.kind == "year")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A value as the twin shows it, with the years it can stand under."""

    text: str
    years: frozenset[int]
    place: int


def _by_order(table: YearTable, twin: YearTable, heads: Sequence[Head]) -> bool:
    """Set the years when the twin holds every value apart from the titles, column after column.

    Each row takes its values in rising columns; read down the columns, one after another, they must give the twin's
    order. Only what all answers agree on is kept.
    """
    rows = [row for row in table.rows if row.values]
    seen = list(_values_in(twin, rows, heads))
    wanted = Counter(fold(value.text) for row in rows for value in row.values)
    if not seen or Counter(one.text for one in seen) != wanted or not _titles_first(twin, rows, seen):
        return False
    answers = _answers(rows, seen, [head.year or 0 for head in heads])
    for place, row in enumerate(rows):
        columns = {answer[place] for answer in answers}
        if len(columns) == 1 and len(row.values) < len(heads):
            set_inferred(row, [heads[column] for column in next(iter(columns))], Flag.COLUMN_FROM_TWIN)
    return bool(answers)


def _values_in(twin: YearTable, rows: Sequence[Row], heads: Sequence[Head]) -> Iterator[_Seen]:
    texts = sorted({fold(value.text) for row in rows for value in row.values})
    every = frozenset(head.year for head in heads if head.year is not None)
    allowed = every
    for place, block in enumerate(twin.rest):
        torn = [head.year for line in block for head in partial_head(line) if head.year is not None]
        if torn:
            allowed = frozenset(torn)
            continue
        best = max(texts, key=lambda one: fuzz.ratio(one, fold(" ".join(block))), default="")
        if best and fuzz.ratio(best, fold(" ".join(block))) >= SAME:
            yield _Seen(best, allowed, place)


def _titles_first(twin: YearTable, rows: Sequence[Row], seen: Sequence[_Seen]) -> bool:
    """Whether the twin reads all titles before any value: only then does its order tell columns and not rows."""
    values = {one.place for one in seen}
    others = [
        fold(" ".join(block)) for place, block in enumerate(twin.rest) if place > min(values) and place not in values
    ]
    titles = [fold(row.title.text)[:60] for row in rows]
    return not any(
        len(text) >= 0.8 * len(title) and fuzz.partial_ratio(title, text) >= SAME for title in titles for text in others
    )


Answer = tuple[tuple[int, ...], ...]


def _answers(rows: Sequence[Row], seen: Sequence[_Seen], years: Sequence[int]) -> list[Answer]:
    """Return the ways to give each row's values rising columns so that reading by columns gives the seen order."""
    values = [[fold(value.text) for value in row.values] for row in rows]
    found: list[Answer] = []
    steps = 0

    def walk(column: int, place: int, at: int, chosen: tuple[tuple[int, ...], ...]) -> None:
        nonlocal steps
        steps += 1
        if steps > STEPS_MAX or len(found) >= SOLUTIONS_MAX:
            return
        if column == len(years):
            if at == len(seen):
                found.append(chosen)
            return
        if place == len(values):
            walk(column + 1, 0, at, chosen)
            return
        done = len(chosen[place])
        left = len(values[place]) - done
        if left and at < len(seen) and seen[at].text == values[place][done] and years[column] in seen[at].years:
            taken = (*chosen[:place], (*chosen[place], column), *chosen[place + 1 :])
            walk(column, place + 1, at + 1, taken)
        if left <= len(years) - column - 1:
            walk(column, place + 1, at, chosen)

    walk(0, 0, 0, tuple(() for _ in values))
    return found if steps <= STEPS_MAX and len(found) < SOLUTIONS_MAX else []


def _by_torn_head(rows: Sequence[Row], twin: YearTable, heads: Sequence[Head]) -> bool:
    """Set the years when the twin's head row is torn and every value stands after its last piece.

    «FOKUSOMRÅDER 2024 | titles | 2025 Fokus for 2026 | values»: nothing stands under 2024, so two values stand under
    2025 and 2026.
    """
    pieces = [place for place, block in enumerate(twin.rest) for line in block if _has_year(partial_head(line))]
    if not pieces:
        return False
    last = [head.year for line in twin.rest[pieces[-1]] for head in partial_head(line) if head.year is not None]
    before, after = _words(twin.rest[: pieces[-1]]), _words(twin.rest[pieces[-1] :])
    under = [head for head in heads if head.year in last]
    if any(_stands_in(value.text, before) for row in rows for value in row.values):
        return False
    for row in rows:
        if len(row.values) == len(under) and all(_stands_in(value.text, after) for value in row.values):
            set_inferred(row, under, Flag.COLUMN_FROM_TWIN)
    return True


def _has_year(heads: Iterable[Head]) -> bool:
    return any(head.year is not None for head in heads)


def _words(blocks: Iterable[Sequence[str]]) -> set[str]:
    return {fold(word) for block in blocks for line in block for word in tokens(line)}


def _stands_in(text: str, among: set[str]) -> bool:
    """Whether most of a value's longer words stand among others, misread letters allowed."""
    wanted = [fold(word) for word in tokens(text) if len(word) >= WORD_MIN]
    hits = sum(any(fuzz.ratio(word, other) >= SAME for other in among) for word in wanted)
    return bool(wanted) and hits >= 0.6 * len(wanted)


def only_in_twin(titles: Sequence[str], text: str) -> list[str]:
    """Return titles of a twin that the clean text does not hold, however they are spelled."""
    whole = fold(text)
    return [title for title in titles if len(title.split()) >= 3 and fuzz.partial_ratio(fold(title), whole) < 70]
