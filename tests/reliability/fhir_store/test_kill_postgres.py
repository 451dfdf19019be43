"""Kill -9 under mixed load on PostgreSQL: of the program that writes, and of the database beneath it."""

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.factories.records import entry, patient, put, select, written
from tests.reliability.fhir_store.judging import judge, say
from tests.reliability.fhir_store.killing import Log, kill_writers, start, wait_for
from tests.reliability.fhir_store.server import Server

from samspill.fhir.store.api import open_store
from samspill.fhir.store.postgres.connections import IDLE_SECONDS

HEALED_SECONDS_MAX = 20


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def judged(server: Server, log: Path, what: str) -> int:
    """Judge, and return how many writes were acknowledged."""
    store = open_store(server.address, clock=lambda: time.time_ns() // 1000)
    verdict = judge(store, log)
    store.close()
    say(what, verdict)
    assert verdict.sound(), verdict
    return verdict.acknowledged


def kill_server(server: Server, path: Path, *, kills: int, acknowledged_each: int, rng: Random) -> list[float]:
    """Kill the server under one writer, which must go on by itself; return how long it took from the restart."""
    log = Log(path)
    worker = start(server.address, path, f"lasting-{path.name}")
    healed = []
    try:
        for _ in range(kills):
            before = log.acknowledged()
            wait_for(
                lambda before=before: log.acknowledged() >= before + acknowledged_each, seconds=120, what="writing"
            )
            time.sleep(rng.uniform(0, 0.1))
            server.kill()
            server.start()
            began, before = time.monotonic(), log.acknowledged()
            wait_for(lambda before=before: log.acknowledged() > before, seconds=HEALED_SECONDS_MAX, what="healing")
            healed.append(time.monotonic() - began)
            assert worker.poll() is None, "the writer ended by itself"
    finally:
        worker.kill()
        worker.wait()
    return healed


@pytest.mark.xdist_group("killed-postgresql")
def test_a_killed_writer_and_a_killed_server_lose_nothing_that_was_acknowledged(server: Server, tmp_path: Path) -> None:
    log = tmp_path / "quick"
    kill_writers(server.address, log, kills=2, acknowledged_each=100, rng=Random(5))
    kill_server(server, log, kills=1, acknowledged_each=100, rng=Random(6))
    assert judged(server, log, "PostgreSQL, 2 kills of the writer and 1 of the server") >= 300


@pytest.mark.xdist_group("killed-postgresql")
def test_a_store_that_was_idle_when_the_server_was_restarted_goes_on_as_if_it_had_not(server: Server) -> None:
    store = open_store(server.another("idle"), clock=lambda: time.time_ns() // 1000)
    for _ in range(20):  # every writer, and a connection for reading
        put(store, patient("idle"))
        store.note(entry("before")).result(timeout=60)
        store.look("Patient", "idle", lambda _: entry("look")).result(timeout=60)
    server.kill()
    server.start()
    time.sleep(IDLE_SECONDS)
    store.note(entry("after")).result(timeout=60)
    assert [put(store, patient("idle")).version for _ in range(3)] == [21, 22, 23]
    written(store, lambda tx: tx.enqueue("idle", "idle", b""))
    assert select(store, "SELECT count(*) FROM version JOIN resource USING (key) WHERE resource.id = 'idle'") == [(22,)]
    assert select(store, "SELECT count(*) FROM audit WHERE request = 'after'") == [(1,)]
    store.close()


@pytest.mark.soak
@pytest.mark.xdist_group("killed-postgresql")
def test_fifty_kills_of_the_writer_and_fifty_of_the_server_lose_nothing(tmp_path: Path) -> None:
    server = Server()
    log = tmp_path / "soak"
    try:
        kill_writers(server.address, log, kills=50, acknowledged_each=500, rng=Random(7))
        healed = kill_server(server, log, kills=50, acknowledged_each=500, rng=Random(8))
        what = f"PostgreSQL, 50 kills of the writer and 50 of the server (back after at most {max(healed):.1f} s)"
        assert judged(server, log, what) >= 40_000
    finally:
        server.close()
