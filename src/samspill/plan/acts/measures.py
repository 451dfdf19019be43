"""Acts on one measure: make it, edit its words, turn it to its next state, move it."""

from datetime import datetime

from samspill.kernel.people import Person
from samspill.plan.contracts import AreaId, GroupId, MeasureDraft, MeasureId, MeasureState, VersionId


def create_measure(
    *,
    version_id: VersionId,
    draft: MeasureDraft,
    by: Person,
    at: datetime,
    group_id: GroupId | None = None,
    area_id: AreaId | None = None,
    group_name: str = "",
    why: str = "",
) -> MeasureId:
    """Make a new measure last in a group: the one named by ``group_id``, else the one in ``area_id`` called
    ``group_name``.

    A group that the area does not have is made. The measure starts as proposed unless ``draft.state`` says otherwise.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: the version does not exist, or has no such group or area.
        Invalid: something in the draft must be mended; ``errors`` says what, by the draft's field (``cells 2026`` for a
            cell).
        PlanRefused: the version's text is closed.
    """
    raise NotImplementedError


def edit_measure(
    *,
    measure_id: MeasureId,
    version_id: VersionId,
    draft: MeasureDraft,
    revision: int,
    by: Person,
    at: datetime,
    why: str = "",
) -> None:
    """Replace a measure's words; a status in ``draft.cells`` that differs is kept as a report. Nothing changed, nothing
    kept.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: the version does not exist or does not have the measure.
        Invalid: something in the draft must be mended; ``errors`` says what, by the draft's field (``cells 2026`` for a
            cell).
        Stale: the measure has been changed since ``revision``.
        PlanRefused: the version's text is closed.
    """
    raise NotImplementedError


def change_state(
    *,
    measure_id: MeasureId,
    version_id: VersionId,
    to: MeasureState,
    why: str,
    revision: int,
    by: Person,
    at: datetime,
) -> None:
    """Turn a measure to its next state (``rules.MEASURE_TURNS``), also in an adopted version.

    Whoever answers for the measure may turn it to planned, in progress and done; the rest is for those who keep the
    plan.

    Raises:
        NotAllowed: the person may not do this to the measure.
        NotFound: the version does not exist or does not have the measure.
        Invalid: ``why`` is missing when the measure is stopped.
        Stale: the measure has been changed since ``revision``.
        PlanRefused: the measure cannot go from the state it is in to ``to``, or the version is superseded.
    """
    raise NotImplementedError


def move_measure(
    *,
    measure_id: MeasureId,
    version_id: VersionId,
    group_id: GroupId,
    revision: int,
    by: Person,
    at: datetime,
    why: str = "",
) -> None:
    """Move a measure to the end of another group of the same version.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: the version does not exist, or does not have the measure or the group.
        Stale: the measure has been changed since ``revision``.
        PlanRefused: the version's text is closed.
    """
    raise NotImplementedError
