"""A regular expression walked over a text once, all its possibilities side by side: never back, so never long.

The fallback of ``patterns`` for what Python's own matcher could hang on. It answers yes or no, knows nothing of groups,
and refuses what has no such walk (look-around, back-references). After K. Thompson, CACM 11(6), 1968.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

from samspill.fhir.path.errors import EvaluationError, TooMuchWork

MOST_STATES = 4_000
MOST_WORK = 1_000_000

_COUNT = re.compile(r"\{(\d{1,5})(,(\d{1,5})?)?\}")
_GROUP = re.compile(r"\((\?:|\?P?<[A-Za-z_]\w*>)?(?!\?)")
_ASSERTIONS = {"^", "$", r"\b", r"\B", r"\A", r"\Z"}


@dataclass(frozen=True, slots=True)
class One:
    """One character, as a pattern of its own."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Place:
    """A condition on the place: ``^``, ``$``, a word's edge."""

    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """One after the other."""

    parts: "tuple[Piece, ...]"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    ways: "tuple[Piece, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """So many times; ``most`` is ``None`` for any number."""

    part: "Piece"
    least: int
    most: int | None


Piece: TypeAlias = One | Place | Row | Choice | Repeat


class UnwalkableError(Exception):
    """The pattern uses what only a matcher that goes back can do."""


def read(pattern: str) -> Piece:
    """Read a pattern that Python's ``re`` has already accepted.

    Raises:
        UnwalkableError: for look-around, back-references and flags.
    """
    return _Reader(pattern).choice()


class _Reader:
    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    def choice(self) -> Piece:
        ways = [self._row()]
        while self._text[self._at : self._at + 1] == "|":
            self._at += 1
            ways.append(self._row())
        return ways[0] if len(ways) == 1 else Choice(tuple(ways))

    def _row(self) -> Piece:
        parts: list[Piece] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            parts.append(self._repeated(self._atom()))
        return parts[0] if len(parts) == 1 else Row(tuple(parts))

    def _repeated(self, part: Piece) -> Piece:
        mark = self._text[self._at : self._at + 1]
        count = _COUNT.match(self._text, self._at)
        if mark and mark in "*+?":
            self._at += 1
            part = Repeat(part, int(mark == "+"), 1 if mark == "?" else None)
        elif count:
            self._at = count.end()
            most = int(count[3]) if count[3] else None if count[2] else int(count[1])
            part = Repeat(part, int(count[1]), most)
        else:
            return part
        return self._without_mood(part)

    def _without_mood(self, part: Piece) -> Piece:
        """Lazy or not makes no difference to yes or no; possessive does."""
        mark = self._text[self._at : self._at + 1]
        if mark == "+":
            raise UnwalkableError
        if mark == "?":
            self._at += 1
        return part

    def _atom(self) -> Piece:
        character = self._text[self._at]
        if character == "(":
            return self._group()
        if character == "[":
            return self._one(self._end_of_set())
        if character == "\\":
            return self._escape()
        if character in _ASSERTIONS:
            self._at += 1
            return Place(character)
        return self._one(self._at + 1)

    def _group(self) -> Piece:
        opening = _GROUP.match(self._text, self._at)
        if opening is None:
            raise UnwalkableError
        self._at = opening.end()
        inside = self.choice()
        self._at += 1
        return inside

    def _escape(self) -> Piece:
        text = self._text[self._at : self._at + 2]
        if text in _ASSERTIONS:
            self._at += 2
            return Place(text)
        if text[1:].isdigit():
            raise UnwalkableError
        length = {"x": 4, "u": 6, "U": 10}.get(text[1:], 2)
        return self._one(self._at + length)

    def _end_of_set(self) -> int:
        place = self._at + 1
        if self._text[place] == "^":
            place += 1
        place += 1  # a bracket that stands first is itself
        if self._text[place - 1] == "\\":
            place += 1
        while self._text[place] != "]":
            place += 2 if self._text[place] == "\\" else 1
        return place + 1

    def _one(self, end: int) -> Piece:
        text = self._text[self._at : end]
        self._at = end
        return One(re.compile(text if len(text) > 1 or text == "." else re.escape(text), re.DOTALL))


@dataclass(frozen=True, slots=True)
class _State:
    """A state of the machine: a character to take, a condition, or a fork (neither); the states that may follow."""

    taken: re.Pattern[str] | None
    place: str
    following: tuple[int, ...]


class Automaton:
    """A pattern as states; one text is walked at a time, nothing is kept between walks."""

    def __init__(self, piece: Piece) -> None:
        self._states: list[_State] = [_State(None, "", ())]
        self._start = self._made(piece, 0)

    def _state(self, state: _State) -> int:
        if len(self._states) >= MOST_STATES:
            raise EvaluationError("The pattern repeats too much")
        self._states.append(state)
        return len(self._states) - 1

    def _made(self, piece: Piece, after: int) -> int:
        """Build from the end backwards; returns where the piece begins."""
        if isinstance(piece, One):
            return self._state(_State(piece.pattern, "", (after,)))
        if isinstance(piece, Place):
            return self._state(_State(None, piece.kind, (after,)))
        if isinstance(piece, Choice):
            return self._state(_State(None, "", tuple(self._made(way, after) for way in piece.ways)))
        if isinstance(piece, Row):
            for part in reversed(piece.parts):
                after = self._made(part, after)
            return after
        return self._repeated(piece, after)

    def _repeated(self, piece: Repeat, after: int) -> int:
        if piece.most is None:
            fork = self._state(_State(None, "", ()))
            self._states[fork] = _State(None, "", (self._made(piece.part, fork), after))
            after = fork
        else:
            end = after
            for _ in range(piece.most - piece.least):
                after = self._state(_State(None, "", (self._made(piece.part, after), end)))
        for _ in range(piece.least):
            after = self._made(piece.part, after)
        return after

    def matches(self, text: str, *, whole: bool) -> bool:
        """Whether the pattern matches the whole text, or anywhere in it.

        Raises:
            TooMuchWork: when text and pattern together are too long.
        """
        left = MOST_WORK
        active: set[int] = set()
        for place in range(len(text) + 1):
            starts = active | {self._start} if place == 0 or not whole else active
            active = self._spread(starts, text, place)
            if 0 in active and (not whole or place == len(text)):
                return True
            left -= len(active) + 1
            if left < 0:
                raise TooMuchWork("The pattern takes too long on so long a text")
            active = self._taken(active, text[place : place + 1])
        return False

    def _taken(self, active: set[int], character: str) -> set[int]:
        states = (self._states[number] for number in active)
        return {state.following[0] for state in states if state.taken and state.taken.fullmatch(character)}

    def _spread(self, starts: set[int], text: str, place: int) -> set[int]:
        """Follow forks and conditions, which take no character."""
        reached: set[int] = set()
        waiting = list(starts)
        while waiting:
            number = waiting.pop()
            if number in reached:
                continue
            reached.add(number)
            state = self._states[number]
            if state.taken is None and (not state.place or _is_at(state.place, text, place)):
                waiting.extend(state.following)
        return reached


def _is_at(kind: str, text: str, place: int) -> bool:
    if kind in {"^", r"\A"}:
        return place == 0
    if kind == r"\Z":
        return place == len(text)
    if kind == "$":
        return place == len(text) or (place == len(text) - 1 and text[place] == "\n")
    before = place > 0 and _is_word(text[place - 1])
    after = place < len(text) and _is_word(text[place])
    return (before != after) is (kind == r"\b")


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
