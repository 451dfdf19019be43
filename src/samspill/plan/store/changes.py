"""What has been changed: written in the transaction of the change itself, and only ever added to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from samspill.kernel.organisations import OrganisationId
from samspill.kernel.people import Person, PersonId
from samspill.plan.contracts import Act, ChangeView, MeasureId, VersionId
from samspill.plan.differences import Difference
from samspill.plan.models import Change


@dataclass(frozen=True, slots=True)
class Deed:
    """One act by one person at one moment, which every change it makes is kept with."""

    act: Act
    by: Person
    at: datetime
    why: str = ""


WHOLE = Difference("", "", "")
"""The thing as a whole, not one of its fields."""


def keep(
    deed: Deed,
    differences: Iterable[Difference],
    *,
    version_id: VersionId,
    measure_id: MeasureId | None = None,
    measure_title: str = "",
) -> None:
    """Keep what somebody changed in one version or one of its measures."""
    Change.objects.bulk_create(
        _row(deed, difference, version_id, measure_id, measure_title) for difference in differences
    )


def keep_measures(deed: Deed, titles: Iterable[tuple[MeasureId, str]], *, version_id: VersionId) -> None:
    """Keep that a whole version's measures came in together."""
    Change.objects.bulk_create(
        _row(deed, Difference("", "", title), version_id, measure_id, title) for measure_id, title in titles
    )


def between(
    since: datetime, until: datetime | None, *, version_id: VersionId | None, limit: int, before_id: int | None
) -> tuple[ChangeView, ...]:
    """Return the changes of a time, the newest first; ``before_id`` names the last one already read."""
    rows = Change.objects.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    if version_id is not None:
        rows = rows.filter(version=version_id)
    if before_id is not None:
        last = Change.objects.filter(pk=before_id).values_list("at", flat=True).first()
        rows = rows.filter(Q(at__lt=last) | Q(at=last, pk__lt=before_id)) if last else rows.none()
    return _views(rows, limit)


def arrivals(since: datetime, until: datetime) -> Mapping[tuple[VersionId, datetime], int]:
    """Return how many whole measures came into a version in one moment, for each moment between two, both included."""
    came = Change.objects.filter(
        at__gte=since, at__lte=until, act__in=(Act.CREATED.value, Act.IMPORTED.value), field="", measure__isnull=False
    )
    rows = came.order_by().values_list("version_id", "at").annotate(count=Count("pk"))
    return {(VersionId(version_id), at): count for version_id, at, count in rows}


def of_measure(measure_id: MeasureId) -> tuple[ChangeView, ...]:
    """Return everything that has happened to a measure, the newest first."""
    return _views(Change.objects.filter(measure=measure_id), None)


def _views(rows: QuerySet[Change], limit: int | None) -> tuple[ChangeView, ...]:
    return tuple(_view(row) for row in rows.order_by("-at", "-id")[:limit])


def _row(
    deed: Deed, difference: Difference, version_id: VersionId, measure_id: MeasureId | None, measure_title: str
) -> Change:
    return Change(
        at=deed.at,
        by_id=deed.by.id,
        by_name=deed.by.name,
        by_role=deed.by.role,
        organisation=deed.by.organisation_id,
        act=deed.act.value,
        version_id=version_id,
        measure_id=measure_id,
        measure_title=measure_title,
        field=difference.field,
        before=difference.before,
        after=difference.after,
        why=deed.why.strip(),
    )


def _view(row: Change) -> ChangeView:
    return ChangeView(
        id=row.pk,
        at=row.at,
        by_id=PersonId(row.by_id),
        by_name=row.by_name,
        by_role=row.by_role,
        organisation_id=OrganisationId(row.organisation),
        act=Act(row.act),
        version_id=VersionId(row.version_id) if row.version_id else None,
        measure_id=MeasureId(row.measure_id) if row.measure_id else None,
        measure_title=row.measure_title,
        field=row.field,
        before=row.before,
        after=row.after,
        why=row.why,
    )
