"""On PostgreSQL rows are sealed a moment after they are committed, by whichever server is there, each once."""

import time
from collections.abc import Iterator
from threading import Thread

import psycopg
import pytest
from tests.factories.records import Clock, entry, select
from tests.reliability.fhir_store.server import Server

from samspill.access.audit.api import make_signer
from samspill.fhir.auditing.api import sign, verify
from samspill.fhir.store.api import open_store
from samspill.fhir.store.contracts import Store

ROW = (
    "INSERT INTO audit (at, actor, interaction, type, resource, version, status, request, kind, name, role, "
    "organisation, purpose, patient, address, decision, rule, detail, salt) VALUES (1, 'late', 'read', '', '', 0, 200, "
    "'late', '', '', '', '', '', '', '', '', '', '', uuid_send(gen_random_uuid()))"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def location(server: Server, request: pytest.FixtureRequest) -> str:
    return server.another(f"sealing_{abs(hash(request.node.name))}")


def wait_until_sealed(store: Store, count: int) -> None:
    until = time.monotonic() + 30
    while select(store, "SELECT count(*) FROM audit_leaf") != [(count,)]:
        assert time.monotonic() < until, "the rows were not sealed"
        time.sleep(0.02)


def sound(store: Store, count: int) -> bool:
    found = verify(store, key=None)
    return (found.size, found.waiting.count, found.faults) == (count, 0, ())


def test_a_row_that_is_committed_after_later_ones_is_sealed_too(location: str) -> None:
    store = open_store(location, clock=Clock())
    with psycopg.connect(location) as late:
        late.execute(ROW)
        for number in range(3):
            store.note(entry(f"r{number}")).result(timeout=60)
        wait_until_sealed(store, 3)
        late.commit()
        store.note(entry("last")).result(timeout=60)
        wait_until_sealed(store, 5)
    assert sound(store, 5)
    store.close()


def test_a_row_that_is_committed_while_no_server_runs_is_sealed_at_the_next_start(location: str) -> None:
    store = open_store(location, clock=Clock())
    with psycopg.connect(location) as late:
        late.execute(ROW)
        store.note(entry("a")).result(timeout=60)
        wait_until_sealed(store, 1)
        store.close()
        late.commit()
    again = open_store(location, clock=Clock())
    wait_until_sealed(again, 2)
    assert sound(again, 2)
    again.close()


def test_a_row_that_was_under_way_at_the_start_is_sealed_when_it_is_committed(location: str) -> None:
    open_store(location, clock=Clock()).close()
    with psycopg.connect(location) as late:
        late.execute(ROW)
        store = open_store(location, clock=Clock())
        store.note(entry("a")).result(timeout=60)
        wait_until_sealed(store, 1)
        late.commit()
    store.note(entry("b")).result(timeout=60)
    wait_until_sealed(store, 3)
    assert sound(store, 3)
    store.close()


def test_servers_side_by_side_seal_every_row_once(location: str) -> None:
    stores = [open_store(location, clock=Clock()) for _ in range(3)]

    def write(store: Store, name: str) -> None:
        for number in range(200):
            store.note(entry(f"{name}-{number}")).result(timeout=60)

    threads = [Thread(target=write, args=(store, f"s{place}")) for place, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wait_until_sealed(stores[0], 600)
    assert sound(stores[0], 600)
    for store in stores:
        store.close()


def test_what_waits_is_counted_and_what_is_older_was_put_in_by_somebody(location: str) -> None:
    store = open_store(location, clock=Clock())
    store.note(entry("a")).result(timeout=60)
    wait_until_sealed(store, 1)
    store.close()
    with psycopg.connect(location, autocommit=True) as connection:
        connection.execute(ROW)
        connection.execute("UPDATE audit SET at = (SELECT max(at) FROM audit) WHERE request = 'late'")
        connection.execute(ROW)
        connection.execute("CREATE RULE nothing AS ON INSERT TO audit_leaf DO INSTEAD NOTHING")
    again = open_store(location, clock=Clock())
    found = verify(again, key=None)
    assert (found.size, found.waiting.count, found.waiting.oldest) == (1, 1, Clock().at)
    assert [(fault.kind.value, fault.since) for fault in found.faults] == [("inserted", 1)]
    again.close()


LOG = ("audit", "audit_leaf", "audit_node", "audit_checkpoint", "audit_witnessed")


def test_a_server_that_may_not_change_the_log_writes_seals_and_signs_it(location: str) -> None:
    open_store(location, clock=Clock()).close()
    with psycopg.connect(location, autocommit=True) as owner:
        owner.execute("CREATE ROLE app LOGIN")
        owner.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO app")
        owner.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO app")
        owner.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(LOG)} FROM app")
    store = open_store(location.replace("samspill@", "app@"), clock=Clock())
    for number in range(300):
        store.note(entry(f"r{number}")).result(timeout=60)
    wait_until_sealed(store, 300)
    assert sign(store, make_signer("oslo.example/audit"), at=1) is not None
    assert sound_but_for_its_key(store, 300)
    for table in LOG:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            store.write(lambda tx, table=table: tx.run(f"DELETE FROM {table}")).result(timeout=60)
    store.close()


def sound_but_for_its_key(store: Store, count: int) -> bool:
    found = verify(store, key=None)
    return (found.size, [fault.kind.value for fault in found.faults]) == (count, ["checkpoint"])
