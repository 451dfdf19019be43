"""patch and conditional patch (https://hl7.org/fhir/R4/http.html#patch)."""

from typing import Any

import pytest
from tests.factories.fhir_engine import Heard, Talk, bundle, entry, numbered, patient

JSON_PATCH = "application/json-patch+json"


def family(value: str, path: str = "/name/0/family") -> list[dict[str, Any]]:
    return [{"op": "replace", "path": path, "value": value}]


def by_path(value: str, path: str = "Patient.name[0].family") -> dict[str, Any]:
    parts = [
        {"name": "type", "valueCode": "replace"},
        {"name": "path", "valueString": path},
        {"name": "value", "valueString": value},
    ]
    return {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": parts}]}


def patched(talk: Talk, url: str, body: Any, **more: str) -> Heard:
    return talk("PATCH", url, body, **{"content_type": JSON_PATCH, **more})


@pytest.fixture
def known(talk: Talk) -> Talk:
    talk.add(numbered("1", "Før", id="a"))
    return talk


def test_a_json_patch_makes_the_next_version(known: Talk) -> None:
    heard = patched(known, "Patient/a", family("Etter"))
    assert (heard.status, heard.answer.etag, heard.json["name"][0]["family"]) == (200, 'W/"2"', "Etter")
    assert known("GET", "Patient?family=Etter").ids == ["a"]
    assert known("GET", "Patient?family=Før").ids == []


def test_a_fhirpath_patch_makes_the_next_version(known: Talk) -> None:
    heard = known("PATCH", "Patient/a", by_path("Etter"))
    assert (heard.status, heard.answer.etag, heard.json["name"][0]["family"]) == (200, 'W/"2"', "Etter")


def test_a_patch_keeps_the_digits_of_what_it_does_not_touch(talk: Talk) -> None:
    body = b'{"resourceType":"Basic","id":"b","code":{"text":"x"},"extension":[{"url":"u","valueDecimal":1.50}]}'
    talk("PUT", "Basic/b", body)
    heard = patched(talk, "Basic/b", family("y", "/code/text"))
    assert isinstance(heard.answer.body, bytes)
    assert b'"valueDecimal":1.50' in heard.answer.body


def test_a_patch_that_changes_nothing_makes_no_new_version(known: Talk) -> None:
    assert patched(known, "Patient/a", family("Før")).answer.etag == 'W/"1"'


@pytest.mark.parametrize("body", [family("Etter"), by_path("Etter")])
def test_a_conditional_patch_changes_the_one_that_matches(known: Talk, body: Any) -> None:
    kind = JSON_PATCH if isinstance(body, list) else "application/fhir+json"
    heard = patched(known, "Patient?identifier=urn:prøve|1", body, content_type=kind)
    assert (heard.status, heard.id) == (200, "a")


@pytest.mark.parametrize(("count", "status"), [(0, 404), (2, 412)])
def test_a_conditional_patch_needs_exactly_one(talk: Talk, count: int, status: int) -> None:
    for _ in range(count):
        talk.add(numbered("1"))
    assert patched(talk, "Patient?identifier=urn:prøve|1", family("Etter")).status == status


@pytest.mark.parametrize(
    ("body", "more", "status"),
    [
        (family("x", "/id"), {}, 422),
        (family("Basic", "/resourceType"), {}, 422),
        (family("zzz", "/nowhere/0"), {}, 422),
        ([{"op": "add", "path": "/gender", "value": "zzz"}], {}, 400),
        ([{"op": "test", "path": "/name/0/family", "value": "Annen"}], {}, 422),
        ([{"op": "unheard", "path": "/name"}], {}, 400),
        ({"op": "add"}, {}, 400),
        (b"", {}, 400),
        (b'[{"op":"add","op":"remove","path":"/name"}]', {}, 400),
        (b"[NaN]", {}, 400),
        (family("Etter"), {"if_match": 'W/"9"'}, 412),
        (b"<diff/>", {"content_type": "application/xml-patch+xml"}, 415),
        (b"<Parameters/>", {"content_type": "application/fhir+xml"}, 415),
        (patient(), {"content_type": "application/fhir+json"}, 400),
        (by_path("x", "Patient.id"), {"content_type": "application/fhir+json"}, 422),
    ],
)
def test_a_patch_that_cannot_be_made_changes_nothing(known: Talk, body: Any, more: dict[str, str], status: int) -> None:
    heard = patched(known, "Patient/a", body, **more)
    assert (heard.status, heard.json["resourceType"]) == (status, "OperationOutcome")
    assert known("GET", "Patient/a").answer.etag == 'W/"1"'


def test_a_patch_of_what_is_deleted_is_refused(known: Talk) -> None:
    known("DELETE", "Patient/a")
    assert patched(known, "Patient/a", family("Etter")).status == 410


def test_a_patch_shows_the_result_only_to_who_may_read_it(known: Talk) -> None:
    heard = patched(known.may(("Patient", "u")), "Patient/a", family("Etter"))
    assert (heard.status, heard.answer.body) == (200, b"")


def test_a_fhirpath_patch_stands_in_a_transaction_as_it_is(known: Talk) -> None:
    heard = known("POST", "", bundle("transaction", entry("PATCH", "Patient/a", by_path("Etter"))))
    assert heard.statuses == ["200 OK"]
    assert known("GET", "Patient/a").json["name"][0]["family"] == "Etter"
