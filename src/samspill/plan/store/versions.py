"""Writing whole versions, and turning them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from samspill.plan.contracts import (
    GroupId,
    MeasureId,
    PlanId,
    VersionDraft,
    VersionId,
    VersionState,
)
from samspill.plan.folding import fold
from samspill.plan.models import Area, Entry, Goal, Group, Measure, Plan, PlanVersion, StatusReport, VersionYear
from samspill.plan.store.entries import fill_entries, new_entry
from samspill.plan.store.views import version_not_found


def with_fingerprint(fingerprint: str) -> VersionId | None:
    """Return the version with this content, when there is one."""
    found = PlanVersion.objects.filter(fingerprint=fingerprint).exclude(fingerprint="").first()
    return VersionId(found.pk) if found else None


def lock_version(version_id: VersionId) -> PlanVersion:
    """Return a version's row and let no other writer touch the version until the transaction ends.

    SQLite has one writer at a time anyway; PostgreSQL locks the row.

    Raises:
        NotFound: there is no such version.
    """
    row = PlanVersion.objects.select_for_update().filter(pk=version_id).first()
    if row is None:
        raise version_not_found()
    return row


def lock_plan(plan_id: PlanId) -> bool:
    """Hold a plan so that its versions are made and turned one at a time; tell whether it exists."""
    return Plan.objects.select_for_update().filter(pk=plan_id).first() is not None


def new_plan(at: datetime) -> PlanId:
    """Make a plan without versions."""
    return PlanId(Plan.objects.create(made_at=at).pk)


def states_in_plan(plan_id: PlanId) -> tuple[VersionState, ...]:
    """Return the states of a plan's versions."""
    states = PlanVersion.objects.filter(plan=plan_id).order_by("number").values_list("state", flat=True)
    return tuple(VersionState(state) for state in states)


def identities(draft: VersionDraft, plan_id: PlanId) -> tuple[MeasureId | None, ...]:
    """Return, in reading order, which measure of the plan's newest version each measure of a draft is; ``None`` is a
    new one.

    Area, group and title together tell it: the same title stands under several areas. What two measures share, tells
    nothing.
    """
    kept = PlanVersion.objects.filter(plan=plan_id).exclude(state=VersionState.DISCARDED.value)
    newest = kept.order_by("-number").first()
    rows = Entry.objects.filter(version=newest).select_related("group__area") if newest else []
    there = [(_place(row.group.area.name, row.group.name, row.title), MeasureId(row.measure_id)) for row in rows]
    asked = [
        _place(area.name, group.name, measure.title)
        for area in draft.areas
        for group in area.groups
        for measure in group.measures
    ]
    count_there, count_asked = Counter(place for place, _ in there), Counter(asked)
    known = {place: measure_id for place, measure_id in there if count_there[place] == 1 and place[-1]}
    return tuple(known.get(place) if count_asked[place] == 1 else None for place in asked)


def insert_version(
    draft: VersionDraft,
    *,
    plan_id: PlanId,
    at: datetime,
    identities: Sequence[MeasureId | None],
    follows: VersionId | None = None,
) -> tuple[VersionId, list[tuple[MeasureId, str]]]:
    """Write a whole draft version; return its id, and each measure's identity and title in reading order."""
    newest = PlanVersion.objects.filter(plan=plan_id).order_by("-number").first()
    version = PlanVersion.objects.create(
        plan_id=plan_id,
        number=newest.number + 1 if newest else 1,
        title=draft.title,
        kind=draft.kind,
        language=draft.language,
        owner=draft.owner,
        dated=draft.dated,
        status_words={status.value: word for status, word in draft.status_words.items()},
        fingerprint=draft.fingerprint,
        made_at=at,
        follows_id=follows,
    )
    VersionYear.objects.bulk_create(
        VersionYear(version=version, position=position, year=head.year, label=head.label, kind=head.kind.value)
        for position, head in enumerate(draft.years)
    )
    areas = _insert_areas(version, draft)
    return VersionId(version.pk), _insert_measures(version, draft, areas, identities)


def turn(version_id: VersionId, to: VersionState, *, adopted_on: date | None = None, adopted_in: str = "") -> None:
    """Write a version's new state."""
    row = PlanVersion.objects.filter(pk=version_id)
    if to is VersionState.ADOPTED:
        row.update(state=to.value, adopted_on=adopted_on, adopted_in=adopted_in.strip())
    elif to is VersionState.DISCARDED:
        row.update(state=to.value, fingerprint="")  # the same content may come in again
    else:
        row.update(state=to.value)


def reported_here_only(version_id: VersionId) -> int:
    """Return how many measures have a status reported on a version and stand in no other that is kept."""
    elsewhere = (
        Entry.objects.exclude(version=version_id).exclude(version__state=VersionState.DISCARDED.value).values("measure")
    )
    reported = StatusReport.objects.filter(version=version_id).exclude(measure__in=elsewhere)
    return reported.values("measure").distinct().count()


def supersede(version_id: VersionId, at: datetime) -> None:
    """Write that another version has taken a version's place."""
    PlanVersion.objects.filter(pk=version_id).update(state=VersionState.SUPERSEDED.value, superseded_at=at)


def adopted_in_plan(plan_id: PlanId) -> VersionId | None:
    """Return the plan's adopted version."""
    row = PlanVersion.objects.filter(plan=plan_id, state=VersionState.ADOPTED.value).first()
    return VersionId(row.pk) if row else None


def kind_of(version_id: VersionId) -> str:
    """Return what kind of plan a version calls itself."""
    return PlanVersion.objects.values_list("kind", flat=True).get(pk=version_id)


def _place(area: str, group: str, title: str) -> tuple[str, str, str]:
    return fold(area), fold(group), fold(title)


def _insert_areas(version: PlanVersion, draft: VersionDraft) -> list[Area]:
    areas = Area.objects.bulk_create(
        Area(version=version, position=position, number=area.number, name=area.name, parent=area.parent)
        for position, area in enumerate(draft.areas)
    )
    goals: list[tuple[Area | None, str]] = [(None, goal) for goal in draft.goals]
    goals += [(row, goal) for row, area in zip(areas, draft.areas, strict=True) for goal in area.goals]
    Goal.objects.bulk_create(
        Goal(version=version, area=area, position=position, text=text)
        for position, (area, text) in enumerate((area, text) for area, text in goals)
    )
    return areas


def _insert_measures(
    version: PlanVersion, draft: VersionDraft, areas: list[Area], identities: Sequence[MeasureId | None]
) -> list[tuple[MeasureId, str]]:
    group_drafts = [
        (row, position, group)
        for row, area in zip(areas, draft.areas, strict=True)
        for position, group in enumerate(area.groups)
    ]
    groups = Group.objects.bulk_create(
        Group(area=row, position=position, name=group.name) for row, position, group in group_drafts
    )
    fresh = Measure.objects.bulk_create(
        Measure(plan_id=version.plan_id, made_at=version.made_at) for identity in identities if identity is None
    )
    version_id, made, known = VersionId(version.pk), iter(fresh), iter(identities)
    drafts, rows = [], []
    for row, (_, _, group) in zip(groups, group_drafts, strict=True):
        for position, measure in enumerate(group.measures):
            identity = next(known) or MeasureId(next(made).pk)
            drafts.append(measure)
            rows.append(
                new_entry(measure, identity, version_id=version_id, group_id=GroupId(row.pk), position=position)
            )
    entries = Entry.objects.bulk_create(rows)
    fill_entries(list(zip(entries, drafts, strict=True)), draft.years)
    return [(MeasureId(entry.measure_id), entry.title) for entry in entries]
