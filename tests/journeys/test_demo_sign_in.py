"""A person signs in on the page of the demo's provider, in a real browser: the policy lets the form lead back."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser
from tests.factories.providers import BACK, Place, provider_place
from tests.journeys.visitor import open_window

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with provider_place(tmp_path_factory.mktemp("login")) as running:
        yield running


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_signs_in_and_comes_back_to_the_client(browser: Browser, place: Place, scripts: bool) -> None:
    client = place.client()
    begun = client.begin(at=place.at)
    visitor = open_window(browser, f"http://127.0.0.1:{place.port}", scripts=scripts, width=320)
    visitor.page.route(f"{BACK}**", lambda route: route.fulfill(body="back", content_type="text/plain"))
    visitor.page.goto(begun.address)
    visitor.finds_the_page_sound()
    visitor.page.get_by_label("Torstein Oppdiktet: Fastlege").check()
    visitor.page.get_by_role("button", name="Logg inn").click()
    visitor.page.wait_for_url(f"{BACK}**")
    answer = {name: values[0] for name, values in parse_qs(urlsplit(visitor.page.url).query).items()}
    visitor.page.context.close()
    assert [complaint for complaint in visitor.complaints if BACK not in complaint] == []
    assert client.finish(begun, answer, at=place.at).name == "Torstein Oppdiktet"


def test_a_login_can_be_given_up_without_choosing_anybody(browser: Browser, place: Place) -> None:
    begun = place.client().begin(at=place.at)
    visitor = open_window(browser, f"http://127.0.0.1:{place.port}")
    visitor.page.route(f"{BACK}**", lambda route: route.fulfill(body="back", content_type="text/plain"))
    visitor.page.goto(begun.address)
    visitor.page.get_by_role("button", name="Avbryt").click()
    visitor.page.wait_for_url(f"{BACK}**")
    assert "error=access_denied" in visitor.page.url
    visitor.page.context.close()
