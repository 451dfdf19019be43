"""The goals after a goals head: one per bullet, else one per group of lines."""

from collections.abc import Sequence

from samspill.plan.importing.drafts import Piece
from samspill.plan.importing.lexicon import Lexicon
from samspill.plan.importing.stream import FlatLine, blocks_of
from samspill.plan.importing.words import fold, starts_low


def read(lines: Sequence[FlatLine], lexicon: Lexicon) -> list[Piece]:
    """Return the goals of a part.

    «at …» and «å …» are goals of their own though they start small; any other group that starts small goes on with
    the one before it, when that has no end.
    """
    goals: list[Piece] = []
    for block in blocks_of(lines):
        for place, line in enumerate(block):
            if line.bullet or (place == 0 and not _goes_on(goals, line)):
                goals.append(Piece([line.text], line.page))
            elif goals:
                goals[-1].lines.append(line.text)
    for goal in goals:
        goal.text, goal.flags = lexicon.joined(goal.lines)
    return [goal for goal in goals if sum(sign.isalpha() for sign in goal.text) >= 4]


def _goes_on(goals: Sequence[Piece], line: FlatLine) -> bool:
    if not goals or not starts_low(line.text):
        return False
    if fold(line.text).split(" ")[0] in {"at", "a"}:
        return False
    return not goals[-1].lines[-1].rstrip().endswith((".", "!", "?"))
