"""When the power goes, nothing acknowledged is lost; with synchronous=NORMAL it is, so the proof can fail."""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from random import Random

import pytest
from pysqlite3 import dbapi2
from tests.factories.records import entry, observation, rows_of
from tests.reliability.fhir_store.power import Recording, cuts, recorded

from samspill.fhir.store.api import differences, open_store
from samspill.fhir.store.contracts import Store
from samspill.fhir.store.sqlite import checkpoints


def load(store: Store, recording: Recording, name: str, count: int) -> None:
    """Create, update and delete; each unit leaves an audit row by which it is known."""
    for number in range(count):
        request = f"{name}-{number}"

        def unit(tx, request=request, number=number):
            if number % 7 == 6:
                tx.delete("Observation", f"{name}-{number % 5}")
            tx.put(observation(f"{name}-{number % 5}", subject=f"p{number}", value=request * 20))
            tx.note(entry(request))

        future = store.note(entry(request)) if number % 4 == 3 else store.write(unit)
        future.add_done_callback(lambda _, request=request: recording.told(request))
        wait([future])


def run(folder: Path, *, synchronous: str, units: int) -> Recording:
    """Run the store on the recording file system, with checkpoints as often as it takes to meet them."""
    with recorded(synchronous=synchronous) as recording, pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoints, "CHANGES", 150)
        patch.setattr(checkpoints, "PAGES_MAX", 60)
        store = open_store(str(folder / "record.sqlite3"), clock=lambda: time.time_ns() // 1000)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda name: load(store, recording, name, units // 4), "abcd"))
        store.close()
    return recording


def losses(recording: Recording, folder: Path, *, count: int, rng: Random) -> tuple[int, int, int]:
    """Cut the power so many times: (told in all, of these lost, files that were not sound)."""
    points = sorted(rng.randrange(20, len(recording.events)) for _ in range(count))
    told_in_all = lost = unsound = 0
    for number, (disks, told) in enumerate(cuts(recording.events, points)):
        path = folder / f"cut-{number}" / "record.sqlite3"
        path.parent.mkdir()
        for name, disk in disks.items():
            if name.endswith((".sqlite3", "-wal", "-journal")):
                (path.parent / name).write_bytes(disk.after_the_cut(rng))
        missing, sound = look(path, told)
        told_in_all, lost, unsound = told_in_all + len(told), lost + missing, unsound + (not sound)
    return told_in_all, lost, unsound


def look(path: Path, told: list[str]) -> tuple[int, bool]:
    """Open what the disk holds: how many of the told are missing, and whether file and index are sound."""
    store = open_store(str(path), clock=lambda: 0)
    with store.snapshot() as snapshot:
        kept = {request for (request,) in snapshot.select("SELECT request FROM audit")}
    index = list(differences(store, rows_of))
    store.close()
    connection = dbapi2.connect(str(path))
    checked = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    for file in path.parent.iterdir():
        os.truncate(file, 0)
    return len(set(told) - kept), checked == [("ok",)] and not index


def proof(folder: Path, synchronous: str, *, units: int, count: int) -> tuple[int, int]:
    """Run once, cut often: how many answers were lost, and how many files were not sound."""
    recording = run(folder, synchronous=synchronous, units=units)
    heads = [event for event in recording.events if event.name.endswith("-wal") and len(event.data) == 32]
    assert len(heads) > 1, "the log was never started over, so a cut in a checkpoint is not tried"
    told, lost, unsound = losses(recording, folder, count=count, rng=Random(units))
    assert told > 0
    sys.stderr.write(f"\n{synchronous}: {count} cuts, {told} answers before them, {lost} lost, {unsound} unsound\n")
    return lost, unsound


def test_a_power_cut_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    assert proof(tmp_path, "FULL", units=160, count=40) == (0, 0)


def test_with_synchronous_normal_the_same_cuts_lose_what_was_acknowledged(tmp_path: Path) -> None:
    lost, unsound = proof(tmp_path, "NORMAL", units=160, count=40)
    assert lost > 0
    assert unsound == 0


@pytest.mark.soak
def test_two_thousand_power_cuts_in_each_of_six_runs_lose_nothing(tmp_path: Path) -> None:
    for number in range(6):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert proof(folder, "FULL", units=400 + number, count=2000) == (0, 0)
