"""What a caller may do (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html)."""

import pytest
from tests.factories.fhir_engine import BASE, Talk, bundle, entry, numbered, observation, patient


@pytest.fixture
def filled(talk: Talk) -> Talk:
    talk.add(numbered("1", id="p"))
    talk.add(observation("Patient/p", id="o"))
    talk.add({"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"}})
    return talk


@pytest.mark.parametrize(
    ("method", "url", "letter"),
    [
        ("GET", "Patient/p", "r"),
        ("GET", "Patient/p/_history/1", "r"),
        ("GET", "Patient/p/_history", "r"),
        ("GET", "Patient/_history", "s"),
        ("GET", "Patient", "s"),
        ("POST", "Patient/_search", "s"),
        ("POST", "Patient", "c"),
        ("PUT", "Patient/p", "u"),
        ("PATCH", "Patient/p", "u"),
        ("DELETE", "Patient/p", "d"),
        ("GET", "Patient/p/$everything", "r"),
        ("GET", "Patient/p/$meta", "r"),
        ("POST", "Patient/p/$meta-add", "u"),
        ("GET", "Patient/p/$validate", "r"),
    ],
)
def test_a_call_needs_its_own_letter_on_its_own_type(filled: Talk, method: str, url: str, letter: str) -> None:
    others = "".join(each for each in "cruds" if each != letter)
    body = patient(id="p") if method in ("POST", "PUT", "PATCH") and "_search" not in url else None
    refused = filled.may(("Patient", others), ("Observation", "cruds"))(method, url, body)
    assert (refused.status, refused.code) == (403, "forbidden")
    assert f"system/Patient.{letter}" in refused.said
    assert filled.may(("Patient", letter))(method, url, body).status != 403


@pytest.mark.parametrize(
    ("method", "url", "more"),
    [
        ("POST", "Patient", {"if_none_exist": "identifier=urn:prøve|1"}),
        ("PUT", "Patient?identifier=urn:prøve|1", {}),
        ("DELETE", "Patient?identifier=urn:prøve|1", {}),
    ],
)
def test_criteria_need_the_right_to_search(filled: Talk, method: str, url: str, more: dict[str, str]) -> None:
    body = None if method == "DELETE" else numbered("1")
    assert filled.may(("Patient", "crud"))(method, url, body, **more).status == 403
    assert filled.may(("Patient", "cruds"))(method, url, body, **more).status in (200, 204)


def test_what_was_found_is_not_shown_to_who_may_not_read(filled: Talk) -> None:
    heard = filled.may(("Patient", "cs"))("POST", "Patient", numbered("1"), if_none_exist="identifier=urn:prøve|1")
    assert (heard.status, heard.answer.body) == (200, b"")


def test_includes_hold_only_what_may_be_seen(filled: Talk) -> None:
    url = "Observation?_include=Observation:subject"
    assert filled.may(("Observation", "s"), ("Patient", "r"))("GET", url).ids == ["o", "p"]
    assert filled.may(("Observation", "s"))("GET", url).ids == ["o"]


@pytest.mark.parametrize(
    "url",
    [
        "Observation?subject:Patient.family=Prøve",
        "Observation?patient.identifier=urn:prøve|1",
        "Observation?patient._has:Condition:patient:_id=c",
        "Observation?_list=x",
    ],
)
def test_a_chain_does_not_tell_what_may_not_be_searched(filled: Talk, url: str) -> None:
    assert filled.may(("Observation", "rs"))("GET", url).status == 403
    assert filled("GET", url).status == 200


@pytest.mark.parametrize(("prefer", "status"), [("", 400), ("handling=strict", 400), ("handling=lenient", 200)])
def test_a_filter_nobody_knows_does_not_widen_a_search_unless_that_is_accepted(
    filled: Talk, prefer: str, status: int
) -> None:
    heard = filled("GET", "Patient?famly=Prøve", prefer=prefer)
    assert heard.status == status
    if status == 200:
        assert heard.json["entry"][-1]["search"]["mode"] == "outcome"


def test_a_search_of_the_system_finds_only_what_may_be_searched(filled: Talk) -> None:
    some = filled.may(("Observation", "s"), ("Condition", "r"))
    assert some("GET", "").ids == ["o"]
    assert some("GET", "?_type=Patient").status == 403
    assert sorted(filled("GET", "").ids) == ["c", "o", "p"]


def test_a_compartment_holds_only_what_may_be_searched(filled: Talk) -> None:
    some = filled.may(("Observation", "s"))
    assert some("GET", "Patient/p/*").ids == ["o"]
    assert some("GET", "Patient/p/Condition").status == 403
    assert sorted(filled("GET", "Patient/p/*").ids) == ["c", "o", "p"]


def test_everything_holds_only_what_may_be_seen(filled: Talk) -> None:
    assert filled.may(("Patient", "r"), ("Condition", "r"))("GET", "Patient/p/$everything").ids == ["p", "c"]


def test_an_entry_that_is_not_allowed_refuses_a_transaction_and_only_itself_in_a_batch(filled: Talk) -> None:
    some = filled.may(("Patient", "cr"))
    rows = (entry("POST", "Patient", patient("Ny")), entry("GET", "Observation/o"))
    assert some("POST", "", bundle("transaction", *rows)).status == 403
    assert filled("GET", "Patient?family=Ny").json["total"] == 0
    assert some("POST", "", bundle("batch", *rows)).statuses == ["201 Created", "403 Forbidden"]


def test_a_conditional_reference_needs_the_right_to_search_its_type(filled: Talk) -> None:
    row = entry("POST", "Observation", observation("Patient?identifier=urn:prøve|1"))
    assert filled.may(("Observation", "c"))("POST", "", bundle("transaction", row)).status == 403


def test_anyone_may_ask_what_the_server_can_do(filled: Talk) -> None:
    heard = filled.may()("GET", "metadata")
    assert (heard.status, heard.json["implementation"]["url"]) == (200, BASE)


def test_a_refused_call_is_in_the_audit(filled: Talk) -> None:
    filled.may(("Observation", "r"))("GET", "Patient/p")
    assert filled.audit()[-1] == ("read", "Patient", "p", 0, 403)
