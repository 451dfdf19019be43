"""One FHIR server for all clients, and each client's journey travelled once."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.journeys.fhir_clients.outside_clients import npm_journey
from tests.journeys.fhir_clients.python_clients import fhirclient_journey, fhirpy_journey
from tests.journeys.fhir_clients.serving import FhirServer, fhir_server

JOURNEYS: dict[str, Callable[[FhirServer], dict[str, Any]]] = {
    "fhirclient (Python)": fhirclient_journey,
    "fhirpy": fhirpy_journey,
    "fhir-kit-client": lambda server: npm_journey(server, "fhir-kit-client"),
    "fhirclient (npm)": lambda server: npm_journey(server, "fhirclient"),
    "medplum": lambda server: npm_journey(server, "medplum"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all of them on one worker, so that they share the server."""
    for item in items:
        if item.path.parent.name == "fhir_clients":
            item.add_marker(pytest.mark.xdist_group("fhir_clients"))


@pytest.fixture(scope="session")
def fhir() -> Iterator[FhirServer]:
    """The server the clients go to."""
    with fhir_server() as server:
        yield server


@pytest.fixture(scope="session")
def facts_of(fhir: FhirServer) -> Callable[[str], dict[str, Any]]:
    """Return a function that gives what a client found out; it travels once, and fails the same way every time."""
    travelled: dict[str, dict[str, Any] | Exception] = {}

    def facts(client: str) -> dict[str, Any]:
        if client not in travelled:
            try:
                travelled[client] = JOURNEYS[client](fhir)
            except Exception as error:  # noqa: BLE001  (kept, and raised below for every test of this client)
                travelled[client] = error
        found = travelled[client]
        if isinstance(found, Exception):
            raise found
        return found

    return facts
