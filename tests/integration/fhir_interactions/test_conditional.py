"""Conditional create, update and delete (https://hl7.org/fhir/R4/http.html#ccreate)."""

import pytest
from tests.factories.fhir_engine import BASE, Talk, numbered, patient


def test_a_conditional_create_makes_one_finds_one_and_refuses_many(talk: Talk) -> None:
    first = talk("POST", "Patient", numbered("1"), if_none_exist="identifier=urn:prøve|1")
    again = talk("POST", "Patient", numbered("1"), if_none_exist="Patient?identifier=urn:prøve|1")
    assert (first.status, again.status, again.id) == (201, 200, first.id)
    assert again.answer.location == f"{BASE}/Patient/{first.id}/_history/1"
    talk.add(numbered("1"))
    many = talk("POST", "Patient", numbered("1"), if_none_exist="identifier=urn:prøve|1")
    assert (many.status, many.code) == (412, "multiple-matches")


@pytest.mark.parametrize("criteria", ["", "_format=json", "unheard=1", "gender:unheard=x"])
def test_a_conditional_create_needs_criteria_that_are_understood(talk: Talk, criteria: str) -> None:
    assert talk("POST", "Patient", patient(), if_none_exist=criteria).status == 400
    assert talk("GET", "Patient").json["total"] == 0


@pytest.mark.parametrize(
    ("stored", "own_id", "status", "name"),
    [
        ((), "", 201, None),
        ((), "mine", 201, "mine"),
        (("a",), "", 200, "a"),
        (("a",), "a", 200, "a"),
        (("a",), "b", 400, None),
        (("a", "b"), "", 412, None),
    ],
)
def test_a_conditional_update_follows_the_number_of_matches(
    talk: Talk, stored: tuple[str, ...], own_id: str, status: int, name: str | None
) -> None:
    for each in stored:
        talk.add(numbered("1", id=each))
    given = {"id": own_id} if own_id else {}
    heard = talk("PUT", "Patient?identifier=urn:prøve|1", numbered("1", "Etter", **given))
    assert heard.status == status
    if name:
        assert heard.id == name


def test_a_conditional_update_does_not_overwrite_what_it_does_not_mean(talk: Talk) -> None:
    talk.add(patient("Annen", id="a"))
    assert talk("PUT", "Patient?identifier=urn:prøve|1", numbered("1", id="a")).status == 409
    assert talk("GET", "Patient/a").json["name"][0]["family"] == "Annen"


@pytest.mark.parametrize(("stored", "status"), [(0, 204), (1, 204), (2, 412)])
def test_a_conditional_delete_takes_one(talk: Talk, stored: int, status: int) -> None:
    for _ in range(stored):
        talk.add(numbered("1"))
    assert talk("DELETE", "Patient?identifier=urn:prøve|1").status == status
    assert talk("GET", "Patient").json["total"] == (2 if stored == 2 else 0)


def test_a_deployment_may_let_a_conditional_delete_take_more(talk: Talk) -> None:
    for _ in range(3):
        talk.add(numbered("1"))
    wide = Talk(talk.store, talk.clock, delete_max=3)
    assert wide("DELETE", "Patient?identifier=urn:prøve|1").status == 204
    assert talk("GET", "Patient").json["total"] == 0


def test_a_persons_number_does_not_stand_in_the_address_of_a_conditional_update(talk: Talk) -> None:
    number = "urn:oid:2.16.578.1.12.4.1.4.1|" + "29819012" + "057"
    assert talk("PUT", f"Patient?identifier={number}", patient()).code == "security"
    assert talk("POST", "Patient", patient(), if_none_exist=f"identifier={number}").status == 201
