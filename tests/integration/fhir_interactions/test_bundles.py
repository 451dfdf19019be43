"""batch and transaction (https://hl7.org/fhir/R4/http.html#transaction)."""

import base64
import json
from typing import Any

import pytest
from tests.factories.fhir_engine import BASE, Heard, Talk, bundle, entry, numbered, observation, patient

XHTML = "http://www.w3.org/1999/xhtml"
PERSON = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"
OTHER = "urn:uuid:88f151c0-a954-468a-88bd-5ae15c08e059"


def transact(talk: Talk, *entries: dict[str, Any], **more: str) -> Heard:
    return talk("POST", "", bundle("transaction", *entries), **more)


def made(heard: Heard, index: int) -> str:
    """``Type/id`` of what an entry made."""
    return str(heard.json["entry"][index]["response"]["location"]).partition("/_history")[0]


def test_a_transaction_answers_in_the_order_it_was_asked(talk: Talk) -> None:
    talk.add(patient(id="old"))
    talk.add(patient("Før", id="known"))
    heard = transact(
        talk,
        entry("GET", "Patient/known"),
        entry("PUT", "Patient/known", patient("Etter", id="known")),
        entry("POST", "Patient", patient("Ny")),
        entry("DELETE", "Patient/old"),
        entry("GET", "Patient?family=Ny"),
    )
    assert (heard.status, heard.json["type"]) == (200, "transaction-response")
    assert heard.statuses == ["200 OK", "200 OK", "201 Created", "204 No Content", "200 OK"]
    read, updated, created, _, searched = heard.json["entry"]
    assert read["resource"]["name"] == [{"family": "Etter"}]
    assert updated["response"] == {
        "status": "200 OK",
        "location": "Patient/known/_history/2",
        "etag": 'W/"2"',
        "lastModified": "2026-02-02T02:40:00.000Z",
    }
    assert searched["resource"]["total"] == 1
    assert "resource" not in created


def test_an_entry_answers_with_its_resource_when_that_is_preferred(talk: Talk) -> None:
    heard = transact(talk, entry("POST", "Patient", patient("Ny")), prefer="return=representation")
    row = heard.json["entry"][0]
    assert row["resource"]["name"] == [{"family": "Ny"}]
    assert row["fullUrl"] == f"{BASE}/{made(heard, 0)}"


def test_references_to_entries_become_references_to_what_was_made(talk: Talk) -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"text": "x"},
        "subject": {"reference": PERSON, "display": "kept"},
        "result": [{"reference": OTHER}, {"reference": "Observation/elsewhere"}, {"reference": "#inside"}],
        "contained": [observation(PERSON, id="inside")],
        "presentedForm": [{"url": OTHER}],
        "identifier": [{"system": PERSON, "value": PERSON}],
        "extension": [
            {"url": "http://example.org/uri", "valueUri": PERSON},
            {"url": "http://example.org/canonical", "valueCanonical": PERSON},
            {"url": "http://example.org/string", "valueString": PERSON},
            {"url": "http://example.org/reference", "valueReference": {"reference": PERSON}},
        ],
        "text": {
            "status": "generated",
            "div": f'<div xmlns="{XHTML}"><a href="{PERSON}">{PERSON}</a> <img src=\'{OTHER}\'/></div>',
        },
    }
    heard = transact(
        talk,
        entry("POST", "DiagnosticReport", report),
        entry("POST", "Observation", observation(PERSON), OTHER),
        entry("POST", "Patient", patient(), PERSON),
    )
    assert heard.status == 200, heard.json
    person, other = made(heard, 2), made(heard, 1)
    found = talk("GET", made(heard, 0)).json
    assert found["subject"] == {"reference": person, "display": "kept"}
    assert [row["reference"] for row in found["result"]] == [other, "Observation/elsewhere", "#inside"]
    assert found["contained"][0]["subject"] == {"reference": person}
    assert found["presentedForm"] == [{"url": other}]
    assert found["identifier"] == [{"system": person, "value": PERSON}]
    assert [next(value for key, value in row.items() if key != "url") for row in found["extension"]] == [
        person,
        PERSON,
        PERSON,
        {"reference": person},
    ]
    assert f"<a href=\"{person}\">{PERSON}</a> <img src='{other}'/>" in found["text"]["div"]
    assert talk("GET", f"Observation?subject={person}").json["total"] == 1


def test_relative_and_versioned_references_are_resolved_against_the_entrys_own_address(talk: Talk) -> None:
    there = "https://example.org/fhir"
    observed = observation("Patient/7", focus=[{"reference": f"{there}/Patient/7/_history/1"}])
    heard = transact(
        talk,
        entry("POST", "Patient", patient(), f"{there}/Patient/7"),
        entry("POST", "Observation", observed, f"{there}/Observation/1"),
        entry("POST", "Observation", observation("Patient/7")),
    )
    person = made(heard, 0)
    found = talk("GET", made(heard, 1)).json
    assert (found["subject"]["reference"], found["focus"][0]["reference"]) == (person, f"{person}/_history/1")
    assert talk("GET", made(heard, 2)).json["subject"]["reference"] == "Patient/7"


def test_a_definition_keeps_its_own_address(talk: Talk) -> None:
    url = "https://example.org/fhir/ValueSet/v"
    value_set = {"resourceType": "ValueSet", "url": url, "status": "active"}
    listed = {"resourceType": "List", "status": "current", "mode": "working", "entry": [{"item": {"reference": url}}]}
    heard = transact(talk, entry("POST", "ValueSet", value_set, url), entry("POST", "List", listed))
    assert talk("GET", made(heard, 0)).json["url"] == url
    assert talk("GET", made(heard, 1)).json["entry"][0]["item"]["reference"] == made(heard, 0)


def test_a_circle_of_references_is_resolved(talk: Talk) -> None:
    linked = [{"other": {"reference": OTHER}, "type": "seealso"}]
    heard = transact(
        talk,
        entry("POST", "Patient", patient("En", link=linked), PERSON),
        entry("POST", "Patient", patient("To", link=[{**linked[0], "other": {"reference": PERSON}}]), OTHER),
    )
    one, two = made(heard, 0), made(heard, 1)
    assert talk("GET", one).json["link"][0]["other"]["reference"] == two
    assert talk("GET", two).json["link"][0]["other"]["reference"] == one


def test_a_conditional_create_that_finds_one_is_what_others_refer_to(talk: Talk) -> None:
    known = talk.add(numbered("1"))
    heard = transact(
        talk,
        entry("POST", "Patient", numbered("1"), PERSON, ifNoneExist="identifier=urn:prøve|1"),
        entry("POST", "Observation", observation(PERSON)),
    )
    assert heard.statuses == ["200 OK", "201 Created"]
    assert talk("GET", made(heard, 1)).json["subject"]["reference"] == f"Patient/{known}"


def test_conditional_updates_patches_and_deletes_work_inside(talk: Talk) -> None:
    talk.add(numbered("1", "Før", id="a"))
    talk.add(numbered("2", id="b"))
    heard = transact(
        talk,
        entry("PUT", "Patient?identifier=urn:prøve|1", numbered("1", "Etter"), PERSON),
        entry("DELETE", "Patient?identifier=urn:prøve|2"),
        entry("PUT", "Patient?identifier=urn:prøve|3", numbered("3")),
        entry("POST", "Observation", observation(PERSON)),
    )
    assert heard.statuses == ["200 OK", "204 No Content", "201 Created", "201 Created"]
    assert talk("GET", "Patient/a").json["name"][0]["family"] == "Etter"
    assert talk("GET", "Patient/b").status == 410
    assert talk("GET", made(heard, 3)).json["subject"]["reference"] == "Patient/a"


def test_a_conditional_reference_becomes_the_one_it_finds(talk: Talk) -> None:
    known = talk.add(numbered("1"))
    heard = transact(talk, entry("POST", "Observation", observation("Patient?identifier=urn:prøve|1")))
    assert talk("GET", made(heard, 0)).json["subject"]["reference"] == f"Patient/{known}"


@pytest.mark.parametrize(("stored", "code"), [(0, "not-found"), (2, "multiple-matches")])
def test_a_conditional_reference_that_does_not_find_exactly_one_refuses_all(talk: Talk, stored: int, code: str) -> None:
    for _ in range(stored):
        talk.add(numbered("1"))
    heard = transact(
        talk,
        entry("POST", "Patient", patient("Ny")),
        entry("POST", "Observation", observation("Patient?identifier=urn:prøve|1")),
    )
    assert (heard.status, heard.code) == (412, code)
    assert heard.json["issue"][0]["expression"] == ["Bundle.entry[1].resource"]
    assert talk("GET", "Patient?family=Ny").json["total"] == 0


@pytest.mark.parametrize(
    ("last", "status", "code"),
    [
        (entry("POST", "Patient", patient(gender="zzz")), 400, "value"),
        (entry("PUT", "Patient/a", patient(id="b")), 400, "invalid"),
        (entry("PUT", "Patient/a", patient("x", id="a"), ifMatch='W/"7"'), 412, "conflict"),
        (entry("DELETE", "Patient/a", ifMatch='W/"7"'), 412, "conflict"),
        (entry("PUT", "Patient?family=Prøve", patient("x")), 412, "multiple-matches"),
        (entry("GET", "Patient/never"), 404, "not-found"),
        (entry("GET", "Patient?birthdate=rubbish"), 400, "value"),
        (entry("POST", "Unheard", patient()), 404, "not-supported"),
        (entry("PATCH", "Patient/never", {"resourceType": "Parameters"}), 404, "not-found"),
        (entry("LINK", "Patient/a"), 400, "value"),
        (entry("POST", "Patient"), 400, "required"),
        (entry("POST", ""), 400, "value"),
        ({"resource": patient()}, 400, "required"),
        ({"request": {"method": "POST", "url": 7}, "resource": patient()}, 400, "required"),
        ({"request": {"method": "POST", "url": "Patient"}, "resource": []}, 400, "required"),
        ("rubbish", 400, "structure"),
        (entry("POST", "Patient", patient(), "urn:uuid:same"), 400, "duplicate"),
        (entry("POST", "Patient", numbered("1"), ifNoneExist="unheard=1"), 400, "not-supported"),
    ],
)
def test_one_entry_that_cannot_be_done_undoes_all(talk: Talk, last: Any, status: int, code: str) -> None:
    talk.add(patient(id="a"))
    talk.add(patient(id="b"))
    heard = transact(
        talk,
        entry("POST", "Patient", patient("Ny"), "urn:uuid:same"),
        entry("PUT", "Patient/c", patient("Ny", id="c")),
        entry("DELETE", "Patient/b"),
        last,
    )
    assert (heard.status, heard.code) == (status, code), heard.json
    assert heard.said.startswith("Entry 3: ")
    assert heard.json["issue"][0]["expression"][0].startswith("Bundle.entry[3]")
    assert talk("GET", "Patient?_summary=count").json["total"] == 2
    assert talk("GET", "Patient/_history").json["total"] == 2


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (entry("PUT", "Patient/a", patient(id="a")), entry("PUT", "Patient/a", patient("x", id="a"))),
        (entry("PUT", "Patient/a", patient(id="a")), entry("DELETE", "Patient/a")),
        (entry("PUT", "Patient/a", patient(id="a")), entry("PUT", "Patient?identifier=urn:prøve|1", patient())),
        (entry("DELETE", "Patient/a"), entry("DELETE", "Patient?identifier=urn:prøve|1")),
        (
            entry("POST", "Patient", numbered("9"), ifNoneExist="identifier=urn:prøve|9"),
            entry("POST", "Patient", numbered("9"), ifNoneExist="identifier=urn:prøve|9"),
        ),
    ],
)
def test_a_transaction_may_not_write_one_resource_twice(talk: Talk, one: dict[str, Any], two: dict[str, Any]) -> None:
    talk.add(numbered("1", id="a"))
    heard = transact(talk, one, two)
    assert (heard.status, heard.code) == (400, "duplicate")
    assert talk("GET", "Patient/_history").json["total"] == 1


@pytest.mark.parametrize(
    "row",
    [
        entry("POST", "Patient", numbered("1"), ifNoneExist="identifier=urn:prøve|1"),
        entry("POST", "Observation", observation("Patient?identifier=urn:prøve|1")),
    ],
)
def test_a_transaction_may_not_delete_what_its_criteria_find(talk: Talk, row: dict[str, Any]) -> None:
    talk.add(numbered("1", id="a"))
    heard = transact(talk, entry("DELETE", "Patient/a"), row)
    assert (heard.status, heard.code) == (400, "conflict")
    assert talk("GET", "Patient/a").status == 200


def test_a_transaction_deletes_before_it_creates_whatever_the_order(talk: Talk) -> None:
    talk.add(numbered("1", id="a"))
    heard = transact(talk, entry("POST", "Patient", numbered("1")), entry("DELETE", "Patient/a"))
    assert heard.statuses == ["201 Created", "204 No Content"]
    assert [row["request"]["method"] for row in talk("GET", "_history").json["entry"]] == ["POST", "DELETE", "POST"]


def test_a_batch_does_each_entry_on_its_own(talk: Talk) -> None:
    talk.add(patient(id="a"))
    heard = talk(
        "POST",
        "",
        bundle(
            "batch",
            entry("POST", "Patient", patient("Ny")),
            entry("POST", "Patient", patient(gender="zzz")),
            entry("GET", "Patient/a"),
            entry("GET", "Patient/never"),
            entry("PUT", "Patient/a", patient(id="a"), ifMatch='W/"7"'),
            entry("GET", "Patient/a", ifNoneMatch='W/"1"'),
            entry("DELETE", "Patient/a"),
            "rubbish",  # type: ignore[arg-type]
        ),
    )
    assert (heard.status, heard.json["type"]) == (200, "batch-response")
    assert [status[:3] for status in heard.statuses] == ["201", "400", "410", "404", "412", "410", "204", "400"]
    refused = heard.json["entry"][1]["response"]["outcome"]
    assert (refused["resourceType"], refused["issue"][0]["expression"]) == ("OperationOutcome", ["Patient.gender"])
    assert talk("GET", "Patient?family=Ny").json["total"] == 1


def test_each_entry_of_a_batch_leaves_an_audit_row_and_so_does_the_batch(talk: Talk) -> None:
    talk.add(patient(id="a"))
    rows = (
        entry("GET", "Patient/a"),
        entry("DELETE", "Patient/b"),
        entry("GET", "Patient/c"),
        entry("PUT", "Patient/a", patient("x", id="a"), ifMatch="7"),
    )
    talk("POST", "", bundle("batch", *rows))
    assert sorted(talk.audit()[1:]) == [
        ("batch", "", "", 0, 200),
        ("delete", "Patient", "b", 0, 204),
        ("read", "Patient", "a", 1, 200),
        ("read", "Patient", "c", 0, 404),
        ("update", "Patient", "a", 0, 412),
    ]


def test_a_long_batch_reads_what_it_wrote(talk: Talk) -> None:
    resources = [{"resourceType": "Basic", "id": f"b{number}", "code": {"text": "x"}} for number in range(150)]
    writes = [entry("PUT", f"Basic/{each['id']}", each) for each in resources]
    heard = talk("POST", "", bundle("batch", entry("GET", "Basic/b149"), *writes, entry("GET", "Basic?_summary=count")))
    assert heard.statuses == ["200 OK", *["201 Created"] * 150, "200 OK"]
    assert heard.json["entry"][-1]["resource"]["total"] == 150


def test_a_transaction_leaves_one_audit_row_and_one_for_each_read(talk: Talk) -> None:
    talk.add(patient(id="a"))
    transact(talk, entry("POST", "Patient", patient()), entry("POST", "Patient", patient()), entry("GET", "Patient/a"))
    assert sorted(talk.audit()[1:]) == [("read", "Patient", "a", 1, 200), ("transaction", "", "", 0, 200)]


def test_a_refused_transaction_leaves_one_audit_row(talk: Talk) -> None:
    transact(talk, entry("POST", "Patient", patient()), entry("GET", "Patient/never"))
    assert talk.audit() == [("transaction", "", "", 0, 404)]


def test_a_json_patch_stands_in_a_binary(talk: Talk) -> None:
    talk.add(patient(id="a"))
    change = json.dumps([{"op": "replace", "path": "/name/0/family", "value": "Etter"}]).encode()
    data = base64.b64encode(change).decode()
    binary = {"resourceType": "Binary", "contentType": "application/json-patch+json", "data": data}
    assert transact(talk, entry("PATCH", "Patient/a", binary)).statuses == ["200 OK"]
    assert talk("GET", "Patient/a").json["name"][0]["family"] == "Etter"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"resourceType": "Bundle", "type": "transaction"}, 200),
        ({"resourceType": "Bundle", "type": "batch", "entry": []}, 200),
        ({"resourceType": "Bundle", "type": "collection"}, 400),
        ({"resourceType": "Bundle"}, 400),
        ({"resourceType": "Bundle", "type": "batch", "entry": {}}, 400),
        ({"resourceType": "Bundle", "type": ["batch"]}, 400),
        (patient(), 400),
        (b"", 400),
    ],
)
def test_what_is_posted_to_the_base_must_be_a_batch_or_a_transaction(talk: Talk, body: Any, status: int) -> None:
    heard = talk("POST", "", body)
    assert heard.status == status
    assert len(talk.audit()) == 1


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_the_number_of_entries_is_bounded(talk: Talk, kind: str) -> None:
    small = Talk(talk.store, talk.clock, entries_max=2)
    body = bundle(kind, *(entry("POST", "Patient", patient()) for _ in range(3)))
    assert (small("POST", "", body).status, talk("GET", "Patient").json["total"]) == (413, 0)


def test_absolute_addresses_below_the_base_are_its_own(talk: Talk) -> None:
    heard = transact(talk, entry("PUT", f"{BASE}/Patient/a", patient(id="a")), entry("GET", "/Patient/a?_format=json"))
    assert heard.statuses == ["201 Created", "200 OK"]
