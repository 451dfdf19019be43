"""The Synthea sample as transactions on the store that the tests run on."""

import pytest
from tests.conformance.fhir import outside_data
from tests.factories.fhir_engine import Talk

pytestmark = pytest.mark.outside


def test_the_synthea_sample_is_carried_out_as_transactions(talk: Talk) -> None:
    assert list(outside_data.refused_by(talk)) == []
    assert talk("GET", "Patient?_summary=count").json["total"] > 0
