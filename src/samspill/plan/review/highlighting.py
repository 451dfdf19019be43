"""Finds a row's verbatim words in the lines of a leaf, whatever the white space and the line breaks between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line, marked when it is what the row was understood from."""

    text: str
    marked: bool = False


def highlight(lines: Sequence[str], verbatims: Iterable[str]) -> list[tuple[Piece, ...]]:
    """Return each line as pieces, those of the verbatim words marked; each verbatim is marked where it first stands."""
    places = [(row, column) for row, line in enumerate(lines) for column, sign in enumerate(line) if not sign.isspace()]
    flow = "".join(lines[row][column] for row, column in places)
    marked: list[set[int]] = [set() for _ in lines]
    for verbatim in verbatims:
        words = "".join(verbatim.split())
        start = flow.find(words) if words else -1
        if start < 0:
            continue
        for row, column in places[start : start + len(words)]:
            marked[row].add(column)
    return [_pieces(line, columns) for line, columns in zip(lines, marked, strict=True)]


def _pieces(line: str, marked: set[int]) -> tuple[Piece, ...]:
    if not marked:
        return (Piece(line),)
    spread = {column for column in range(min(marked), max(marked) + 1) if column in marked or line[column].isspace()}
    pieces: list[Piece] = []
    for column, sign in enumerate(line):
        now = column in spread
        if pieces and pieces[-1].marked == now:
            pieces[-1] = Piece(pieces[-1].text + sign, now)
        else:
            pieces.append(Piece(sign, now))
    return tuple(pieces)
