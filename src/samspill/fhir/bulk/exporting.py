"""Stored resources as NDJSON, as they were at one place in the order of all changes.

The place is a sequence number, not an open transaction: what was changed after it is read from the earlier versions.
So an export of hours neither keeps the database from tidying up nor loses its moment when the server is stopped on the
way. Stored bytes are copied as they are; no resource is decoded, except one that was changed meanwhile and must be told
apart by patient.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from samspill.fhir.bulk.filtering import IDS_AT_ONCE, Filters, matching
from samspill.fhir.definitions.api import resource_types, type_number
from samspill.fhir.formats import api as formats
from samspill.fhir.index import api as index
from samspill.fhir.index.compiling import patient_parameters
from samspill.fhir.store.api import Moment
from samspill.fhir.store.contracts import Method, Snapshot, Store

PAGE = 2000
"""Resources read in one view of the store."""

_DELETED = int(Method.DELETE)
_PATIENT = type_number("Patient")

_NOW = (
    "SELECT sequence, key, method, id, body FROM resource "
    "WHERE type = ? AND sequence > ? AND sequence <= ? AND at >= ? ORDER BY sequence LIMIT ?"
)
_SUPERSEDED = (
    "SELECT sequence, key, method, id, body FROM version v "
    "WHERE v.type = ? AND v.sequence > ? AND v.sequence <= ? AND v.at >= ? "
    "AND NOT EXISTS (SELECT 1 FROM resource r WHERE r.key = v.key AND r.sequence <= ?) "
    "AND NOT EXISTS (SELECT 1 FROM version n WHERE n.key = v.key AND n.version = v.version + 1 AND n.sequence <= ?) "
    "ORDER BY v.sequence"
)
_NEWEST = "SELECT sequence, at FROM resource ORDER BY sequence DESC LIMIT 1"
_EARLIEST = -(2**62)


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a type is exported.

    Attributes:
        since: only what was written at or after this (microseconds since 1970 UTC); ``None`` for everything.
        of_patients: only what lies in a patient's compartment.
        patients: logical ids of the patients that are meant; ``None`` for all of them.
        filters: what of a type is meant; a type without filters is meant whole.
        base: absolute address of the FHIR base, which the filters' references may begin with.
    """

    since: int | None = None
    of_patients: bool = False
    patients: frozenset[str] | None = None
    filters: Filters = field(default_factory=dict)
    base: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some resources of a type.

    Attributes:
        bodies: stored bytes.
        deleted: logical ids of those that were deleted.
        place: the sequence to go on after.
        is_last: whether there is nothing more.
    """

    bodies: list[bytes]
    deleted: list[str]
    place: int
    is_last: bool


def types_in(selection: Selection) -> tuple[str, ...]:
    """Return the types that can have something in a selection."""
    if not selection.of_patients:
        return resource_types()
    return tuple(name for name in resource_types() if name == "Patient" or patient_parameters(name))


def pages(store: Store, resource_type: str, selection: Selection, moment: Moment, *, after: int = 0) -> Iterator[Page]:
    """Yield a type's resources as they were at a moment, in the order they were written.

    Args:
        store: an open store.
        resource_type: the type.
        selection: what of it is meant.
        moment: when.
        after: the place of the last page that was taken before.
    """
    place = after
    while True:
        page = _page(store, resource_type, selection, moment, place)
        yield page
        if page.is_last:
            return
        place = page.place


def _page(store: Store, resource_type: str, selection: Selection, moment: Moment, after: int) -> Page:
    number, since = type_number(resource_type), _EARLIEST if selection.since is None else selection.since
    with store.snapshot() as snapshot:
        rows = snapshot.select(_NOW, (number, after, moment.sequence, since, PAGE))
        is_last = len(rows) < PAGE
        until = moment.sequence if is_last else rows[-1][0]
        newest = snapshot.select(_NEWEST)
        earlier: list[tuple[Any, ...]] = []
        if newest and newest[0][0] > moment.sequence:
            place = moment.sequence
            earlier = snapshot.select(_SUPERSEDED, (number, after, until, since, place, place))
        if selection.of_patients:
            rows = _of_patients(snapshot, resource_type, rows, selection.patients)
            earlier = [row for row in earlier if _is_of(resource_type, row, selection.patients)]
        if filters := selection.filters.get(resource_type):
            # Earlier versions have no index rows any more and are told unfiltered: a resource that was changed while
            # the export ran may be told though it does not meet a filter, but none that met one is missing.
            rows = matching(snapshot, resource_type, rows, filters, base=selection.base, at=moment.at)
    found = sorted([*rows, *earlier]) if earlier else rows
    bodies = [row[4] for row in found if row[2] != _DELETED]
    return Page(bodies, [row[3] for row in found if row[2] == _DELETED], until, is_last)


def _of_patients(
    snapshot: Snapshot, resource_type: str, rows: list[tuple[Any, ...]], patients: frozenset[str] | None
) -> list[tuple[Any, ...]]:
    """Keep the rows that lie in a meant patient's compartment; a delete is told only of a patient's own record."""
    if resource_type == "Patient":
        return [row for row in rows if patients is None or row[3] in patients]
    numbers = ", ".join(map(str, sorted(patient_parameters(resource_type))))
    if not numbers:
        return []
    meant: set[int] = set()
    for start in range(0, len(rows), IDS_AT_ONCE):
        keys = [row[1] for row in rows[start : start + IDS_AT_ONCE]]
        marks = ", ".join("?" * len(keys))
        sql = f"SELECT key, target FROM idx_reference WHERE key IN ({marks}) AND param IN ({numbers}) AND type = ?"  # noqa: S608
        found = snapshot.select(sql, (*keys, _PATIENT))
        meant.update(key for key, target in found if patients is None or target in patients)
    return [row for row in rows if row[1] in meant]


def _is_of(resource_type: str, row: tuple[Any, ...], patients: frozenset[str] | None) -> bool:
    """Answer for a version that has no index rows any more."""
    if row[2] == _DELETED:
        return resource_type == "Patient" and (patients is None or row[3] in patients)
    found = index.rows_of(formats.read(row[4])).patients
    return any(patients is None or patient in patients for patient in found)
