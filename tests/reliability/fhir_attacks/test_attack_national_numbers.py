"""A person's number that is sent where it does not belong comes back in no answer, and is kept in no audit row."""

import json
from typing import Any

import pytest
from tests.factories.fhir_whole import FORM, Whole
from tests.reliability.fhir_attacks.conftest import Ask

from samspill.kernel.national_numbers import is_national_number

NUMBER = next(each for each in (f"139170{last:05}" for last in range(1000)) if is_national_number(each))
"""Of the tax office's synthetic series (80 is added to the month), and made here: it stands in no file."""
PATIENT = {"resourceType": "Patient"}
KINDS = ("batch", "transaction")


def entry(method: str, url: str, resource: dict[str, Any] | None = None, **more: str) -> dict[str, Any]:
    found: dict[str, Any] = {"request": {"method": method, "url": url, **more}}
    return {**found, "resource": resource} if resource else found


def parameters(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Parameters", "parameter": list(rows)}


ADDRESSES = [
    NUMBER,
    f"Patient/{NUMBER}",
    f"Patient/{NUMBER}/$everything",
    f"Patient/1/{NUMBER}",
    f"Patient/1/_history/{NUMBER}",
    f"Patient/1/${NUMBER}",
    f"${NUMBER}",
    f"$bulk/{NUMBER}",
    f"Group/{NUMBER}/$export",
    f"Patient?{NUMBER}=1",
    f"Patient?name:{NUMBER}=1",
    f"Patient?_has:{NUMBER}:a:b=1",
    f"Patient?identifier={NUMBER}",
    f"Patient?_sort={NUMBER}",
    f"Patient?_id=a,{NUMBER}",
    f"Patient/1/$meta?{NUMBER}=1",
    f"$export?{NUMBER}=1",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_a_persons_number_is_refused_without_repeating_it(
    server: Whole, ask: Ask, address: str
) -> None:
    rows = len(server.audit())
    for method in ("GET", "DELETE"):
        refused = ask(method, address, prefer="respond-async")
        assert (refused.status, NUMBER.encode() in refused.body) == (400, False)
        assert NUMBER not in str(refused.headers)
    assert NUMBER not in str(server.audit()[rows:])


BODIES: list[tuple[str, str, Any, dict[str, str]]] = [
    ("POST", "Patient", {"resourceType": NUMBER}, {}),
    ("POST", "Patient", {**PATIENT, NUMBER: 1}, {}),
    ("POST", "Patient", {**PATIENT, "name": [{NUMBER: 1}]}, {}),
    ("POST", "Patient", {**PATIENT, "id": NUMBER, "birthDate": NUMBER}, {}),
    ("POST", "Patient", f'{{"resourceType":"Patient","{NUMBER}":1,"{NUMBER}":2}}'.encode(), {}),
    ("POST", "Patient/$validate", {**PATIENT, NUMBER: 1}, {}),
    ("POST", "Patient/$validate", parameters({"name": NUMBER, "valueString": "x"}), {}),
    (
        "POST",
        "Observation/$lastn",
        parameters({"name": "subject", "valueString": "x"}, {"name": NUMBER, "valueString": "x"}),
        {},
    ),
    ("POST", "$export", parameters({"name": NUMBER, "valueString": "x"}), {"prefer": "respond-async"}),
    (
        "POST",
        "$import",
        parameters({"name": "input", "part": [{"name": "url", "valueUrl": NUMBER}]}),
        {"prefer": "respond-async"},
    ),
    ("POST", "Patient", PATIENT, {"if_none_exist": f"{NUMBER}=1"}),
    (
        "PATCH",
        "Patient/1",
        f'[{{"op":"remove","path":"/{NUMBER}"}}]'.encode(),
        {"content_type": "application/json-patch+json"},
    ),
    (
        "PATCH",
        "Patient/1",
        f'[{{"op":"add","path":"/{NUMBER}","value":1}}]'.encode(),
        {"content_type": "application/json-patch+json"},
    ),
    (
        "PATCH",
        "Patient/1",
        f'[{{"op":"{NUMBER}","path":"/x"}}]'.encode(),
        {"content_type": "application/json-patch+json"},
    ),
    ("POST", "Patient/_search", f"{NUMBER}=1".encode(), {"content_type": FORM}),
    ("POST", "Patient/_search", f"_sort={NUMBER}".encode(), {"content_type": FORM}),
    ("POST", "Patient/_search", f"name={NUMBER}".encode(), {"content_type": FORM}),
    ("POST", "Patient/_search", f"name=x|{NUMBER}&_count=1".encode(), {"content_type": FORM}),
    ("POST", "Patient/_search", f"general-practitioner=Practitioner/{NUMBER}".encode(), {"content_type": FORM}),
    ("POST", "Patient/_search", f"_include=Patient:{NUMBER}".encode(), {"content_type": FORM}),
    *[
        ("POST", "", {"resourceType": "Bundle", "type": kind, "entry": [one]}, {})
        for kind in KINDS
        for one in (
            entry("GET", f"Patient/{NUMBER}"),
            entry("GET", f"Patient/1/${NUMBER}"),
            entry("GET", f"Patient?{NUMBER}=1"),
            entry("GET", f"Patient?name={NUMBER}"),
            entry("PUT", f"Patient/{NUMBER}", {**PATIENT, "id": NUMBER}),
            entry("DELETE", f"Patient/{NUMBER}"),
            entry("POST", "Patient", PATIENT, ifNoneExist=f"{NUMBER}=1"),
            entry(NUMBER, "Patient"),
        )
    ],
]


@pytest.mark.parametrize(("method", "path", "body", "headers"), BODIES)
def test_a_persons_number_in_the_wrong_place_comes_back_in_no_answer(
    server: Whole, ask: Ask, method: str, path: str, body: Any, headers: dict[str, str]
) -> None:
    ask("PUT", "Patient/1", {**PATIENT, "id": "1"})
    rows = len(server.audit())
    heard = ask(method, path, body, **{"content_type": "application/fhir+json", **headers})
    assert heard.status < 500
    assert NUMBER.encode() not in heard.body
    assert NUMBER not in str(heard.headers)
    assert NUMBER not in str(server.audit()[rows:])


def test_a_number_that_was_searched_for_by_post_stands_in_no_page_link(ask: Ask) -> None:
    named = {**PATIENT, "name": [{"family": NUMBER}]}
    made = [json.loads(ask("POST", "Patient", named).body)["id"] for _ in range(2)]
    heard = ask("POST", "Patient/_search", f"name={NUMBER}&_count=1".encode(), content_type=FORM)
    links = {link["relation"]: link["url"] for link in json.loads(heard.body)["link"]}
    assert NUMBER not in str(links)
    following = ask("GET", links["next"].partition("/fhir/")[2])
    for each in made:  # the server is shared: other tests search for the same number and expect nothing
        ask("DELETE", f"Patient/{each}")
    assert (following.status, len(json.loads(following.body)["entry"])) == (200, 1)
