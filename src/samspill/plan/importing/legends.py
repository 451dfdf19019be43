"""A plan's own status scale, as its legend shows it: short status words in rising order, perhaps on a colour.

The legend stands on every slide of a deck. Its words are told from a cell that holds the same word by standing together
in rising order; optical recognition misspells them and leaves specks in front («M Under arbeid», «Planlagt/pébegynt»).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from rapidfuzz import fuzz, process

from samspill.plan.importing.stream import FlatLine
from samspill.plan.importing.vocabulary import status_ranks
from samspill.plan.importing.words import fold

LEGEND_MIN = 3
LEGEND_WORDS_MAX = 6


@dataclass(frozen=True, slots=True)
class Legend:
    """A legend and where its lines stand."""

    words: tuple[str, ...]
    places: tuple[int, ...]
    colours: tuple[str | None, ...] = ()


@lru_cache(maxsize=4096)
def status_rank(text: str) -> int | None:
    """Return how far along a line's status word is; ``None`` when the line is no status word, however misread."""
    folded = fold(text).strip(" .")
    while folded and not folded[0].isalpha():
        folded = folded[1:]
    if len(folded) > 2 and folded[1] == " ":
        folded = folded[2:]
    if len(folded) < 5 or len(folded) > 30:
        return status_ranks().get(folded)
    if folded in status_ranks():
        return status_ranks()[folded]
    match = process.extractOne(folded, status_ranks().keys(), scorer=fuzz.ratio, score_cutoff=84)
    return status_ranks()[match[0]] if match else None


def find(lines: Sequence[FlatLine]) -> list[Legend]:
    """Return the legends among the lines: two words from «not begun» upwards, or three in rising order."""
    found: list[Legend] = []
    run: list[tuple[int, int]] = []
    for place, line in enumerate(lines):
        rank = status_rank(line.text)
        if run and rank is not None and rank > run[-1][1] and place - run[-1][0] <= 2:
            run.append((place, rank))
            continue
        if run and rank is None and place - run[-1][0] <= 1 and (_speck(line.text) or lines[run[-1][0]].fill):
            continue
        found += _closed(lines, run)
        run = [(place, rank)] if rank is not None else []
    return found + _closed(lines, run) + _coloured(lines)


def _coloured(lines: Sequence[FlatLine]) -> list[Legend]:
    """Return the legends whose words stand on colours, wherever they stand on their page.

    The words may be the plan's own: at least three short texts in a row, each on a colour of its own, are a legend when
    at least half of them are words of the usual scales.
    """
    own = _own_words(lines)
    pages: dict[int, dict[int, str]] = {}
    for place, line in enumerate(lines):
        if line.fill and (status_rank(line.text) is not None or place in own):
            pages.setdefault(line.page, {})[place] = line.text
    return [
        Legend(
            tuple(dict.fromkeys(words.values())),
            tuple(words),
            tuple(_fill_of(lines, words, word) for word in dict.fromkeys(words.values())),
        )
        for words in pages.values()
        if len(set(words.values())) >= 2
    ]


def _own_words(lines: Sequence[FlatLine]) -> set[int]:
    """Return the places of runs of short lines that each have a colour of their own."""
    found: set[int] = set()
    for _, run in groupby(enumerate(lines), key=lambda one: (one[1].page, _may_be_legend(one[1]))):
        members = list(run)
        fills = [line.fill for _, line in members]
        told = _mostly_known([line.text for _, line in members])
        if _may_be_legend(members[0][1]) and len(members) >= LEGEND_MIN and len(set(fills)) == len(fills) and told:
            found |= {place for place, _ in members}
    return found


def _mostly_known(texts: Sequence[str]) -> bool:
    return 2 * sum(status_rank(text) is not None for text in texts) >= len(texts)


def _may_be_legend(line: FlatLine) -> bool:
    return bool(line.fill) and len(line.text.split()) <= LEGEND_WORDS_MAX and not line.bullet


def _fill_of(lines: Sequence[FlatLine], places: dict[int, str], word: str) -> str | None:
    return next(lines[place].fill for place, text in places.items() if text == word)


def _speck(text: str) -> bool:
    return sum(sign.isalpha() for sign in text) <= 2


def _closed(lines: Sequence[FlatLine], run: list[tuple[int, int]]) -> list[Legend]:
    if len(run) >= 3 or (len(run) == 2 and run[0][1] == 0):
        places = tuple(place for place, _ in run)
        return [Legend(tuple(lines[at].text for at in places), places, tuple(lines[at].fill for at in places))]
    return []


def scale(legends: Sequence[Legend]) -> tuple[str, ...]:
    """Return the fullest legend's words."""
    return max((legend.words for legend in legends), key=len, default=())


def colours(legends: Sequence[Legend]) -> dict[str, str]:
    """Return what each colour of the legends means: colour -> status word. A colour with two meanings has none."""
    meant: dict[str, set[str]] = {}
    for legend in legends:
        for word, colour in zip(legend.words, legend.colours, strict=False):
            if colour:
                meant.setdefault(colour.casefold(), set()).add(word)
    return {colour: next(iter(said)) for colour, said in meant.items() if len(said) == 1}


def of_row(texts: Sequence[str], fills: Sequence[str | None]) -> Legend | None:
    """Return the legend a table's row is: status words on colours, or some beside words of the plan's own."""
    known = all(status_rank(text) is not None for text in texts)
    short = all(len(text.split()) <= LEGEND_WORDS_MAX for text in texts)
    own = short and len(texts) >= LEGEND_MIN and len(set(fills)) == len(fills) and _mostly_known(texts)
    if len(texts) >= 2 and all(fills) and (known or own):
        return Legend(tuple(texts), (), tuple(fills))
    return None
