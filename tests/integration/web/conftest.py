"""Readers of the pages, signed in through the page itself."""

from collections.abc import Callable

import pytest
from django.test import Client

As = Callable[[str], Client]


@pytest.fixture
def as_role(db: None) -> As:
    """Return a function that gives a browser signed in as a role of the demo community."""

    def sign_in(person_id: str) -> Client:
        client = Client(headers={"accept-language": "nb"})
        assert client.post("/logg-inn/", {"person": person_id}).status_code == 302
        return client

    return sign_in


@pytest.fixture
def secretariat(as_role: As) -> Client:
    return as_role("sekretariat")
