"""The developer tries a search: what is sent, what comes back, and what is said of it."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from tests.factories.fhir_engine import Talk, numbered, observation, patient
from tests.integration.web.sharing.page import words

from samspill.fhir.store.contracts import StoreUnavailable
from samspill.kernel.national_numbers import is_national_number
from samspill.web import record
from samspill.web.urls import addresses

pytestmark = pytest.mark.django_db
PAGE = "/datadeling/sok/"
NATIONAL = next(number for number in (f"010190{tail:05d}" for tail in range(100_000)) if is_national_number(number))
OUR_SYSTEM = "urn:oid:2.16.578.1.12.4.1.4.1"


def ask(developer: Client, **fields: str) -> str:
    return words(developer.post(PAGE, fields))


def bundle(developer: Client, **fields: str) -> Any:
    """Return the answer that the page shows, read back."""
    page = developer.post(PAGE, fields).content.decode()
    text = re.findall(r"<code>(\{.*?)</code>", page, re.DOTALL)[-1]
    return json.loads(text.replace("&quot;", '"').replace("&amp;", "&").replace("&#x27;", "'"))


def audited(talk: Talk) -> list[tuple[Any, ...]]:
    with talk.store.snapshot() as view:
        return view.select("SELECT actor, interaction, type, status FROM audit WHERE actor <> 'prøve' ORDER BY id")


def test_search_exists_in_demo_mode_only() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("sharing:search", urlconf=tuple(addresses(demo=False)))
    assert reverse("sharing:state", urlconf=tuple(addresses(demo=False))) == "/datadeling/"


def test_page_says_that_it_is_for_the_demo_and_under_which_name_it_searches(developer: Client, talk: Talk) -> None:
    page = words(developer.get(PAGE))
    assert "Siden finnes bare i demoen" in page
    assert "i revisjonsloggen med navnet utvikler" in page
    assert audited(talk) == []


def test_line_is_searched_and_leaves_an_audit_row_with_the_roles_name(developer: Client, talk: Talk) -> None:
    talk.add(observation(code="85354-9"))
    talk.add(observation(code="8867-4"))
    page = ask(developer, line="Observation?code=85354-9&_total=accurate")
    assert "Status 200 Gikk bra" in page
    assert "Antall funnet 1" in page
    assert "1 treff og 0 som fulgte med" in page
    assert "'http://testserver/fhir/Observation?code=85354-9&_total=accurate'" in page
    assert audited(talk) == [("utvikler", "search-type", "Observation", 200)]


def test_request_that_the_page_names_is_the_one_in_the_audit(developer: Client, talk: Talk) -> None:
    page = ask(developer, line="Patient")
    found = re.search(r"page-[0-9a-f]{12}", page)
    assert found
    with talk.store.snapshot() as view:
        assert view.select("SELECT request FROM audit") == [(found[0],)]


def test_answer_is_shown_as_it_is_with_every_digit(developer: Client, talk: Talk) -> None:
    body = '{"resourceType":"Observation","status":"final","code":{"text":"<b>æ"},"valueQuantity":{"value":1.500}}'
    talk.engine.perform(
        talk.call("POST", "Observation", body.encode(), content_type="application/fhir+json"), talk.caller
    )
    page = developer.post(PAGE, {"line": "Observation"}).content.decode()
    assert "&quot;value&quot;: 1.500" in page
    assert "&lt;b&gt;æ" in page
    assert "<b>æ" not in page


def test_fields_are_sent_by_post_with_the_chosen_type(developer: Client, talk: Talk) -> None:
    talk.add(patient("Prøve"))
    page = ask(developer, type="Patient", name_1="family", value_1="Prøve", name_2="_total", value_2="accurate")
    assert "Antall funnet 1" in page
    assert "--data-urlencode family=Prøve" in page or "--data-urlencode 'family=Prøve'" in page
    assert "http://testserver/fhir/Patient/_search" in page


def test_number_alone_is_asked_for_with_a_tick(developer: Client, talk: Talk) -> None:
    talk.add(patient())
    found = bundle(developer, line="Patient", only_count="on")
    assert (found["total"], "entry" in found) == (1, False)


def test_pages_follow_each_other_to_the_last(developer: Client, talk: Talk) -> None:
    made = {talk.add(patient()) for _ in range(3)}
    seen: set[str] = set()
    fields = {"line": "Patient?_count=2"}
    for _ in range(2):
        page = developer.post(PAGE, fields).content.decode()
        seen |= {entry["resource"]["id"] for entry in bundle(developer, **fields)["entry"]}
        onward = re.search(r'name="onward" value="([^"]+)"', page)
        fields = {**fields, "onward": onward[1].replace("&amp;", "&") if onward else ""}
    assert seen == made
    assert onward is None
    assert "Dette er den siste siden." in page


@pytest.mark.parametrize("onward", ["&" * 300, "_cursor=tullball", "a=%ff", "x" * 20_000])
def test_next_link_that_was_changed_is_refused_with_words(developer: Client, talk: Talk, onward: str) -> None:
    page = ask(developer, line="Patient", onward=onward)
    assert "Rett dette før du går videre" in page or "Status 400" in page


# What is refused, and how it is told


def test_national_number_in_the_line_is_refused_kindly_and_never_sent(developer: Client, talk: Talk) -> None:
    talk.add(numbered("1"))
    response = developer.post(PAGE, {"line": f"Patient?identifier={NATIONAL}"})
    page = words(response)
    assert "Et fødselsnummer skal ikke stå i en adresse" in page
    assert "Svaret" not in page
    assert audited(talk) == []


def test_national_number_in_a_field_is_searched_and_not_put_in_a_command_or_a_link(
    developer: Client, talk: Talk
) -> None:
    for _ in range(2):
        talk.add(patient(identifier=[{"system": OUR_SYSTEM, "value": NATIONAL}]))
    fields = {
        "type": "Patient",
        "name_1": "identifier",
        "value_1": f"{OUR_SYSTEM}|{NATIONAL}",
        "name_2": "_count",
        "value_2": "1",
    }
    response = developer.post(PAGE, fields)
    page = response.content.decode()
    assert "1 treff" in words(response)
    assert f"identifier={OUR_SYSTEM}|FØDSELSNUMMER" in words(response)
    onward = re.search(r'name="onward" value="([^"]+)"', page)
    assert onward
    assert NATIONAL not in onward[1]
    assert "1 treff" in words(developer.post(PAGE, {**fields, "onward": onward[1]}))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"line": "Patient/1"}, "Linjen er ikke et søk."),
        ({"line": "Patient/$everything"}, "Linjen er ikke et søk."),
        ({"line": "x" * 4001}, "4000"),
        ({"value_1": "85354-9"}, "Skriv hvilken parameter verdien hører til."),
        ({"type": "Pasient"}, "Velg et gyldig valg"),
    ],
)
def test_form_that_cannot_be_sent_says_what_to_mend(
    developer: Client, talk: Talk, fields: dict[str, str], said: str
) -> None:
    page = ask(developer, **fields)
    assert "Rett dette før du går videre" in page
    assert said in page
    assert audited(talk) == []


@pytest.mark.parametrize(
    ("line", "status", "code", "said"),
    [
        ("Observation?code=a:b&date=i-dag", 400, "value", "En verdi er ikke skrevet slik FHIR vil ha den."),
        ("Pasient?name=A", 404, "not-supported", "Tjeneren kjenner eller støtter ikke dette."),
        ("Patient?_filter=x", 400, "not-supported", "Tjeneren kjenner eller støtter ikke dette."),
    ],
)
def test_refusal_is_explained_in_the_readers_language_beside_the_engines_own_words(
    developer: Client, talk: Talk, line: str, status: int, code: str, said: str
) -> None:
    page = ask(developer, line=line)
    assert f"Status {status}" in page
    assert f"Feil: {code} {said}" in page
    assert "OperationOutcome" in page
    assert [row[3] for row in audited(talk)] == [status]


@pytest.mark.parametrize(("line", "is_offered"), [("Patient?ukjent=1", True), ("Pasient?name=A", False)])
def test_refusal_leads_to_what_the_server_can_do_for_a_type_that_exists(
    developer: Client, talk: Talk, line: str, is_offered: bool
) -> None:
    page = developer.post(PAGE, {"line": line}).content.decode()
    assert ('href="/datadeling/samsvar/?type=Patient"' in page) is is_offered


def test_every_issue_code_the_engine_uses_in_search_has_words(developer: Client, talk: Talk) -> None:
    for line in (
        "Patient?ukjent=1",
        "Patient?birthdate=x",
        "Patient?_page=borte",
        "Patient?_cursor=x",
        "Patient?_count=-1",
    ):
        page = developer.post(PAGE, {"line": line}).content.decode()
        for alert in re.findall(r'class="ds-alert".*?</div>', page, re.DOTALL):
            assert len(re.findall(r'class="ds-paragraph"', alert)) == 1, line


def test_store_that_stops_answering_is_told_on_the_page(developer: Client, talk: Talk, monkeypatch: Any) -> None:
    def away(*_: Any) -> None:
        raise StoreUnavailable("postgresql://hemmelig")

    monkeypatch.setattr(type(talk.engine), "perform", away)
    response = developer.post(PAGE, {"line": "Patient"})
    assert "Journalen svarer ikke nå." in words(response)
    assert "hemmelig" not in response.content.decode()


def test_very_long_answer_is_cut_and_said_to_be(developer: Client, talk: Talk) -> None:
    text = "x" * 150_000
    for _ in range(2):
        talk.add(patient(text + "y"))
    page = ask(developer, line="Patient")
    assert "De første 200 000 av" in page


@pytest.mark.parametrize(
    "odd",
    ["\x00", "%00", "a\x00b", "Patient?a=\x00", "<script>alert(1)</script>", "{{ 7*7 }}", "?" * 2000, "&" * 3000,
     "Patient?name=" + "%F0%9F%92%A9" * 300, "http://[", "://", "Patient?" + "_has:" * 400, "𝔓?𝔞=𝔟", "../../x?y=z"],
)  # fmt: skip
@pytest.mark.parametrize("field", ["line", "onward", "name_1", "value_1", "type", "only_count"])
def test_odd_words_never_bring_the_page_down(developer: Client, talk: Talk, field: str, odd: str) -> None:
    sent = {"line": "Patient", "name_1": "name", "value_1": "A", field: odd}
    response = developer.post(PAGE, sent)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_no_record_store_is_told_when_a_search_is_sent(developer: Client) -> None:
    record.opens_by(None)
    assert "Journalen er ikke koblet til disse sidene." in ask(developer, line="Patient")
