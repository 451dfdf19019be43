"""Safe ways onward."""

import pytest
from django.test import RequestFactory

from samspill.web.requests import safe_way


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
