"""A query against a snapshot: the page, the count, the few that a conditional interaction wants."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from samspill.fhir.search import including, value_sets
from samspill.fhir.search.contracts import Page, Place, Query, Summary, Total
from samspill.fhir.search.counts import Counts
from samspill.fhir.search.rows import stored
from samspill.fhir.search.sql import planning, reading, words
from samspill.fhir.search.sql.partitions import key_ranges
from samspill.fhir.search.sql.writing import Writer
from samspill.fhir.store.contracts import Snapshot, Stored, TooLong


def run(snapshot: Snapshot, query: Query, counts: Counts | None = None) -> Page:
    """Return one page with its includes.

    Args:
        snapshot: where to look.
        query: what to find.
        counts: what is remembered of the store for planning; ``None`` to count anew.

    Raises:
        Refusal: 400 for a value set that cannot be enumerated.
    """
    query = value_sets.resolved(snapshot, query)
    counts = counts or Counts()
    if query.count == 0 or query.summary is Summary.COUNT:
        return Page(query, (), total=_count(snapshot, query, counts), notes=query.warnings)
    rows, following = _page(snapshot, query, query.count, counts)
    matches = tuple(rows)
    included, notes = including.includes(snapshot, query, matches) if query.includes else ((), ())
    total = _total(snapshot, query, len(matches), following, counts)
    return Page(query, matches, included, total, following, query.warnings + notes)


def count(snapshot: Snapshot, query: Query) -> int:
    """Return the number of matches."""
    return _count(snapshot, value_sets.resolved(snapshot, query), Counts())


def find(snapshot: Snapshot, query: Query, *, most: int) -> list[Stored]:
    """Return at most so many matches, in no particular order."""
    query = replace(value_sets.resolved(snapshot, query), sorts=(), place=None)
    return _page(snapshot, query, most, Counts())[0]


def _total(snapshot: Snapshot, query: Query, found: int, following: Place | None, counts: Counts) -> int | None:
    if query.total is Total.NONE:
        return None
    if query.place is None and following is None:
        return found
    return _count(snapshot, query, counts) if query.total is Total.ACCURATE else None


def _count(snapshot: Snapshot, query: Query, counts: Counts) -> int:
    writer = Writer(snapshot.dialect, key_ranges(snapshot.dialect, query))
    sql = reading.count(query, planning.counting(snapshot, query, counts), writer)
    return int(snapshot.select(sql, writer.values)[0][0])


def _page(snapshot: Snapshot, query: Query, most: int, counts: Counts) -> tuple[list[Stored], Place | None]:
    """Return at most so many matches and the place after them; ``None`` when there are no more."""
    plan = query.place.plan if query.place else planning.choose(snapshot, query, counts)
    place = query.place.values if query.place else None
    rows = _rows(snapshot, query, plan, place, most + 1)
    planned = len(rows)
    if plan == planning.SORTED and query.sorts[0].table is not None and planned <= most:
        if not snapshot.is_whole:
            raise TooLong  # between two queries a resource may get a value, and be shown twice or not at all
        rows += _rows(snapshot, query, planning.MISSING, None, most + 1 - planned)
    if len(rows) <= most:
        return stored(rows), None
    last_plan = plan if most <= planned else planning.MISSING
    return stored(rows[:most]), reading.place_of(last_plan, rows[most - 1], query)


def _rows(
    snapshot: Snapshot, query: Query, plan: str, place: Sequence[Any] | None, limit: int
) -> list[tuple[Any, ...]]:
    if plan[0] == planning.WORDS:
        query = words.spelled(snapshot, query, planning.driver(plan)) or query
    writer = Writer(snapshot.dialect, key_ranges(snapshot.dialect, query))
    sql = reading.page(query, plan, place, limit, writer)
    return snapshot.select(sql, writer.values)
