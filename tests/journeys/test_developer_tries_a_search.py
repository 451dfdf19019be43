"""The developer's task: see that the server stands and what it holds, try a search, and understand a refusal."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect
from tests.factories.fhir_engine import observation, patient
from tests.journeys.places import DEVELOPER
from tests.journeys.serving import demo_server
from tests.journeys.visitor import OpenVisitor, Visitor

pytestmark = pytest.mark.journey
PAGES = ("/datadeling/", "/datadeling/innlastinger/", "/datadeling/abonnementer/")


def subscription() -> dict[str, object]:
    channel = {
        "type": "rest-hook",
        "endpoint": "https://mottaker.example/hemmelig",
        "header": ["Authorization: Bearer x"],
    }
    return {
        "resourceType": "Subscription", "id": "s", "status": "error", "reason": "Prøve", "error": "Connection refused",
        "criteria": "Observation?code=85354-9", "channel": channel,
    }  # fmt: skip


def resources() -> str:
    """Three patients with a measurement each, a subscription that has failed, and one resource that is not valid."""
    made: list[dict[str, object]] = [patient(f"Prøve{number}", id=f"p{number}") for number in range(3)]
    made += [{**observation(f"Patient/p{number}"), "id": f"o{number}"} for number in range(3)]
    return "\n".join(json.dumps(one) for one in (*made, subscription(), {"resourceType": "Observation"}))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A demo server with resources."""
    with demo_server(resources=resources()) as address:
        yield address


def given_a_developer(visitor: OpenVisitor, **wishes: object) -> Visitor:
    developer = visitor(role=DEVELOPER, **wishes)
    developer.opens("/virksomheter/")
    return developer


def the_answer(developer: Visitor) -> Locator:
    return developer.main.get_by_role("region", name="Svaret", exact=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without-scripts"])
def test_developer_looks_at_the_state_tries_a_search_and_sees_a_refusal_explained(
    visitor: OpenVisitor, scripts: bool
) -> None:
    developer = given_a_developer(visitor, scripts=scripts)
    developer.goes_to("Datadeling")
    developer.stands_on("Tilstand")
    expect(developer.main.get_by_role("row", name=re.compile("^Observation 3$"))).to_be_visible()
    developer.goes_to("Innlastinger")
    expect(developer.main.get_by_role("row", name=re.compile("pasienter.ndjson"))).to_contain_text("7")
    developer.goes_to("Prøv et søk")
    developer.writes("Spørrelinje", "Observation?code=85354-9&_count=2&_total=accurate")
    developer.presses("Søk")
    expect(the_answer(developer)).to_contain_text("2 treff")
    developer.presses("Neste side")
    expect(the_answer(developer)).to_contain_text("1 treff")
    developer.sees("Dette er den siste siden.")
    developer.writes("Spørrelinje", "Observation?kode=85354-9")
    developer.presses("Søk")
    developer.sees(re.compile("Tjeneren kjenner eller støtter ikke dette"))
    developer.sees(re.compile("Did you mean: code"))


def test_developer_tries_an_example_by_keyboard_alone(visitor: OpenVisitor) -> None:
    developer = given_a_developer(visitor)
    developer.opens("/datadeling/sok/")
    developer.tabs_to(developer.main.get_by_role("button", name=re.compile("_summary=count")))
    developer.hits("Enter")
    expect(the_answer(developer)).to_contain_text("Antall funnet 3")


def test_developer_sees_what_a_type_can_do_from_its_number(visitor: OpenVisitor) -> None:
    developer = given_a_developer(visitor)
    developer.opens("/datadeling/")
    developer.follows("Patient")
    developer.stands_on("Hva tjeneren kan")
    expect(developer.main.get_by_role("region", name="Søkeparametere", exact=True)).to_contain_text("birthdate")


def test_developer_sees_who_listens_without_their_secrets(visitor: OpenVisitor) -> None:
    developer = given_a_developer(visitor)
    developer.opens("/datadeling/abonnementer/")
    row = developer.main.get_by_role("row", name=re.compile("Connection refused"))
    expect(row).to_contain_text("Har feilet")
    expect(row).to_contain_text("mottaker.example")
    assert "hemmelig" not in developer.page.content()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("width", "dark"), [(1280, True), (320, False)])
def test_pages_with_something_in_them_are_sound(visitor: OpenVisitor, address: str, width: int, dark: bool) -> None:
    developer = given_a_developer(visitor, width=width, dark=dark)
    developer.opens(address)
    developer.finds_the_page_sound()


def test_answer_with_resources_fits_a_narrow_screen(visitor: OpenVisitor) -> None:
    developer = given_a_developer(visitor, width=320)
    developer.opens("/datadeling/sok/")
    developer.writes("Spørrelinje", "Observation?_include=Observation:subject")
    developer.presses("Søk")
    expect(the_answer(developer)).to_contain_text("3 treff og 3 som fulgte med")
    developer.finds_the_page_sound()
