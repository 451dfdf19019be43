"""Tens of thousands of requests that no client should send, over HTTP to a whole server in a process of its own.

Nothing is the server's fault (no 5xx), each refusal is an OperationOutcome that names the element, memory stays flat,
the index is what a rebuild would make, and the server still answers.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.fhir_clients.serving import FhirServer, samspill_server
from tests.reliability.fhir_malformed.bodies import BOMB, HEAVY, UNFIT
from tests.reliability.fhir_malformed.oddities import JSON
from tests.reliability.fhir_malformed.real import index_differences, resources
from tests.reliability.fhir_malformed.requesting import Request, Requests
from tests.reliability.fhir_malformed.sending import Sender, Verdict, memory_mb, send_all

from samspill.fhir.store.api import open_store
from samspill.kernel.clock import now_us

QUICK = 1_200
WHOLE = 50_000
PARTS = 10
"""Memory is measured after each tenth of the requests."""

GROWTH_MB_MAX = 20.0
"""What memory may grow by in the second half: caches (statements, pages of the database, walkers) are full by then.

Measured over 50,000: 11 MB, of 135 to 185 in all; it was 34 of 150 to 273 while each thread had a heap of its own
(``samspill.cli.memory``)."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "imports").mkdir()
    return tmp_path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FhirServer]:
    """A server for the bodies that are sent one by one."""
    with samspill_server(tmp_path_factory.mktemp("bodies")) as running:
        yield running


def load(server: FhirServer, found: list[dict[str, Any]]) -> None:
    """Store resources as they are, so that there is something to change, to find and to name."""
    sender = Sender(server.base_url, server.token)
    for one in found:
        if "id" in one:
            body = json.dumps(one).encode()
            sender.send(Request("PUT", f"{one['resourceType']}/{one['id']}", body, {"content-type": JSON}))
    sender.close()


def hold(server: FhirServer, folder: Path, count: int) -> Verdict:
    """Send so many requests, and check what must hold whatever they were."""
    found = resources()
    load(server, found[:300])
    requests = Requests(found)
    verdict = Verdict()
    memory: list[float] = []
    for part in range(PARTS):
        seeds = range(count * part // PARTS, count * (part + 1) // PARTS)
        verdict.join(send_all(server.base_url, server.token, requests, seeds, callers=3))
        memory.append(memory_mb(server.pid))
    say(verdict, memory, requests)
    assert verdict.failed == []
    assert verdict.silent == []
    assert verdict.unnamed == []
    assert growth_mb(memory) < GROWTH_MB_MAX
    check_answers(server)
    return verdict


def growth_mb(memory: list[float]) -> float:
    """Return by how much the highest of the last parts lies above the highest of the middle ones.

    A single figure swings with the largest body that was just in hand; of three the highest tells the trend.
    """
    return max(memory[-3:]) - max(memory[PARTS // 2 - 1 : PARTS // 2 + 2])


def check_answers(server: FhirServer) -> None:
    """See that the server still writes and reads; the examples may have been changed and deleted meanwhile."""
    sender = Sender(server.base_url, server.token)
    put = sender.send(Request("PUT", "Basic/last", b'{"resourceType":"Basic","id":"last","code":{"text":"x"}}', FHIR))
    status, body = sender.send(Request("GET", "Basic/last"))
    sender.close()
    assert (put[0], status, json.loads(body)["id"]) == (201, 200, "last")


def say(verdict: Verdict, memory: list[float], requests: Requests) -> None:
    """Show the figures (with ``pytest -s``)."""
    slowest = "".join(
        f"\n  {took:.2f} s {seed}: {requests.one(seed)!r:.160}" for took, seed in sorted(verdict.seconds)[-5:]
    )
    sys.stderr.write(
        f"\n{len(verdict.seconds)} requests: {dict(sorted(verdict.statuses.items()))}, {len(verdict.failed)} failed, "
        f"{len(verdict.silent)} without an outcome, {len(verdict.unnamed)} unnamed; "
        f"p50 {verdict.quantile(0.5) * 1000:.0f} ms, p99 {verdict.quantile(0.99) * 1000:.0f} ms; "
        f"memory {[round(one) for one in memory]} MB{slowest}\n"
    )


def check_index(folder: Path, base_url: str) -> None:
    """Compare the index that so many requests left with one made anew."""
    port = base_url.rsplit(":", 1)[1].partition("/")[0]
    bases = frozenset(f"http://{host}:{port}/fhir" for host in ("127.0.0.1", "localhost", "[::1]"))
    store = open_store(str(folder / "record.sqlite3"), clock=now_us)
    try:
        found = index_differences(store, bases)
    finally:
        store.close()
    assert found == []


def run(folder: Path, count: int) -> None:
    """Serve, hold, stop, and look at the index."""
    with samspill_server(folder, {"SAMSPILL_FHIR_IMPORT": str(folder / "imports")}) as running:
        hold(running, folder, count)
    check_index(folder, running.base_url)


FHIR = {"content-type": JSON}
CODES = frozenset(
    {
        "structure",
        "value",
        "required",
        "invalid",
        "not-supported",
        "too-costly",
        "too-long",
        "extension",
        "invariant",
        "code-invalid",
    }
)


def told(server: FhirServer, request: Request) -> tuple[int, str, str]:
    """Send a request; its status, and the first issue's code and sentence."""
    sender = Sender(server.base_url, server.token)
    status, body = sender.send(request)
    sender.close()
    issue = json.loads(body)["issue"][0]
    return status, issue["code"], issue["diagnostics"]


@pytest.mark.parametrize("body", UNFIT.values(), ids=UNFIT)
def test_a_body_that_breaks_naive_servers_is_refused_with_a_reason(server: FhirServer, body: bytes) -> None:
    for path in ("Patient", "Observation", "", "Patient/$validate"):
        status, code, diagnostics = told(server, Request("POST", path, body, FHIR))
        assert status in ((200, 400, 413, 422) if path.endswith("$validate") else (400, 413, 422)), path
        assert code in CODES, path
        assert 10 < len(diagnostics) < 400


@pytest.mark.parametrize("path", ["Patient/%0a", "%0a", "Patient/%0d%0aX:%20y", "%0a/..%2f", "Patient/1/_history/%0a"])
def test_an_address_with_a_line_break_is_refused_as_any_other(server: FhirServer, path: str) -> None:
    assert told(server, Request("GET", path))[:2] == (400, "value")


def test_a_gzip_bomb_swells_no_further_than_a_body_may(server: FhirServer) -> None:
    before = memory_mb(server.pid)
    answer = told(server, Request("POST", "Patient", BOMB, {**FHIR, "content-encoding": "gzip"}))
    assert answer[:2] == (413, "too-long")
    assert memory_mb(server.pid) - before < 100


def test_a_text_of_ten_megabytes_is_longer_than_a_text_may_be(server: FhirServer) -> None:
    assert told(server, Request("POST", "Patient", HEAVY["a text of 10 MB"], FHIR))[0] in (400, 413, 422)


@pytest.mark.parametrize("name", ["a bundle of 10,000", "a bundle of 10,000 that writes"])
def test_ten_thousand_entries_are_too_many(server: FhirServer, name: str) -> None:
    assert told(server, Request("POST", "", HEAVY[name], FHIR))[:2] == (413, "too-costly")


@pytest.mark.parametrize("size", [1, 2, 300])
def test_references_in_a_circle_are_stored_and_included_once(server: FhirServer, size: int) -> None:
    sender = Sender(server.base_url, server.token)
    status, body = sender.send(Request("POST", "", HEAVY[f"a cycle of {size}"], FHIR))
    assert status == 200
    first = json.loads(body)["entry"][0]["response"]["location"].split("/")[1]
    query = f"Organization?_id={first}&_include:iterate=Organization:partof&_revinclude:iterate=Organization:partof"
    status, body = sender.send(Request("GET", query))
    sender.close()
    found = [entry["resource"]["id"] for entry in json.loads(body)["entry"] if entry["search"]["mode"] != "outcome"]
    assert status == 200
    assert len(set(found)) == len(found) == min(size, 21)  # ten steps each way


def test_twelve_hundred_requests_that_no_client_should_send(folder: Path) -> None:
    run(folder, QUICK)


@pytest.mark.soak
def test_fifty_thousand_requests_that_no_client_should_send(folder: Path) -> None:
    run(folder, WHOLE)
