"""What the routes hand on: rows of text with their places, before they become a plan."""

from dataclasses import dataclass, field

from samspill.plan.importing.contracts import Flag
from samspill.plan.importing.heads import Head


@dataclass(slots=True)
class Piece:
    """A run of lines that is one cell, title or heading."""

    lines: list[str]
    page: int
    text: str = ""
    flags: tuple[Flag, ...] = ()
    colour: str | None = None
    column: int | None = None
    """Place of the head it stands under, where boxes or the file tell."""

    @property
    def verbatim(self) -> str:
        """The lines as they stand."""
        return "\n".join(self.lines)


@dataclass(slots=True)
class Row:
    """A measure's row in a table with years: its title and its values, left to right."""

    title: Piece
    values: list[Piece] = field(default_factory=list)
    years: list[int | None] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    flags: tuple[Flag, ...] = ()


@dataclass(slots=True)
class Group:
    """A sub-heading with its rows."""

    heading: Piece | None
    rows: list[Row] = field(default_factory=list)
    flags: tuple[Flag, ...] = ()


@dataclass(slots=True)
class YearTable:
    """A table of an area with columns for years."""

    title: str | None
    heads: tuple[Head, ...]
    groups: list[Group] = field(default_factory=list)
    page: int = 1
    number: int | None = None
    flags: tuple[Flag, ...] = ()
    loose: list[Piece] = field(default_factory=list)
    """Values that stand in columns of their own, apart from every row."""
    rest: list[list[str]] = field(default_factory=list)
    """The lines of the part in groups, for whoever holds it against its twin."""

    @property
    def rows(self) -> list[Row]:
        """All rows, in order."""
        return [row for group in self.groups for row in group.rows]
