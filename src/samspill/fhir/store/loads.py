"""Which files were loaded, and how it went: one row for each file that was read to its end."""

from dataclasses import dataclass

from samspill.fhir.store.contracts import Snapshot, Transaction

_ADD = (
    "INSERT INTO loaded (at, way, file, written, unchanged, refused, first, us) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)
_NEWEST = "SELECT way, file, written, unchanged, refused, first, us, at FROM loaded ORDER BY id DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file that was loaded to its end.

    Attributes:
        way: ``load`` (the command) or ``import`` (the FHIR operation).
        file: its name, as it was given.
        written: resources that were stored as a new version.
        unchanged: resources that were stored already, equal in every element.
        refused: resources that were not taken.
        first: the line that reading began at; above 1 when an earlier load was interrupted there.
        us: how long it took, microseconds.
        at: when it was done, microseconds since 1970 UTC; 0 for one that is being written.
    """

    way: str
    file: str
    written: int
    unchanged: int
    refused: int
    first: int = 1
    us: int = 0
    at: int = 0


def add_load(tx: Transaction, loaded: Loaded) -> None:
    """Keep how a load went, in the unit of work that ends it."""
    counts = (loaded.written, loaded.unchanged, loaded.refused, loaded.first, loaded.us)
    tx.run(_ADD, (tx.at, loaded.way, loaded.file, *counts))


def newest_loads(snapshot: Snapshot, *, most: int) -> list[Loaded]:
    """List what was loaded last, newest first."""
    return [Loaded(*row) for row in snapshot.select(_NEWEST, (most,))]
