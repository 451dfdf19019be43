"""What is different between two versions of a plan. Plain Python: values in, values out.

A measure keeps its identity from version to version, so nothing is guessed from likeness of words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from samspill.plan.contracts import CellView, Deadline, MeasureId, MeasureView, PortfolioView, Responsible, VersionView

TEXT_FIELDS = ("title", "description", "remark", "owner_forum")
LIST_FIELDS = ("bullets", "target_groups")


@dataclass(frozen=True, slots=True)
class Rewording:
    """A text that is not what it was."""

    field: str
    """A name of ``MeasureDraft``, or ``text 2026`` (``?``: no year is known), as in ``ChangeView``."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MeasureDifference:
    """A measure that both versions have, and what is different about it."""

    measure: MeasureView
    """As the newer version has it."""
    rewordings: tuple[Rewording, ...] = ()
    moved_from: tuple[str, str] | None = None
    """The area and group it stood in before; ``None`` when it stands where it stood."""
    new_responsible: tuple[Responsible, ...] = ()
    gone_responsible: tuple[Responsible, ...] = ()
    deadline_before: Deadline | None = None
    deadline_changed: bool = False
    deadline_is_later: bool = False
    """Only when both deadlines tell a day; words alone are not weighed."""

    @property
    def is_any(self) -> bool:
        """Tell whether something is different."""
        return bool(
            self.rewordings or self.moved_from or self.new_responsible or self.gone_responsible or self.deadline_changed
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """An older version beside a newer one."""

    before: VersionView
    after: VersionView
    added: tuple[MeasureView, ...]
    dropped: tuple[MeasureView, ...]
    """As the older version had them."""
    changed: tuple[MeasureDifference, ...]
    unchanged_count: int

    @property
    def is_any(self) -> bool:
        """Tell whether something is different."""
        return bool(self.added or self.dropped or self.changed)


def compare(before: PortfolioView, after: PortfolioView) -> Comparison:
    """Lay two whole versions beside each other.

    Args:
        before: The older version, unfiltered.
        after: The newer one, unfiltered.
    """
    old, new = _measures(before), _measures(after)
    both = [(old[key], measure) for key, measure in new.items() if key in old]
    differences = [difference(earlier, later) for earlier, later in both]
    changed = tuple(found for found in differences if found.is_any)
    return Comparison(
        before=before.version,
        after=after.version,
        added=tuple(measure for key, measure in new.items() if key not in old),
        dropped=tuple(measure for key, measure in old.items() if key not in new),
        changed=changed,
        unchanged_count=len(both) - len(changed),
    )


def difference(before: MeasureView, after: MeasureView) -> MeasureDifference:
    """Return what is different about one measure between two versions of the plan; a status is not a difference."""
    place_before, place_after = (before.area_name, before.group_name), (after.area_name, after.group_name)
    return MeasureDifference(
        measure=after,
        rewordings=tuple(_rewordings(before, after)),
        moved_from=place_before if place_before != place_after else None,
        new_responsible=_missing(after.responsible, there=before.responsible),
        gone_responsible=_missing(before.responsible, there=after.responsible),
        deadline_before=before.deadline,
        deadline_changed=before.deadline != after.deadline,
        deadline_is_later=_is_later(before.deadline, after.deadline),
    )


def _measures(portfolio: PortfolioView) -> dict[MeasureId, MeasureView]:
    return {measure.id: measure for area in portfolio.areas for measure in area.measures}


def _rewordings(before: MeasureView, after: MeasureView) -> Iterator[Rewording]:
    for field in TEXT_FIELDS:
        yield from _reworded(field, getattr(before, field), getattr(after, field))
    for field in LIST_FIELDS:
        yield from _reworded(field, "\n".join(getattr(before, field)), "\n".join(getattr(after, field)))
    years_before, years_after = _texts(before.cells), _texts(after.cells)
    # A year that only one version has is a matter of its columns, not of this measure.
    for year in years_after:
        if year in years_before:
            for old, new in zip_longest(years_before[year], years_after[year], fillvalue=""):
                yield from _reworded(f"text {year or '?'}", old, new)


def _reworded(field: str, before: str, after: str) -> Iterator[Rewording]:
    if before.strip() != after.strip():
        yield Rewording(field, before, after)


def _texts(cells: tuple[CellView, ...]) -> dict[int | None, list[str]]:
    texts: dict[int | None, list[str]] = {}
    for cell in cells:
        texts.setdefault(cell.year, []).append(cell.text)
    return texts


def _missing(bodies: tuple[Responsible, ...], *, there: tuple[Responsible, ...]) -> tuple[Responsible, ...]:
    """Return the bodies that are not there; an organisation is the same under another name."""
    ids = {body.organisation_id for body in there if body.organisation_id}
    words = {(body.text.strip().casefold(), body.role.strip().casefold()) for body in there}
    return tuple(
        body
        for body in bodies
        if body.organisation_id not in ids and (body.text.strip().casefold(), body.role.strip().casefold()) not in words
    )


def _is_later(before: Deadline | None, after: Deadline | None) -> bool:
    return bool(before and after and before.latest and after.latest and after.latest > before.latest)
