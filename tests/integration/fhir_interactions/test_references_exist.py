"""References to what is not here, where a deployment refuses them."""

import pytest
from tests.factories.fhir_engine import BASE, Talk, bundle, entry, observation, patient


@pytest.fixture
def strict(talk: Talk) -> Talk:
    return Talk(talk.store, talk.clock, needs_references=True, bases=frozenset({BASE}))


@pytest.mark.parametrize(
    ("reference", "status"),
    [
        ("Patient/p", 201),
        (f"{BASE}/Patient/p", 201),
        ("Patient/p/_history/1", 201),
        ("https://elsewhere.example/fhir/Patient/never", 201),
        ("Patient/never", 409),
        (f"{BASE}/Patient/never", 409),
        ("Patient/gone", 409),
        ("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a", 409),
    ],
)
def test_a_reference_must_lead_to_what_stands(strict: Talk, reference: str, status: int) -> None:
    strict.add(patient(id="p"))
    strict.add(patient(id="gone"))
    strict("DELETE", "Patient/gone")
    heard = strict("POST", "Observation", observation(reference))
    assert heard.status == status
    if status == 409:
        assert heard.json["issue"][0]["expression"] == ["Observation.subject.reference"]


def test_a_resource_may_refer_to_itself_and_to_what_is_written_with_it(strict: Talk) -> None:
    rows = (
        entry("PUT", "Patient/a", patient(id="a", link=[{"other": {"reference": "Patient/a"}, "type": "seealso"}])),
        entry("POST", "Observation", observation("urn:uuid:new")),
        entry("POST", "Patient", patient(), "urn:uuid:new"),
        entry("PUT", "Observation/o", observation("Patient/a", id="o")),
    )
    assert strict("POST", "", bundle("transaction", *rows)).status == 200


def test_what_a_transaction_deletes_cannot_be_referred_to_in_it(strict: Talk) -> None:
    strict.add(patient(id="p"))
    rows = (entry("DELETE", "Patient/p"), entry("POST", "Observation", observation("Patient/p")))
    assert strict("POST", "", bundle("transaction", *rows)).status == 409
    assert strict("GET", "Patient/p").status == 200


def test_references_are_not_looked_up_where_nobody_asked_for_it(talk: Talk) -> None:
    assert talk("POST", "Observation", observation("Patient/never")).status == 201


def test_the_capability_statement_tells_whether_references_are_looked_up(talk: Talk, strict: Talk) -> None:
    policies = [each("GET", "metadata").json["rest"][0]["resource"][0]["referencePolicy"] for each in (talk, strict)]
    assert policies == [["literal", "logical"], ["literal", "logical", "enforced"]]
