"""One measure's own page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from samspill.plan.api import Rights
from samspill.plan.contracts import (
    ChangeView,
    MeasureId,
    MeasureState,
    MeasureView,
    Provenance,
    Status,
    VersionId,
    VersionState,
    VersionView,
)
from samspill.web.components.numbers import day_words
from samspill.web.pages.plan.addresses import area_address, measure_address, version_query, writing_address
from samspill.web.pages.plan.presenters.changes import Event, Teller
from samspill.web.pages.plan.presenters.measures import (
    CellShown,
    DeadlineShown,
    WhoShown,
    cell,
    deadline_of,
    focus_year,
    measure_title,
    who,
)
from samspill.web.pages.plan.presenters.versions import VersionShown, version_shown
from samspill.web.pages.plan.words import KIND_WORDS, ORIGIN_WORDS, confidence_words, field_word


@dataclass(frozen=True, slots=True)
class YearShown:
    """A year of the measure, and the way to report on it for those who may."""

    cell: CellShown
    kind: str
    report_address: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """One value as the source has it, letter by letter."""

    field: str
    verbatim: str
    confidence: str
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A page of a document that values were taken from."""

    words: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class InVersion:
    """A version that has the measure."""

    words: str
    state: VersionState
    when: str
    address: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """All that the measure's page places."""

    id: MeasureId
    title: str
    title_is_lost: bool
    description: str
    bullets: tuple[str, ...]
    state: MeasureState
    area: str
    area_address: str
    group: str
    years: tuple[YearShown, ...]
    who: tuple[WhoShown, ...]
    deadline: DeadlineShown | None
    facts: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    history: tuple[Event, ...]
    versions: tuple[InVersion, ...]
    version: VersionShown
    report_address: str
    edit_address: str
    state_address: str
    move_address: str
    current_address: str
    """The way to the measure in the current version, when another is shown."""


def measure_page(
    measure: MeasureView,
    version: VersionView,
    *,
    having: Iterable[VersionView],
    history: Iterable[ChangeView],
    current_id: VersionId | None,
    rights: Rights,
    today: date,
) -> MeasurePage:
    """Return the page.

    Args:
        measure: The measure as the version has it.
        version: The version that is shown.
        having: All versions that have it, the newest first.
        history: All that happened to it, the newest first.
        current_id: The version that holds now.
        rights: What the reader may do; the buttons are those.
        today: The day the deadline is held against.
    """
    having = tuple(having)
    query = version_query(version.id, current_id=current_id)
    year = focus_year(version, today=today)
    report = writing_address("plan_writing:status", measure_id=measure.id, query=query) if rights.report else ""
    has_current = any(one.id == current_id for one in having)
    return MeasurePage(
        id=measure.id,
        title=measure_title(measure),
        title_is_lost=not measure.title,
        description=measure.description,
        bullets=measure.bullets,
        state=measure.state,
        area=measure.area_name or _("Område uten navn i kilden"),
        area_address=area_address(measure.area_id, version.id),
        group=measure.group_name,
        years=_years(measure, version.status_words, may_report=rights.report, query=query, now=year),
        who=who(measure.responsible),
        deadline=deadline_of(measure, today=today),
        facts=tuple(_facts(measure)),
        sources=_sources(measure.provenance),
        history=Teller(having, current_id=current_id).events(history),
        versions=tuple(_in_version(one, measure.id, shown=version.id, current_id=current_id) for one in having),
        version=version_shown(version, current_id=current_id),
        report_address=report,
        edit_address=writing_address("plan_writing:edit", measure_id=measure.id, query=query) if rights.edit else "",
        move_address=writing_address("plan_writing:move", measure_id=measure.id, query=query) if rights.edit else "",
        state_address=writing_address("plan_writing:state", measure_id=measure.id, query=query) if rights.turns else "",
        current_address=measure_address(measure.id, {}) if query and has_current else "",
    )


def _years(
    measure: MeasureView,
    words: Mapping[Status, str],
    *,
    may_report: bool,
    query: dict[str, str],
    now: int,
) -> tuple[YearShown, ...]:
    def report(year: int | None) -> str:
        if not may_report or year is None:
            return ""
        return writing_address("plan_writing:status", measure_id=measure.id, query={**query, "aar": str(year)})

    return tuple(
        YearShown(
            cell(one, words),
            str(KIND_WORDS[one.kind]),
            report(one.year),
            is_now=one.year == now,
        )
        for one in measure.cells
    )


def _facts(measure: MeasureView) -> Iterable[tuple[str, str]]:
    yield _("Opphav"), str(ORIGIN_WORDS[measure.origin])
    if measure.owner_forum:
        yield _("Eier"), measure.owner_forum
    if measure.target_groups:
        yield _("Målgrupper"), ", ".join(measure.target_groups)
    if measure.remark:
        yield _("Merknad"), measure.remark


def _sources(provenance: Iterable[Provenance]) -> tuple[Source, ...]:
    by_page = sorted(provenance, key=lambda one: (one.document, one.page))
    return tuple(
        Source(
            _("Side %(page)s i %(document)s") % {"page": page, "document": document},
            tuple(
                Quote(field_word(one.field), one.verbatim, confidence_words(one.confidence), one.confidence < 0.9)
                for one in values
            ),
        )
        for (document, page), values in groupby(by_page, key=lambda one: (one.document, one.page))
    )


def _in_version(
    one: VersionView, measure_id: MeasureId, *, shown: VersionId, current_id: VersionId | None
) -> InVersion:
    return InVersion(
        words=_("%(title)s, versjon %(number)s") % {"title": one.title, "number": one.number},
        state=one.state,
        when=day_words(one.adopted_on or one.dated),
        address=measure_address(measure_id, version_query(one.id, current_id=current_id)),
        is_shown=one.id == shown,
    )
