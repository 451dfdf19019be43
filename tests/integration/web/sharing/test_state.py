"""What the developer is told of the record store: what is there, what is not, and when it cannot be read."""

from typing import Any

import pytest
from django.test import Client
from tests.factories.fhir_engine import Talk, observation, patient
from tests.factories.records import Clock
from tests.factories.subscriptions import on_search
from tests.integration.web.conftest import As
from tests.integration.web.sharing.page import words

from samspill.fhir.store.contracts import StoreUnavailable
from samspill.fhir.store.loads import Loaded, add_load
from samspill.fhir.store.progress import set_place
from samspill.fhir.store.refusals import StoreRefused
from samspill.kernel.texts import say
from samspill.web import record

pytestmark = pytest.mark.django_db
PAGES = [f"/datadeling/{page}" for page in ("", "antall/", "innlastinger/", "samsvar/", "abonnementer/", "sok/")]
HOUR_US = 3_600_000_000


@pytest.mark.parametrize("role", ["leser", "tiltak-ous", "analytiker"])
@pytest.mark.parametrize("address", PAGES)
def test_who_neither_develops_nor_keeps_the_plan_is_refused(as_role: As, role: str, address: str) -> None:
    client = as_role(role)
    assert client.get(address).status_code == 403
    assert "Datadeling" not in client.get("/virksomheter/").content.decode()


@pytest.mark.parametrize("role", ["utvikler", "sekretariat"])
@pytest.mark.parametrize("address", PAGES)
def test_developer_and_secretariat_see_every_page(as_role: As, talk: Talk, role: str, address: str) -> None:
    assert as_role(role).get(address).status_code == 200


# When the store cannot be read


@pytest.mark.parametrize("address", PAGES)
def test_pages_without_a_record_store_say_so(developer: Client, address: str) -> None:
    assert "Journalen er ikke koblet til disse sidene." in words(developer.get(address))


def refused() -> Any:
    raise StoreRefused(say("Databasen for journalen svarer ikke."), remedy=say("Sjekk skrivemåten."))


def away() -> Any:
    raise StoreUnavailable("postgresql://hemmelig@vert")


@pytest.mark.parametrize(
    ("opener", "said"),
    [
        (refused, "Databasen for journalen svarer ikke. Sjekk skrivemåten."),
        (away, "Journalen svarer ikke nå. Prøv igjen om litt."),
    ],
)
@pytest.mark.parametrize("address", PAGES)
def test_store_that_cannot_be_opened_is_told_with_what_to_do(
    developer: Client, address: str, opener: Any, said: str
) -> None:
    record.opens_by(opener)
    try:
        response = developer.get(address)
    finally:
        record.opens_by(None)
    assert said in words(response)
    assert "hemmelig" not in response.content.decode()


# State


def test_empty_store_says_how_to_fill_it(developer: Client, talk: Talk) -> None:
    page = words(developer.get("/datadeling/"))
    assert "Åpen" in page
    assert "SQLite, var/record.sqlite3" in page
    assert "Ingenting er lagret ennå" in page
    assert "Last inn med samspill load" in page
    assert "send ressurser til http://testserver/fhir." in page
    assert "Ingen kall den siste timen" in page


def test_state_shows_numbers_by_type_the_newest_change_and_what_was_answered(developer: Client, talk: Talk) -> None:
    talk.add(patient(id="p"))
    for _ in range(2):
        talk.add(observation("Patient/p"))
    talk("GET", "Patient/finnes-ikke")
    page = words(developer.get("/datadeling/"))
    assert "3 ressurser, talt 2. februar 2026 kl. 03:40" in page
    assert "Observation 2 Patient 1" in page
    assert "Observation opprettet 2. februar 2026 kl. 03:40" in page
    assert "base Mot FHIR R4" in page
    assert "4 kall siden 2. februar 2026 kl. 02:40" in page
    assert "201 Opprettet 0 0 3 0" in page
    assert "404 Finnes ikke 1 0 0 0" in page


def test_numbers_can_be_asked_for_alone(developer: Client, talk: Talk) -> None:
    talk.add(patient())
    part = developer.get("/datadeling/antall/", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")
    assert "<html" not in part
    assert "1 ressurs, talt" in words(developer.get("/datadeling/antall/")).replace("\N{NO-BREAK SPACE}", " ")


def test_parked_notifications_ask_for_a_person(developer: Client, talk: Talk) -> None:
    def parked(tx: Any) -> None:
        tx.enqueue("subscription", "s", b"event")
        tx.run("UPDATE outbox SET parked = 1 RETURNING id")

    talk.store.write(parked).result()
    page = words(developer.get("/datadeling/"))
    assert "Satt til side etter mange forsøk 1 Må ses på av et menneske" in page


# Loads


def test_no_load_says_how_to_load(developer: Client, talk: Talk) -> None:
    assert "Last inn med samspill load og en fil eller mappe" in words(developer.get("/datadeling/innlastinger/"))


def test_load_is_shown_with_what_was_taken_and_refused(developer: Client, talk: Talk) -> None:
    loaded = Loaded("load", "pasienter.ndjson", 1500, 20, 3, first=4, us=2_440_000)
    talk.store.write(lambda tx: add_load(tx, loaded)).result()
    talk.store.write(lambda tx: set_place(tx, "load:abc", 7)).result()
    page = words(developer.get("/datadeling/innlastinger/"))
    assert "pasienter.ndjson samspill load fra linje 4" in page
    assert "2. februar 2026 kl. 03:40 1 500 20 3 2,4 s" in page
    assert "1 fil er påbegynt og ikke lest til ende." in page
    assert "pasienter.ndjson" in words(developer.get("/datadeling/"))


# Conformance


def test_statement_is_shown_for_the_whole_server_and_leaves_an_audit_row(developer: Client, talk: Talk) -> None:
    page = words(developer.get("/datadeling/samsvar/"))
    assert "FHIR-versjon 4.0.1" in page
    assert "transaction transaksjon: alt eller ingenting" in page
    with talk.store.snapshot() as view:
        assert view.select("SELECT actor, interaction, status FROM audit") == [("utvikler", "capabilities", 200)]


def test_type_is_shown_with_what_is_and_is_not_supported(developer: Client, talk: Talk) -> None:
    page = words(developer.get("/datadeling/samsvar/?type=Observation"))
    assert "code token kode http://hl7.org/fhir/SearchParameter/clinical-code" in page
    assert "Observation:subject" in page
    assert "_filter Filterspråket er ikke laget." in page
    assert "read lese" in page


@pytest.mark.parametrize("name", ["Pasient", "<script>alert(1)</script>", "a" * 5000])
def test_type_that_does_not_exist_is_told(developer: Client, talk: Talk, name: str) -> None:
    response = developer.get("/datadeling/samsvar/", {"type": name})
    assert "Tjeneren har ingen slik ressurstype" in words(response)
    assert "<script>alert" not in response.content.decode()


def test_every_reason_for_what_is_not_supported_has_words_in_the_readers_language(talk: Talk) -> None:
    from samspill.fhir.reporting.api import Reports  # noqa: PLC0415
    from samspill.web.pages.sharing.words import reason_words  # noqa: PLC0415

    reasons = {one.reason for name in Reports.resource_types() for one in Reports.unanswered(name)}
    assert {reason for reason in reasons if not reason_words(reason)} == set()


# Subscriptions


def test_no_subscription_says_how_one_is_made(developer: Client, talk: Talk) -> None:
    page = words(developer.get("/datadeling/abonnementer/"))
    assert "sende en Subscription til http://testserver/fhir/Subscription." in page


def test_subscription_that_failed_is_shown_with_its_error_and_nothing_secret(developer: Client, talk: Talk) -> None:
    channel = {"endpoint": "https://mottaker.example/hemmelig", "header": ["Authorization: Bearer xyz"]}
    talk.add({**on_search("Observation?code=85354-9", status="error", **channel), "error": "404 Not Found"})
    response = developer.get("/datadeling/abonnementer/")
    page = words(response)
    assert "Har feilet" in page
    assert "Observation?code=85354-9 Kall til mottakeren (rest-hook) mottaker.example sender også Authorization" in page
    assert "404 Not Found" in page
    assert "hemmelig" not in response.content.decode()
    assert "xyz" not in response.content.decode()
    assert "Abonnementer 1 1 har feilet" in words(developer.get("/datadeling/"))


def test_counting_goes_on_with_new_numbers(developer: Client, talk: Talk, clock: Clock) -> None:
    assert "Ingen ressurser ennå" in words(developer.get("/datadeling/antall/"))
    talk.add(patient())
    clock.at += HOUR_US
    assert "1 ressurs, talt" in words(developer.get("/datadeling/antall/"))
