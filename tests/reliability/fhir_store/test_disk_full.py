"""A full disk: writing is refused with its reason, reading goes on, and writing does again when there is room."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from tests.factories.records import entry, observation, put, requests, rows_of, select, written
from tests.reliability.fhir_store.killing import ROOT

from samspill.fhir.store.api import differences, open_store
from samspill.fhir.store.contracts import Store, StoreFailure, StoreFull, StoreUnavailable

MEGABYTE = 1024 * 1024


def fill(store: Store, refusal: type[StoreFailure]) -> int:
    """Write until it is refused; return how many were acknowledged."""
    for number in range(10_000):
        try:
            put(store, observation(f"o{number}", subject="p", value="x" * 20_000))
        except refusal:
            return number
    raise AssertionError("the disk was never full")


def pages_max(store: Store, number: int) -> None:
    """Let the database have no more pages (of 4 kilobytes) than this."""
    written(store, lambda tx: tx.run(f"PRAGMA max_page_count = {number}"))


def full_then_free(
    path: Path, free: Callable[[Store], object], *, refusal: type[StoreFailure], pages: int = 1_000_000
) -> None:
    """The whole course of it, on any disk that is small."""
    store = open_store(str(path), clock=lambda: time.time_ns() // 1000)
    pages_max(store, pages)
    acknowledged = fill(store, refusal)
    assert acknowledged > 0
    with pytest.raises(refusal):
        written(store, lambda tx: tx.put(observation("big", subject="p", value="y" * MEGABYTE)))
    assert select(store, "SELECT count(*) FROM resource") == [(acknowledged,)]
    with store.snapshot() as snapshot:
        assert snapshot.current("Observation", f"o{acknowledged - 1}") is not None
    free(store)
    assert put(store, observation("after", subject="p", value="z" * 30_000)).version == 1
    store.note(entry("after")).result(timeout=60)
    assert requests(store) == ["after"]
    assert select(store, "SELECT count(*) FROM resource") == [(acknowledged + 1,)]
    assert list(differences(store, rows_of)) == []
    store.close()
    connection = dbapi2.connect(str(path))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_a_process_that_may_write_no_larger_file_refuses_and_reads_on(tmp_path: Path) -> None:
    """RLIMIT_FSIZE stands for a quota; it is set for a process of its own."""
    command = [sys.executable, "-m", "tests.reliability.fhir_store.test_disk_full", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_database_that_may_not_grow_refuses_writes_and_takes_them_again_when_it_may(tmp_path: Path) -> None:
    """The same answer of SQLite's as a full disk's, which nobody but root can make (below)."""
    full_then_free(tmp_path / "record.sqlite3", lambda store: pages_max(store, 1_000_000), refusal=StoreFull, pages=500)


def test_units_before_and_after_the_one_that_found_no_room_are_told_apart(tmp_path: Path) -> None:
    """With a page limit one unit fails by itself: its neighbours in the group are written."""
    store = open_store(str(tmp_path / "record.sqlite3"), clock=lambda: 0)
    pages_max(store, 200)
    units = [("small-1", 10), ("large", 3 * MEGABYTE), ("small-2", 10)]
    futures = [
        store.write(lambda tx, name=name, size=size: tx.put(observation(name, subject="p", value="x" * size)))
        for name, size in units
    ]
    assert [type(future.exception(timeout=60)) for future in futures][1] is StoreFull
    kept = {name for (name,) in select(store, "SELECT id FROM resource")}
    acknowledged = {future.result().id for future in futures if not future.exception()}
    assert kept == acknowledged
    assert "large" not in kept
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system in memory of four megabytes; only root may mount one."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(tmp_path)], check=False)
    if mounted.returncode:
        pytest.skip("only root may mount a small disk; the limits on pages and on file size above stand for it")
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def test_a_full_disk_refuses_writes_and_takes_them_again_when_there_is_room(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(MEGABYTE))
    full_then_free(small_disk / "record.sqlite3", lambda _: ballast.unlink(), refusal=StoreFull)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MEGABYTE, resource.RLIM_INFINITY))
    full_then_free(
        Path(sys.argv[1]) / "record.sqlite3",
        lambda _: resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)),
        refusal=StoreUnavailable,  # SQLite tells a limit from a full disk, but its driver says only "disk I/O error"
    )
