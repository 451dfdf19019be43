"""What was understood of a plan document: every value beside its verbatim text, page and confidence."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from samspill.kernel.texts import Text


class Flag(StrEnum):
    """Why a person should look at a value before it is kept."""

    TITLE_LOST = "title-lost"
    EMPTY_MEASURE = "empty-measure"
    COLUMN_UNKNOWN = "column-unknown"
    COLUMN_INFERRED = "column-inferred"
    COLUMN_FROM_TWIN = "column-from-twin"
    HEADS_MISSING = "heads-missing"
    HEADS_FROM_TWIN = "heads-from-twin"
    HEADS_REPEATED = "heads-repeated"
    HEADS_INHERITED = "heads-inherited"
    AREA_MISSING = "area-missing"
    AREA_INHERITED = "area-inherited"
    HEADING_OR_MEASURE = "heading-or-measure"
    SPLIT_DOUBTFUL = "split-doubtful"
    JOINED_OVER_PAGE = "joined-over-page"
    WORD_JOINED = "word-joined"
    DEADLINE_UNREAD = "deadline-unread"
    DEADLINE_ROUNDED = "deadline-rounded"
    YEAR_OUTSIDE_PLAN = "year-outside-plan"
    STATUS_COLOUR_UNKNOWN = "status-colour-unknown"
    RESPONSIBLE_UNKNOWN = "responsible-unknown"
    TEXT_DAMAGED = "text-damaged"
    TWIN_DIFFERS = "twin-differs"
    ONLY_IN_TWIN = "only-in-twin"
    NAMES_DIFFER = "names-differ"


@dataclass(frozen=True, slots=True)
class Found:
    """A value as it was understood."""

    text: str
    """The value: verbatim but for white space, broken words and bullets."""
    verbatim: str
    """The words as they stand in the file, line breaks kept."""
    page: int
    confidence: float
    """0 to 1: how sure the rules are; below 0.8 it is flagged."""
    document: str = ""
    """The file's name, where several were read together."""
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundDeadline:
    """A deadline: the words as they stand, and the latest day they allow."""

    words: Found
    latest: date | None


@dataclass(frozen=True, slots=True)
class FoundCell:
    """What a measure says for a year. ``year`` is ``None`` when the file does not tell which column it stands in."""

    text: Found
    year: int | None
    label: str = ""
    """The column's head, for example ``Fokus for 2026``."""
    status: str | None = None
    """A word of the plan's own status scale, only where a colour in the file says so; never guessed from wording."""
    colour: str | None = None
    column_certain: bool = True


@dataclass(frozen=True, slots=True)
class FoundMeasure:
    """A measure (tiltak). ``title`` is ``None`` when the file has lost it; it is then flagged, never invented."""

    title: Found | None
    bullets: tuple[Found, ...] = ()
    """Points kept together for a measure whose title is lost."""
    sub_points: tuple[Found, ...] = ()
    responsible: Found | None = None
    deadline: FoundDeadline | None = None
    remark: Found | None = None
    cells: tuple[FoundCell, ...] = ()
    """Left to right, as the row has them."""
    page: int = 1
    flags: tuple[Flag, ...] = ()
    status: Found | None = None
    """The word in a status column, as it stands."""
    status_colour: str | None = None
    """The colour of the status cell, where the file has one."""
    number: str | None = None
    """The measure's own number in the plan, for example ``2.3``."""
    extras: tuple[tuple[str, Found], ...] = ()
    """What stands in columns with no field of their own, by the column's head: indicators, resources."""


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """The measures under one sub-heading; ``name`` is ``None`` where there is no sub-heading."""

    name: Found | None
    measures: tuple[FoundMeasure, ...]
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundArea:
    """An area (innsatsområde, tema) with its goals and groups."""

    name: Found | None
    number: int | None = None
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    goals: tuple[Found, ...] = ()
    groups: tuple[FoundGroup, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the whole reading that a person should know."""

    flag: Flag
    text: Text
    page: int | None = None


@dataclass(frozen=True, slots=True)
class FoundPlan:
    """All that was understood of one plan, from one file or from several files of the same plan."""

    documents: tuple[str, ...]
    language: str
    """``nb`` or ``nn``, by the words of the text."""
    title: Found | None
    kind: str | None
    """porteføljeplan, handlingsplan, tiltaksplan or årsplan, when the text says so."""
    owner: Found | None = None
    plan_responsible: Found | None = None
    parties: tuple[str, ...] = ()
    approved_by: Found | None = None
    dated: date | None = None
    years: tuple[int, ...] = ()
    year_labels: dict[int, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    status_scale: tuple[str, ...] = ()
    goals: tuple[Found, ...] = ()
    areas: tuple[FoundArea, ...] = ()
    notices: tuple[Notice, ...] = ()
    refusal: Text | None = None
    """Why there are no measures, when there are none: the file is not a plan."""

    @property
    def measures(self) -> tuple[FoundMeasure, ...]:
        """All measures in reading order."""
        return tuple(measure for area in self.areas for group in area.groups for measure in group.measures)
