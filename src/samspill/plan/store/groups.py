"""Finding and making the groups that measures stand in."""

from django.db.models import Max

from samspill.kernel.texts import say
from samspill.plan.contracts import AreaId, GroupId, NotFound, VersionId
from samspill.plan.folding import fold
from samspill.plan.models import Area, Group


def group_in(version_id: VersionId, group_id: GroupId) -> GroupId:
    """Return the group when the version has it.

    Raises:
        NotFound: it does not.
    """
    if not Group.objects.filter(pk=group_id, area__version=version_id).exists():
        raise NotFound(
            say("Vi finner ikke denne gruppen i versjonen."), remedy=say("Velg et område og en gruppe på nytt.")
        )
    return group_id


def group_called(version_id: VersionId, area_id: AreaId, name: str) -> GroupId:
    """Return the area's group of that name, made last in the area when there is none.

    Raises:
        NotFound: the version has no such area.
    """
    if not Area.objects.filter(pk=area_id, version=version_id).exists():
        raise area_not_found()
    groups = Group.objects.filter(area=area_id).order_by("position")
    for group in groups:
        if fold(group.name) == fold(name):
            return GroupId(group.pk)
    last = groups.aggregate(last=Max("position"))["last"]
    made = Group.objects.create(area_id=area_id, position=0 if last is None else last + 1, name=name.strip())
    return GroupId(made.pk)


def area_not_found() -> NotFound:
    """Return the refusal for an area that is not there."""
    return NotFound(say("Vi finner ikke dette området i versjonen."), remedy=say("Velg et område fra porteføljen."))
