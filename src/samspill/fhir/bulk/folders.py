"""An export on disk: NDJSON files by type, and a note of how far it has come, so that it can go on after a stop.

The note is written after what it speaks of is on the disk; when it goes on, what was written beyond the note is cut
off.
"""

import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from samspill.fhir.bulk.exporting import Page, Selection, pages
from samspill.fhir.bulk.filtering import Filters
from samspill.fhir.store.api import Moment
from samspill.fhir.store.contracts import Store

NOTE = "export.json"
FILE_RESOURCES_MAX = 250_000
"""Resources in one file; about 150 MB."""

NOTED_RESOURCES = 20_000
"""Resources between two notes: what is done again after a stop, at most."""


class File(msgspec.Struct):
    """One file of an export: its name, the type in it, and how many resources and bytes are surely there."""

    name: str
    resource_type: str
    count: int = 0
    size: int = 0
    is_deleted: bool = False


class Note(msgspec.Struct):
    """What an export is and how far it has come.

    Attributes:
        types: the types that are wanted, in order.
        since: as in ``Selection``.
        of_patients: as in ``Selection``.
        patients: as in ``Selection``.
        sequence: the moment's place.
        at: the moment's time.
        type_place: how many of the types are done.
        place: how far the type under way has come.
        files: what is written.
        packed: whether the files are gzip.
        is_done: whether it is whole.
        filters: as in ``Selection``.
        base: as in ``Selection``.
    """

    types: list[str]
    sequence: int
    at: int
    since: int | None = None
    of_patients: bool = False
    patients: list[str] | None = None
    type_place: int = 0
    place: int = 0
    files: list[File] = msgspec.field(default_factory=list)
    packed: bool = False
    is_done: bool = False
    filters: Filters = msgspec.field(default_factory=dict)
    base: str = ""

    @property
    def selection(self) -> Selection:
        """Return what is selected."""
        patients = None if self.patients is None else frozenset(self.patients)
        return Selection(self.since, self.of_patients, patients, self.filters, self.base)

    @property
    def count(self) -> int:
        """Return how many resources are written."""
        return sum(file.count for file in self.files if not file.is_deleted)


def read_note(folder: Path) -> Note | None:
    """Return a folder's note; ``None`` when there is none that can be read."""
    try:
        return msgspec.json.decode((folder / NOTE).read_bytes(), type=Note)
    except (OSError, msgspec.MsgspecError):
        return None


def write_note(folder: Path, note: Any, name: str = NOTE) -> None:
    """Write a note whole or not at all."""
    draft = folder / f"{name}.new"
    with draft.open("wb") as file:
        file.write(msgspec.json.encode(note))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / name)


@dataclass(slots=True)
class Export:
    """Writes an export into a folder."""

    store: Store
    folder: Path
    note: Note
    _since_note: int = 0
    _unsure: set[str] = field(default_factory=set)

    def steps(self) -> Iterator[Note]:
        """Write page after page; yields after each, so that who runs it can tell how it goes, or stop."""
        moment = Moment(self.note.sequence, self.note.at)
        self._cut_off()
        while self.note.type_place < len(self.note.types):
            resource_type = self.note.types[self.note.type_place]
            for page in pages(self.store, resource_type, self.note.selection, moment, after=self.note.place):
                self._add(resource_type, page)
                yield self.note
            self.note.type_place += 1
            self.note.place = 0
        self.note.is_done = True
        self._keep()
        yield self.note

    def _cut_off(self) -> None:
        """Take away what was written after the last note."""
        for file in self.note.files:
            with (self.folder / file.name).open("r+b") as written:
                written.truncate(file.size)

    def _add(self, resource_type: str, page: Page) -> None:
        if page.bodies:
            self._append(self._file(resource_type, is_deleted=False), page.bodies)
        if page.deleted and self.note.since is not None:
            bundle = deletions(resource_type, page.deleted)
            self._append(self._file(resource_type, is_deleted=True), [bundle], count=len(page.deleted))
        self.note.place = page.place
        self._since_note += len(page.bodies)
        if self._since_note >= NOTED_RESOURCES:
            self._since_note = 0
            self._keep()

    def _keep(self) -> None:
        """Write the note, once everything that it speaks of is on the disk."""
        for name in sorted(self._unsure):
            with (self.folder / name).open("rb") as written:
                os.fsync(written.fileno())
        self._unsure.clear()
        write_note(self.folder, self.note)

    def _file(self, resource_type: str, *, is_deleted: bool) -> File:
        mine = [
            file for file in self.note.files if (file.resource_type, file.is_deleted) == (resource_type, is_deleted)
        ]
        if mine and mine[-1].count < FILE_RESOURCES_MAX:
            return mine[-1]
        number = f".{len(mine) + 1:03}" if mine else ""
        kind = ".deleted" if is_deleted else ""
        file = File(f"{resource_type}{kind}{number}.ndjson{'.gz' if self.note.packed else ''}", resource_type)
        file.is_deleted = is_deleted
        (self.folder / file.name).write_bytes(b"")  # one that was begun after the last note is begun anew
        self.note.files.append(file)
        return file

    def _append(self, file: File, bodies: list[bytes], *, count: int | None = None) -> None:
        written = b"\n".join(bodies) + b"\n"
        if self.note.packed:
            written = gzip.compress(written, 1)  # members one after the other are one gzip file
        with (self.folder / file.name).open("ab") as out:
            out.write(written)
        self._unsure.add(file.name)
        file.size += len(written)
        file.count += len(bodies) if count is None else count


def deletions(resource_type: str, ids: list[str]) -> bytes:
    """Return a Bundle that says what was deleted (Bulk Data Access 2.0, section "Deleted resources")."""
    entries = [{"request": {"method": "DELETE", "url": f"{resource_type}/{logical_id}"}} for logical_id in ids]
    return msgspec.json.encode({"resourceType": "Bundle", "type": "transaction", "entry": entries})
