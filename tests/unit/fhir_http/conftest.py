"""One endpoint over real loopback HTTP, with an engine that answers what it is told."""

from collections.abc import Iterator

import pytest
from tests.factories.fhir_server import Client, Scripted, serving
from tests.unit.fhir_http.speaking import LIMIT

from samspill.fhir.contracts import Answer
from samspill.http.fhir.contracts import Limits


@pytest.fixture(scope="module")
def engine() -> Scripted:
    return Scripted()


@pytest.fixture(scope="module")
def served(engine: Scripted) -> Iterator[Client]:
    with serving(engine, limits=Limits(body_bytes_max=LIMIT, threads=2, waiting_max=2)) as caller:
        yield caller


@pytest.fixture
def caller(served: Client, engine: Scripted) -> Client:
    engine.answer = Answer(200, b'{"resourceType":"Basic"}')
    engine.reads_at_once = False
    engine.audit_error = None
    engine.calls.clear()
    return served
