"""What a version says around its measures: its title, owner, day, goals and years, and its areas with their groups.

Plain Python. A form carries the ``mark`` of what it was filled from, so that a stale one is found.
"""

from dataclasses import astuple, dataclass
from datetime import date
from hashlib import sha256

from samspill.plan.contracts import GroupId, YearHead
from samspill.plan.differences import Difference


@dataclass(frozen=True, slots=True)
class VersionFrame:
    """A version's own words."""

    title: str
    owner: str
    dated: date | None
    goals: tuple[str, ...]
    """Of the whole plan; those of an area stand with the area."""
    years: tuple[YearHead, ...]
    """In order; an edit may change a label or a kind, not the years themselves."""

    @property
    def mark(self) -> str:
        """What tells these words from others."""
        return _mark(self)


@dataclass(frozen=True, slots=True)
class GroupFrame:
    """A group's name; ``id`` is ``None`` for one that is to be made."""

    id: GroupId | None
    name: str


@dataclass(frozen=True, slots=True)
class AreaFrame:
    """An area's own words and the names of its groups."""

    name: str
    number: int | None
    goals: tuple[str, ...]
    groups: tuple[GroupFrame, ...]

    @property
    def mark(self) -> str:
        """What tells these words from others."""
        return _mark(self)


def _mark(frame: VersionFrame | AreaFrame) -> str:
    return sha256(repr(astuple(frame)).encode()).hexdigest()[:16]


def version_differences(now: VersionFrame, draft: VersionFrame) -> tuple[Difference, ...]:
    """Return what a draft changes in a version's own words."""
    return _differing(
        ("title", now.title, draft.title),
        ("owner", now.owner, draft.owner),
        ("dated", _day(now.dated), _day(draft.dated)),
        ("plan goals", "\n".join(now.goals), "\n".join(draft.goals)),
        *(
            (f"label {before.year}", before.label, after.label)
            for before, after in zip(now.years, draft.years, strict=True)
        ),
        *(
            (f"kind {before.year}", before.kind.value, after.kind.value)
            for before, after in zip(now.years, draft.years, strict=True)
        ),
    )


def area_differences(now: AreaFrame, draft: AreaFrame) -> tuple[Difference, ...]:
    """Return what a draft changes in an area's own words and in the names of its groups."""
    before = {group.id: group.name for group in now.groups}
    return _differing(
        ("area name", now.name, draft.name),
        ("area number", _number(now.number), _number(draft.number)),
        ("area goals", "\n".join(now.goals), "\n".join(draft.goals)),
        *(("group name", before.get(group.id, ""), group.name) for group in draft.groups),
    )


def _differing(*pairs: tuple[str, str, str]) -> tuple[Difference, ...]:
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
