"""The store, its numbers and what was answered, as the pages show them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from samspill.fhir.reporting.contracts import Counted, Loads, LoadShown, Traffic, Waiting
from samspill.web.components.words import Look
from samspill.web.pages.sharing.moments import milliseconds, moment
from samspill.web.pages.sharing.words import ACTS, DIALECTS, LEVELS, WAYS, Word, status_look
from samspill.web.record import Record, Reports


@dataclass(frozen=True, slots=True)
class StoreShown:
    """The record store.

    Attributes:
        newest_at: when something was last stored; ``None`` when nothing ever was.
        oldest_waiting: since when the oldest notification waits.
    """

    database: str
    place: str
    bytes: int
    newest_at: datetime | None
    newest_type: str
    newest_act: Word
    level: str
    level_words: Word
    waiting: Waiting
    oldest_waiting: datetime | None


def store(record: Record) -> StoreShown:
    """Return how the record store stands."""
    found = record.reports.standing()
    newest = found.newest
    return StoreShown(
        database=DIALECTS.get(found.dialect, found.dialect),
        place=record.place,
        bytes=found.bytes,
        newest_at=moment(newest.at) if newest else None,
        newest_type=newest.resource_type if newest else "",
        newest_act=ACTS[newest.act] if newest else "",
        level=record.validation,
        level_words=LEVELS.get(record.validation, ""),
        waiting=found.waiting,
        oldest_waiting=moment(found.waiting.oldest),
    )


@dataclass(frozen=True, slots=True)
class CountedShown:
    """The numbers by type.

    Attributes:
        found: ``None`` while they are counted for the first time.
        is_late: whether a new counting is under way, so that these are the last ones.
    """

    found: Counted | None
    at: datetime | None
    took_ms: int
    is_late: bool


def counted(reports: Reports, *, wait_s: float) -> CountedShown:
    """Return the numbers by type, waiting so long for them."""
    found = reports.counts(wait_s=wait_s)
    is_late = reports.is_counting
    if found is None:
        return CountedShown(None, None, 0, is_late)
    return CountedShown(found, moment(found.at), milliseconds(found.took_us), is_late)


@dataclass(frozen=True, slots=True)
class TrafficRow:
    """How many calls of each sort were answered with one status."""

    status: int
    look: Look
    reads: int
    searches: int
    writes: int
    others: int


@dataclass(frozen=True, slots=True)
class TrafficShown:
    """What was answered lately."""

    rows: tuple[TrafficRow, ...]
    since: datetime | None
    total: int
    is_cut: bool


def traffic(found: Traffic) -> TrafficShown:
    """Return what was answered, a row for each status."""
    by_status: dict[int, dict[str, int]] = {}
    for one in found.answered:
        by_status.setdefault(one.status, {})[one.kind] = one.count
    rows = tuple(
        TrafficRow(status, status_look(status), *(counts.get(kind, 0) for kind in ("read", "search", "write", "other")))
        for status, counts in sorted(by_status.items())
    )
    total = sum(one.count for one in found.answered)
    return TrafficShown(rows, moment(found.since), total, found.is_cut)


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One file that was loaded."""

    load: LoadShown
    way: Word
    at: datetime | None
    seconds: Decimal


def load_rows(found: Loads) -> tuple[LoadRow, ...]:
    """Return the files that were loaded, newest first."""
    return tuple(
        LoadRow(one, WAYS.get(one.way, one.way), moment(one.at), Decimal(one.took_us) / 1_000_000)
        for one in found.newest
    )
