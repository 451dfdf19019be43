"""Kill -9 of those who deliver: every row arrives, in its subject's order, and comes again only with its own id."""

import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from tests.reliability.fhir_store.killing import ROOT, Log, wait_for

from samspill.fhir.store import outbox
from samspill.fhir.store.api import open_store

SUBJECTS = 50


def deliverer(location: str, delivered: Path, seed: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.reliability.fhir_store.outbox_worker", location, str(delivered), seed]
    return subprocess.Popen(command, cwd=ROOT)


def delivered_under_kills(folder: Path, *, jobs: int, kills: int) -> None:
    """Two workers deliver; one after the other is killed and another takes its place."""
    location, delivered = str(folder / "record.sqlite3"), folder / "delivered"
    store = open_store(location, clock=lambda: time.time_ns() // 1000)
    for first in range(0, jobs, 500):
        numbers = range(first, min(first + 500, jobs))
        store.write(lambda tx, numbers=numbers: [_enqueue(tx, number) for number in numbers]).result(timeout=60)
    rng, log = Random(jobs), Log(delivered)
    workers = [deliverer(location, delivered, f"first-{number}") for number in range(2)]
    try:
        for number in range(kills):
            done = min(log.lines() + max(1, jobs // (2 * kills)), jobs)
            wait_for(lambda done=done: log.lines() >= done, seconds=60, what="delivering")
            time.sleep(rng.uniform(0, 0.02))
            workers[number % 2].kill()
            workers[number % 2].wait()
            workers[number % 2] = deliverer(location, delivered, f"kill-{number}")
        wait_for(lambda: _waiting(store) == 0, seconds=120, what="the end of delivering")
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
        store.close()
    check(delivered, jobs, kills)


def _enqueue(tx, number: int) -> None:
    tx.enqueue("hook", f"s{number % SUBJECTS}", b"%d" % number)


def _waiting(store) -> int:
    with store.snapshot() as snapshot:
        return outbox.waiting(snapshot).count


def check(delivered: Path, jobs: int, kills: int) -> None:
    arrived: dict[str, list[tuple[int, int]]] = {}
    ids: dict[int, int] = {}
    rows = [line.split() for line in delivered.read_text().splitlines()]
    for name, subject, payload in rows:
        arrived.setdefault(subject, []).append((int(name), int(payload)))
        assert ids.setdefault(int(payload), int(name)) == int(name), "a row came again with another id"
    assert sorted(ids) == list(range(jobs))
    for subject, came in arrived.items():
        # a row may come again, but never after a later one of its subject
        assert came == sorted(came), subject
    sys.stderr.write(f"\nOutbox, {kills} kills: {jobs} rows arrived, {len(rows) - jobs} came twice with their own id\n")


def test_a_killed_deliverer_loses_nothing_and_keeps_the_order(tmp_path: Path) -> None:
    delivered_under_kills(tmp_path, jobs=400, kills=3)


@pytest.mark.soak
def test_two_hundred_killed_deliverers_lose_nothing_and_keep_the_order(tmp_path: Path) -> None:
    delivered_under_kills(tmp_path, jobs=10_000, kills=200)
