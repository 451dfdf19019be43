"""Prepared lines -> one unit of work: what is new or changed is written, and how far the file has come beside it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from samspill.fhir.bulk.preparing import Made, Ready
from samspill.fhir.definitions.api import type_named, type_number
from samspill.fhir.entries import entry_of
from samspill.fhir.formats import api as formats
from samspill.fhir.interactions.comparing import is_same
from samspill.fhir.store.contracts import AuditEntry, Prepared, Snapshot, Stored, Transaction
from samspill.fhir.store.reading import COLUMNS, stored

DONE = -1
"""The place of a file that was loaded to its end."""

IDS_AT_ONCE = 500
_PLACE = "SELECT place FROM progress WHERE name = ?"
_REMEMBER = "INSERT INTO progress (name, place) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET place = excluded.place"
_RAW = msgspec.json.Decoder(dict[str, msgspec.Raw])
_META = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)

OnChange = Callable[[Transaction, Sequence[Stored]], None]


def place_of(snapshot: Snapshot, name: str) -> int:
    """Return the last line of a file that is durably loaded; 0 when it was never begun, ``DONE`` at its end."""
    found = snapshot.select(_PLACE, (name,))
    return int(found[0][0]) if found else 0


def remember(tx: Transaction, name: str, place: int) -> None:
    """Write how far a file has come."""
    tx.run(_REMEMBER, (name, place))


@dataclass(frozen=True, slots=True)
class Unit:
    """What one unit of work writes.

    Attributes:
        name: the file's name in ``progress``.
        place: the last line in it.
        changed: what is written.
        unchanged: how many resources are stored already.
    """

    name: str
    place: int
    changed: list[Ready]
    unchanged: int

    def write(self, tx: Transaction, on_change: OnChange | None) -> None:
        """Write it; safe to be run again."""
        tx.expect([(ready.resource_type, ready.id) for ready in self.changed])
        versions = [tx.put(_prepared(ready)) for ready in self.changed]
        remember(tx, self.name, self.place)
        if on_change is not None and versions:
            on_change(tx, versions)


def unit_of(snapshot: Snapshot, name: str, lines: Sequence[Made]) -> Unit:
    """Find what of some lines is new or changed.

    A resource that stands twice among them is written as often as it changes, as two updates would be.
    """
    ready = [one for line in lines for one in line.ready]
    known: dict[tuple[str, str], Ready | Stored] = dict(_current(snapshot, ready))
    changed = []
    for one in ready:
        before = known.get((one.resource_type, one.id))
        if before is None or not _says_the_same(one, before):
            changed.append(one)
        known[one.resource_type, one.id] = one
    return Unit(name, lines[-1].line if lines else 0, changed, len(ready) - len(changed))


def _current(snapshot: Snapshot, ready: Iterable[Ready]) -> Iterable[tuple[tuple[str, str], Stored]]:
    by_type: dict[str, list[str]] = {}
    for one in ready:
        by_type.setdefault(one.resource_type, []).append(one.id)
    for resource_type, ids in by_type.items():
        for start in range(0, len(ids), IDS_AT_ONCE):
            some = ids[start : start + IDS_AT_ONCE]
            marks = ", ".join("?" * len(some))
            sql = f"SELECT {COLUMNS} FROM resource WHERE type = ? AND id IN ({marks}) AND method <> 3"  # noqa: S608
            for row in snapshot.select(sql, (type_number(resource_type), *some)):
                version = stored(row)
                yield (type_named(row[1]), version.id), version


def _says_the_same(one: Ready, before: "Ready | Stored") -> bool:
    if isinstance(before, Ready):
        return one.body == before.body
    return is_same(formats.read(one.body), before)


def _prepared(ready: Ready) -> Prepared:
    """Return what the store takes; only the top of the resource is decoded, since the store sets meta alone."""
    resource: dict[str, Any] = dict(_RAW.decode(ready.body))
    resource["meta"] = _META.decode(resource["meta"])
    return Prepared(ready.resource_type, ready.id, resource, ready.rows())


def audit(actor: str, request: str) -> AuditEntry:
    """Return the audit row of a file that was loaded."""
    return entry_of(actor, "load", "", "", 200, request)
