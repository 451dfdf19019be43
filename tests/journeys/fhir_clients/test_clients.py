"""FHIR clients nobody here wrote go from create to delete, and find what the specification says they will."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.journeys.fhir_clients.papers import FACTS

FactsOf = Callable[[str], dict[str, Any]]

CLIENTS = ("fhirclient (Python)", "fhirpy", "fhir-kit-client", "fhirclient (npm)", "medplum")
WITHOUT = {
    "fhirclient (Python)": {"birth date after patch"},
    "fhirpy": {
        "update of an old version",
        "sizes of the pages",
        "family in the first version",
        "types of everything",
    },
    "medplum": {"update of an old version", "read of a deleted one"},
}
"""What a client has no call for, or says in another way."""
OWN: dict[str, dict[str, Any]] = {
    "fhirclient (Python)": {"versions in history": ["2", "1"]},
    "fhirpy": {
        "family after refresh": "Fjellheim",
        "counted": 5,
        "resource that refuses a patch of its own kind": "OperationOutcome",
        "conditional update makes one, then changes it": [True, False],
        "read of a deleted one": "not found",
    },
    "fhir-kit-client": {"found in the compartment": 5},
    "medplum": {
        "issue of an update of an old version": "conflict",
        "issue of a read of a deleted one": "deleted",
        "types exported": ["Observation", "Patient"],
    },
}
"""What only this client asks, or is told in its own words."""


def expected(client: str) -> dict[str, Any]:
    """Return everything a client must find out."""
    shared = {fact: value for fact, value in FACTS.items() if fact not in WITHOUT.get(client, set())}
    return {**shared, **OWN.get(client, {})}


@pytest.mark.parametrize(("client", "fact"), [(client, fact) for client in CLIENTS for fact in expected(client)])
def test_client_finds(facts_of: FactsOf, client: str, fact: str) -> None:
    assert facts_of(client)[fact] == expected(client)[fact]


@pytest.mark.parametrize("client", CLIENTS)
def test_client_finds_nothing_that_nobody_expects(facts_of: FactsOf, client: str) -> None:
    assert set(facts_of(client)) == set(expected(client))
