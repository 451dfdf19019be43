"""What crosses the review's door: import runs, the rows a person decides on, and the refusals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from samspill.kernel import refusals
from samspill.kernel.people import PersonId
from samspill.kernel.texts import Text
from samspill.plan.contracts import PlanRefused, Responsible, Status, VersionId, YearHead
from samspill.plan.importing.contracts import Flag, Found, Notice

RunId = NewType("RunId", int)

FILES_MAX = 8
"""Files of one plan in one run: the document, its twin, perhaps its annexes."""


class RunState(StrEnum):
    """Where an import is; see ``rules.RUN_TURNS``."""

    RECEIVED = "received"
    READING = "reading"
    STOPPED = "stopped"
    """The reader died; nothing is lost, it can be asked to try again."""
    REFUSED = "refused"
    READY = "ready"
    ACCEPTED = "accepted"
    DROPPED = "dropped"


class Verdict(StrEnum):
    """What a person decided about a row."""

    ACCEPT = "accept"
    CORRECT = "correct"
    DROP = "drop"


class RowKind(StrEnum):
    """What a row of the review stands for."""

    PLAN = "plan"
    GOAL = "goal"
    AREA = "area"
    GROUP = "group"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file on its way in: its name as data only, and its bytes piece by piece."""

    name: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was received and lies in the import folder under its checksum."""

    name: str
    sha256: str
    size: int
    """Bytes."""
    form: str = ""
    """A ``documents.contracts.Form``; empty until it is read."""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the reader has come: of which file, and of how many pages; ``of`` is 0 while it is not known."""

    file: str = ""
    done: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class RunView:
    """An import as its pages show it."""

    id: RunId
    state: RunState
    """A run whose reader has gone silent is shown as STOPPED."""
    files: tuple[KeptFile, ...]
    received_at: datetime
    by_id: PersonId
    by_name: str
    reading: Reading = Reading()
    title: str = ""
    """The plan's title once it is read."""
    refusal: tuple[Text, ...] = ()
    """What, why and what to do, when the file was refused."""
    measures: int = 0
    flagged: int = 0
    version_id: VersionId | None = None
    finished_at: datetime | None = None


# What a row says: proposed by the importer, or corrected by a person.


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word of the plan's own status scale, and what it means; UNKNOWN keeps the word beside the cell."""

    word: str
    status: Status


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What is said once about the whole plan."""

    title: str
    kind: str
    language: str
    owner: str = ""
    dated: date | None = None
    years: tuple[YearHead, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    """What each word of the plan's own status scale means."""


@dataclass(frozen=True, slots=True)
class GoalWords:
    """A goal."""

    text: str


@dataclass(frozen=True, slots=True)
class AreaWords:
    """An area's head; the name may be empty, as in the source."""

    name: str
    number: int | None = None
    parent: str = ""


@dataclass(frozen=True, slots=True)
class GroupWords:
    """A sub-heading; empty when there is none."""

    name: str
    is_measure: bool = False
    """It is a measure after all, and what follows belongs to the sub-heading before it."""


@dataclass(frozen=True, slots=True)
class CellWords:
    """A year cell: ``word`` is the status in the plan's own words, empty when the file does not tell it."""

    text: str
    year: int | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """A measure; its title is empty when the source has lost it and nobody knows it."""

    title: str
    points: tuple[str, ...] = ()
    responsible: tuple[Responsible, ...] = ()
    deadline: str = ""
    deadline_latest: date | None = None
    remark: str = ""
    cells: tuple[CellWords, ...] = ()
    is_heading: bool = False
    """It is a sub-heading after all, and the measures after it stand under it."""


Words = PlanWords | GoalWords | AreaWords | GroupWords | MeasureWords


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a row, and when; ``words`` are what is kept, none with DROP."""

    verdict: Verdict
    by_name: str
    at: datetime
    revision: int
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was understood, with a path that stays the same each time the run is shown."""

    path: str
    kind: RowKind
    proposal: Words
    """What accepting keeps."""
    found: tuple[tuple[str, Found], ...] = ()
    """Each value by the name of its field, with its words as they stand in the file."""
    flags: tuple[Flag, ...] = ()
    problems: tuple[Text, ...] = ()
    """Why it cannot be accepted as it stands; it must be corrected or dropped."""
    notices: tuple[Notice, ...] = ()
    page: int = 1
    document: str = ""

    @property
    def asks(self) -> bool:
        """Tell whether a person must decide on this row by itself."""
        return bool(self.flags or self.problems or self.kind is RowKind.PLAN)


@dataclass(frozen=True, slots=True)
class RowView:
    """A row with what has been decided about it."""

    row: Row
    decision: Decision | None = None
    dropped_above: bool = False
    """The area or group it stands in is dropped, and it goes with it."""

    @property
    def waits(self) -> bool:
        """Tell whether a decision is still missing that must be there before the import can be finished."""
        return self.row.asks and self.decision is None and not self.dropped_above

    @property
    def words(self) -> Words:
        """What it says now: corrected, or as it was understood."""
        return self.decision.words if self.decision and self.decision.words else self.row.proposal

    @property
    def revision(self) -> int:
        """The number a form sends back, so that a stale one is found; 0 while nothing is decided."""
        return self.decision.revision if self.decision else 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How the review stands, in numbers."""

    rows: int
    measures: int
    waiting: int
    waiting_kinds: Mapping[RowKind, int]
    """How many rows of each kind still wait."""
    unasked: int
    """Rows that ask nothing and are not decided yet; they can be accepted together."""
    dropped: int


@dataclass(frozen=True, slots=True)
class LeafHead:
    """Which part of which document a leaf is; a long page is several leaves."""

    position: int
    document: str
    sha256: str
    page: int
    part: int = 1


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The whole review of a run."""

    run: RunView
    rows: tuple[RowView, ...]
    """In reading order: the plan, its goals, then area by area."""
    tally: Tally
    leaves: tuple[LeafHead, ...]
    warnings: tuple[Text, ...] = ()
    """What the readers of the files want a person to know."""
    places: Mapping[str, int] = field(default_factory=dict)
    """The position of the leaf each row was read from, by the row's path."""

    def row(self, path: str) -> RowView | None:
        """Return the row at a path."""
        return next((view for view in self.rows if view.row.path == path), None)

    def leaf_of(self, path: str) -> LeafHead | None:
        """Return the leaf a row was read from; the first when that is not known, ``None`` when there is none."""
        position = self.places.get(path, 0)
        return self.leaves[position] if position < len(self.leaves) else None


# The document as it was read, leaf by leaf.


@dataclass(frozen=True, slots=True)
class LeafLine:
    """A line of the document as a reader sees it."""

    text: str
    bullet: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class LeafCell:
    """A cell of a table in the document."""

    lines: tuple[LeafLine, ...]
    fill: str | None = None
    column_span: int = 1
    row_span: int = 1


@dataclass(frozen=True, slots=True)
class LeafText:
    """Lines that stand together; a head when ``head`` is set."""

    lines: tuple[LeafLine, ...]
    head: bool = False


@dataclass(frozen=True, slots=True)
class LeafTable:
    """A table of the document."""

    rows: tuple[tuple[LeafCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of a document small enough to show at once."""

    head: LeafHead
    blocks: tuple[LeafText | LeafTable, ...]


class ImportRefused(PlanRefused):
    """The import does not allow it; nothing has been changed."""


class MayNotImport(ImportRefused, refusals.NotAllowed):
    """Only whoever keeps the plan may import and review."""


class NoSuchImport(ImportRefused, refusals.NotFound):
    """There is no such import, row or page."""


class InvalidWords(ImportRefused, refusals.Invalid):
    """Something in a correction must be mended; ``errors`` says what, by field."""

    def __init__(self, what: Text, *, errors: Mapping[str, Text], remedy: Text | None = None) -> None:
        super().__init__(what, remedy=remedy)
        self.errors = errors


class StaleDecision(ImportRefused, refusals.Stale):
    """Somebody decided on the row after the form was opened; ``newer`` is how it stands now."""

    def __init__(self, what: Text, *, newer: RowView, remedy: Text) -> None:
        super().__init__(what, remedy=remedy)
        self.newer = newer


@dataclass(frozen=True, slots=True)
class Summary:
    """What the command line tells of a run that is read."""

    areas: int
    groups: int
    measures: int
    waiting: int
    flags: Mapping[Flag, int] = field(default_factory=dict)
