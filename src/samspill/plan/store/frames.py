"""Reading and writing what a version says around its measures."""

from django.db.models import Max

from samspill.plan.contracts import AreaId, CellKind, GroupId, VersionId, YearHead
from samspill.plan.frames import AreaFrame, GroupFrame, VersionFrame
from samspill.plan.models import Area, Goal, Group, PlanVersion, VersionYear, YearCell
from samspill.plan.store.groups import area_not_found
from samspill.plan.store.views import version_not_found


def version_frame(version_id: VersionId) -> VersionFrame:
    """Return a version's own words.

    Raises:
        NotFound: there is no such version.
    """
    row = PlanVersion.objects.filter(pk=version_id).first()
    if row is None:
        raise version_not_found()
    years = VersionYear.objects.filter(version=version_id).order_by("position")
    return VersionFrame(
        title=row.title,
        owner=row.owner,
        dated=row.dated,
        goals=_goals(version_id, None),
        years=tuple(YearHead(head.year, head.label, CellKind(head.kind)) for head in years),
    )


def version_of_area(area_id: AreaId) -> VersionId:
    """Return the version that has an area.

    Raises:
        NotFound: there is no such area.
    """
    found = Area.objects.filter(pk=area_id).values_list("version", flat=True).first()
    if found is None:
        raise area_not_found()
    return VersionId(found)


def area_frame(area_id: AreaId) -> AreaFrame:
    """Return an area's own words and the names of its groups.

    Raises:
        NotFound: there is no such area.
    """
    row = Area.objects.filter(pk=area_id).first()
    if row is None:
        raise area_not_found()
    groups = Group.objects.filter(area=area_id).order_by("position")
    return AreaFrame(
        name=row.name,
        number=row.number,
        goals=_goals(VersionId(row.version_id), area_id),
        groups=tuple(GroupFrame(GroupId(group.pk), group.name) for group in groups),
    )


def other_area_names(version_id: VersionId, area_id: AreaId | None) -> tuple[str, ...]:
    """Return the names of a version's areas, except the one that is asked about."""
    rows = Area.objects.filter(version=version_id)
    others = rows if area_id is None else rows.exclude(pk=area_id)
    return tuple(others.values_list("name", flat=True))


def write_version(version_id: VersionId, now: VersionFrame, draft: VersionFrame) -> None:
    """Write a version's own words; the cells of a year follow its label and kind."""
    PlanVersion.objects.filter(pk=version_id).update(title=draft.title, owner=draft.owner, dated=draft.dated)
    if draft.goals != now.goals:
        _write_goals(version_id, None, draft.goals)
    for before, after in zip(now.years, draft.years, strict=True):
        if before != after:
            _write_year(version_id, before, after)


def write_area(area_id: AreaId, version_id: VersionId, now: AreaFrame, draft: AreaFrame) -> None:
    """Write an area's own words, and make the groups that are new last in it."""
    Area.objects.filter(pk=area_id).update(name=draft.name, number=draft.number)
    if draft.goals != now.goals:
        _write_goals(version_id, area_id, draft.goals)
    last = Group.objects.filter(area=area_id).aggregate(last=Max("position"))["last"]
    position = -1 if last is None else last
    for group in draft.groups:
        if group.id is not None:
            Group.objects.filter(pk=group.id, area=area_id).update(name=group.name)
        else:
            position += 1
            Group.objects.create(area_id=area_id, position=position, name=group.name)


def new_area(version_id: VersionId) -> AreaId:
    """Make an area without a name last in a version."""
    last = Area.objects.filter(version=version_id).aggregate(last=Max("position"))["last"]
    return AreaId(Area.objects.create(version_id=version_id, position=0 if last is None else last + 1).pk)


def _goals(version_id: VersionId, area_id: AreaId | None) -> tuple[str, ...]:
    rows = Goal.objects.filter(version=version_id, area=area_id).order_by("position")
    return tuple(rows.values_list("text", flat=True))


def _write_goals(version_id: VersionId, area_id: AreaId | None, goals: tuple[str, ...]) -> None:
    Goal.objects.filter(version=version_id, area=area_id).delete()
    last = Goal.objects.filter(version=version_id).aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    Goal.objects.bulk_create(
        Goal(version_id=version_id, area_id=area_id, position=position, text=text)
        for position, text in enumerate(goals, start=first)
    )


def _write_year(version_id: VersionId, before: YearHead, after: YearHead) -> None:
    heads = VersionYear.objects.filter(version=version_id, year=before.year, kind=before.kind.value)
    heads.update(label=after.label, kind=after.kind.value)
    cells = YearCell.objects.filter(entry__version=version_id, year=before.year, kind=before.kind.value)
    cells.filter(label=before.label).update(label=after.label)
    cells.update(kind=after.kind.value)
