"""How things stand when an act begins, read inside its transaction and held until it ends."""

from collections.abc import Iterable

from samspill.plan import rules
from samspill.plan.contracts import MeasureId, MeasureView, VersionId, VersionView
from samspill.plan.differences import Difference
from samspill.plan.store import changes, entries, versions, views
from samspill.plan.store.changes import Deed


def held_version(version_id: VersionId) -> VersionView:
    """Return a version that no one else writes to before the transaction ends.

    Raises:
        NotFound: there is no such version.
    """
    versions.lock_version(version_id)
    return views.one_version(version_id)


def open_version(version_id: VersionId) -> VersionView:
    """Return a held version whose text may be edited.

    Raises:
        NotFound: there is no such version.
        PlanRefused: its text is closed.
    """
    version = held_version(version_id)
    rules.check_text_is_open(version.state)
    return version


def unchanged_measure(measure_id: MeasureId, version_id: VersionId, revision: int) -> MeasureView:
    """Return a measure that nobody has changed since the form was opened.

    Raises:
        NotFound: the version does not have it.
        Stale: somebody has changed it.
    """
    now = views.one_measure(measure_id, version_id)
    if now.revision != revision:
        raise entries.stale(now)
    return now


def keep_for(deed: Deed, told: Iterable[Difference], measure: MeasureView) -> None:
    """Keep what was changed in one measure."""
    changes.keep(deed, told, version_id=measure.version_id, measure_id=measure.id, measure_title=measure.title)
