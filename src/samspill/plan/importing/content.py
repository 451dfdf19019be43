"""What a route finds in one document, before it is a plan."""

from dataclasses import dataclass, field

from samspill.plan.importing.contracts import Flag, Found, FoundArea
from samspill.plan.importing.drafts import YearTable
from samspill.plan.importing.stream import FlatLine


@dataclass(slots=True)
class Content:
    """Areas and goals, and what the head rows and the front say."""

    areas: tuple[FoundArea, ...] = ()
    goals: tuple[Found, ...] = ()
    years: tuple[int, ...] = ()
    year_labels: dict[int, str] = field(default_factory=dict)
    heads: tuple[str, ...] = ()
    front: tuple[FlatLine, ...] = ()
    year_tables: list[YearTable] = field(default_factory=list)
    """Tables without boxes, for whoever holds them against a twin."""
    notes: tuple[tuple[Flag, str, int], ...] = ()
    """What a person should know about a table: flag, area, page."""

    @property
    def has_measures(self) -> bool:
        """Whether any measure was found."""
        return any(group.measures for area in self.areas for group in area.groups)
