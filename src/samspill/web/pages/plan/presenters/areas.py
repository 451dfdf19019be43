"""An area with its goals, groups and measures, and its years as a picture: one tile for each measure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspill.plan.contracts import AreaId, AreaView, MeasureView, Status, VersionView
from samspill.web.components.words import STATUS_LOOKS, Look, status_word
from samspill.web.pages.plan.addresses import Query, area_address
from samspill.web.pages.plan.presenters.measures import Column, MeasureRow, cell, columns, row

BEST_FIRST = (Status.DONE, Status.IN_PROGRESS, Status.PLANNED, Status.NOT_STARTED, Status.UNKNOWN)
"""The order of tiles in a picture, so that areas can be compared by eye."""


@dataclass(frozen=True, slots=True)
class GroupShown:
    """The measures under one sub-heading."""

    name: str
    rows: tuple[MeasureRow, ...]


@dataclass(frozen=True, slots=True)
class YearPicture:
    """One area in one year: the statuses of its measures."""

    label: str
    tiles: tuple[tuple[Status, Look], ...]
    words: str
    """The same as the picture, in words."""


@dataclass(frozen=True, slots=True)
class AreaShown:
    """An area as the portfolio and its own page show it."""

    id: AreaId
    name: str
    heading: str
    """With its number, where it has one."""
    parent: str
    goals: tuple[str, ...]
    goals_words: str
    address: str
    count_words: str
    columns: tuple[Column, ...]
    groups: tuple[GroupShown, ...]
    pictures: tuple[YearPicture, ...]

    @property
    def rows(self) -> tuple[MeasureRow, ...]:
        """All its measures."""
        return tuple(one for group in self.groups for one in group.rows)


def area_shown(
    area: AreaView,
    version: VersionView,
    *,
    query: Query,
    today: date,
    picture_heads: tuple[Column, ...],
    whole: bool = True,
) -> AreaShown:
    """Return an area for a page.

    Args:
        area: The area with the measures to show.
        version: The version it belongs to.
        query: What names the version in an address.
        today: The day deadlines are held against.
        picture_heads: The columns of the picture, the same for all areas of a page.
        whole: Whether all its measures are there; else the count says how many of them are.
    """
    heads = columns(version.years, area.measures)
    return AreaShown(
        id=area.id,
        name=area_name(area),
        heading=_heading(area),
        parent=area.parent,
        goals=area.goals,
        goals_words=_goals_words(len(area.goals)),
        address=area_address(area.id, version.id),
        count_words=count_words(len(area.measures), area.measures_in_all if not whole else len(area.measures)),
        columns=heads,
        groups=tuple(
            GroupShown(
                group.name,
                tuple(
                    row(one, heads, version=query, words=version.status_words, today=today) for one in group.measures
                ),
            )
            for group in area.groups
        ),
        pictures=tuple(_picture(head, area.measures, version.status_words) for head in picture_heads),
    )


def area_name(area: AreaView) -> str:
    """Return the area's name, or words for one that the source leaves blank."""
    return area.name or _("Område uten navn i kilden")


def _heading(area: AreaView) -> str:
    if area.number is None:
        return area_name(area)
    return _("%(number)s. %(name)s") % {"number": area.number, "name": area_name(area)}


def _goals_words(count: int) -> str:
    return ngettext("Målbilde: %(count)s mål", "Målbilde: %(count)s mål", count) % {"count": count}


def count_words(count: int, in_all: int) -> str:
    """Return how many measures are shown, and of how many when that is not all."""
    if count == in_all:
        return ngettext("%(count)s tiltak", "%(count)s tiltak", count) % {"count": count}
    return ngettext("%(count)s av %(in_all)s tiltak", "%(count)s av %(in_all)s tiltak", in_all) % {
        "count": count,
        "in_all": in_all,
    }


def counted(statuses: Counter[Status], words: Mapping[Status, str]) -> str:
    """Return counts in words: ``3 ferdigstilt, 1 ukjent``."""
    told = (f"{statuses[one]} {status_word(one, words).lower()}" for one in BEST_FIRST if statuses[one])
    return ", ".join(told)


def _picture(head: Column, measures: tuple[MeasureView, ...], words: Mapping[Status, str]) -> YearPicture:
    shown = [cell(one, words) for measure in measures for one in measure.cells if one.year == head.year]
    counts = Counter(one.status for one in shown if not one.is_empty)
    tiles = tuple((status, STATUS_LOOKS[status]) for status in BEST_FIRST for _one in range(counts[status]))
    return YearPicture(head.label, tiles, counted(counts, words) or _("Ingen tiltak"))
