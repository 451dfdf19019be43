"""What one database takes and the other does not (NUL, half pairs, long numbers) is answered alike on both."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.factories.fhir_server import Heard
from tests.factories.fhir_whole import JSON, Whole, whole
from tests.reliability.fhir_malformed.bodies import UNFIT, observed
from tests.reliability.fhir_malformed.real import index_differences, resources
from tests.reliability.fhir_malformed.requesting import Request, Requests
from tests.reliability.fhir_store.server import Server

SEEDS = range(150)

AT_THE_EDGE: dict[str, bytes] = {
    "2^31 - 1": observed(b'"valueInteger":2147483647'),
    "a decimal of 60 digits": observed(b'"valueQuantity":{"value":' + b"1" * 30 + b"." + b"2" * 29 + b"}"),
    "1e300": observed(b'"valueQuantity":{"value":1e300}'),
    "1e-300": observed(b'"valueQuantity":{"value":-1e-300,"system":"http://unitsofmeasure.org","code":"mg"}'),
    "a letter beyond 16 bits": observed(b'"valueString":"\\ud83d\\ude00"'),
    "no letter": observed(b'"valueString":"\\uffff\\ufffe"'),
    "a line separator": observed(b'"valueString":"a\\u2028b"'),
    "turned around": observed(b'"valueString":"\\u202ea"'),
    "year 9999": observed(b'"effectiveDateTime":"9999-12-31T23:59:59.999999999Z"'),
    "year 1": observed(b'"effectiveDateTime":"0001-01-01T00:00:00+14:00"'),
    "a leap second": observed(b'"effectiveDateTime":"2016-12-31T23:59:60Z"'),
    "a long token": observed(b'"identifier":[{"system":"' + b"s" * 9000 + b'","value":"' + b"v" * 9000 + b'"}]'),
    "a long reference": observed(b'"subject":{"reference":"http://example.org/' + b"r" * 9000 + b'"}'),
    "a long text": observed(b'"category":[{"text":"' + b"t" * 200_000 + b'"}]'),
    "a quote and a backslash": observed(b'"valueString":"\\\\\\"\'; --"'),
}
"""What R4 allows, at the end of what a store can hold."""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Whole, Whole]]:
    server = Server()
    folders: list[Path] = [tmp_path_factory.mktemp(name) for name in ("sqlite", "postgresql")]
    try:
        with whole(folders[0]) as lite, whole(folders[1], server.address) as postgres:
            yield lite, postgres
    finally:
        server.close()


def heard(served: Whole, request: Request) -> Heard:
    headers = {name.replace("-", "_"): value for name, value in request.headers.items()}
    return served.client.ask(request.method, f"/fhir/{request.path}".rstrip("/"), request.body, **headers)


def told(answer: Heard) -> tuple[int, list[Any]]:
    """The status, and of a refusal every issue whole."""
    found = json.loads(answer.body) if answer.status >= 400 and answer.body[:1] == b"{" else {}
    return answer.status, found.get("issue", [])


@pytest.mark.parametrize("body", [*UNFIT.values(), *AT_THE_EDGE.values()], ids=[*UNFIT, *AT_THE_EDGE])
def test_a_body_is_answered_alike_on_both_databases(both: tuple[Whole, Whole], body: bytes) -> None:
    request = Request("POST", "Observation", body, {"content-type": JSON})
    first, second = (told(heard(served, request)) for served in both)
    assert first == second
    assert first[0] in (201, 400, 413, 422)


@pytest.mark.parametrize("name", AT_THE_EDGE)
def test_what_stands_at_the_edge_comes_back_alike_from_both(both: tuple[Whole, Whole], name: str) -> None:
    request = Request("POST", "Observation", AT_THE_EDGE[name], {"content-type": JSON})
    kept = []
    for served in both:
        answer = json.loads(heard(served, request).body)
        read = heard(served, Request("GET", f"Observation/{answer.get('id', 'none')}"))
        kept.append((read.status, {key: value for key, value in json.loads(read.body).items() if key not in OURS}))
    assert kept[0] == kept[1]


OURS = frozenset({"id", "meta"})


def test_a_hundred_and_fifty_requests_are_answered_alike_on_both_databases(both: tuple[Whole, Whole]) -> None:
    found = resources()
    for one in found[:40]:
        body = json.dumps(one).encode()
        for served in both:
            if "id" in one:
                heard(served, Request("PUT", f"{one['resourceType']}/{one['id']}", body, {"content-type": JSON}))
    requests = Requests(found)
    unlike = []
    for seed in SEEDS:
        request = requests.one(seed)
        if (
            request.path.startswith(("$import", "$export"))
            or "$export" in request.path
            or not request.path.isprintable()
        ):
            continue
        first, second = (told(heard(served, request)) for served in both)
        if first != second or first[0] >= 500:
            unlike.append((seed, request, first, second))
    assert unlike == []


def test_the_index_of_both_is_what_a_rebuild_makes(both: tuple[Whole, Whole]) -> None:
    for served in both:
        assert index_differences(served.store) == []
