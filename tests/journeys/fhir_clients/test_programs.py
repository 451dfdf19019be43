"""Programs nobody here wrote: a research fetcher, a hospital simulator with its scenarios, published TestScripts."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from fhirclient.client import FHIRClient
from fhirclient.models.bundle import Bundle
from fhirclient.models.group import Group
from fhirclient.models.patient import Patient
from tests.journeys.fhir_clients import mock_health
from tests.journeys.fhir_clients.outside_clients import sekmet_scenarios, smart_fetch
from tests.journeys.fhir_clients.papers import patient, visit
from tests.journeys.fhir_clients.serving import PEER_TOKEN, FhirServer

SCENARIOS = (
    "conformance_smoke",
    "bulk_export_group",
    "adt_admit_transfer_discharge",
    "adt_merge_update",
    "appointment_book_cancel",
    "clinical_documentation",
    "lab_order_to_result",
    "medication_order_dispense",
    "rad_order_imaging_report",
)
"""Those that need no second server beside the one under test, nor that it acts as laboratory or payer."""
OUR_TOPIC = "urn:samspill:topic:Encounter"
PEERS_TOPIC = "http://sekmet.dev/fhir/SubscriptionTopic/encounter-complete"
SCRIPTS_PASSED_MIN = 27


@pytest.fixture(scope="module")
def group(fhir: FhirServer) -> str:
    """A Group of one patient, who has one visit with five measurements; another patient stands outside it."""
    api = FHIRClient(settings={"app_id": "samspill-journey", "api_base": fhir.base_url}).server
    api.session.headers.update(fhir.headers)
    inside, outside = (Patient(patient(f"smart-fetch-{place}")).create(api)["id"] for place in ("inside", "outside"))
    for one in (inside, outside):
        Bundle(visit(one)).create(api)
    member: dict[str, Any] = {"entity": {"reference": f"Patient/{inside}"}}
    made = Group({"resourceType": "Group", "type": "person", "actual": True, "member": [member]}).create(api)
    return str(made["id"])


@pytest.mark.parametrize("mode", ["bulk", "crawl"])
def test_smart_fetch_brings_the_group_and_nobody_else(fhir: FhirServer, group: str, tmp_path: Path, mode: str) -> None:
    fetched = smart_fetch(fhir, tmp_path, "--group", group, "--export-mode", mode)
    assert fetched == Counter({"Patient": 1, "Observation": 5})


@pytest.fixture(scope="module")
def troubles(fhir: FhirServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What went wrong in each of sekmet's scenarios."""
    return sekmet_scenarios(fhir, tmp_path_factory.mktemp("scenarios"), *SCENARIOS)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_hospital_scenario_passes(troubles: dict[str, list[str]], scenario: str) -> None:
    assert troubles[scenario] == []


def test_hospital_is_told_of_changes_it_subscribed_to(fhir: FhirServer, tmp_path: Path) -> None:
    name = "subscription_roundtrip"
    assert sekmet_scenarios(fhir, tmp_path, name, "--serve") == {name: []}


def test_hospital_is_told_of_a_topic_it_subscribed_to(fhir: FhirServer, tmp_path: Path) -> None:
    name = "subscription_backport_roundtrip"
    topic = f"topic={PEERS_TOPIC if fhir.token == PEER_TOKEN else OUR_TOPIC}"
    assert sekmet_scenarios(fhir, tmp_path, name, "--serve", "--var", topic) == {name: []}


@pytest.mark.outside
def test_published_test_scripts_pass(fhir: FhirServer, tmp_path: Path) -> None:
    wrong = mock_health.verdicts(fhir, tmp_path, scripts := mock_health.live_scripts())
    failed = {name: words for name, words in wrong.items() if words}
    assert (len(scripts), len(wrong)) == (29, 29)
    assert len(wrong) - len(failed) >= SCRIPTS_PASSED_MIN, failed
