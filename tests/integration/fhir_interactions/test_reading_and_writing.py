"""create, read, vread, update and delete (https://hl7.org/fhir/R4/http.html)."""

from decimal import Decimal

import pytest
from tests.factories.fhir_engine import BASE, Talk, numbered, observation, patient
from tests.factories.records import SECOND, Clock

from samspill.fhir.contracts import Answer, Begun
from samspill.fhir.formats.api import read
from samspill.fhir.outcomes import refusal
from samspill.fhir.store.contracts import Dialect


def test_a_created_resource_is_answered_with_its_place_version_and_time(talk: Talk) -> None:
    heard = talk("POST", "Patient", patient())
    answer = heard.answer
    assert (heard.status, answer.etag, answer.version) == (201, 'W/"1"', 1)
    assert answer.location == f"{BASE}/Patient/{heard.id}/_history/1"
    assert heard.json == {
        "resourceType": "Patient",
        "id": heard.id,
        "meta": {"versionId": "1", "lastUpdated": "2026-02-02T02:40:00.000Z"},
        "name": [{"family": "Prøve"}],
    }


def test_an_id_and_version_in_a_created_body_are_passed_over(talk: Talk) -> None:
    heard = talk("POST", "Patient", patient(id="mine", meta={"versionId": "9", "tag": [{"code": "kept"}]}))
    assert heard.id != "mine"
    assert heard.json["meta"] == {
        "versionId": "1",
        "lastUpdated": "2026-02-02T02:40:00.000Z",
        "tag": [{"code": "kept"}],
    }


def test_ids_made_later_sort_later(talk: Talk, clock: Clock) -> None:
    first = talk.add(patient())
    clock.at += SECOND
    assert first < talk.add(patient())


@pytest.mark.parametrize(
    ("prefer", "body"),
    [
        ("return=minimal", b""),
        ("return=representation", b'{"resourceType":"Patient"'),
        ("return=OperationOutcome", b'{"resourceType":"OperationOutcome"'),
        ("handling=strict; return=minimal", b""),
        ("respond-async", b'{"resourceType":"Patient"'),
    ],
)
def test_a_write_answers_with_as_much_as_is_preferred(talk: Talk, prefer: str, body: bytes) -> None:
    heard = talk("POST", "Patient", patient(), prefer=prefer)
    assert isinstance(heard.answer.body, bytes)
    assert (heard.status, heard.answer.body[: len(body) or 1]) == (201, body)


def test_a_read_shows_the_stored_bytes(talk: Talk) -> None:
    body = b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.50}}'
    created = talk("POST", "Observation", body)
    heard = talk("GET", f"Observation/{created.id}")
    assert heard.answer.body == created.answer.body
    assert (heard.answer.etag, heard.answer.last_modified) == ('W/"1"', talk.clock())
    assert isinstance(heard.answer.body, bytes)
    assert read(heard.answer.body)["valueQuantity"]["value"] == Decimal("1.50")


def at_once(talk: Talk, method: str, url: str) -> int | None:
    """The status of what is answered at once; ``None`` when it is left to ``perform``."""
    found = talk.engine.read_at_once(talk.call(method, url), talk.caller)
    if found is None:
        return None
    return finished(found).status


def finished(begun: Begun) -> Answer:
    assert begun.kept is not None
    begun.kept.result(timeout=60)
    return begun.answered()


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", "Patient/a", 200),
        ("HEAD", "Patient/a", 200),
        ("GET", "Patient/a/_history/1", 200),
        ("GET", "Patient/never", 404),
        ("GET", "Patient?_id=a", 200),
        ("GET", "Patient?identifier=urn:prøve|1", 200),
        ("GET", "Observation?subject=Patient/a&code=x&_sort=-date&_count=20", 200),
        ("GET", "Observation?patient=a&unheard=1", 400),
        ("GET", "Patient", 200),
        ("GET", "Patient?family=Prøve", 200),
        ("GET", "Patient?_sort=birthdate", None),
        ("GET", "Observation?patient=a&_count=51", None),
        ("GET", "Observation?patient=a&_total=accurate", None),
        ("GET", "Observation?patient=a&_include=Observation:subject", None),
        ("GET", "Observation?patient=a&subject:Patient.family=x", None),
        ("GET", "Observation?performer=Practitioner/1", 200),
        ("GET", "Observation?patient:missing=false", 200),
        ("GET", "Patient/a/_history", None),
        ("GET", "Patient/a/$everything", None),
        ("GET", "metadata", None),
        ("GET", "", None),
        ("PUT", "Patient/a", None),
        ("POST", "Patient/_search", None),
    ],
)
def test_what_a_glance_may_answer_is_answered_at_once(talk: Talk, method: str, url: str, status: int | None) -> None:
    talk.add(numbered("1", id="a"))
    rows = len(talk.audit())
    is_plain = url.startswith("Patient/") and method in ("GET", "HEAD") and "_history" not in url and "$" not in url
    expected = status if is_plain or talk.store.dialect is Dialect.SQLITE else None
    assert at_once(talk, method, url) == expected
    assert len(talk.audit()) == rows + (expected is not None)


def test_a_search_that_takes_more_than_a_glance_is_left_to_a_thread(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.add(patient(id="a"))
    rows = len(talk.audit())
    monkeypatch.setattr("samspill.fhir.store.sqlite.snapshots.GLANCE_STEPS", 20)
    assert at_once(talk, "GET", "Patient?family=Prøve") is None
    assert len(talk.audit()) == rows
    assert talk("GET", "Patient?family=Prøve").ids == ["a"]


def test_a_read_at_once_is_the_read_with_its_audit_row(talk: Talk) -> None:
    created = talk("PUT", "Patient/a", patient(id="a"))
    found = talk.engine.read_at_once(talk.call("GET", "Patient/a"), talk.caller)
    assert found is not None
    answer = finished(found)
    assert (answer.body, answer.etag) == (created.answer.body, 'W/"1"')
    assert talk.audit()[-1] == ("read", "Patient", "a", 1, 200)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({"if_none_match": 'W/"1"'}, 304),
        ({"if_none_match": '"1"'}, 304),
        ({"if_none_match": 'W/"7", W/"1"'}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": 'W/"2"'}, 200),
        ({"if_modified_since": "Mon, 02 Feb 2026 02:40:00 GMT"}, 304),
        ({"if_modified_since": "Mon, 02 Feb 2026 03:40:00 +0100"}, 304),
        ({"if_modified_since": "Mon, 02 Feb 2026 02:39:59 GMT"}, 200),
        ({"if_modified_since": "rubbish"}, 200),
        ({"if_none_match": 'W/"2"', "if_modified_since": "Mon, 02 Feb 2026 02:40:00 GMT"}, 200),
    ],
)
def test_a_conditional_read_shows_only_what_the_caller_does_not_have(
    talk: Talk, header: dict[str, str], status: int
) -> None:
    name = talk.add(patient())
    heard = talk("GET", f"Patient/{name}", **header)
    assert (heard.status, heard.answer.etag) == (status, 'W/"1"')
    assert (heard.answer.body == b"") is (status == 304)


def test_an_update_is_the_next_version(talk: Talk, clock: Clock) -> None:
    talk.add(patient("Før", id="a"))
    clock.at += SECOND
    heard = talk("PUT", "Patient/a", patient("Etter", id="a"))
    assert (heard.status, heard.answer.etag, heard.json["name"][0]["family"]) == (200, 'W/"2"', "Etter")
    assert heard.answer.last_modified == clock.at
    assert talk("GET", "Patient/a/_history/1").json["name"][0]["family"] == "Før"


def test_an_update_of_what_is_not_there_creates_it(talk: Talk) -> None:
    heard = talk("PUT", "Patient/a", patient(id="a"))
    assert (heard.status, heard.answer.location) == (201, f"{BASE}/Patient/a/_history/1")


def test_an_update_brings_a_deleted_resource_back(talk: Talk) -> None:
    talk.add(patient(id="a"))
    talk("DELETE", "Patient/a")
    assert talk("PUT", "Patient/a", patient(id="a")).status == 201
    assert talk("GET", "Patient/a").answer.etag == 'W/"3"'


@pytest.mark.parametrize(
    "again",
    [
        b'{"resourceType":"Basic","id":"a","code":{"text":"x"},"extension":[{"url":"u","valueDecimal":1.0}]}',
        b'{"extension":[{"valueDecimal":1.0,"url":"u"}],"code":{"text":"x"},"id":"a","resourceType":"Basic"}',
        b'{"resourceType":"Basic","id":"a","meta":{"versionId":"9"},"code":{"text":"x"},"extension":[{"url":"u","valueDecimal":1.0}]}',
    ],
)
def test_the_same_content_again_makes_no_new_version(talk: Talk, again: bytes) -> None:
    first = b'{"resourceType":"Basic","id":"a","code":{"text":"x"},"extension":[{"url":"u","valueDecimal":1.0}]}'
    talk("PUT", "Basic/a", first)
    heard = talk("PUT", "Basic/a", again)
    assert (heard.status, heard.answer.etag) == (200, 'W/"1"')
    assert talk("GET", "Basic/a/_history").json["total"] == 1


def test_one_more_digit_is_another_content(talk: Talk) -> None:
    body = b'{"resourceType":"Basic","id":"a","code":{"text":"x"},"extension":[{"url":"u","valueDecimal":1.0}]}'
    talk("PUT", "Basic/a", body)
    assert talk("PUT", "Basic/a", body.replace(b"1.0}", b"1.00}")).answer.etag == 'W/"2"'


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({"if_match": 'W/"1"'}, 200),
        ({"if_match": "1"}, 200),
        ({"if_match": "*"}, 200),
        ({"if_match": 'W/"2"'}, 412),
        ({"if_match": "rubbish"}, 412),
        ({"if_none_match": "*"}, 412),
    ],
)
def test_an_update_holds_to_its_conditions(talk: Talk, header: dict[str, str], status: int) -> None:
    talk.add(patient("Før", id="a"))
    assert talk("PUT", "Patient/a", patient("Etter", id="a"), **header).status == status
    assert talk("GET", "Patient/a").json["name"][0]["family"] == ("Etter" if status == 200 else "Før")


def test_if_match_needs_something_that_stands(talk: Talk) -> None:
    assert talk("PUT", "Patient/a", patient(id="a"), if_match='W/"1"').status == 412
    assert talk("GET", "Patient/a").status == 404


def test_a_deleted_resource_is_gone_but_its_versions_are_not(talk: Talk) -> None:
    talk.add(patient(id="a"))
    heard = talk("DELETE", "Patient/a")
    assert (heard.status, heard.answer.etag, heard.answer.body) == (204, 'W/"2"', b"")
    assert [talk("GET", f"Patient/a{rest}").status for rest in ("", "/_history/1", "/_history/2", "/_history/3")] == [
        410,
        200,
        410,
        404,
    ]


def test_deleting_again_or_what_never_was_is_fine(talk: Talk) -> None:
    talk.add(patient(id="a"))
    assert [talk("DELETE", url).status for url in ("Patient/a", "Patient/a", "Patient/never")] == [204, 204, 204]
    assert talk("GET", "Patient/a/_history").json["total"] == 2


def test_a_delete_holds_to_if_match(talk: Talk) -> None:
    talk.add(patient(id="a"))
    assert talk("DELETE", "Patient/a", if_match='W/"4"').status == 412
    assert talk("DELETE", "Patient/a", if_match='W/"1"', prefer="return=OperationOutcome").status == 200


@pytest.mark.parametrize(
    ("method", "url", "body", "more", "status", "code"),
    [
        ("GET", "Patient/a", None, {}, 404, "not-found"),
        ("GET", "Patient/a/_history/1", None, {}, 404, "not-found"),
        ("GET", "Patient/a/_history/x", None, {}, 404, "not-found"),
        ("GET", "Patient/a/_history", None, {}, 404, "not-found"),
        ("GET", "Unheard/a", None, {}, 404, "not-supported"),
        ("GET", "Element/a", None, {}, 404, "not-supported"),
        ("GET", "Patient/a/_history/1/2", None, {}, 404, "not-found"),
        ("GET", "Patient/" + "a" * 65, None, {}, 400, "value"),
        ("GET", "Patient/a_b", None, {}, 400, "value"),
        ("POST", "Patient/a", patient(), {}, 405, "not-supported"),
        ("PUT", "_history", None, {}, 405, "not-supported"),
        ("GET", "Patient/$unheard", None, {}, 404, "not-supported"),
        ("GET", "Patient/a", None, {"accept": "application/fhir+xml"}, 406, "not-supported"),
        ("GET", "Patient/a?_format=xml", None, {}, 406, "not-supported"),
        ("POST", "Patient", b"<Patient/>", {"content_type": "application/fhir+xml"}, 415, "not-supported"),
        ("POST", "Patient", b"", {}, 400, "required"),
        ("POST", "Patient", b"{", {}, 400, "structure"),
        ("POST", "Patient", b"[]", {}, 400, "structure"),
        ("POST", "Patient", observation(), {}, 400, "invalid"),
        ("POST", "Patient", patient(gender="zzz"), {}, 400, "value"),
        ("POST", "Patient", patient(unheard=1), {}, 400, "structure"),
        ("PUT", "Patient/a", patient(), {}, 400, "required"),
        ("PUT", "Patient/a", patient(id="b"), {}, 400, "invalid"),
        ("PUT", "Patient/a", patient(id=7), {}, 400, "value"),
        ("PUT", "Patient", patient(), {}, 400, "required"),
        ("DELETE", "Patient", None, {}, 400, "required"),
        ("DELETE", "Patient?unheard=1", None, {}, 400, "not-supported"),
    ],
)
def test_what_cannot_be_done_is_refused_with_an_outcome(
    talk: Talk, method: str, url: str, body: object, more: dict[str, str], status: int, code: str
) -> None:
    heard = talk(method, url, body, **more)
    assert (heard.status, heard.json["resourceType"], heard.code) == (status, "OperationOutcome", code)
    assert len(talk.audit()) == 1
    assert talk.audit()[0][-1] == status


def test_a_method_that_is_not_served_says_which_are(talk: Talk) -> None:
    assert talk("POST", "Patient/a", patient()).answer.headers == (("Allow", "GET, HEAD, PUT, PATCH, DELETE"),)


def test_a_refusal_never_repeats_what_may_be_a_persons_number(talk: Talk) -> None:
    number = "29819012" + "057_"
    assert number not in talk("GET", f"Patient/{number}").said


@pytest.mark.parametrize("url", ["Patient/{}", "Patient?identifier=urn:prøve|1"])
def test_a_persons_number_cannot_be_a_logical_id(talk: Talk, url: str) -> None:
    number = "29819012" + "057"  # made for this test, with the month of a synthetic number (01 + 80)
    heard = talk("PUT", url.format(number), patient(id=number))
    assert (heard.status, heard.code) == (400, "security")
    assert number not in heard.said


def test_browsers_are_answered_with_json(talk: Talk) -> None:
    name = talk.add(patient())
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert talk("GET", f"Patient/{name}", accept=accept).status == 200


def test_a_body_that_is_too_long_is_refused(talk: Talk) -> None:
    small = Talk(talk.store, talk.clock, body_bytes_max=100)
    assert small("POST", "Patient", patient("x" * 100)).status == 413


def test_a_deployment_may_check_more_of_a_type(talk: Talk) -> None:
    def check(resource: dict[str, object]) -> None:
        raise refusal(422, "business-rule", "Not this one.")

    talk.engine._room.checks["Basic"] = check  # type: ignore[index]
    assert talk("POST", "Basic", {"resourceType": "Basic", "code": {"text": "x"}}).status == 422


def test_every_call_leaves_one_audit_row(talk: Talk) -> None:
    talk.add(patient(id="a"))
    talk("PUT", "Patient/a", patient("Etter", id="a"))
    talk("GET", "Patient/a")
    talk("GET", "Patient/a/_history")
    talk("GET", "Patient?family=Etter")
    talk("DELETE", "Patient/a", if_match='W/"9"')
    talk("DELETE", "Patient/a")
    talk("GET", "metadata")
    talk("GET", "Nothing/at/all/here/now")
    assert talk.audit() == [
        ("update", "Patient", "a", 1, 201),
        ("update", "Patient", "a", 2, 200),
        ("read", "Patient", "a", 2, 200),
        ("history-instance", "Patient", "a", 0, 200),
        ("search-type", "Patient", "", 0, 200),
        ("delete", "Patient", "a", 0, 412),
        ("delete", "Patient", "a", 3, 204),
        ("capabilities", "", "", 0, 200),
        ("unknown", "", "", 0, 404),
    ]


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("_elements=gender", {"gender"}),
        ("_summary=text", {"text"}),
        ("_summary=data", {"gender", "photo", "name"}),
        ("_summary=true", {"gender", "name"}),
        ("_summary=false", {"gender", "photo", "name", "text"}),
        ("_format=json", {"gender", "photo", "name", "text"}),
        ("unheard=1", {"gender", "photo", "name", "text"}),
    ],
)
def test_a_read_may_show_a_part(talk: Talk, query: str, kept: set[str]) -> None:
    text = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'}
    talk.add(patient(id="a", gender="male", photo=[{"title": "x"}], text=text))
    for url in ("Patient/a", "Patient/a/_history/1"):
        found = talk("GET", f"{url}?{query}")
        assert (found.json.keys(), found.answer.etag) == ({"resourceType", "id", "meta", *kept}, 'W/"1"')


@pytest.mark.parametrize(
    ("query", "prefer"), [("_summary=count", ""), ("_summary=x", ""), ("_elements=", ""), ("x=1", "handling=strict")]
)
def test_a_read_refuses_a_part_it_cannot_show(talk: Talk, query: str, prefer: str) -> None:
    talk.add(patient(id="a"))
    assert talk("GET", f"Patient/a?{query}", prefer=prefer).status == 400


def test_a_call_that_fails_by_our_own_fault_is_in_the_audit_too(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(talk.engine._room.checks, "Basic", broken)  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        talk("POST", "Basic", {"resourceType": "Basic", "code": {"text": "x"}})
    assert talk.audit() == [("unknown", "", "", 0, 500)]
