"""Reading the plan: versions, the portfolio, one area, one measure, and what has changed."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from samspill.kernel.people import Person
from samspill.plan import rules
from samspill.plan.contracts import (
    AreaId,
    AreaView,
    ChangeView,
    MeasureId,
    MeasureView,
    PortfolioFilter,
    PortfolioView,
    VersionId,
    VersionState,
    VersionView,
)
from samspill.plan.filtering import narrow
from samspill.plan.store import changes as changes_store
from samspill.plan.store import views
from samspill.plan.store.groups import area_not_found

CHANGES_MAX = 500
"""The most changes that are read at once; a page asks for the rest with ``before_id``."""


def versions(*, with_discarded: bool = False) -> tuple[VersionView, ...]:
    """Return every version of every plan, the newest made first; discarded drafts only when asked for."""
    return views.all_versions() if with_discarded else _kept(views.all_versions())


def version(*, version_id: VersionId) -> VersionView:
    """Return a version.

    Raises:
        NotFound: there is no such version.
    """
    return views.one_version(version_id)


def current_version() -> VersionView | None:
    """Return the version that holds now: the newest adopted, else the newest that is on its way, else ``None``."""
    return _current(versions())


def portfolio(*, version_id: VersionId, where: PortfolioFilter) -> PortfolioView:
    """Return a version as areas and years, with the measures that fit ``where``. Measures come without ``provenance``.

    Raises:
        NotFound: there is no such version.
    """
    tree = views.tree(version_id)
    areas = narrow(tree.areas, where)
    fitting = [measure for narrowed in areas for measure in narrowed.measures]
    everything = [measure for whole in tree.areas for measure in whole.measures]
    answering = (body.organisation_id for measure in everything for body in measure.responsible)
    return PortfolioView(
        version=tree.version,
        goals=tree.goals,
        areas=areas,
        count=len(fitting),
        count_in_all=len(everything),
        by_status=Counter(measure.status_now for measure in fitting),
        organisation_ids=tuple(dict.fromkeys(id_ for id_ in answering if id_)),
    )


def area(*, version_id: VersionId, area_id: AreaId) -> AreaView:
    """Return one area of a version with all its measures (without ``provenance``).

    Raises:
        NotFound: the version does not exist or has no such area.
    """
    found = next((found for found in views.tree(version_id).areas if found.id == area_id), None)
    if found is None:
        raise area_not_found()
    return found


def measure(*, measure_id: MeasureId, version_id: VersionId | None = None) -> MeasureView:
    """Return a measure as a version has it; without a version as the current one has it, else the newest that has it.

    Raises:
        NotFound: there is no such measure, or the version does not have it.
    """
    return views.one_measure(measure_id, _version_of(measure_id) if version_id is None else version_id)


def measures_of(*, by: Person, version_id: VersionId) -> tuple[MeasureView, ...]:
    """Return the measures that the person's organisation or role answers for, in reading order.

    Raises:
        NotFound: there is no such version.
    """
    everything = (measure for whole in views.tree(version_id).areas for measure in whole.measures)
    return tuple(measure for measure in everything if rules.is_own(by, measure.responsible))


def changes(
    *,
    since: datetime,
    until: datetime | None = None,
    version_id: VersionId | None = None,
    limit: int = 100,
    before_id: int | None = None,
) -> tuple[ChangeView, ...]:
    """Return what has changed from and including ``since``, up to but not including ``until``, the newest first.

    ``before_id`` (the id of the last change already read) gives the next older ones; ``limit`` is at most
    ``CHANGES_MAX``.
    """
    return changes_store.between(
        since, until, version_id=version_id, limit=min(limit, CHANGES_MAX), before_id=before_id
    )


def arrivals(*, since: datetime, until: datetime) -> Mapping[tuple[VersionId, datetime], int]:
    """Return how many whole measures came into a version in one moment, for each moment between two, both included.

    A page of ``changes`` may end in the middle of those that came together; this counts them all.
    """
    return changes_store.arrivals(since, until)


def history(*, measure_id: MeasureId) -> tuple[ChangeView, ...]:
    """Return everything that has happened to a measure in every version, the newest first.

    Raises:
        NotFound: there is no such measure.
    """
    if not views.versions_having(measure_id):
        raise views.measure_not_found()
    return changes_store.of_measure(measure_id)


def versions_with(*, measure_id: MeasureId) -> tuple[VersionView, ...]:
    """Return the versions that have the measure, the newest made first; none when there is no such measure.

    Discarded drafts are left out, unless the measure stands in nothing else.
    """
    having = views.versions_having(measure_id)
    return _kept(having) or having


def _version_of(measure_id: MeasureId) -> VersionId:
    having = versions_with(measure_id=measure_id)
    if not having:
        raise views.measure_not_found()
    return (_current(having) or having[0]).id


def _kept(found: tuple[VersionView, ...]) -> tuple[VersionView, ...]:
    return tuple(version for version in found if version.state is not VersionState.DISCARDED)


def _current(found: tuple[VersionView, ...]) -> VersionView | None:
    adopted = [version for version in found if version.state is VersionState.ADOPTED]
    if adopted:
        return max(adopted, key=lambda version: (version.adopted_on or date.min, version.id))
    return next((version for version in found if version.state in rules.ON_ITS_WAY), None)
