"""Where in a document with tables the reading is."""

from dataclasses import dataclass, field

from samspill.plan.importing.areas import AreaDraft, Gathering
from samspill.plan.importing.contracts import Flag, Found, FoundMeasure
from samspill.plan.importing.heads import Head
from samspill.plan.importing.stream import FlatLine
from samspill.plan.importing.tables.grid import Columns


@dataclass(slots=True)
class State:
    """Where in the document the reading is."""

    gathering: Gathering = field(default_factory=Gathering)
    columns: Columns | None = None
    title: FlatLine | None = None
    loose: FlatLine | None = None
    """The last short line that may be a title."""
    goal_lines: list[FlatLine] = field(default_factory=list)
    title_is_last: bool = False
    in_goals: bool = False
    plan_goals: list[Found] = field(default_factory=list)
    area: AreaDraft | None = None
    group: Found | None = None
    heads: list[tuple[Head, ...]] = field(default_factory=list)
    labels: tuple[str, ...] = ()
    notes: list[tuple[Flag, str, int]] = field(default_factory=list)


def area_now(state: State) -> AreaDraft:
    """Return the area that is open; one without a name when none is."""
    if state.area is None:
        state.area = state.gathering.area(None)
    return state.area


def last_measure(state: State) -> FoundMeasure | None:
    """Return the measure that was read last in the open area."""
    area = state.area
    if area is None or not area.groups or not area.groups[-1].measures:
        return None
    return area.groups[-1].measures[-1]
