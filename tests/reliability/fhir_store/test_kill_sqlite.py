"""Kill -9 under mixed load on SQLite: nothing acknowledged is lost or doubled, and the index is as it should be."""

import time
from pathlib import Path
from random import Random

import pytest
from pysqlite3 import dbapi2
from tests.reliability.fhir_store.judging import judge, say
from tests.reliability.fhir_store.killing import kill_writers

from samspill.fhir.store.api import open_store


def killed(folder: Path, *, kills: int, acknowledged_each: int) -> int:
    """Kill, judge, and return how many writes were acknowledged."""
    location, log = folder / "record.sqlite3", folder / "log"
    kill_writers(str(location), log, kills=kills, acknowledged_each=acknowledged_each, rng=Random(5))
    store = open_store(str(location), clock=lambda: time.time_ns() // 1000)
    verdict = judge(store, log)
    store.close()
    connection = dbapi2.connect(str(location))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    say(f"SQLite, {kills} kills of the writer", verdict)
    assert verdict.sound(), verdict
    return verdict.acknowledged


def test_a_killed_writer_loses_nothing_it_was_told_is_written(tmp_path: Path) -> None:
    assert killed(tmp_path, kills=3, acknowledged_each=400) >= 1200


@pytest.mark.soak
def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    assert killed(tmp_path, kills=200, acknowledged_each=600) >= 100_000
