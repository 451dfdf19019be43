"""A plan's own status scale, as its legend shows it: short status words in rising order, perhaps on a colour.

The legend stands on every slide of a deck. Its words are told from a cell that holds the same word by standing together
in rising order; optical recognition misspells them and leaves specks in front («M Under arbeid», «Planlagt/pébegynt»).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from samspill.plan.importing.stream import FlatLine
from samspill.plan.importing.vocabulary import status_ranks
from samspill.plan.importing.words import fold


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
    """Return the legends whose words stand on colours, wherever they stand on their page."""
    pages: dict[int, dict[int, str]] = {}
    for place, line in enumerate(lines):
        if line.fill and status_rank(line.text) is not None:
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
    """Return the legend a table's row is, when all its texts are status words on colours."""
    if len(texts) >= 2 and all(fills) and all(status_rank(text) is not None for text in texts):
        return Legend(tuple(texts), (), tuple(fills))
    return None
