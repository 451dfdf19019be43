"""Safe ways onward."""

import pytest
from django.test import RequestFactory
from tests.factories.national_numbers import some

from samspill.web.requests import safe_way, way_back


@pytest.mark.parametrize(
    "address",
    [
        "https://annet.example/",
        "//annet.example/",
        "/\\annet.example/",
        "\\\\annet.example",
        "javascript:alert(1)",
        "http:annet.example",
        "plan/",
        " //annet.example",
        "/\n/annet.example",
        "",
    ],
)
def test_way_that_leaves_the_site_is_not_taken(address: str) -> None:
    assert safe_way(RequestFactory().get("/"), address, otherwise="/hjem/") == "/hjem/"


@pytest.mark.parametrize("address", ["/", "/virksomheter/?type=bydel&side=2", "/plan/tiltak/7/#status"])
def test_way_inside_the_site_is_taken(address: str) -> None:
    assert safe_way(RequestFactory().get("/"), address, otherwise="/hjem/") == address


NUMBER = some()
HOLDING = [f"/{NUMBER}/", f"/?q={NUMBER}", f"/?q=urn:x%7C{NUMBER}", f"/?q=a+{NUMBER}", f"/?{NUMBER}"]


@pytest.mark.parametrize("address", HOLDING, ids=[str(at) for at in range(5)])
def test_way_with_a_persons_number_in_it_is_neither_taken_nor_written(address: str) -> None:
    assert safe_way(RequestFactory().get("/"), address, otherwise="/hjem/") == "/hjem/"
    assert way_back(RequestFactory().get(address)) == "/"


def test_way_back_is_the_whole_address_of_the_page() -> None:
    assert way_back(RequestFactory().get("/plan/?aar=2026&side=2")) == "/plan/?aar=2026&side=2"
