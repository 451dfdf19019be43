"""What crosses the plan's door: frozen values, their states, and the refusals.

The shape follows the real documents: version -> area -> goal and group -> measure -> year cell. A measure has an
identity that outlives a version; what a version says about it is an entry in that version.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from samspill.kernel import refusals
from samspill.kernel.organisations import OrganisationId
from samspill.kernel.people import PersonId
from samspill.kernel.refusals import Refused
from samspill.kernel.texts import Text

PlanId = NewType("PlanId", int)
VersionId = NewType("VersionId", int)
AreaId = NewType("AreaId", int)
GroupId = NewType("GroupId", int)
MeasureId = NewType("MeasureId", int)
"""A measure's lasting identity: the same in every version of the plan."""
CellId = NewType("CellId", int)


class Status(StrEnum):
    """How a year's work with a measure goes. Communities use their own words; these are the meanings."""

    UNKNOWN = "unknown"
    NOT_STARTED = "not-started"
    PLANNED = "planned"
    IN_PROGRESS = "in-progress"
    DONE = "done"


class MeasureState(StrEnum):
    """Where a measure is in its life; see ``rules.MEASURE_TURNS``."""

    UNKNOWN = "unknown"
    PROPOSED = "proposed"
    PRIORITISED = "prioritised"
    PLANNED = "planned"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    IN_OPERATION = "in-operation"
    CARRIED_FORWARD = "carried-forward"
    STOPPED = "stopped"


class VersionState(StrEnum):
    """Where a version is on its way; see ``rules.VERSION_TURNS``. Adopted and superseded are never rewritten."""

    DRAFT = "draft"
    CONSULTED = "consulted"
    RECOMMENDED = "recommended"
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


class CellKind(StrEnum):
    """Whether a year cell says what is planned or what was achieved."""

    PLANNED = "planned"
    ACHIEVED = "achieved"


class Origin(StrEnum):
    """Where a measure came from."""

    UNKNOWN = "unknown"
    COMMISSION = "commission"
    """Oppdrag, usually from the strategic committee (SSU)."""
    INPUT = "input"
    DEVIATION = "deviation"
    NATIONAL = "national"


class Act(StrEnum):
    """What somebody did; the kind of a change."""

    CREATED = "created"
    EDITED = "edited"
    STATUS_REPORTED = "status-reported"
    STATE_CHANGED = "state-changed"
    IMPORTED = "imported"
    VERSION_STARTED = "version-started"
    VERSION_TURNED = "version-turned"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an imported value came from."""

    field: str
    document: str
    page: int
    verbatim: str
    confidence: float
    import_id: int | None = None


@dataclass(frozen=True, slots=True)
class YearHead:
    """A year column of a version: what it is called and what its cells say."""

    year: int
    label: str
    kind: CellKind


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of a plan."""

    id: VersionId
    plan_id: PlanId
    title: str
    number: int
    state: VersionState
    years: tuple[YearHead, ...]
    status_words: Mapping[Status, str]
    """The community's own words for the statuses, where it has them."""
    language: str
    owner: str = ""
    dated: date | None = None
    adopted_on: date | None = None
    adopted_in: str = ""
    open_for_text: bool = False
    """Whether its text may still be edited; statuses may be reported on an adopted version too."""
    turns: tuple[VersionState, ...] = ()


@dataclass(frozen=True, slots=True)
class Responsible:
    """A body or role that answers for a measure: the words, and the organisation when it is known."""

    text: str
    organisation_id: OrganisationId | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The words of the deadline, and the latest day they allow when they tell one."""

    text: str
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class CellView:
    """What a version says of one measure in one year, and the latest reported status."""

    id: CellId
    year: int | None
    """``None`` when the source does not tell which year the text belongs to."""
    label: str
    kind: CellKind
    text: str
    status: Status
    reported_at: datetime | None = None
    reported_by: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure as one version has it."""

    id: MeasureId
    version_id: VersionId
    area_id: AreaId
    area_name: str
    group_id: GroupId
    group_name: str
    title: str
    """Empty when the source has lost it; show ``bullets`` and say so."""
    state: MeasureState
    cells: tuple[CellView, ...]
    """In the order of the version's years; a cell without a year stands last."""
    responsible: tuple[Responsible, ...] = ()
    deadline: Deadline | None = None
    remark: str = ""
    description: str = ""
    bullets: tuple[str, ...] = ()
    origin: Origin = Origin.UNKNOWN
    owner_forum: str = ""
    target_groups: tuple[str, ...] = ()
    revision: int = 1
    """Counts up at each change; a form sends it back so that a stale one is found."""
    provenance: tuple[Provenance, ...] = ()
    status_now: Status = Status.UNKNOWN
    """The status of the newest year that has one."""
    turns: tuple[MeasureState, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupView:
    """The measures under one sub-heading of an area; the name may be empty."""

    id: GroupId
    name: str
    measures: tuple[MeasureView, ...]


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area (innsatsområde) with its target picture and groups."""

    id: AreaId
    name: str
    """Empty when the source leaves it blank."""
    number: int | None
    parent: str
    goals: tuple[str, ...]
    groups: tuple[GroupView, ...]
    measures_in_all: int = 0
    """Before filtering."""

    @property
    def measures(self) -> tuple[MeasureView, ...]:
        """Its measures in reading order."""
        return tuple(measure for group in self.groups for measure in group.measures)


@dataclass(frozen=True, slots=True)
class PortfolioFilter:
    """What a reader wants to see; every field lives in the URL. Empty means everything."""

    text: str = ""
    area_id: AreaId | None = None
    status: Status | None = None
    year: int | None = None
    """With ``status``: the year whose status counts; else the newest."""
    state: MeasureState | None = None
    organisation_id: OrganisationId | None = None
    due_by: date | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is asked for."""
        return self == PortfolioFilter()


@dataclass(frozen=True, slots=True)
class PortfolioView:
    """The plan as areas and years."""

    version: VersionView
    goals: tuple[str, ...]
    areas: tuple[AreaView, ...]
    """Those with at least one measure that fits the filter; all areas when the filter is empty."""
    count: int
    count_in_all: int
    by_status: Mapping[Status, int]
    """Of the measures that fit, by ``status_now``."""
    organisation_ids: tuple[OrganisationId, ...] = ()
    """Those responsible for at least one measure of the version."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change: who, when, what it was before, and why. Never edited."""

    id: int
    at: datetime
    by_id: PersonId
    by_name: str
    by_role: str
    organisation_id: OrganisationId
    act: Act
    version_id: VersionId | None
    measure_id: MeasureId | None
    measure_title: str
    field: str
    """A name of ``MeasureDraft``, ``group``, ``text 2026`` or ``status 2026`` (``?``: no year is known); without a
    measure also those of ``frames``, an area's with its name in ``measure_title``; empty for the whole thing. With
    ``state`` and ``status`` the values before and after are those of the enumeration."""
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class CellDraft:
    """A year cell as a form or an import gives it."""

    year: int | None
    text: str
    kind: CellKind = CellKind.PLANNED
    status: Status = Status.UNKNOWN
    label: str = ""


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """All that a person may write about a measure."""

    title: str
    description: str = ""
    responsible: tuple[Responsible, ...] = ()
    deadline: Deadline | None = None
    remark: str = ""
    bullets: tuple[str, ...] = ()
    origin: Origin = Origin.UNKNOWN
    owner_forum: str = ""
    target_groups: tuple[str, ...] = ()
    cells: tuple[CellDraft, ...] = ()
    """In an edit, a year that is left out loses its text, and the status UNKNOWN leaves the status as it is."""
    provenance: tuple[Provenance, ...] = ()
    state: MeasureState = MeasureState.UNKNOWN
    """Where a new measure stands; an edit leaves it as it is. A measure made by a person starts as proposed."""


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A group of a new version."""

    name: str
    measures: tuple[MeasureDraft, ...]


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """An area of a new version."""

    name: str
    number: int | None = None
    parent: str = ""
    goals: tuple[str, ...] = ()
    groups: tuple[GroupDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionDraft:
    """A whole version, as a reviewed import or the demo's own file gives it."""

    title: str
    kind: str
    language: str
    years: tuple[YearHead, ...]
    areas: tuple[AreaDraft, ...]
    goals: tuple[str, ...] = ()
    status_words: Mapping[Status, str] = field(default_factory=dict)
    owner: str = ""
    dated: date | None = None
    fingerprint: str = ""
    """What tells the same content from another, so that importing it twice makes one version."""


class PlanRefused(Refused):
    """The plan does not allow it; nothing has been changed."""


class NotAllowed(PlanRefused, refusals.NotAllowed):
    """The person's role does not allow it."""


class NotFound(PlanRefused, refusals.NotFound):
    """There is no such plan, version, area or measure."""


class Invalid(PlanRefused, refusals.Invalid):
    """Something in what was written must be mended; ``errors`` says what, by field."""

    def __init__(self, what: Text, *, errors: Mapping[str, Text]) -> None:
        super().__init__(what)
        self.errors = errors


class Stale(PlanRefused, refusals.Stale):
    """Somebody changed the measure after the form was opened; ``newer`` is how it stands now."""

    def __init__(self, what: Text, *, newer: MeasureView, remedy: Text) -> None:
        super().__init__(what, remedy=remedy)
        self.newer = newer
