"""Reading the plan: versions, the portfolio, one area, one measure, and what has changed."""

from datetime import datetime

from samspill.kernel.people import Person
from samspill.plan.contracts import (
    AreaId,
    AreaView,
    ChangeView,
    MeasureId,
    MeasureView,
    PortfolioFilter,
    PortfolioView,
    VersionId,
    VersionView,
)

CHANGES_MAX = 500
"""The most changes that are read at once; a page asks for the rest with ``before_id``."""


def versions() -> tuple[VersionView, ...]:
    """Return every version of every plan, the newest made first."""
    raise NotImplementedError


def version(*, version_id: VersionId) -> VersionView:
    """Return a version.

    Raises:
        NotFound: there is no such version.
    """
    raise NotImplementedError


def current_version() -> VersionView | None:
    """Return the version that holds now: the newest adopted, else the newest that is on its way, else ``None``."""
    raise NotImplementedError


def portfolio(*, version_id: VersionId, where: PortfolioFilter) -> PortfolioView:
    """Return a version as areas and years, with the measures that fit ``where``. Measures come without ``provenance``.

    Raises:
        NotFound: there is no such version.
    """
    raise NotImplementedError


def area(*, version_id: VersionId, area_id: AreaId) -> AreaView:
    """Return one area of a version with all its measures (without ``provenance``).

    Raises:
        NotFound: the version does not exist or has no such area.
    """
    raise NotImplementedError


def measure(*, measure_id: MeasureId, version_id: VersionId | None = None) -> MeasureView:
    """Return a measure as a version has it; without a version as the current one has it, else the newest that has it.

    Raises:
        NotFound: there is no such measure, or the version does not have it.
    """
    raise NotImplementedError


def measures_of(*, by: Person, version_id: VersionId) -> tuple[MeasureView, ...]:
    """Return the measures that the person's organisation or role answers for, in reading order.

    Raises:
        NotFound: there is no such version.
    """
    raise NotImplementedError


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
    raise NotImplementedError


def history(*, measure_id: MeasureId) -> tuple[ChangeView, ...]:
    """Return everything that has happened to a measure in every version, the newest first.

    Raises:
        NotFound: there is no such measure.
    """
    raise NotImplementedError


def versions_with(*, measure_id: MeasureId) -> tuple[VersionView, ...]:
    """Return the versions that have the measure, the newest made first; none when there is no such measure."""
    raise NotImplementedError
