"""Regular expressions that always end.

Python's matcher is quick but may try exponentially many ways. What it could spend on a text is reckoned first;
beyond a bound the pattern is walked by ``automata``, which is slow but steady.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from samspill.fhir.path.automata import Automaton, Choice, One, Piece, Place, Row, UnwalkableError, read
from samspill.fhir.path.errors import EvaluationError, TooMuchWork

_LONGEST_PATTERN = 2_000
_MOST_TRIES = 3_000_000
"""Tries that Python's matcher is allowed: about a tenth of a second."""

_ENDLESS = 10**9
_SHORT = 20
_GROUP_MARK = re.compile(r"\$(\d+)|\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class _Pattern:
    quick: re.Pattern[str]
    piece: Piece | None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> _Pattern:
    if len(pattern) > _LONGEST_PATTERN:
        raise EvaluationError(f"A pattern is longer than {_LONGEST_PATTERN} characters")
    try:
        quick = re.compile(pattern, re.DOTALL)
    except (re.error, OverflowError, RecursionError) as error:
        raise EvaluationError(f"The pattern cannot be read: {error}") from error
    try:
        return _Pattern(quick, read(pattern))
    except UnwalkableError:
        return _Pattern(quick, None)


@lru_cache(maxsize=32)
def _automaton(piece: Piece) -> Automaton:
    return Automaton(piece)


def found(pattern: str, text: str) -> bool:
    """Whether the pattern matches anywhere in the text.

    Raises:
        EvaluationError: when the pattern cannot be read, or could take too long.
    """
    known = _compiled(pattern)
    if _is_quick(pattern, len(text)):
        return known.quick.search(text) is not None
    return _walked(known, text, whole=False)


def covers(pattern: str, text: str) -> bool:
    """Whether the pattern matches the whole text.

    Raises:
        EvaluationError: when the pattern cannot be read, or could take too long.
    """
    known = _compiled(pattern)
    if _is_quick(pattern, len(text)):
        return known.quick.fullmatch(text) is not None
    return _walked(known, text, whole=True)


def replaced(pattern: str, text: str, new: str) -> str:
    """Return the text with every match replaced; ``$1`` and ``${name}`` stand for a group.

    Raises:
        EvaluationError: when the pattern cannot be read, or could take too long: a replacement needs Python's matcher.
    """
    known = _compiled(pattern)
    if not _is_quick(pattern, len(text)):
        raise TooMuchWork("The pattern could take too long on this text")
    return known.quick.sub(lambda match: _expanded(new, match), text)


def _walked(known: _Pattern, text: str, *, whole: bool) -> bool:
    if known.piece is None:
        raise TooMuchWork("The pattern could take too long on this text")
    return _automaton(known.piece).matches(text, whole=whole)


def cost(pattern: str, text: str) -> int:
    """Return what matching costs, in the steps of an evaluation (about a microsecond each)."""
    piece = _compiled(pattern).piece
    size = len(text) + 1
    if piece is None or not _is_quick(pattern, len(text)):
        return size * len(pattern)
    return 1 + tries(piece, size) * size // 50


@lru_cache(maxsize=4_096)
def _is_quick(pattern: str, length: int) -> bool:
    """A search may begin at each place; a pattern that cannot be read here may do anything, so only on a short text."""
    piece = _compiled(pattern).piece
    if piece is None:
        return length < _SHORT
    return tries(piece, length + 1) * (length + 1) <= _MOST_TRIES


def tries(piece: Piece, size: int) -> int:
    """Return a bound on how many ways a matcher that goes back may try from one place of a text of a size.

    A repetition of what itself can match in several ways multiplies without bound: it is reckoned as endless.
    """
    if isinstance(piece, One | Place):
        return 1
    if isinstance(piece, Choice):
        return sum(tries(way, size) for way in piece.ways)
    if isinstance(piece, Row):
        return _product([tries(part, size) for part in piece.parts])
    inner = tries(piece.part, size)
    most = size if piece.most is None else min(piece.most, size)
    if most > 1 and inner > 1:
        return _ENDLESS
    return inner * (most - min(piece.least, most) + 1)


def _product(factors: list[int]) -> int:
    product = 1
    for factor in factors:
        product = min(product * factor, _ENDLESS)
    return product


def _expanded(new: str, match: re.Match[str]) -> str:
    def one(name: re.Match[str]) -> str:
        try:
            return match.group(int(name[1])) or "" if name[1] else match.group(name[2]) or ""
        except IndexError as error:
            raise EvaluationError(f"The pattern has no group {name[0]}") from error

    return _GROUP_MARK.sub(one, new) if "$" in new else new
