"""Which year a value stands under, when nothing but order and line breaks is left.

As many values as heads: certain. Fewer: only where the way a value was broken fits one column alone, and then flagged
as inferred; otherwise the year stays unknown and a person is asked. Heads that are missing may be taken over from the
other tables of the document, flagged. Nothing is guessed in silence.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from samspill.plan.importing.contracts import Flag
from samspill.plan.importing.drafts import Piece, Row, YearTable
from samspill.plan.importing.heads import Head, repeated_years

SLACK = 2


def assign(tables: Sequence[YearTable]) -> None:
    """Set the year of every value of every row, or leave it unknown with a flag."""
    common = _common_heads(tables)
    for table in tables:
        heads, flag = _heads_of(table, common)
        if flag and flag not in table.flags:
            table.flags = (*table.flags, flag)
        for row in table.rows:
            row.flags = (*row.flags, *_set_row(row, heads, flag))
        _infer_by_width(table, heads)


def _common_heads(tables: Sequence[YearTable]) -> tuple[Head, ...]:
    """Return the year heads most tables of the document have."""
    seen = Counter(
        _year_heads(table) for table in tables if _year_heads(table) and not repeated_years(_year_heads(table))
    )
    return seen.most_common(1)[0][0] if seen else ()


def _year_heads(table: YearTable) -> tuple[Head, ...]:
    return tuple(head for head in table.heads if head.kind == "year")


def _heads_of(table: YearTable, common: tuple[Head, ...]) -> tuple[tuple[Head, ...], Flag | None]:
    """Return the heads to use, and why they are not simply the table's own."""
    own = _year_heads(table)
    if own and not repeated_years(own):
        return own, Flag.HEADS_FROM_TWIN if Flag.HEADS_FROM_TWIN in table.flags else None
    most = max((len(row.values) for row in table.rows), default=0)
    if own:
        agree = (
            len(own) == len(common) and sum(a.text == b.text for a, b in zip(own, common, strict=True)) >= len(own) - 1
        )
        return (common if agree else own), Flag.HEADS_REPEATED
    if common and most == len(common):
        return common, Flag.HEADS_INHERITED
    return (), Flag.HEADS_MISSING


def _set_row(row: Row, heads: Sequence[Head], flag: Flag | None) -> tuple[Flag, ...]:
    count = len(row.values)
    if not count:
        return ()
    if count == len(heads):
        row.years = [head.year for head in heads]
        row.labels = [head.text for head in heads]
        row.values = [_flagged(value, flag) for value in row.values]
        return ()
    row.years = [None] * count
    row.labels = [""] * count
    row.values = [_flagged(_flagged(value, flag), Flag.COLUMN_UNKNOWN) for value in row.values]
    return (Flag.SPLIT_DOUBTFUL,) if heads and count > len(heads) else ()


def _flagged(piece: Piece, flag: Flag | None) -> Piece:
    if flag is None or flag in piece.flags:
        return piece
    piece.flags = (*piece.flags, flag)
    return piece


def _infer_by_width(table: YearTable, heads: Sequence[Head]) -> None:
    """Set the years of rows with fewer values than heads where only one order of columns fits the line breaks."""
    full = [row for row in table.rows if len(row.values) == len(heads)]
    if len(full) < 2 or len(heads) < 2 or Flag.HEADS_MISSING in table.flags:
        return
    room = [max(len(line) for row in full for line in row.values[column].lines) for column in range(len(heads))]
    for row in table.rows:
        count = len(row.values)
        if not 0 < count < len(heads):
            continue
        fitting = [
            chosen
            for chosen in combinations(range(len(heads)), count)
            if all(_fits(value, room[column]) for value, column in zip(row.values, chosen, strict=True))
        ]
        if len(fitting) == 1:
            set_inferred(row, [heads[column] for column in fitting[0]], Flag.COLUMN_INFERRED)


def set_inferred(row: Row, heads: Sequence[Head], flag: Flag) -> None:
    """Set the years of a row that were told by something else than its own place, and flag them so."""
    row.years = [head.year for head in heads]
    row.labels = [head.text for head in heads]
    for value in row.values:
        kept = (Flag.COLUMN_UNKNOWN, Flag.COLUMN_INFERRED)
        value.flags = (*(one for one in value.flags if one not in kept), flag)


def _fits(value: Piece, room: int) -> bool:
    """Whether a value's lines can have been broken as they are in a column where ``room`` letters are known to fi"""
    if max(len(line) for line in value.lines) > room + SLACK:
        return False
    return all(
        len(line) + 1 + len(after.split(" ")[0]) > room
        for line, after in zip(value.lines, value.lines[1:], strict=False)
    )
