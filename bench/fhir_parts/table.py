"""The table of a run in Markdown: every server side by side, the targets, and by how much a number is missed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan

from bench.fhir_parts.cells import Cell

TARGETS: Mapping[tuple[str, int], float] = {
    ("transaction of 50", 8): 1500,
    ("create", 8): 600,
    ("read", 8): 3000,
    ("Observation?subject&_count=20", 8): 1500,
    ("Observation?subject&code&_sort=-date", 8): 1500,
    ("Patient?family&gender", 8): 2500,
    ("$export", 1): 40000,
    ("samspill load", 1): 6000,
}
"""At least so many a second, by work and calls at once (issue of the FHIR engine)."""
P99_MS_MAX = {("Observation?subject&_count=20", 8): 15.0}
CPU_MS_MAX = {("transaction of 50", 8): 0.7}
COLD_START_SECONDS_MAX = 1.5
COUNTED = {"transaction of 50": "resources/s", "$export": "resources/s", "samspill load": "resources/s"}


@dataclass(slots=True)
class Column:
    """What was measured of one server."""

    name: str
    ours: bool
    cells: list[Cell] = field(default_factory=list)
    cold_start_seconds: float = float("nan")
    fsync_ms: tuple[float, float] = (0.0, 0.0)
    load_before: float = 0.0
    disk_mb: float = 0.0
    memory_mb: float = 0.0
    failures: list[str] = field(default_factory=list)

    def cell(self, work: str, at_once: int) -> Cell | None:
        """Return the cell of a work, when it was measured."""
        return next((cell for cell in self.cells if (cell.work, cell.at_once) == (work, at_once)), None)


def against(number: float, target: float, *, at_most: bool = False) -> str:
    """Say how a number stands to its target: ``held (1.4x)`` or ``missed by 12 %``.

    >>> against(1500, 1000)
    'held (1.5x)'
    >>> against(880, 1000)
    'missed by 12 %'
    >>> against(18, 15, at_most=True)
    'missed by 20 %'
    """
    holds = number <= target if at_most else number >= target
    if holds:
        share = target / number if at_most and number else number / target
        return f"held ({share:.1f}x)"
    return f"missed by {abs(number - target) / target * 100:.0f} %"


def rows_in_order(columns: Sequence[Column]) -> list[tuple[str, int]]:
    """Return each work and number of calls at once, in the order in which they were first measured."""
    order: dict[tuple[str, int], None] = {}
    for column in columns:
        order |= {(cell.work, cell.at_once): None for cell in column.cells}
    works = list(dict.fromkeys(work for work, _ in order))
    return sorted(order, key=lambda row: (works.index(row[0]), row[1]))


def markdown(columns: Sequence[Column]) -> Iterator[str]:
    """Yield the lines of the tables."""
    heads = [column.name for column in columns]
    yield "A cell: answers (or what is named) a second (p50 / p99 in ms). CPU: all of the server's processes."
    yield ""
    yield f"| work | c | {' | '.join(heads)} | CPU ms each | others took % | target | ours against it |"
    yield f"|---|--:|{'--:|' * len(heads)}--:|--:|--:|---|"
    for work, at_once in rows_in_order(columns):
        yield _row(columns, work, at_once)
    yield ""
    yield from _rest(columns)


def _row(columns: Sequence[Column], work: str, at_once: int) -> str:
    cells = [column.cell(work, at_once) for column in columns]
    name = f"{work}, {COUNTED[work]}" if work in COUNTED else work
    cpu = " / ".join(f"{cell.cpu_ms:.2f}" if cell else "-" for cell in cells)
    others = " / ".join(f"{cell.others_percent:.0f}" if cell else "-" for cell in cells)
    target = TARGETS.get((work, at_once))
    stands = [
        f"{column.name.removeprefix('Samspill, ')}: {'; '.join(_standing(cell))}"
        for column, cell in zip(columns, cells, strict=True)
        if column.ours and cell and target
    ]
    words = [f"`{name}`", str(at_once), *(_shown(cell) for cell in cells), cpu, others]
    return f"| {' | '.join([*words, f'{target:,.0f}' if target else '', '<br>'.join(stands)])} |"


def _shown(cell: Cell | None) -> str:
    if cell is None:
        return "-"
    errors = "".join(f", **{count} x {what}**" for what, count in sorted(cell.errors.items()))
    return f"{cell.per_second:,.0f} ({cell.p50_ms:,.1f} / {cell.p99_ms:,.1f}){errors}"


def _standing(cell: Cell) -> Iterator[str]:
    place = (cell.work, cell.at_once)
    yield against(cell.per_second, TARGETS[place])
    if place in P99_MS_MAX:
        yield f"p99 of {P99_MS_MAX[place]:.0f} ms {against(cell.p99_ms, P99_MS_MAX[place], at_most=True)}"
    if place in CPU_MS_MAX:
        yield f"CPU of {CPU_MS_MAX[place]} ms {against(cell.cpu_ms, CPU_MS_MAX[place], at_most=True)}"


def _rest(columns: Sequence[Column]) -> Iterator[str]:
    yield "| server | cold start to first answer, s | disk MB | memory MB | fsync ms (p50 / p99) | load before |"
    yield "|---|--:|--:|--:|--:|--:|"
    for column in columns:
        start = "-" if isnan(column.cold_start_seconds) else f"{column.cold_start_seconds:.2f}"
        if column.ours and start != "-":
            start += f" ({against(column.cold_start_seconds, COLD_START_SECONDS_MAX, at_most=True)})"
        median, p99 = column.fsync_ms
        yield (
            f"| {column.name} | {start} | {column.disk_mb:,.0f} | {column.memory_mb:,.0f} "
            f"| {median:.2f} / {p99:.2f} | {column.load_before:.1f} |"
        )
    for column in columns:
        for failure in column.failures:
            yield f"\n**{column.name}: {failure}**"
