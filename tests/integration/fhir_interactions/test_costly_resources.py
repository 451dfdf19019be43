"""One resource may not fill the index, by whichever way it comes."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.factories.fhir_engine import Heard, Talk, bundle, entry, patient

from samspill.fhir.interactions import transactions

NAMES = [{"family": f"Prøve{number}"} for number in range(10_001)]
"""Two rows each: for name and for family."""

WAYS: dict[str, Callable[[Talk], Heard]] = {
    "create": lambda talk: talk("POST", "Patient", {"resourceType": "Patient", "name": NAMES}),
    "update": lambda talk: talk("PUT", "Patient/a", {"resourceType": "Patient", "id": "a", "name": NAMES}),
    "conditional update": lambda talk: talk("PUT", "Patient?_id=a", {"resourceType": "Patient", "name": NAMES}),
    "patch": lambda talk: talk(
        "PATCH",
        "Patient/a",
        [{"op": "replace", "path": "/name", "value": NAMES}],
        content_type="application/json-patch+json",
    ),
    "transaction": lambda talk: talk(
        "POST", "", bundle("transaction", entry("POST", "Patient", {"resourceType": "Patient", "name": NAMES}))
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_resource_with_too_many_values_to_search_for_is_refused(talk: Talk, way: str) -> None:
    talk.add(patient(id="a"))
    heard = WAYS[way](talk)
    assert (heard.status, heard.code) == (422, "too-costly")
    assert "10001 of them for the search parameter 'family'" in heard.said
    named = "Bundle.entry[0].resource.name" if way == "transaction" else "Patient.name"
    assert heard.json["issue"][0]["expression"] == [named]
    assert talk("GET", "Patient?_summary=count").json["total"] == 1


def test_a_transaction_has_so_many_values_in_all(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "ROWS_MAX", 10)
    few, many = (bundle("transaction", *[entry("POST", "Patient", patient()) for _ in range(n)]) for n in (3, 4))
    assert talk("POST", "", few).status == 200
    heard = talk("POST", "", many)
    assert (heard.status, heard.code) == (413, "too-costly")
    assert heard.said == (
        "The transaction has 12 values to be searched for; at most 10 are written at once. Send it in parts."
    )
    assert talk("GET", "Patient?_summary=count").json["total"] == 3


def test_a_batch_refuses_the_costly_entry_alone(talk: Talk) -> None:
    costly: dict[str, Any] = {"resourceType": "Patient", "name": NAMES}
    heard = talk("POST", "", bundle("batch", entry("POST", "Patient", costly), entry("POST", "Patient", patient())))
    assert heard.statuses == ["422 Unprocessable Entity", "201 Created"]
