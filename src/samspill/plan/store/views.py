"""From rows to the frozen values others see, a whole version at a time and in a fixed number of questions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet

from samspill.kernel.organisations import OrganisationId
from samspill.kernel.texts import say
from samspill.plan import rules
from samspill.plan.contracts import (
    AreaId,
    AreaView,
    CellId,
    CellKind,
    CellView,
    Deadline,
    GroupId,
    GroupView,
    MeasureId,
    MeasureState,
    MeasureView,
    NotFound,
    Origin,
    PlanId,
    Provenance,
    Responsible,
    Status,
    VersionId,
    VersionState,
    VersionView,
    YearHead,
)
from samspill.plan.differences import status_now
from samspill.plan.models import (
    Area,
    Entry,
    Goal,
    Group,
    PlanVersion,
    ResponsibleBody,
    StatusReport,
    VersionYear,
    YearCell,
)
from samspill.plan.models import Provenance as ProvenanceRow

_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole version."""

    version: VersionView
    goals: tuple[str, ...]
    areas: tuple[AreaView, ...]


def all_versions() -> tuple[VersionView, ...]:
    """Return every version, the newest made first (two questions)."""
    return _versions(PlanVersion.objects.all())


def versions_having(measure_id: MeasureId) -> tuple[VersionView, ...]:
    """Return the versions that have a measure, the newest made first (two questions)."""
    return _versions(PlanVersion.objects.filter(entries__measure=measure_id))


def _version_row(version_id: VersionId) -> PlanVersion:
    row = PlanVersion.objects.filter(pk=version_id).first()
    if row is None:
        raise version_not_found()
    return row


def _with_years(row: PlanVersion) -> VersionView:
    return _version(row, list(VersionYear.objects.filter(version=row).order_by("position")))


def _versions(rows: QuerySet[PlanVersion]) -> tuple[VersionView, ...]:
    found = list(rows.order_by("-made_at", "-id"))
    years = _gathered(VersionYear.objects.filter(version__in=found).order_by("position"), "version_id")
    return tuple(_version(row, years[row.pk]) for row in found)


def one_version(version_id: VersionId) -> VersionView:
    """Return a version (two questions).

    Raises:
        NotFound: there is no such version.
    """
    return _with_years(_version_row(version_id))


def version_not_found() -> NotFound:
    """Return the refusal for a version that is not there."""
    return NotFound(say("Vi finner ikke denne versjonen av planen."), remedy=say("Velg en versjon fra oversikten."))


def measure_not_found() -> NotFound:
    """Return the refusal for a measure that is not there."""
    return NotFound(
        say("Vi finner ikke dette tiltaket i planen."),
        remedy=say("Søk etter tiltaket i porteføljen, eller se om det står i en annen versjon."),
    )


def tree(version_id: VersionId, *, with_provenance: bool = False) -> Tree:
    """Return a whole version, its measures without provenance unless asked for (nine questions, whatever its size).

    Raises:
        NotFound: there is no such version.
    """
    version = _version_row(version_id)
    areas = list(Area.objects.filter(version=version_id).order_by("position"))
    goals = _gathered(Goal.objects.filter(version=version_id).order_by("position"), "area_id")
    groups = _gathered(Group.objects.filter(area__version=version_id).order_by("position"), "area_id")
    names = {group.pk: (area, group) for area in areas for group in groups[area.pk]}
    entries = list(Entry.objects.filter(version=version_id).order_by("position"))
    measures = _measures(entries, version, names, with_provenance=with_provenance)
    by_group: defaultdict[int, list[MeasureView]] = defaultdict(list)
    for entry, view in zip(entries, measures, strict=True):
        by_group[entry.group_id].append(view)
    return Tree(
        _with_years(version),
        tuple(goal.text for goal in goals[None]),
        tuple(_area(area, goals[area.pk], groups[area.pk], by_group) for area in areas),
    )


def one_measure(measure_id: MeasureId, version_id: VersionId) -> MeasureView:
    """Return a measure as a version has it, with its provenance.

    Raises:
        NotFound: the version does not have it.
    """
    rows = Entry.objects.filter(measure=measure_id, version=version_id).select_related("group__area", "version")
    entry = rows.first()
    if entry is None:
        raise measure_not_found()
    names = {entry.group_id: (entry.group.area, entry.group)}
    return _measures([entry], entry.version, names, with_provenance=True)[0]


def _measures(
    entries: list[Entry],
    version: PlanVersion,
    names: dict[int, tuple[Area, Group]],
    *,
    with_provenance: bool = False,
) -> list[MeasureView]:
    of_entries = Entry.objects.filter(version=version)
    if len(entries) == 1:
        of_entries = of_entries.filter(pk=entries[0].pk)
    responsible = _gathered(ResponsibleBody.objects.filter(entry__in=of_entries).order_by("position"), "entry_id")
    cells = _gathered(YearCell.objects.filter(entry__in=of_entries).order_by("position"), "entry_id")
    reports = _newest_reports(version, of_entries)
    provenance: defaultdict[int | None, list[ProvenanceRow]] = defaultdict(list)
    if with_provenance:
        provenance = _gathered(ProvenanceRow.objects.filter(entry__in=of_entries).order_by("position"), "entry_id")
    return [
        _measure(
            entry,
            names[entry.group_id],
            responsible=responsible[entry.pk],
            cells=tuple(
                _cell(cell, _counting(reports.get((entry.measure_id, cell.year)), cell, version))
                for cell in sorted(cells[entry.pk], key=lambda cell: cell.year is None)
            ),
            provenance=provenance[entry.pk],
        )
        for entry in entries
    ]


def _gathered(rows: Iterable[_Row], key: str) -> defaultdict[int | None, list[_Row]]:
    gathered: defaultdict[int | None, list[_Row]] = defaultdict(list)
    for row in rows:
        gathered[getattr(row, key)].append(row)
    return gathered


def _newest_reports(version: PlanVersion, of_entries: QuerySet[Entry]) -> dict[tuple[int, int | None], StatusReport]:
    reports = StatusReport.objects.filter(measure__in=of_entries.values("measure")).order_by("at", "id")
    if version.superseded_at is not None:
        reports = reports.filter(at__lte=version.superseded_at)
    return {(report.measure_id, report.year): report for report in reports}


def _counting(report: StatusReport | None, cell: YearCell, version: PlanVersion) -> StatusReport | None:
    """Return the report unless the version, made later, brought a status of its own: the newest word counts."""
    if report and report.at < version.made_at and cell.status != Status.UNKNOWN.value:
        return None
    return report


def _version(row: PlanVersion, years: list[VersionYear]) -> VersionView:
    state = VersionState(row.state)
    return VersionView(
        id=VersionId(row.pk),
        plan_id=PlanId(row.plan_id),
        title=row.title,
        number=row.number,
        state=state,
        years=tuple(YearHead(year.year, year.label, CellKind(year.kind)) for year in years),
        status_words={Status(status): word for status, word in row.status_words.items()},
        language=row.language,
        owner=row.owner,
        dated=row.dated,
        adopted_on=row.adopted_on,
        adopted_in=row.adopted_in,
        open_for_text=rules.text_is_open(state),
        turns=rules.turns_of_version(state),
    )


def _area(row: Area, goals: list[Goal], groups: list[Group], by_group: defaultdict[int, list[MeasureView]]) -> AreaView:
    return AreaView(
        id=AreaId(row.pk),
        name=row.name,
        number=row.number,
        parent=row.parent,
        goals=tuple(goal.text for goal in goals),
        groups=tuple(GroupView(GroupId(group.pk), group.name, tuple(by_group[group.pk])) for group in groups),
        measures_in_all=sum(len(by_group[group.pk]) for group in groups),
    )


def _measure(
    row: Entry,
    place: tuple[Area, Group],
    *,
    responsible: list[ResponsibleBody],
    cells: tuple[CellView, ...],
    provenance: list[ProvenanceRow],
) -> MeasureView:
    area, group = place
    state = MeasureState(row.state)
    return MeasureView(
        id=MeasureId(row.measure_id),
        version_id=VersionId(row.version_id),
        area_id=AreaId(area.pk),
        area_name=area.name,
        group_id=GroupId(group.pk),
        group_name=group.name,
        title=row.title,
        state=state,
        cells=cells,
        responsible=tuple(_responsible(body) for body in responsible),
        deadline=Deadline(row.deadline_text, row.deadline_latest) if row.deadline_text else None,
        remark=row.remark,
        description=row.description,
        bullets=tuple(row.bullets),
        origin=Origin(row.origin),
        owner_forum=row.owner_forum,
        target_groups=tuple(row.target_groups),
        revision=row.revision,
        provenance=tuple(_provenance(origin) for origin in provenance),
        status_now=status_now(cells),
        turns=rules.turns_of_measure(state),
    )


def _responsible(row: ResponsibleBody) -> Responsible:
    return Responsible(row.text, OrganisationId(row.organisation) if row.organisation else None, row.role)


def _cell(row: YearCell, report: StatusReport | None) -> CellView:
    return CellView(
        id=CellId(row.pk),
        year=row.year,
        label=row.label,
        kind=CellKind(row.kind),
        text=row.text,
        status=Status(report.status if report else row.status),
        reported_at=report.at if report else None,
        reported_by=report.by_name if report else "",
        comment=report.comment if report else "",
    )


def _provenance(row: ProvenanceRow) -> Provenance:
    return Provenance(row.field, row.document, row.page, row.verbatim, row.confidence, row.import_id)
