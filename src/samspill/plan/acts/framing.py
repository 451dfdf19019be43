"""Acts on what a version says around its measures: its own words, its areas and their groups."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from samspill.kernel import refusals
from samspill.kernel.people import Person
from samspill.kernel.texts import say
from samspill.plan import frame_checks, rules
from samspill.plan.acts.standing import open_version
from samspill.plan.contracts import Act, AreaId, NotFound, PlanRefused, VersionId
from samspill.plan.differences import Difference
from samspill.plan.frames import AreaFrame, VersionFrame, area_differences, version_differences
from samspill.plan.store import changes
from samspill.plan.store import frames as store
from samspill.plan.store.changes import Deed


class ChangedMeanwhile(PlanRefused, refusals.Stale):
    """Somebody changed the same words after the form was opened; nothing has been changed."""


def version_frame(*, version_id: VersionId) -> VersionFrame:
    """Return a version's own words.

    Raises:
        NotFound: there is no such version.
    """
    return store.version_frame(version_id)


def area_frame(*, area_id: AreaId) -> tuple[VersionId, AreaFrame]:
    """Return the version that has an area, and the area's own words.

    Raises:
        NotFound: there is no such area.
    """
    return store.version_of_area(area_id), store.area_frame(area_id)


def edit_version(
    *, version_id: VersionId, draft: VersionFrame, mark: str, by: Person, at: datetime, why: str = ""
) -> None:
    """Replace a version's own words, and what its years are called and say. Nothing changed, nothing kept.

    Args:
        version_id: The version.
        draft: What it shall say; the same years in the same order.
        mark: ``VersionFrame.mark`` of what the form was filled from.
        by: Who.
        at: When.
        why: The reason, for the history.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such version.
        Invalid: something must be mended; ``errors`` says what, by field.
        ChangedMeanwhile: somebody has changed the words since.
        PlanRefused: the version's text is closed.
    """
    rules.check_may_keep_plan(by, day=localdate(at))
    draft = frame_checks.tidied_version_frame(draft)
    with transaction.atomic():
        open_version(version_id)
        now = store.version_frame(version_id)
        told = version_differences(now, draft)
        _check_unchanged(now.mark, mark, told)
        frame_checks.check_version_frame(draft, now=now)
        if told:
            store.write_version(version_id, now, draft)
            changes.keep(Deed(Act.EDITED, by, at, why), told, version_id=version_id)


def edit_area(*, area_id: AreaId, draft: AreaFrame, mark: str, by: Person, at: datetime, why: str = "") -> None:
    """Replace an area's name, number, goals and the names of its groups; a group without an id is made last.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such area, or it does not have one of the groups.
        Invalid: something must be mended; ``errors`` says what, by field.
        ChangedMeanwhile: somebody has changed the words since ``mark``.
        PlanRefused: the version's text is closed.
    """
    rules.check_may_keep_plan(by, day=localdate(at))
    draft = frame_checks.tidied_area_frame(draft)
    with transaction.atomic():
        version_id = store.version_of_area(area_id)
        open_version(version_id)
        now = store.area_frame(area_id)
        told = area_differences(now, draft)
        _check_unchanged(now.mark, mark, told)
        _check_groups(now, draft)
        others = store.other_area_names(version_id, area_id)
        frame_checks.check_area_frame(draft, now=now, other_names=others)
        if told:
            store.write_area(area_id, version_id, now, draft)
            _keep_for_area(Deed(Act.EDITED, by, at, why), told, version_id, now.name or draft.name)


def create_area(*, version_id: VersionId, draft: AreaFrame, by: Person, at: datetime, why: str = "") -> AreaId:
    """Make an area last in a version, with its goals and groups.

    Raises:
        NotAllowed: the person does not keep the plan.
        NotFound: there is no such version.
        Invalid: something must be mended; ``errors`` says what, by field.
        PlanRefused: the version's text is closed.
    """
    rules.check_may_keep_plan(by, day=localdate(at))
    draft = frame_checks.tidied_area_frame(draft)
    with transaction.atomic():
        open_version(version_id)
        others = store.other_area_names(version_id, None)
        frame_checks.check_area_frame(draft, now=None, other_names=others)
        empty = AreaFrame("", None, (), ())
        area_id = store.new_area(version_id)
        store.write_area(area_id, version_id, empty, draft)
        told = area_differences(empty, draft)
        _keep_for_area(Deed(Act.EDITED, by, at, why), told, version_id, draft.name)
    return area_id


def _check_unchanged(now: str, mark: str, told: tuple[Difference, ...]) -> None:
    """Refuse a stale form, unless it says what stands already: the same form sent twice."""
    if told and now != mark:
        raise ChangedMeanwhile(
            say("Noen andre endret dette mens du skrev. Ingenting av ditt er lagret ennå."),
            remedy=say("Se hva som står nå, rett det du vil, og lagre på nytt."),
        )


def _check_groups(now: AreaFrame, draft: AreaFrame) -> None:
    kept = {group.id for group in draft.groups if group.id is not None}
    if kept != {group.id for group in now.groups}:
        raise NotFound(
            say("Gruppene i området er ikke de samme som i skjemaet."),
            remedy=say("Åpne området på nytt, og prøv igjen."),
        )


def _keep_for_area(deed: Deed, told: Iterable[Difference], version_id: VersionId, name: str) -> None:
    changes.keep(deed, told, version_id=version_id, measure_title=name)
