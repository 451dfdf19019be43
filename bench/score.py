"""Print how well the importer understands the hand-made golds beside the repository; fail below the thresholds.

Run as ``python -m bench.score``. The seeds and golds are read from ``../shared`` and never copied.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from bench.scoring import FIELDS, Score, Tally, score
from samspill.documents.api import read
from samspill.plan.importing.api import to_gold, understand

SHARED = Path(__file__).resolve().parents[2] / "shared"


@dataclass(frozen=True, slots=True)
class Case:
    """One answer to score: the seeds read together, and the gold they are held against."""

    name: str
    seeds: tuple[str, ...]
    gold: str | None
    misread: bool = False


CASES = (
    Case("000", ("000",), "000"),
    Case("002", ("002",), "002"),
    Case("003", ("003",), "002", misread=True),
    Case("002+003", ("002", "003"), "002"),
    Case("003+002", ("003", "002"), "002"),
    Case("004", ("004",), "004"),
    Case("001", ("001",), None),
)


@dataclass(frozen=True, slots=True)
class Demand:
    """A threshold: what is measured in which case, and what it must reach."""

    case: str
    what: str
    reached: float
    least: float
    exact: bool = False

    @property
    def holds(self) -> bool:
        """Whether the threshold is reached."""
        return self.reached == self.least if self.exact else self.reached >= self.least


def answer(seeds: Sequence[str], *, shared: Path = SHARED) -> dict[str, Any]:
    """Return what the importer understands of seeds, told by the beginning of their names."""
    paths = [next((shared / "seeds").glob(f"{seed}*")) for seed in seeds]
    return to_gold(understand([read(path=path) for path in paths]))


def gold(name: str, *, shared: Path = SHARED) -> dict[str, Any]:
    """Return a gold, told by the beginning of its name."""
    loaded: dict[str, Any] = yaml.safe_load(next((shared / "gold").glob(f"{name}*.yaml")).read_text(encoding="utf-8"))
    return loaded


def scores(*, shared: Path = SHARED) -> dict[str, Score]:
    """Return the score of every case that has a gold."""
    return {
        case.name: score(answer(case.seeds, shared=shared), gold(case.gold, shared=shared), misread=case.misread)
        for case in CASES
        if case.gold
    }


def demands(found: dict[str, Score], refused: dict[str, Any]) -> list[Demand]:
    """Return the thresholds of the issue with what was reached."""
    lone = [
        Demand("000", "measures F1", found["000"].measures.f1, 1.0),
        Demand("000", "fields F1", found["000"].all_fields.f1, 0.98),
        Demand("002", "measures F1", found["002"].measures.f1, 0.95),
        Demand("002", "cell sequence", found["002"].cell_sequence.recall, 0.95),
        Demand("002", "silent guesses", found["002"].silent_guesses, 0, exact=True),
        Demand("003", "measures F1", found["003"].measures.f1, 0.85),
        Demand("004", "measures kept", found["004"].measures.right, 11, exact=True),
        Demand("004", "measures F1", found["004"].measures.f1, 1.0),
        Demand("004", "missing titles flagged", found["004"].titles_lost, 5, exact=True),
        Demand("004", "empty flagged", found["004"].empty, 1, exact=True),
        Demand("001", "measures", len(list(_measures(refused))), 0, exact=True),
        Demand("001", "says why (1 = yes)", float(bool(refused["message"])), 1, exact=True),
    ]
    return lone + [demand for order in ("002+003", "003+002") for demand in _together(order, found[order])]


def _together(order: str, both: Score) -> list[Demand]:
    return [
        Demand(order, "measures F1", both.measures.f1, 0.95),
        Demand(order, "cell sequence", both.cell_sequence.recall, 0.95),
        Demand(order, "certain columns", both.certain_columns.recall, 0.95),
        Demand(order, "certain columns precision", both.certain_columns.precision, 0.95),
        Demand(order, "silent guesses", both.silent_guesses, 0, exact=True),
        Demand(order, "junk", len(both.junk), 0, exact=True),
        Demand(order, "statuses guessed", both.status_guesses, 0, exact=True),
    ]


def _measures(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [measure for area in plan["areas"] for group in area["groups"] for measure in group["measures"]]


def _figures(tally: Tally) -> tuple[str, ...]:
    asked = tally.right + tally.missing
    if not asked and not tally.wrong:
        return ("-", "-", "-", "0")
    return (f"{tally.precision:.3f}", f"{tally.recall:.3f}", f"{tally.f1:.3f}", str(asked))


def _detail_table(found: dict[str, Score]) -> Table:
    table = Table("file", "field", "precision", "recall", "F1", "in gold", title="Plan import against the golds")
    for name, one in found.items():
        rows = {
            "measures": one.measures,
            "areas": one.areas,
            "groups": one.groups,
            "goals": one.goals,
            **{field: one.fields[field] for field in FIELDS},
            "all fields": one.all_fields,
            "cell sequence": one.cell_sequence,
            "certain columns": one.certain_columns,
        }
        for field, tally in rows.items():
            if tally != Tally():
                table.add_row(name, field, *_figures(tally))
        table.add_row(name, "silent guesses", "", "", "", str(one.silent_guesses))
        table.add_row(name, "junk", "", "", "", str(len(one.junk)), end_section=True)
    return table


def _demand_table(wanted: Sequence[Demand]) -> Table:
    table = Table("file", "threshold", "reached", "demanded", "holds", title="Thresholds")
    for one in wanted:
        table.add_row(one.case, one.what, f"{one.reached:.3f}", f"{one.least:g}", "yes" if one.holds else "NO")
    return table


def main() -> int:
    """Print the tables; return 1 when a threshold is missed."""
    if not SHARED.is_dir():
        print(f"The golds are not there: {SHARED} is missing.", file=sys.stderr)
        return 1
    found = scores()
    wanted = demands(found, answer(("001",)))
    console = Console(width=110)
    console.print(_detail_table(found))
    console.print(_demand_table(wanted))
    return 0 if all(one.holds for one in wanted) else 1


if __name__ == "__main__":
    raise SystemExit(main())
