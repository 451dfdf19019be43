"""A file system that remembers in what order it was written and synced, so that the power can be cut anywhere.

The record store runs on it once, with apsw's SQLite in place of pysqlite3's (apsw can put Python beneath SQLite). Each
cut then makes the files that a disk could hold: all that was synced; of what was not, each 512-byte sector as it was
before or as any of the writes since left it, in no order.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import apsw
import pytest

from samspill.fhir.store.sqlite import connections

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: ``write``, ``truncate``, ``sync`` or ``delete`` of a file, or ``told``: a writer was answered."""

    kind: str
    name: str
    offset: int = 0
    data: bytes = b""


@dataclass
class Recording:
    """Everything in the order it happened."""

    events: list[Event] = field(default_factory=list)

    def add(self, event: Event) -> None:
        self.events.append(event)  # atomic, so the order is the real one

    def told(self, request: str) -> None:
        self.add(Event("told", request))


@contextmanager
def recorded(*, synchronous: str) -> Iterator[Recording]:
    """Let every connection that the record store opens write through a recording file system."""
    recording = Recording()
    name = f"recording-{threading.get_ident()}-{id(recording)}"
    vfs = RecordingVFS(name, recording)
    always = tuple(pragma.replace("FULL", synchronous) for pragma in connections._ALWAYS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "_connection", lambda path: Connection(str(path), vfs=name))
        patch.setattr(connections, "_ALWAYS", always)
        yield recording
    vfs.unregister()


class Connection(apsw.Connection):
    """An apsw connection as the record store knows pysqlite3's."""

    @property
    def total_changes(self) -> int:  # type: ignore[override]
        return super().total_changes()


class RecordingVFS(apsw.VFS):
    def __init__(self, name: str, recording: Recording) -> None:
        self._recording = recording
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> "RecordingFile":  # noqa: N802
        return RecordingFile(name, flags, self._recording)

    def xDelete(self, name: str, sync_folder: bool) -> None:  # noqa: N802
        super().xDelete(name, sync_folder)
        self._recording.add(Event("delete", Path(name).name))


class RecordingFile(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], recording: Recording) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name = Path(path).name if path else ""
        self._recording = recording
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._recording.add(Event("write", self._name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        super().xTruncate(size)
        self._recording.add(Event("truncate", self._name, size))

    def xSync(self, flags: int) -> None:  # noqa: N802
        # recorded before it is done: what another thread writes meanwhile may or may not be in it
        self._recording.add(Event("sync", self._name))
        super().xSync(flags)


Sectors = dict[int, list[bytes]]


@dataclass
class Disk:
    """One file: what is surely there, and what each sector may also be."""

    sure: bytearray = field(default_factory=bytearray)
    latest: bytearray = field(default_factory=bytearray)
    unsure: Sectors = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)

    def write(self, offset: int, data: bytes) -> None:
        end = offset + len(data)
        if end > len(self.latest):
            self.latest.extend(bytes(end - len(self.latest)))
        self.latest[offset:end] = data
        self.sizes.append(len(self.latest))
        for sector in range(offset // SECTOR, (end - 1) // SECTOR + 1):
            self.unsure.setdefault(sector, []).append(bytes(self.latest[sector * SECTOR : (sector + 1) * SECTOR]))

    def truncate(self, size: int) -> None:
        del self.latest[size:]
        self.sizes.append(size)

    def sync(self) -> None:
        self.sure[:] = self.latest
        self.unsure.clear()
        self.sizes.clear()

    def after_the_cut(self, rng: Random) -> bytes:
        """Return what the disk may hold."""
        size = rng.choice([len(self.sure), len(self.latest), *self.sizes])
        found = bytearray(self.sure[:size])
        found.extend(bytes(size - len(found)))
        kept = rng.random() ** 0.5  # sometimes nearly everything came through, sometimes hardly anything
        for sector, states in self.unsure.items():
            if rng.random() < kept and sector * SECTOR < size:
                state = rng.choice(states) if rng.random() < 0.3 else states[-1]
                found[sector * SECTOR : sector * SECTOR + len(state)] = state
        return bytes(found[:size])


def cuts(events: Sequence[Event], points: Sequence[int]) -> Iterator[tuple[dict[str, Disk], list[str]]]:
    """Give the disks and what had been told at each point, which grow."""
    disks: dict[str, Disk] = {}
    told: list[str] = []
    place = 0
    for point in points:
        for event in events[place:point]:
            _happen(disks, told, event)
        place = point
        yield disks, told


def _happen(disks: dict[str, Disk], told: list[str], event: Event) -> None:
    if event.kind == "told":
        told.append(event.name)
        return
    disk = disks.setdefault(event.name, Disk())
    acts: dict[str, Callable[[], object]] = {
        "write": lambda: disk.write(event.offset, event.data),
        "truncate": lambda: disk.truncate(event.offset),
        "sync": disk.sync,
        "delete": lambda: disks.pop(event.name),
    }
    acts[event.kind]()
