"""Versions as the pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samspill.plan.contracts import Act, CellKind, ChangeView, PlanId, VersionState, VersionView, YearHead

ON_ITS_WAY = frozenset({VersionState.DRAFT, VersionState.CONSULTED, VersionState.RECOMMENDED})

TURN_WORDS: dict[VersionState, str | Promise] = {
    VersionState.DRAFT: _("Sett tilbake til utkast"),
    VersionState.CONSULTED: _("Send på høring"),
    VersionState.RECOMMENDED: _("Marker som tilrådd"),
    VersionState.ADOPTED: _("Registrer vedtak"),
    VersionState.DISCARDED: _("Forkast utkastet"),
}
"""What the button for a turn says."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list, with what may be done with it."""

    version: VersionView
    is_current: bool
    previous: VersionView | None
    can_start: bool
    turns: tuple[tuple[VersionState, str | Promise], ...]
    adopted_by: str = ""


@dataclass(frozen=True, slots=True)
class PlanRows:
    """One plan's versions."""

    plan_id: PlanId
    title: str
    """That of the version that holds now, else of the newest that is kept."""
    rows: tuple[VersionRow, ...]
    discarded: tuple[VersionRow, ...]


def by_plan(rows: Iterable[VersionRow]) -> list[PlanRows]:
    """Return the versions of each plan together, in the order that the plans are met; those discarded stand apart."""
    plans: dict[PlanId, list[VersionRow]] = {}
    for row in rows:
        plans.setdefault(row.version.plan_id, []).append(row)
    return [_plan_rows(plan_id, members) for plan_id, members in plans.items()]


def _plan_rows(plan_id: PlanId, members: list[VersionRow]) -> PlanRows:
    discarded = tuple(row for row in members if row.version.state is VersionState.DISCARDED)
    kept = tuple(row for row in members if row not in discarded)
    adopted = (row for row in kept if row.version.state is VersionState.ADOPTED)
    named = next(adopted, (kept or discarded)[0])
    return PlanRows(plan_id, named.version.title, kept, discarded)


def version_rows(
    versions: Sequence[VersionView], *, current: VersionView | None, keeps: bool, adoptions: Iterable[ChangeView] = ()
) -> list[VersionRow]:
    """Return every version, the newest first.

    Args:
        versions: All versions of all plans, the newest first.
        current: The version that holds now.
        keeps: Whether the reader keeps the plan; nobody else is offered anything to do.
        adoptions: Changes of versions, from which it is told who recorded an adoption.
    """
    adopters = {change.version_id: change.by_name for change in adoptions if _is_adoption(change)}
    return [
        VersionRow(
            version=version,
            is_current=current is not None and version.id == current.id,
            previous=previous_of(versions, version),
            can_start=keeps and version.state is VersionState.ADOPTED and draft_on_its_way(versions, version) is None,
            turns=tuple((to, TURN_WORDS[to]) for to in version.turns if to in TURN_WORDS) if keeps else (),
            adopted_by=adopters.get(version.id, ""),
        )
        for version in versions
    ]


def _is_adoption(change: ChangeView) -> bool:
    return change.act is Act.VERSION_TURNED and change.after == VersionState.ADOPTED.value


def previous_of(versions: Iterable[VersionView], version: VersionView) -> VersionView | None:
    """Return the version of the same plan before this one, discarded ones left out."""
    earlier = [
        one
        for one in versions
        if one.plan_id == version.plan_id and one.number < version.number and one.state is not VersionState.DISCARDED
    ]
    return max(earlier, key=lambda one: one.number, default=None)


def draft_on_its_way(versions: Iterable[VersionView], version: VersionView) -> VersionView | None:
    """Return the version of the same plan that is neither adopted nor superseded, if there is one."""
    return next((one for one in versions if one.plan_id == version.plan_id and one.state in ON_ITS_WAY), None)


def years_of_draft(years: Sequence[YearHead], *, with_next: bool, without_first: bool) -> tuple[YearHead, ...]:
    """Return the years of a draft that rolls the plan on. What a year was planned to hold stays planned.

    Args:
        years: The years of the version it starts from.
        with_next: Whether the year after the last one is added as planned.
        without_first: Whether the first year is left out.
    """
    first, last = min(head.year for head in years), max(head.year for head in years)
    kept = tuple(head for head in years if not (without_first and head.year == first))
    if not with_next:
        return kept
    return (*kept, YearHead(last + 1, str(last + 1), CellKind.PLANNED))
