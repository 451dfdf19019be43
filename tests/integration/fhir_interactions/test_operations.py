"""$everything, $lastn, $meta, $validate and the CapabilityStatement."""

from typing import Any

import pytest
from tests.factories.fhir_engine import BASE, Heard, Talk, observation, patient
from tests.factories.records import SECOND, Clock

from samspill.fhir.definitions import api as definitions
from samspill.fhir.index import api as index
from samspill.fhir.interactions.routing import TABLE, route
from samspill.fhir.outcomes import Refusal
from samspill.fhir.validation.contracts import Level


def following(talk: Talk, heard: Heard) -> Heard | None:
    """The next page."""
    link = {row["relation"]: row["url"] for row in heard.json["link"]}.get("next")
    return talk("GET", link.removeprefix(f"{BASE}/")) if link else None


def condition(name: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": name, "subject": {"reference": "Patient/p"}, **more}


@pytest.fixture
def record(talk: Talk, clock: Clock) -> Talk:
    """Patient p with care in 2024 and 2025, beside another patient."""
    talk.add({"resourceType": "Practitioner", "id": "dr"})
    talk.add({"resourceType": "Organization", "id": "org", "name": "Prøve"})
    talk.add(patient(id="p", managingOrganization={"reference": "Organization/org"}))
    by = [{"reference": "Practitioner/dr"}]
    talk.add(observation("Patient/p", id="o24", effectiveDateTime="2024-05-01", performer=by))
    talk.add(observation("Patient/p", id="o25", effectivePeriod={"start": "2025-01-31", "end": "2025-02-02"}))
    talk.add(condition("undated"))
    talk.add(patient("Annen", id="q"))
    talk.add(observation("Patient/q", id="others"))
    talk.add(observation("Patient/p", id="gone"))
    talk("DELETE", "Observation/gone")
    clock.at += 60 * SECOND
    talk.add(condition("late", recordedDate="2026-01-01"))
    return talk


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["p", "o24", "o25", "undated", "late", "dr", "org"]),
        ("?_type=Observation", ["o24", "o25"]),
        ("?_type=Patient,Organization", ["p", "org"]),
        ("?start=2025-01-01", ["p", "o25", "undated", "late", "org"]),
        ("?end=2024-12-31", ["p", "o24", "undated", "dr", "org"]),
        ("?start=2025-02-02&end=2025-02-02", ["p", "o25", "undated", "org"]),
        ("?start=2025-02-03&end=2025-02-03", ["p", "undated", "org"]),
        ("?_since=2026-02-02T02:41:00Z", ["late"]),
    ],
)
def test_everything_of_a_patient(record: Talk, query: str, expected: list[str]) -> None:
    heard = record("GET", f"Patient/p/$everything{query}")
    assert heard.status == 200
    assert sorted(heard.ids) == sorted(expected)
    assert heard.ids[:1] == expected[:1]


def test_everything_in_pages_is_everything_once(record: Talk) -> None:
    found: list[str] = []
    page: Heard | None = record("GET", "Patient/p/$everything?_count=2&_type=Observation,Condition,Patient")
    while page is not None:
        found += page.ids
        page = following(record, page)
    assert found == ["p", "o24", "o25", "undated", "late"]


def test_everything_of_an_encounter(record: Talk) -> None:
    visit = {"resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"}}
    record.add({**visit, "subject": {"reference": "Patient/p"}})
    record.add(observation("Patient/p", id="there", encounter={"reference": "Encounter/e"}))
    assert record("GET", "Encounter/e/$everything").ids == ["e", "there", "p"]


def test_everything_may_be_asked_for_with_a_body(record: Talk) -> None:
    body = {"resourceType": "Parameters", "parameter": [{"name": "_type", "valueCode": "Condition"}]}
    assert record("POST", "Patient/p/$everything", body).ids == ["undated", "late"]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("Patient/never/$everything", 404),
        ("Observation/gone/$everything", 404),
        ("Patient/p/$everything?unheard=1", 400),
        ("Patient/p/$everything?start=yesterday", 400),
        ("Patient/p/$everything?_count=0", 400),
        ("Patient/p/$everything?_cursor=x", 400),
        ("Patient/p/$everything?_type=Unheard", 400),
        ("Patient/$everything", 404),
        ("Observation/$lastn", 400),
        ("Observation/$lastn?patient=p&max=0", 400),
        ("Observation/$lastn?patient=p&unheard=1", 400),
        ("Patient/$lastn", 404),
        ("Patient/p/$meta-add", 405),
        ("Patient/never/$meta", 404),
        ("Patient/$meta", 404),
    ],
)
def test_an_operation_refuses_what_it_cannot_answer(record: Talk, url: str, status: int) -> None:
    heard = record("GET", url)
    assert (heard.status, heard.json["resourceType"]) == (status, "OperationOutcome")


def coded(name: str, day: str, *codes: str, **more: Any) -> dict[str, Any]:
    code = {"coding": [{"system": "http://loinc.org", "code": each} for each in codes]} if codes else {"text": "pust"}
    return {**observation("Patient/p", id=name, effectiveDateTime=day, **more), "code": code}


@pytest.fixture
def measured(talk: Talk) -> Talk:
    talk.add(patient(id="p"))
    talk.add(coded("a1", "2024-01-01", "a"))
    talk.add(coded("a3", "2024-01-03", "a", "A"))
    talk.add(coded("a2", "2024-01-02T23:30:00-05:00", "A"))
    talk.add(coded("b1", "2024-02-01", "b", status="entered-in-error"))
    talk.add(coded("t1", "2023-01-01"))
    talk.add(coded("t2", "2023-01-02"))
    return talk


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("patient=p", ["b1", "a2", "t2"]),
        ("subject=Patient/p&max=2", ["b1", "a2", "a3", "t2", "t1"]),
        ("patient=p&code=a&max=9", ["a3", "a1"]),
        ("patient=p&status:not=entered-in-error", ["a2", "t2"]),
        ("patient=q", []),
    ],
)
def test_the_newest_of_each_kind(measured: Talk, query: str, expected: list[str]) -> None:
    assert measured("GET", f"Observation/$lastn?{query}").ids == expected


def labels(*tags: str, profile: str = "") -> dict[str, Any]:
    meta: dict[str, Any] = {"tag": [{"system": "urn:prøve", "code": tag} for tag in tags]} if tags else {}
    if profile:
        meta["profile"] = [profile]
    return {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": meta}]}


def test_labels_are_added_once_taken_away_and_found(talk: Talk) -> None:
    kept = {"system": "urn:prøve", "code": "a", "display": "kept"}
    talk.add(patient(id="p", meta={"tag": [kept]}))
    added = talk("POST", "Patient/p/$meta-add", labels("a", "b", profile="http://example.org/x"))
    meta = added.json["parameter"][0]["valueMeta"]
    assert added.json["parameter"][0]["name"] == "return"
    assert meta["tag"] == [kept, {"system": "urn:prøve", "code": "b"}]
    assert (meta["profile"], meta["versionId"]) == (["http://example.org/x"], "2")
    assert talk("GET", "Patient?_tag=urn:prøve|b").ids == ["p"]
    talk("POST", "Patient/p/$meta-delete", labels("a", "b", profile="http://example.org/x"))
    assert talk("GET", "Patient/p/$meta").json["parameter"][0]["valueMeta"].keys() == {"versionId", "lastUpdated"}
    assert talk("GET", "Patient?_tag=urn:prøve|b").ids == []


@pytest.mark.parametrize("body", [None, {"resourceType": "Parameters"}, patient(), labels()])
def test_a_change_of_labels_needs_labels(talk: Talk, body: Any) -> None:
    talk.add(patient(id="p"))
    assert talk("POST", "Patient/p/$meta-add", body).status == 400


def test_the_same_labels_again_make_no_new_version(talk: Talk) -> None:
    talk.add(patient(id="p"))
    talk("POST", "Patient/p/$meta-add", labels("a"))
    talk("POST", "Patient/p/$meta-add", labels("a"))
    assert talk("GET", "Patient/p").answer.etag == 'W/"2"'


def about(resource: Any = None, **more: str) -> dict[str, Any]:
    rows = [{"name": name, "valueCode": value} for name, value in more.items()]
    return {
        "resourceType": "Parameters",
        "parameter": [*rows, *([{"name": "resource", "resource": resource}] if resource else [])],
    }


@pytest.mark.parametrize(
    ("url", "body", "severity", "expression"),
    [
        ("Patient/$validate", patient(), "information", None),
        ("Patient/$validate", about(patient()), "information", None),
        ("Patient/$validate", about(patient(gender="zzz")), "error", ["Patient.gender"]),
        ("Patient/$validate", observation(), "error", ["resourceType"]),
        ("Patient/$validate", about(patient(), mode="update"), "error", ["id"]),
        ("Patient/$validate", about(patient(), mode="create"), "information", None),
        ("Patient/p/$validate", None, "information", None),
        ("Patient/p/$validate", about(patient(id="other")), "error", ["id"]),
        ("Patient/p/$validate", about(mode="delete"), "information", None),
    ],
)
def test_validate_tells_what_is_wrong_and_stores_nothing(
    talk: Talk, url: str, body: Any, severity: str, expression: Any
) -> None:
    talk.add(patient(id="p"))
    heard = talk("POST", url, body)
    issue = heard.json["issue"][0]
    assert (heard.status, issue["severity"], issue.get("expression")) == (200, severity, expression)
    assert talk("GET", "_history").json["total"] == 1


@pytest.mark.parametrize(
    ("url", "body", "status"),
    [
        ("Patient/$validate", None, 400),
        ("Patient/$validate", about(mode="delete"), 400),
        ("Patient/$validate", about(patient(), mode="unheard"), 400),
        ("Patient/$validate", about(patient(), unheard="x"), 400),
        ("Patient/never/$validate", None, 404),
        ("Patient/$validate", b"{", 400),
        ("Patient/$validate", {"resourceType": "Parameters", "parameter": {}}, 400),
        ("Patient/$validate", {"resourceType": "Parameters", "parameter": [7]}, 400),
        ("Patient/$validate", {"resourceType": "Parameters", "parameter": [{"name": "resource"}]}, 400),
    ],
)
def test_validate_refuses_what_it_does_not_understand(talk: Talk, url: str, body: Any, status: int) -> None:
    assert talk("POST", url, body).status == status


def test_validation_that_is_off_is_still_done_when_asked_for(talk: Talk) -> None:
    loose = Talk(talk.store, talk.clock, validation=Level.OFF)
    assert loose("POST", "Patient", patient(gender="zzz")).status == 201
    assert loose("POST", "Patient/$validate", patient(gender="zzz")).json["issue"][0]["severity"] == "error"


# CapabilityStatement


def test_the_capability_statement_is_itself_a_valid_resource(talk: Talk) -> None:
    heard = talk("GET", "metadata")
    checked = talk("POST", "CapabilityStatement/$validate", heard.json)
    assert [issue for issue in checked.json["issue"] if issue["severity"] != "information"] == []


def test_what_is_told_is_what_is_routed(talk: Talk) -> None:
    rest = talk("GET", "metadata").json["rest"][0]
    assert {row["code"] for row in rest["interaction"]} == {"transaction", "batch", "search-system", "history-system"}
    assert [row["type"] for row in rest["resource"]] == list(definitions.resource_types())
    told = {row["code"] for row in rest["resource"][0]["interaction"]}
    paths = ("Account", "Account/1", "Account/_history", "Account/1/_history", "Account/1/_history/1")
    routed = set()
    for path in paths:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            try:
                routed.add(route(method, tuple(path.split("/"))).interaction.value)
            except Refusal:
                continue
    assert told == routed
    assert len(TABLE) == 15


def test_no_search_parameter_is_told_that_cannot_be_answered(talk: Talk) -> None:
    missing = index.unsupported()
    for row in talk("GET", "metadata").json["rest"][0]["resource"]:
        told = {found["name"] for found in row["searchParam"]}
        known = definitions.search_parameters(row["type"])
        assert told == {code for code in known if (row["type"], code) not in missing}


@pytest.mark.parametrize("resource_type", ["Patient", "Observation", "Encounter", "Bundle"])
def test_every_operation_that_is_told_is_served(talk: Talk, resource_type: str) -> None:
    rows = talk("GET", "metadata").json["rest"][0]["resource"]
    told = next(row for row in rows if row["type"] == resource_type)["operation"]
    assert {row["name"] for row in told} >= {"validate", "meta"}
    for row in told:
        if row["name"] in ("export", "import"):  # served beside the engine, by fhir.bulk
            continue
        answers = [
            talk("POST", f"{resource_type}/a/${row['name']}"),
            talk("POST", f"{resource_type}/${row['name']}"),
        ]
        assert any("is not served here" not in heard.said for heard in answers)
